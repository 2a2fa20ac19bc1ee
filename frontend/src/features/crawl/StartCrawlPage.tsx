import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { useStartCrawlFormQuery } from './crawlApi';
import { StartCrawlForm } from './StartCrawlForm';

/** A new crawl. `?source=` chooses what is crawled. */
export function StartCrawlPage() {
  const { t } = useTranslation('console');
  const [search] = useSearchParams();
  const { data, error, refetch } = useStartCrawlFormQuery();
  if (error && !data)
    return <Page title={t('crawl.start')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  // A source that is only known from files has nothing to be crawled by.
  const sources = data.sources.nodes.filter(({ definition }) => definition);
  return (
    <Page title={t('crawl.start')} purpose={t('crawl.startPurpose')}>
      {sources.length === 0 ? (
        <EmptyState
          title={t('crawl.noSource')}
          explanation={t('crawl.noSourceWhy')}
          needs="createSource"
          action={
            <Button component={Link} to="/admin/sources/new">
              {t('source.add')}
            </Button>
          }
        />
      ) : (
        <StartCrawlForm sources={sources} wanted={search.get('source') ?? undefined} />
      )}
    </Page>
  );
}
