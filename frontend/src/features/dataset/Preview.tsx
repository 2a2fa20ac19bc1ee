import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import type { ArticleFilter } from '@/server/schema.generated';
import { classColour, type ClassName } from '@/ui/classColour';
import { ClassLabel } from '@/ui/ClassLabel';
import { useMatchingArticlesQuery } from './datasetApi';
import styles from './Lengths.module.css';

interface Props {
  classes: readonly (ClassName & { id: string })[];
  filter: Pick<ArticleFilter, 'sourceId' | 'publishedFrom' | 'publishedTo'>;
  /** At most so many of a class are taken. */
  mostOfAClass: number | undefined;
}

/** How many articles of each topic the selection finds now. */
export function Preview({ classes, filter, mostOfAClass }: Props) {
  const { t } = useTranslation('console');
  return (
    <figure style={{ margin: 0 }}>
      <ul className={styles.bins} aria-label={t('dataset.preview')}>
        {classes.map((label) => (
          <Line key={label.id} label={label} filter={{ ...filter, labelClassId: label.id }} most={mostOfAClass} />
        ))}
      </ul>
    </figure>
  );
}

/** So many fill the bar: enough to learn a topic from. */
const PLENTY = 1000;

function Line({ label, filter, most }: { label: ClassName; filter: ArticleFilter; most: number | undefined }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const found = useMatchingArticlesQuery({ filter }).data?.articles.totalCount;
  const taken = found === undefined ? undefined : Math.min(found, most ?? Infinity);
  return (
    <li>
      <ClassLabel label={label} />
      <span className={styles.track} aria-hidden>
        <span
          className={styles.bar}
          style={{ inlineSize: `${Math.min(1, (taken ?? 0) / PLENTY) * 100}%`, background: classColour(label) }}
        />
      </span>
      <span className="figures">
        {taken === undefined
          ? '–'
          : found !== undefined && taken < found
            ? t('dataset.takenOf', { taken: format.integer(taken), found: format.integer(found) })
            : format.integer(taken)}
      </span>
    </li>
  );
}
