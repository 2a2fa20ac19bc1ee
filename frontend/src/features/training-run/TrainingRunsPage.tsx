import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { SelectionBar, useSelection } from '@/ui/SelectionBar';
import { useSorting } from '@/ui/sorting';
import { Status } from '@/ui/Status';
import { TrainingTabs } from '@/ui/TrainingTabs';
import { MOST_COMPARED } from './comparison';
import { isActive } from './curve';
import { RunProgress } from './RunProgress';
import type { TrainingRunRowFragment, TrainingRunSort, TrainingRunStatus } from './trainingRun.generated';
import { useTrainingRunsQuery } from './trainingRunApi';

const SORTS: Record<string, TrainingRunSort> = { created: 'CREATED_AT', name: 'NAME', finished: 'FINISHED_AT' };
const STATUSES: TrainingRunStatus[] = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Training runs, newest first, those under way with their progress. */
export function TrainingRunsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [status, chooseStatus] = useFilter('status');
  const known = STATUSES.find((one) => one === status);
  const sorting = useSorting('-created');
  const selection = useSelection('chosen');
  const { currentData, data, error, refetch } = useTrainingRunsQuery({
    ...page,
    filter: { status: known },
    orderBy: {
      field: SORTS[sorting.field ?? ''] ?? 'CREATED_AT',
      direction: sorting.isDescending ? 'DESCENDING' : 'ASCENDING',
    },
  });
  const chosen = [...selection.chosen];
  const columns = useColumns();
  const list = (currentData ?? data)?.trainingRuns;
  const start = (
    <Allowed action="startTrainingRun">
      <Button component={Link} to="/admin/training/new">
        {t('training.start')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('places.training')} purpose={t('training.purpose')} action={start}>
      <TrainingTabs />
      <Filters>
        <FilterChips
          label={t('column.status')}
          options={STATUSES.map((value) => ({ value, name: t(`status.${value}`) }))}
          chosen={known}
          choose={chooseStatus}
        />
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState
          title={t('training.empty')}
          explanation={t('training.emptyWhy')}
          action={start}
          needs="startTrainingRun"
        />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('places.training')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(run) => run.id}
            busy={list !== undefined && !currentData}
            sorting={sorting}
            selection={selection}
            choosable="hide"
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
          <SelectionBar count={chosen.length} clear={selection.clear}>
            {chosen.length > 1 && chosen.length <= MOST_COMPARED ? (
              <Button size="xs" component={Link} to={`/admin/training/compare?ids=${chosen.join(',')}`}>
                {t('compare.doRuns', { number: chosen.length })}
              </Button>
            ) : (
              <span>{t('compare.range', { most: MOST_COMPARED })}</span>
            )}
          </SelectionBar>
        </>
      )}
    </Page>
  );
}

function useColumns(): Column<TrainingRunRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('column.name'),
      wide: true,
      sort: 'name',
      cell: (run) => <Link to={`/admin/training/${run.id}`}>{run.name}</Link>,
    },
    { key: 'status', header: t('column.status'), cell: (run) => <Status status={run.status} /> },
    {
      key: 'progress',
      header: t('column.progress'),
      minor: true,
      cell: (run) => (isActive(run) ? <RunProgress run={run} isCompact /> : null),
    },
    {
      key: 'dataset',
      header: t('column.dataset'),
      minor: true,
      cell: (run) => <Link to={`/admin/datasets/${run.dataset.id}`}>{run.dataset.name}</Link>,
    },
    { key: 'base', header: t('column.baseModel'), minor: true, cell: (run) => run.parameters.baseModel },
    {
      key: 'f1',
      header: t('column.testMacroF1'),
      numeric: true,
      cell: (run) => (run.modelVersion ? format.decimal(run.modelVersion.testMetrics.macroF1) : '–'),
    },
    {
      key: 'version',
      header: t('column.version'),
      numeric: true,
      minor: true,
      cell: (run) =>
        run.modelVersion ? <Link to={`/admin/models/${run.modelVersion.id}`}>v{run.modelVersion.number}</Link> : '–',
    },
    {
      key: 'created',
      header: t('column.requested'),
      numeric: true,
      sort: 'created',
      minor: true,
      cell: (run) => <RelativeTime at={run.createdAt} />,
    },
    {
      key: 'finished',
      header: t('column.finished'),
      numeric: true,
      sort: 'finished',
      minor: true,
      cell: (run) => (run.finishedAt ? <RelativeTime at={run.finishedAt} /> : '–'),
    },
  ];
}
