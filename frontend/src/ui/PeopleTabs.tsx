import { useTranslation } from 'react-i18next';
import { Tabs } from './Tabs';

/** Who may come in, and what they did. */
export function PeopleTabs() {
  const { t } = useTranslation('console');
  return (
    <Tabs
      label={t('places.members')}
      tabs={[
        { to: '/admin/members', name: t('places.members') },
        { to: '/admin/audit', name: t('places.audit') },
      ]}
    />
  );
}
