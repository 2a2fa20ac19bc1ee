import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import type { SimilarPairFragment } from './dataset.generated';
import styles from './SimilarPair.module.css';

/** Two rows of two splits that come close to each other, for a person to judge. */
export function SimilarPair({ title, pair }: { title: string; pair: SimilarPairFragment }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  return (
    <figure className={styles.pair}>
      <figcaption>
        {title} <b className="figures">{format.percent(pair.similarity)}</b>
      </figcaption>
      {[pair.first, pair.second].map((article, index) => (
        <blockquote key={index} lang="ko">
          {article.title} <small>{t(`split.${article.split}`)}</small>
        </blockquote>
      ))}
    </figure>
  );
}
