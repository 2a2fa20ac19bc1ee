import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { ModelTabs } from '@/ui/ModelTabs';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { useEvaluationsQuery } from './evaluationApi';
import { Measured } from './Measured';

/** What was measured of models, newest first; `?version=` narrows it to one. */
export function EvaluationsPage() {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { page, turn } = usePaging();
  const [version] = useFilter('version');
  const { currentData, data, error, refetch } = useEvaluationsQuery({
    ...page,
    filter: version ? { modelVersionId: version } : {},
  });
  const list = (currentData ?? data)?.evaluations;
  const start = version ? (
    <Allowed action="evaluateModelVersion">
      <Button component={Link} to={`/admin/evaluations/new?version=${version}`}>
        {t('evaluation.start')}
      </Button>
    </Allowed>
  ) : null;
  return (
    <Page title={t('evaluation.list')} purpose={t('evaluation.purpose')} action={start}>
      <ModelTabs />
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState
          title={t('evaluation.empty')}
          explanation={t('evaluation.emptyWhy')}
          action={start}
          needs="evaluateModelVersion"
        />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('evaluation.list')}
            rows={list?.nodes}
            rowKey={(one) => one.id}
            busy={list !== undefined && !currentData}
            columns={[
              {
                key: 'what',
                header: t('evaluation.on'),
                wide: true,
                cell: (one) => (
                  <Link to={`/admin/evaluations/${one.id}`}>
                    <Measured evaluation={one} />
                  </Link>
                ),
              },
              {
                key: 'version',
                header: t('column.version'),
                numeric: true,
                cell: (one) => <Link to={`/admin/models/${one.modelVersion.id}`}>v{one.modelVersion.number}</Link>,
              },
              { key: 'status', header: t('column.status'), cell: (one) => <Status status={one.status} /> },
              {
                key: 'f1',
                header: t('metric.macroF1'),
                numeric: true,
                cell: (one) => (one.macroF1 === null ? '–' : format.decimal(one.macroF1)),
              },
              {
                key: 'rows',
                header: t('column.rows'),
                numeric: true,
                minor: true,
                cell: (one) => (one.rowCount === null ? '–' : format.integer(one.rowCount)),
              },
              {
                key: 'at',
                header: t('column.requested'),
                numeric: true,
                minor: true,
                cell: (one) => <RelativeTime at={one.createdAt} />,
              },
            ]}
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Page>
  );
}
