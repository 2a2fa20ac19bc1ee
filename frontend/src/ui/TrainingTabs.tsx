import { useTranslation } from 'react-i18next';
import { Tabs } from './Tabs';

/** What belongs to training, each its own list. */
export function TrainingTabs() {
  const { t } = useTranslation('console');
  return (
    <Tabs
      label={t('places.training')}
      tabs={[
        { to: '/admin/training', name: t('training.list') },
        { to: '/admin/sweeps', name: t('sweep.list') },
        { to: '/admin/base-models', name: t('baseModel.list') },
      ]}
    />
  );
}
