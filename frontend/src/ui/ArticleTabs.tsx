import { useTranslation } from 'react-i18next';
import { Tabs } from './Tabs';

/** What belongs to articles: where they come from, how they arrive, and how they are cleaned. */
export function ArticleTabs() {
  const { t } = useTranslation('console');
  return (
    <Tabs
      label={t('places.articles')}
      tabs={[
        { to: '/admin/articles', name: t('article.list') },
        { to: '/admin/crawls', name: t('crawl.list') },
        { to: '/admin/sources', name: t('source.list') },
        { to: '/admin/cleaning', name: t('cleaning.list') },
        { to: '/admin/articles/imports', name: t('article.imports') },
      ]}
    />
  );
}
