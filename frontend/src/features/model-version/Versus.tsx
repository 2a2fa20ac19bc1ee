import { IconArrowsLeftRight, IconEqual, IconTrendingDown, IconTrendingUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { ClassLabel } from '@/ui/ClassLabel';
import { DataTable } from '@/ui/DataTable';
import { Section } from '@/ui/Page';
import { ClassBars } from './ClassBars';
import { Difference } from './Difference';
import type { CompareModelVersionsQuery, FlipFragment } from './modelVersion.generated';
import styles from './Versus.module.css';

type Comparison = CompareModelVersionsQuery['compareModelVersions'];

const LOOKS = {
  B_IS_BETTER: { icon: IconTrendingUp, tone: styles.better },
  A_IS_BETTER: { icon: IconTrendingDown, tone: styles.worse },
  UNCLEAR: { icon: IconArrowsLeftRight, tone: styles.unclear },
  NO_DIFFERENCE: { icon: IconEqual, tone: styles.unclear },
} as const;

/** Two versions on the same rows: which answers better, by how much, and on which texts they part. */
export function Versus({ comparison }: { comparison: Comparison }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { a, b, evaluationA, evaluationB, verdict, mcnemar, macroF1Difference: interval } = comparison;
  const { icon: Icon, tone } = LOOKS[verdict];
  const decimal = (value: number) => format.decimal(value);
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${format.decimal(Math.abs(value))}`;
  const rows = [
    { name: t('metric.macroF1'), from: evaluationA.macroF1, to: evaluationB.macroF1, higherIsBetter: true },
    { name: t('metric.accuracy'), from: evaluationA.accuracy, to: evaluationB.accuracy, higherIsBetter: true },
    {
      name: t('evaluation.ece'),
      from: evaluationA.calibration?.expectedCalibrationError ?? null,
      to: evaluationB.calibration?.expectedCalibrationError ?? null,
      higherIsBetter: false,
    },
  ];
  return (
    <>
      <div className={`${styles.verdict ?? ''} ${tone ?? ''}`} role="status">
        <Icon size={22} aria-hidden />
        <div>
          <p className={styles.words}>{t(`versus.verdict.${verdict}`, { a: a.number, b: b.number })}</p>
          <p>
            {t('versus.interval', {
              difference: signed(interval.difference),
              low: signed(interval.low),
              high: signed(interval.high),
              p: mcnemar.pValue < 0.001 ? '< 0.001' : `= ${format.decimal(mcnemar.pValue)}`,
              rows: format.integer(comparison.rows),
            })}
          </p>
        </div>
      </div>
      <div className={styles.pair}>
        <Section title={t('versus.measures')}>
          <DataTable
            caption={t('versus.measures')}
            rows={rows}
            rowKey={(row) => row.name}
            columns={[
              { key: 'name', header: t('deploy.measure'), cell: (row) => row.name },
              {
                key: 'a',
                header: `v${a.number}`,
                numeric: true,
                cell: (row) => (row.from === null ? '–' : decimal(row.from)),
              },
              {
                key: 'b',
                header: `v${b.number}`,
                numeric: true,
                cell: (row) => (row.to === null ? '–' : decimal(row.to)),
              },
              {
                key: 'difference',
                header: t('deploy.difference'),
                numeric: true,
                cell: ({ from, to, higherIsBetter }) =>
                  from === null || to === null ? (
                    '–'
                  ) : (
                    <Difference value={to - from} higherIsBetter={higherIsBetter} write={decimal} />
                  ),
              },
            ]}
          />
          <p className={styles.note}>
            <Link to={`/admin/evaluations/${evaluationA.id}`}>{t('versus.evaluation', { number: a.number })}</Link>{' '}
            <Link to={`/admin/evaluations/${evaluationB.id}`}>{t('versus.evaluation', { number: b.number })}</Link>
          </p>
        </Section>
        <Section title={t('deploy.byClass')}>
          <ClassBars
            classes={a.labelSet.classes}
            values={comparison.classes.map(({ a: from, b: to }) => ({ key: from.labelKey, from: from.f1, to: to.f1 }))}
          />
          <p className={styles.note}>{t('versus.legend', { a: a.number, b: b.number })}</p>
        </Section>
      </div>
      <Flips
        title={t('versus.fixed', { b: b.number, number: format.integer(comparison.fixed.totalCount) })}
        flips={comparison.fixed.nodes}
        comparison={comparison}
      />
      <Flips
        title={t('versus.broken', { b: b.number, number: format.integer(comparison.broken.totalCount) })}
        flips={comparison.broken.nodes}
        comparison={comparison}
      />
    </>
  );
}

function Flips({ title, flips, comparison }: { title: string; flips: FlipFragment[]; comparison: Comparison }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { a, b } = comparison;
  const label = (key: string) => {
    const known = a.labelSet.classes.find((one) => one.key === key);
    return known ? <ClassLabel label={known} /> : key;
  };
  if (flips.length === 0) return null;
  return (
    <Section title={title}>
      <DataTable
        caption={title}
        rows={flips}
        rowKey={(flip) => flip.articleId}
        columns={[
          {
            key: 'text',
            header: t('prediction.text'),
            wide: true,
            cell: (flip) => (
              <Link lang="ko" to={`/admin/articles/${flip.articleId}`} title={flip.text}>
                {flip.text}
              </Link>
            ),
          },
          { key: 'truth', header: t('evaluation.truth'), cell: (flip) => label(flip.labelKey) },
          {
            key: 'a',
            header: `v${a.number}`,
            cell: (flip) => (
              <>
                {label(flip.aKey)} {format.percent(flip.aProbability, 0)}
              </>
            ),
          },
          {
            key: 'b',
            header: `v${b.number}`,
            cell: (flip) => (
              <>
                {label(flip.bKey)} {format.percent(flip.bProbability, 0)}
              </>
            ),
          },
        ]}
      />
    </Section>
  );
}
