import { useTranslation } from 'react-i18next';
import { Tabs } from './Tabs';

/** What is set for everybody, and what belongs to whoever is signed in. */
export function SettingTabs() {
  const { t } = useTranslation('console');
  return (
    <Tabs
      label={t('places.settings')}
      tabs={[
        { to: '/admin/settings', name: t('setting.all') },
        { to: '/admin/settings/sessions', name: t('places.sessions') },
        { to: '/admin/settings/tokens', name: t('places.tokens') },
      ]}
    />
  );
}
