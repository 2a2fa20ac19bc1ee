import { useTranslation } from 'react-i18next';
import { Tabs } from '@/ui/Tabs';

/** The parts of a source, each with its address. */
export function SourceTabs({ sourceKey }: { sourceKey: string }) {
  const { t } = useTranslation('console');
  const to = `/admin/sources/${sourceKey}`;
  return (
    <Tabs
      label={t('source.one')}
      tabs={[
        { to, name: t('source.overview') },
        { to: `${to}/definition`, name: t('source.definition') },
        { to: `${to}/try`, name: t('source.try') },
      ]}
    />
  );
}
