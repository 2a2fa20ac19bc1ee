import { useTranslation } from 'react-i18next';
import { Tabs } from './Tabs';

/** What belongs to models, each its own list. */
export function ModelTabs() {
  const { t } = useTranslation('console');
  return (
    <Tabs
      label={t('places.models')}
      tabs={[
        { to: '/admin/models', name: t('model.list') },
        { to: '/admin/evaluations', name: t('evaluation.list') },
        { to: '/admin/models/compare', name: t('versus.list') },
        { to: '/admin/models/try', name: t('trial.list') },
        { to: '/admin/models/requests', name: t('places.requests') },
      ]}
    />
  );
}
