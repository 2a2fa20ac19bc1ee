import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { TrainingTabs } from '@/ui/TrainingTabs';
import type { BaseModelRowFragment } from './baseModel.generated';
import { useBaseModelsQuery } from './baseModelApi';

/** Published encoders that runs start from. */
export function BaseModelsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const { data, currentData, error, refetch } = useBaseModelsQuery(page);
  const columns = useColumns();
  const list = (currentData ?? data)?.baseModels;
  const add = (
    <Allowed action="addBaseModel">
      <Button component={Link} to="/admin/base-models/new">
        {t('baseModel.add')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('baseModel.list')} purpose={t('baseModel.purpose')} action={add}>
      <TrainingTabs />
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState
          title={t('baseModel.empty')}
          explanation={t('baseModel.emptyWhy')}
          action={add}
          needs="addBaseModel"
        />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('baseModel.list')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(one) => one.id}
            choosable="hide"
            busy={list !== undefined && !currentData}
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Page>
  );
}

function useColumns(): Column<BaseModelRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  const orNone = (value: number | null, write: (value: number) => string) => (value === null ? '–' : write(value));
  return [
    {
      key: 'name',
      header: t('column.name'),
      cell: (one) => <Link to={`/admin/base-models/${one.id}`}>{one.name}</Link>,
    },
    { key: 'status', header: t('column.status'), cell: (one) => <Status status={one.status} /> },
    { key: 'location', header: t('baseModel.location'), wide: true, minor: true, cell: (one) => one.location },
    { key: 'family', header: t('column.architecture'), minor: true, cell: (one) => one.family ?? '–' },
    {
      key: 'weights',
      header: t('model.weights'),
      numeric: true,
      minor: true,
      cell: (one) => orNone(one.parameterCount, format.integer),
    },
    {
      key: 'vocabulary',
      header: t('parameter.vocabularySize.name'),
      numeric: true,
      minor: true,
      cell: (one) => orNone(one.vocabularySize, format.integer),
    },
    { key: 'size', header: t('column.size'), numeric: true, cell: (one) => orNone(one.sizeBytes, format.bytes) },
    {
      key: 'created',
      header: t('column.requested'),
      numeric: true,
      minor: true,
      cell: (one) => <RelativeTime at={one.createdAt} />,
    },
  ];
}
