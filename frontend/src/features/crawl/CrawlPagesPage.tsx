import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import type { CrawlPageKind, CrawlPageStatus } from '@/server/schema.generated';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { CrawlPageRowFragment } from './crawl.generated';
import { useCrawlPagesQuery, useCrawlQuery } from './crawlApi';
import styles from './CrawlsPage.module.css';
import { CrawlTabs } from './CrawlTabs';

const STATUSES: CrawlPageStatus[] = ['QUEUED', 'STORED', 'UPDATED', 'KNOWN', 'FAILED', 'SKIPPED'];
const KINDS: CrawlPageKind[] = ['LIST', 'ARTICLE'];

/** The pages of a crawl: what came of asking for each, and what was found on it. */
export function CrawlPagesPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { page, turn } = usePaging();
  const [statusText, chooseStatus] = useFilter('status');
  const [kindText, chooseKind] = useFilter('kind');
  const status = STATUSES.find((one) => one === statusText);
  const kind = KINDS.find((one) => one === kindText);
  const crawl = useCrawlQuery({ id }).currentData?.crawl;
  const { data, currentData, error, refetch } = useCrawlPagesQuery({ id, ...page, filter: { status, kind } });
  const columns = useColumns();
  const asked = currentData ?? data;
  const list = asked?.crawl?.pages;
  if (error && !asked)
    return <Page title={t('crawl.pages')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!asked || crawl === undefined) return <Loading />;
  if (!list || !crawl)
    return <Page title={t('crawl.pages')}>{<EmptyState title={t('crawl.gone')} explanation={t('gone')} />}</Page>;
  return (
    <Page
      title={t('crawl.of', { source: crawl.source.name })}
      purpose={
        <>
          <Status status={crawl.status} />
          <Link to={`/admin/sources/${crawl.source.key}`}>{crawl.source.name}</Link>
          <RelativeTime at={crawl.createdAt} />
        </>
      }
    >
      <CrawlTabs id={id} />
      <Filters>
        <FilterChips
          label={t('crawl.outcome')}
          options={STATUSES.map((value) => ({ value, name: t(`crawl.pageStatus.${value}`) }))}
          chosen={status}
          choose={chooseStatus}
        />
        <FilterChips
          label={t('crawl.kindLabel')}
          options={KINDS.map((value) => ({ value, name: t(`crawl.kind.${value}`) }))}
          chosen={kind}
          choose={chooseKind}
        />
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list.nodes.length === 0 ? (
        <EmptyState title={t('crawl.noPages')} explanation={t('crawl.noPagesWhy')} />
      ) : (
        <>
          <DataTable
            caption={t('crawl.pages')}
            columns={columns}
            rows={list.nodes}
            rowKey={(row) => row.id}
            choosable="hide"
            busy={!currentData}
          />
          <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} />
        </>
      )}
    </Page>
  );
}

/** An address without what all of them begin with. */
function pathOf(url: string) {
  const parsed = URL.parse(url);
  return parsed ? parsed.pathname + parsed.search : url;
}

function useColumns(): Column<CrawlPageRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  return [
    {
      key: 'page',
      header: t('crawl.page'),
      wide: true,
      cell: ({ article, url }) =>
        article ? (
          <Link lang="ko" to={`/admin/articles/${article.id}`} title={url}>
            {article.title || t('article.untitled')}
          </Link>
        ) : (
          <a href={url} rel="noreferrer" title={url}>
            {pathOf(url)}
          </a>
        ),
    },
    { key: 'kind', header: t('crawl.kindLabel'), minor: true, cell: ({ kind }) => t(`crawl.kind.${kind}`) },
    {
      key: 'status',
      header: t('crawl.outcome'),
      cell: ({ kind, status, errorCode, error }) => (
        <span className={styles.status}>
          {kind === 'LIST' && status === 'STORED' ? t('crawl.listRead') : t(`crawl.pageStatus.${status}`)}
          {errorCode ? (
            <span className={styles.code} title={error ?? undefined}>
              {errorCode}
            </span>
          ) : null}
        </span>
      ),
    },
    {
      key: 'missing',
      header: t('crawl.missing'),
      minor: true,
      cell: ({ missing }) => (missing.length ? missing.join(', ') : '–'),
    },
    { key: 'http', header: 'HTTP', numeric: true, minor: true, cell: ({ httpStatus }) => httpStatus ?? '–' },
    {
      key: 'attempts',
      header: t('job.attempts'),
      numeric: true,
      minor: true,
      cell: ({ attempts }) => format.integer(attempts),
    },
    {
      key: 'duration',
      header: t('crawl.duration'),
      numeric: true,
      minor: true,
      cell: ({ durationMs }) => (durationMs === null ? '–' : format.integer(durationMs)),
    },
    {
      key: 'body',
      header: t('article.characters'),
      numeric: true,
      minor: true,
      cell: ({ bodyCharacters }) => (bodyCharacters === null ? '–' : format.integer(bodyCharacters)),
    },
    {
      key: 'fetched',
      header: t('crawl.fetched'),
      numeric: true,
      cell: ({ fetchedAt }) => (fetchedAt ? <RelativeTime at={fetchedAt} /> : '–'),
    },
  ];
}
