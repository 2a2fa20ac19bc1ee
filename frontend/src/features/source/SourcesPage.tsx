import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { ArticleTabs } from '@/ui/ArticleTabs';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { Robots } from './Robots';
import type { SourceRowFragment } from './source.generated';
import { useSourcesQuery } from './sourceApi';

/** Where articles come from, by key. */
export function SourcesPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const { data, currentData, error, refetch } = useSourcesQuery(page);
  const columns = useColumns();
  const list = (currentData ?? data)?.sources;
  const add = (
    <Allowed action="createSource">
      <Button component={Link} to="/admin/sources/new">
        {t('source.add')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('source.list')} purpose={t('source.purpose')} action={add}>
      <ArticleTabs />
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState title={t('source.empty')} explanation={t('source.emptyWhy')} action={add} needs="createSource" />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('source.list')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(source) => source.id}
            choosable="hide"
            busy={list !== undefined && !currentData}
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Page>
  );
}

function useColumns(): Column<SourceRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('column.name'),
      wide: true,
      cell: (source) => <Link to={`/admin/sources/${source.key}`}>{source.name}</Link>,
    },
    { key: 'key', header: t('source.key'), minor: true, cell: ({ key }) => <code>{key}</code> },
    {
      key: 'version',
      header: t('source.definition'),
      cell: ({ definition }) =>
        definition ? t('source.version', { number: definition.version }) : t('source.noDefinition'),
    },
    {
      key: 'sections',
      header: t('source.sections'),
      numeric: true,
      minor: true,
      cell: ({ definition }) => (definition ? format.integer(definition.sections.length) : '–'),
    },
    {
      key: 'robots',
      header: t('source.robots'),
      minor: true,
      cell: (source) => <Robots definition={source.definition} permissions={source.permissions} />,
    },
    {
      key: 'crawl',
      header: t('source.lastCrawl'),
      cell: ({ crawls: { nodes } }) =>
        nodes[0] ? (
          <Link to={`/admin/crawls/${nodes[0].id}`}>
            <Status status={nodes[0].status} />
          </Link>
        ) : (
          t('source.never')
        ),
    },
    {
      key: 'crawledAt',
      header: t('column.requested'),
      numeric: true,
      minor: true,
      cell: ({ crawls: { nodes } }) => (nodes[0] ? <RelativeTime at={nodes[0].createdAt} /> : '–'),
    },
  ];
}
