import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import type { Dataset } from './DatasetPage';
import styles from './Lengths.module.css';

type Bin = NonNullable<Dataset['report']>['lengths'][number];

/** How long the texts are: a histogram, whose every bar is also a line to read. */
export function Lengths({ bins }: { bins: readonly Bin[] }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const last = bins.findLastIndex(({ count }) => count > 0);
  return (
    <ul className={styles.bins} aria-label={t('dataset.lengths')}>
      {bins.slice(0, last + 1).map(({ fromCharacters, toCharacters, count }) => (
        <li key={fromCharacters}>
          <span className="figures">
            {toCharacters === null
              ? t('dataset.lengthFrom', { from: format.integer(fromCharacters) })
              : t('dataset.lengthRange', {
                  from: format.integer(fromCharacters),
                  to: format.integer(toCharacters - 1),
                })}
          </span>
          <span className={styles.track} aria-hidden>
            <span className={styles.bar} style={{ inlineSize: `${(count / most) * 100}%` }} />
          </span>
          <span className="figures">{format.integer(count)}</span>
        </li>
      ))}
    </ul>
  );
}
