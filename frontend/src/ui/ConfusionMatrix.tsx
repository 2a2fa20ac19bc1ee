import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import type { ClassName } from './classColour';
import { ClassLabel, useClassName } from './ClassLabel';
import styles from './ConfusionMatrix.module.css';

/** What was predicted for what was true: counts and shares of a row. The diagonal is calm, mistakes are warm. */
export function ConfusionMatrix({
  classes,
  counts,
}: {
  classes: readonly ClassName[];
  counts: readonly (readonly number[])[];
}) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const name = useClassName();
  const [inPercent, setInPercent] = useState(false);
  return (
    <div>
      <div className={styles.scroll} role="region" aria-label={t('confusion.title')} tabIndex={0}>
        <table className={styles.matrix}>
          <caption className={styles.caption}>
            <span>{t('confusion.axes')}</span>
            <button type="button" aria-pressed={inPercent} onClick={() => setInPercent(!inPercent)}>
              {t('confusion.percent')}
            </button>
          </caption>
          <thead>
            <tr>
              <td />
              {classes.map((label) => (
                <th key={label.key} scope="col">
                  {name(label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map((truth, row) => {
              const cells = counts[row] ?? [];
              const total = cells.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={truth.key}>
                  <th scope="row">
                    <ClassLabel label={truth} />
                  </th>
                  {classes.map((predicted, column) => {
                    const count = cells[column] ?? 0;
                    const share = total === 0 ? 0 : count / total;
                    const isRight = row === column;
                    const title = t('confusion.cell', {
                      truth: name(truth),
                      predicted: name(predicted),
                      number: format.integer(count),
                      share: format.percent(share),
                    });
                    return (
                      <td
                        key={predicted.key}
                        title={title}
                        className={isRight ? styles.right : undefined}
                        style={
                          isRight || count === 0
                            ? undefined
                            : { background: `rgba(var(--warm), ${Math.min(0.08 + share * 2.2, 0.5)})` }
                        }
                      >
                        {count === 0 ? (
                          <span className={styles.none}>·</span>
                        ) : inPercent ? (
                          format.percent(share)
                        ) : (
                          format.integer(count)
                        )}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
