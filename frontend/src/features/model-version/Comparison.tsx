import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { classColour, type ClassName } from '@/ui/classColour';
import { ClassLabel } from '@/ui/ClassLabel';
import styles from './Comparison.module.css';
import type { ComparedVersionFragment } from './modelVersion.generated';

interface Props {
  candidate: ComparedVersionFragment;
  champion: ComparedVersionFragment;
  classes: readonly ClassName[];
}

/** What serves and what might, measure by measure, with the difference. */
export function Comparison({ candidate, champion, classes }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const now = champion.testMetrics;
  const then = candidate.testMetrics;
  const rows = [
    {
      name: t('metric.macroF1'),
      from: now.macroF1,
      to: then.macroF1,
      write: (value: number) => format.decimal(value),
      higherIsBetter: true,
    },
    {
      name: t('metric.accuracy'),
      from: now.accuracy,
      to: then.accuracy,
      write: (value: number) => format.decimal(value),
      higherIsBetter: true,
    },
    {
      name: t('metric.weightedF1'),
      from: now.weightedF1,
      to: then.weightedF1,
      write: (value: number) => format.decimal(value),
      higherIsBetter: true,
    },
    {
      name: t('metric.loss'),
      from: now.loss,
      to: then.loss,
      write: (value: number) => format.decimal(value),
      higherIsBetter: false,
    },
  ];
  const f1 = (version: ComparedVersionFragment, key: string) =>
    version.testMetrics.classes.find(({ labelKey }) => labelKey === key)?.f1;
  return (
    <div className={styles.comparison}>
      <table className={styles.table}>
        <caption className="visually-hidden">{t('deploy.compare', { number: champion.number })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('deploy.measure')}</th>
            <th scope="col">{t('deploy.now', { number: champion.number })}</th>
            <th scope="col">{t('deploy.candidate', { number: candidate.number })}</th>
            <th scope="col">{t('deploy.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, from, to, write, higherIsBetter }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{write(from)}</td>
              <td>{write(to)}</td>
              <td>
                <Difference value={to - from} higherIsBetter={higherIsBetter} write={write} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={styles.bars} aria-label={t('deploy.byClass')}>
        {classes.map((label) => {
          const from = f1(champion, label.key);
          const to = f1(candidate, label.key);
          if (to === undefined) return null;
          return (
            <li key={label.key}>
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
      <p className={styles.legend}>{t('deploy.legend', { number: champion.number })}</p>
    </div>
  );
}

function Difference({
  value,
  higherIsBetter,
  write,
}: {
  value: number;
  higherIsBetter: boolean;
  write: (value: number) => string;
}) {
  const { t } = useTranslation('console');
  const isNone = Math.abs(value) < 0.0005;
  const isBetter = value > 0 === higherIsBetter;
  const verdict = isNone ? t('deploy.same') : isBetter ? t('deploy.better') : t('deploy.worseShort');
  return (
    <span className={isNone ? styles.same : isBetter ? styles.better : styles.worse} title={verdict}>
      {isNone ? '±' : value > 0 ? '+' : '−'}
      {write(Math.abs(value))}
      <span className="visually-hidden"> {verdict}</span>
    </span>
  );
}
