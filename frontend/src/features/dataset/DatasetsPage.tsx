import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Hash } from '@/ui/Hash';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { SelectionBar, useSelection } from '@/ui/SelectionBar';
import { useSorting } from '@/ui/sorting';
import { Status } from '@/ui/Status';
import type { DatasetRowFragment, DatasetSort, DatasetStatus } from './dataset.generated';
import { useDatasetsQuery } from './datasetApi';

const SORTS: Record<string, DatasetSort> = { created: 'CREATED_AT', name: 'NAME', rows: 'ROW_COUNT' };
const STATUSES: DatasetStatus[] = ['BUILDING', 'SEALED', 'FAILED', 'CANCELLED'];

/** Datasets, newest first. */
export function DatasetsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [status, chooseStatus] = useFilter('status');
  const sorting = useSorting('-created');
  const selection = useSelection('chosen');
  const known = STATUSES.find((one) => one === status);
  const { data, currentData, error, refetch } = useDatasetsQuery({
    ...page,
    filter: { status: known },
    orderBy: {
      field: SORTS[sorting.field ?? ''] ?? 'CREATED_AT',
      direction: sorting.isDescending ? 'DESCENDING' : 'ASCENDING',
    },
  });
  const chosen = [...selection.chosen];
  const columns = useColumns();
  const list = (currentData ?? data)?.datasets;
  const build = (
    <Allowed action="buildDataset">
      <Button component={Link} to="/admin/datasets/new">
        {t('dataset.build')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('places.datasets')} purpose={t('dataset.purpose')} action={build}>
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
          title={t('dataset.empty')}
          explanation={t('dataset.emptyWhy')}
          action={build}
          needs="buildDataset"
        />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('places.datasets')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(dataset) => dataset.id}
            busy={list !== undefined && !currentData}
            sorting={sorting}
            selection={selection}
            choosable="hide"
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
          <SelectionBar count={chosen.length} clear={selection.clear}>
            {chosen.length === 2 ? (
              <Button
                size="xs"
                component={Link}
                to={`/admin/datasets/compare?a=${chosen[0] ?? ''}&b=${chosen[1] ?? ''}`}
              >
                {t('dataset.doCompare')}
              </Button>
            ) : (
              <span>{t('versus.two')}</span>
            )}
          </SelectionBar>
        </>
      )}
    </Page>
  );
}

function useColumns(): Column<DatasetRowFragment>[] {
  const { t, i18n } = useTranslation('console');
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('column.name'),
      wide: true,
      sort: 'name',
      cell: (dataset) => <Link to={`/admin/datasets/${dataset.id}`}>{dataset.name}</Link>,
    },
    { key: 'status', header: t('column.status'), cell: (dataset) => <Status status={dataset.status} /> },
    {
      key: 'rows',
      header: t('column.rows'),
      numeric: true,
      sort: 'rows',
      cell: (dataset) => (dataset.rowCount === null ? '–' : format.integer(dataset.rowCount)),
    },
    {
      key: 'labels',
      header: t('column.labelSet'),
      minor: true,
      cell: ({ labelSet }) => (i18n.language === 'en' ? labelSet.nameEn : labelSet.nameKo),
    },
    {
      key: 'manifest',
      header: t('dataset.manifest'),
      minor: true,
      cell: (dataset) => (dataset.manifestSha256 ? <Hash value={dataset.manifestSha256} /> : '–'),
    },
    {
      key: 'created',
      header: t('column.requested'),
      numeric: true,
      sort: 'created',
      minor: true,
      cell: (dataset) => <RelativeTime at={dataset.createdAt} />,
    },
  ];
}
