import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { DataTable } from '@/ui/DataTable';
import { Section } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import type { CleaningRulesQuery, CleaningRuleSettingFragment } from './cleaning.generated';

type RuleSet = CleaningRulesQuery['cleaningRuleSets']['nodes'][number];

/** Earlier versions of the rules: who made each, when, and what it changed. */
export function RuleVersions({ ruleSets }: { ruleSets: readonly RuleSet[] }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const setTo = ({ enabled, threshold }: CleaningRuleSettingFragment) =>
    !enabled ? t('cleaning.off') : threshold === null ? t('cleaning.on') : format.figure(threshold);
  const differences = (set: RuleSet, before: RuleSet | undefined) =>
    set.rules
      .flatMap((setting) => {
        const earlier = before?.rules.find(({ rule }) => rule === setting.rule);
        return earlier && setTo(earlier) !== setTo(setting)
          ? [`${t(`cleaning.rule.${setting.rule}.name`)} ${setTo(earlier)} → ${setTo(setting)}`]
          : [];
      })
      .join(', ');
  return (
    <Section title={t('cleaning.versions')}>
      <DataTable
        caption={t('cleaning.versions')}
        rows={ruleSets}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'version',
            header: t('column.version'),
            cell: ({ version }) => t('cleaning.version', { number: version }),
          },
          {
            key: 'changed',
            header: t('cleaning.different'),
            wide: true,
            cell: (set) =>
              differences(
                set,
                ruleSets.find(({ version }) => version === set.version - 1),
              ) || '–',
          },
          { key: 'by', header: t('source.changedBy'), minor: true, cell: ({ createdBy }) => createdBy },
          {
            key: 'at',
            header: t('source.changed'),
            numeric: true,
            cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
          },
        ]}
      />
    </Section>
  );
}
