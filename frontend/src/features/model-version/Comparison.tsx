import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import type { ClassName } from '@/ui/classColour';
import { ClassBars } from './ClassBars';
import styles from './Comparison.module.css';
import { Difference } from './Difference';
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
      <ClassBars
        classes={classes}
        values={classes.map(({ key }) => ({ key, from: f1(champion, key), to: f1(candidate, key) }))}
      />
      <p className={styles.legend}>{t('deploy.legend', { number: champion.number })}</p>
    </div>
  );
}
