import { useTranslation } from 'react-i18next';
import { Tabs } from './Tabs';

/** What belongs to jobs: work in the background, chains of it, and what starts it by the clock. */
export function JobTabs() {
  const { t } = useTranslation('console');
  return (
    <Tabs
      label={t('places.jobs')}
      tabs={[
        { to: '/admin/jobs', name: t('places.jobs') },
        { to: '/admin/pipelines', name: t('pipeline.list') },
        { to: '/admin/schedules', name: t('scheduled.list') },
      ]}
    />
  );
}
