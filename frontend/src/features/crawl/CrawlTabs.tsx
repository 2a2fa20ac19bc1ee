import { useTranslation } from 'react-i18next';
import { Tabs } from '@/ui/Tabs';

/** The parts of a crawl, each with its address. */
export function CrawlTabs({ id }: { id: string }) {
  const { t } = useTranslation('console');
  return (
    <Tabs
      label={t('crawl.one')}
      tabs={[
        { to: `/admin/crawls/${id}`, name: t('crawl.overview') },
        { to: `/admin/crawls/${id}/pages`, name: t('crawl.pages') },
      ]}
    />
  );
}
