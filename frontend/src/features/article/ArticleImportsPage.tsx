import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ArticleImportStatus } from '@/server/schema.generated';
import { Allowed } from '@/ui/Allowed';
import { ArticleTabs } from '@/ui/ArticleTabs';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { useArticleImportsQuery } from './articleApi';
import { ImportsTable } from './ImportsTable';

const STATUSES: ArticleImportStatus[] = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Files of articles, newest first, and what became of their rows. */
export function ArticleImportsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [text, choose] = useFilter('status');
  const status = STATUSES.find((one) => one === text);
  const { data, currentData, error, refetch } = useArticleImportsQuery({ ...page, filter: { status } });
  const list = (currentData ?? data)?.articleImports;
  const bring = (
    <Allowed action="importArticles">
      <Button component={Link} to="/admin/articles/import">
        {t('article.import')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('article.imports')} purpose={t('import.purpose')} action={bring}>
      <ArticleTabs />
      <Filters>
        <FilterChips
          label={t('column.status')}
          options={STATUSES.map((value) => ({ value, name: t(`status.${value}`) }))}
          chosen={status}
          choose={choose}
        />
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {!list ? (
        error ? null : (
          <Loading />
        )
      ) : list.nodes.length === 0 ? (
        <EmptyState
          title={t('import.none')}
          explanation={t('article.emptyWhy')}
          action={bring}
          needs="importArticles"
        />
      ) : (
        <>
          <ImportsTable imports={list.nodes} />
          <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} />
        </>
      )}
    </Page>
  );
}
