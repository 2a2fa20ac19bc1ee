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
import { Status } from '@/ui/Status';
import { TrainingTabs } from '@/ui/TrainingTabs';
import type { SweepRowFragment, SweepStatus } from './sweep.generated';
import { useSweepsQuery } from './sweepApi';

const STATUSES: SweepStatus[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Searches for good parameters, newest first. */
export function SweepsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [text, choose] = useFilter('status');
  const status = STATUSES.find((one) => one === text);
  const { data, currentData, error, refetch } = useSweepsQuery({ ...page, filter: { status } });
  const columns = useColumns();
  const list = (currentData ?? data)?.sweeps;
  const start = (
    <Allowed action="startSweep">
      <Button component={Link} to="/admin/sweeps/new">
        {t('sweep.start')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('sweep.list')} purpose={t('sweep.purpose')} action={start}>
      <TrainingTabs />
      <Filters>
        <FilterChips
          label={t('column.status')}
          options={STATUSES.map((value) => ({ value, name: t(`status.${value}`) }))}
          chosen={status}
          choose={choose}
        />
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState title={t('sweep.empty')} explanation={t('sweep.emptyWhy')} action={start} needs="startSweep" />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('sweep.list')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(sweep) => sweep.id}
            choosable="hide"
            busy={list !== undefined && !currentData}
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Page>
  );
}

function useColumns(): Column<SweepRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('column.name'),
      wide: true,
      cell: (sweep) => <Link to={`/admin/sweeps/${sweep.id}`}>{sweep.name}</Link>,
    },
    { key: 'status', header: t('column.status'), cell: (sweep) => <Status status={sweep.status} /> },
    {
      key: 'method',
      header: t('sweep.method.name'),
      minor: true,
      cell: ({ strategy }) => t(`sweep.method.${strategy.method}`),
    },
    {
      key: 'dataset',
      header: t('column.dataset'),
      minor: true,
      cell: ({ dataset }) => <Link to={`/admin/datasets/${dataset.id}`}>{dataset.name}</Link>,
    },
    {
      key: 'best',
      header: t('sweep.best'),
      minor: true,
      cell: ({ bestTrainingRun: best }) => (best ? <Link to={`/admin/training/${best.id}`}>{best.name}</Link> : '–'),
    },
    {
      key: 'f1',
      header: t('column.testMacroF1'),
      numeric: true,
      cell: ({ bestTrainingRun: best }) =>
        best?.modelVersion ? format.decimal(best.modelVersion.testMetrics.macroF1) : '–',
    },
    {
      key: 'created',
      header: t('column.requested'),
      numeric: true,
      minor: true,
      cell: (sweep) => <RelativeTime at={sweep.createdAt} />,
    },
  ];
}
