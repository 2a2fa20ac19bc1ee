import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DeploymentRequestStatus } from '@/server/schema.generated';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { ModelTabs } from '@/ui/ModelTabs';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { DeploymentRequestsQuery } from './deploymentRequest.generated';
import { useDeploymentRequestsQuery } from './deploymentRequestApi';

const STATUSES: DeploymentRequestStatus[] = ['PENDING', 'APPROVED', 'REJECTED'];
/** Nothing tells of a new request: it is asked for now and then while somebody looks. */
const EVERY_MS = 20_000;

/** Deployments that somebody asked for, and what became of them. */
export function DeploymentRequestsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [text, choose] = useFilter('status');
  const status = STATUSES.find((one) => one === text);
  const { data, currentData, error, refetch } = useDeploymentRequestsQuery(
    { ...page, filter: { status } },
    { pollingInterval: EVERY_MS, skipPollingIfUnfocused: true },
  );
  const columns = useColumns();
  const list = (currentData ?? data)?.deploymentRequests;
  return (
    <Page title={t('places.requests')} purpose={t('request.purpose')}>
      <ModelTabs />
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
        <EmptyState
          title={t('request.empty')}
          explanation={t('request.emptyWhy')}
          action={
            <Button component={Link} to="/admin/models">
              {t('request.toModels')}
            </Button>
          }
        />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('places.requests')}
            columns={columns}
            rows={list?.nodes}
            rowKey={({ id }) => id}
            busy={list !== undefined && !currentData}
            marked={(request) => request.status === 'PENDING'}
            choosable="hide"
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Page>
  );
}

type Request = DeploymentRequestsQuery['deploymentRequests']['nodes'][number];

function useColumns(): Column<Request>[] {
  const { t } = useTranslation('console');
  return [
    {
      key: 'what',
      header: t('column.version'),
      cell: ({ toVersion, variant }) => (
        <Link to={`/admin/models/${toVersion.id}`}>
          v{toVersion.number}
          {variant === 'INT8' ? ' int8' : null}
        </Link>
      ),
    },
    { key: 'status', header: t('column.status'), cell: ({ status }) => <Status status={status} /> },
    { key: 'requester', header: t('request.requester'), cell: ({ requester }) => requester },
    { key: 'reason', header: t('request.reason'), wide: true, minor: true, cell: ({ reason }) => reason || '–' },
    { key: 'decider', header: t('request.decider'), minor: true, cell: ({ decider }) => decider ?? '–' },
    {
      key: 'why',
      header: t('request.decisionReason'),
      minor: true,
      cell: ({ decisionReason }) => decisionReason ?? '–',
    },
    {
      key: 'at',
      header: t('request.at'),
      numeric: true,
      minor: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      key: 'open',
      header: '',
      numeric: true,
      cell: ({ status, toVersion }) =>
        status === 'PENDING' ? <Link to={`/admin/models/${toVersion.id}`}>{t('request.open')}</Link> : null,
    },
  ];
}
