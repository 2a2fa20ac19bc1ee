import { skipToken } from '@reduxjs/toolkit/query';
import { Button, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import type { CrawlStatus } from '@/server/schema.generated';
import { Allowed } from '@/ui/Allowed';
import { ArticleTabs } from '@/ui/ArticleTabs';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { Progress } from '@/ui/Progress';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { CrawlRowFragment } from './crawl.generated';
import { useCrawlSourcesQuery, useCrawlsQuery } from './crawlApi';
import { linksPerPage, shareDone } from './crawlProgress';
import styles from './CrawlsPage.module.css';

const STATUSES: CrawlStatus[] = ['QUEUED', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'DEGRADED', 'FAILED', 'CANCELLED'];

/** Collections of articles from sites, newest first, live. */
export function CrawlsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [text, choose] = useFilter('status');
  const [sourceKey, chooseSource] = useFilter('source');
  const status = STATUSES.find((one) => one === text);
  const sources = useCrawlSourcesQuery().data?.sources.nodes;
  const sourceId = sources?.find(({ key }) => key === sourceKey)?.id;
  // Before the source's name in the address is known, a list would show too much.
  const isKnown = sourceKey === undefined || sources !== undefined;
  const { data, currentData, error, refetch } = useCrawlsQuery(
    isKnown ? { ...page, filter: { status, sourceId } } : skipToken,
  );
  const columns = useColumns();
  const list = (currentData ?? data)?.crawls;
  const isFiltered = status !== undefined || sourceKey !== undefined;
  const start = (
    <Allowed action="startCrawl">
      <Button component={Link} to={sourceKey ? `/admin/crawls/new?source=${sourceKey}` : '/admin/crawls/new'}>
        {t('crawl.start')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('crawl.list')} purpose={t('crawl.purpose')} action={start}>
      <ArticleTabs />
      <Filters>
        <FilterChips
          label={t('column.status')}
          options={STATUSES.map((value) => ({ value, name: t(`status.${value}`) }))}
          chosen={status}
          choose={choose}
        />
        {sources && sources.length > 1 ? (
          <NativeSelect
            size="xs"
            aria-label={t('column.source')}
            value={sourceKey ?? ''}
            onChange={(event) => chooseSource(event.currentTarget.value || undefined)}
            data={[
              { value: '', label: t('article.anySource') },
              ...sources.map((source) => ({ value: source.key, label: source.name })),
            ]}
          />
        ) : null}
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        isFiltered ? (
          <EmptyState title={t('crawl.noMatch')} explanation={t('crawl.noMatchWhy')} />
        ) : (
          <EmptyState title={t('crawl.empty')} explanation={t('crawl.emptyWhy')} action={start} needs="startCrawl" />
        )
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('crawl.list')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(crawl) => crawl.id}
            choosable="hide"
            busy={list !== undefined && !currentData}
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Page>
  );
}

function useColumns(): Column<CrawlRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  const count = (key: 'articlesNew' | 'articlesUpdated' | 'articlesKnown' | 'articlesFailed', minor = false) => ({
    key,
    header: t(`crawl.${key}`),
    numeric: true,
    minor,
    cell: (crawl: CrawlRowFragment) => format.integer(crawl[key]),
  });
  return [
    {
      key: 'crawl',
      header: t('crawl.one'),
      wide: true,
      cell: (crawl) => (
        <Link to={`/admin/crawls/${crawl.id}`}>
          {crawl.source.name} <span className={styles.when}>{format.absolute(crawl.createdAt)}</span>
        </Link>
      ),
    },
    {
      key: 'status',
      header: t('column.status'),
      cell: (crawl) => (
        <span className={styles.status}>
          <Status status={crawl.status} />
          {crawl.status === 'DEGRADED' && crawl.isTrusted ? (
            <span className={styles.accepted}>{t('crawl.accepted')}</span>
          ) : null}
        </span>
      ),
    },
    {
      key: 'progress',
      header: t('column.progress'),
      minor: true,
      cell: (crawl) => <Moving crawl={crawl} />,
    },
    count('articlesNew'),
    count('articlesUpdated', true),
    count('articlesKnown', true),
    count('articlesFailed', true),
    {
      key: 'yield',
      header: t('crawl.yield'),
      numeric: true,
      minor: true,
      cell: ({ sections }) => {
        const links = linksPerPage(sections);
        return links === undefined ? '–' : format.decimal(links, 1);
      },
    },
    {
      key: 'requested',
      header: t('column.requested'),
      numeric: true,
      cell: (crawl) => <RelativeTime at={crawl.createdAt} />,
    },
  ];
}

function Moving({ crawl }: { crawl: CrawlRowFragment }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  if (crawl.status === 'RUNNING' || crawl.status === 'PAUSED') {
    const share = shareDone(crawl.sections);
    return (
      <span className={styles.progress}>
        <Progress share={share ?? (crawl.status === 'PAUSED' ? 0 : undefined)} label={t('column.progress')} />
        <span className="figures">{share === undefined ? '' : format.percent(share, 0)}</span>
      </span>
    );
  }
  if (crawl.errorCode) return <span className={styles.code}>{crawl.errorCode}</span>;
  return crawl.finishedAt && crawl.startedAt
    ? format.duration((Date.parse(crawl.finishedAt) - Date.parse(crawl.startedAt)) / 1000)
    : '–';
}
