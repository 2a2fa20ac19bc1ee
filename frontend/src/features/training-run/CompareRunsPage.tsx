import { skipToken } from '@reduxjs/toolkit/query';
import { Button } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Loading } from '@/ui/Loading';
import { ManyLines } from '@/ui/ManyLines';
import { Page, Section } from '@/ui/Page';
import { useFilter } from '@/ui/paging';
import { comparedRuns, curvesOf, METRICS, MOST_COMPARED, shade, type Metric } from './comparison';
import { ComparedLoss } from './ComparedLoss';
import { ComparedTable } from './ComparedTable';
import { ParallelCoordinates } from './ParallelCoordinates';
import type { CompareTrainingRunsQuery } from './trainingRun.generated';
import { useCompareTrainingRunsQuery } from './trainingRunApi';

/** Up to 200 runs side by side, `?ids=` between commas: what sets them apart, and what came of it. */
export function CompareRunsPage() {
  const { t } = useTranslation('console');
  const [search] = useSearchParams();
  const ids = [...new Set(search.get('ids')?.split(',').filter(Boolean))].slice(0, MOST_COMPARED);
  const { currentData, data, error, refetch } = useCompareTrainingRunsQuery(ids.length < 2 ? skipToken : { ids });
  const shown = currentData ?? data;
  const back = (
    <Button component={Link} to="/admin/training">
      {t('compare.choose')}
    </Button>
  );
  if (ids.length < 2)
    return (
      <Page title={t('compare.runs')}>
        {<EmptyState title={t('compare.few')} explanation={t('compare.fewWhy')} action={back} />}
      </Page>
    );
  if (error && !shown)
    return <Page title={t('compare.runs')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!shown) return <Loading />;
  return <Comparison comparison={shown.compareTrainingRuns} />;
}

function Comparison({ comparison }: { comparison: CompareTrainingRunsQuery['compareTrainingRuns'] }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [text, choose] = useFilter('metric');
  const [over, chooseOver] = useFilter('over');
  const metric = (Object.keys(METRICS) as Metric[]).find((one) => one === text) ?? 'macroF1';
  const [looked, setLooked] = useState<string>();
  const look = useCallback((id: string | undefined) => setLooked(id), []);
  const runs = useMemo(() => comparedRuns(comparison), [comparison]);
  const fields = useMemo(
    () => comparison.differences.map(({ field }) => field).filter((field) => !/^dataset_?id$/i.test(field)),
    [comparison],
  );
  const colours = useMemo(() => {
    const scores = runs.map(({ best }) => best);
    return runs.map(({ best }) => shade(best, scores));
  }, [runs]);
  const curves = useMemo(() => curvesOf(runs, metric), [runs, metric]);
  const lines = useMemo(
    () =>
      runs.map(({ id, name }, index) => ({
        key: id,
        label: name,
        values: curves.values[index] ?? [],
        colour: colours[index] ?? 'var(--accent)',
      })),
    [runs, curves, colours],
  );
  return (
    <Page
      title={t('compare.runsOf', { number: format.integer(runs.length) })}
      purpose={t('compare.purpose')}
      action={
        <Button variant="default" component={Link} to="/admin/training">
          {t('compare.choose')}
        </Button>
      }
    >
      <Section title={t('compare.parallel')}>
        <ParallelCoordinates runs={runs} fields={fields} looked={looked} look={look} />
      </Section>
      <Filters>
        <FilterChips
          label={t('compare.over.name')}
          options={(['epoch', 'step'] as const).map((value) => ({ value, name: t(`compare.over.${value}`) }))}
          chosen={over === 'step' ? 'step' : 'epoch'}
          choose={(value) => chooseOver(value === 'step' ? value : undefined)}
          isRequired
        />
        {over === 'step' ? null : (
          <FilterChips
            label={t('compare.metric')}
            options={(Object.keys(METRICS) as Metric[]).map((value) => ({ value, name: t(`metric.${value}`) }))}
            chosen={metric}
            choose={choose}
            isRequired
          />
        )}
      </Filters>
      {over === 'step' ? (
        <ComparedLoss runs={runs} colours={colours} looked={looked} look={look} />
      ) : (
        <ManyLines
          title={t('compare.curves', { metric: t(`metric.${metric}`) })}
          fileName={`runs ${metric}`}
          x={curves.x}
          xLabel={t('axis.epoch')}
          yLabel={t(`metric.${metric}`)}
          lines={lines}
          format={(value) => format.decimal(value)}
          looked={looked}
          look={look}
        />
      )}
      <Section title={t('compare.table')}>
        <ComparedTable runs={runs} fields={fields} colours={colours} looked={looked} />
      </Section>
    </Page>
  );
}
