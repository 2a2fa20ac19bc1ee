import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { classColour, type ClassName } from '@/ui/classColour';
import { ClassLabel } from '@/ui/ClassLabel';
import styles from './Comparison.module.css';
import { Difference } from './Difference';

interface Props {
  classes: readonly ClassName[];
  values: { key: string; from: number | undefined; to: number | undefined }[];
}

/** F1 of each class as a bar, with a line where the other version stands. */
export function ClassBars({ classes, values }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  return (
    <ul className={styles.bars} aria-label={t('deploy.byClass')}>
      {values.map(({ key, from, to }) => {
        const label = classes.find((one) => one.key === key);
        if (!label || to === undefined) return null;
        return (
          <li key={key}>
            <ClassLabel label={label} />
            <span className={styles.track} aria-hidden>
              <span className={styles.bar} style={{ inlineSize: `${to * 100}%`, background: classColour(label) }} />
              {from === undefined ? null : (
                <span className={styles.was} style={{ insetInlineStart: `${from * 100}%` }} />
              )}
            </span>
            <span className="figures">{format.decimal(to)}</span>
            <span className="figures">
              {from === undefined ? (
                '–'
              ) : (
                <Difference value={to - from} higherIsBetter write={(value) => format.decimal(value)} />
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
