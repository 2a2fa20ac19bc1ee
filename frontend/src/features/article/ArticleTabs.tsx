import { useTranslation } from 'react-i18next';
import { Tabs } from '@/ui/Tabs';

/** Articles, and the files they came in. */
export function ArticleTabs() {
  const { t } = useTranslation('console');
  return (
    <Tabs
      label={t('places.articles')}
      tabs={[
        { to: '/admin/articles', name: t('article.list') },
        { to: '/admin/articles/imports', name: t('article.imports') },
      ]}
    />
  );
}
