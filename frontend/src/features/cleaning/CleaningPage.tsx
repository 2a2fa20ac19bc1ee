import { useTranslation } from 'react-i18next';
import { ArticleTabs } from '@/ui/ArticleTabs';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { useCleaningRulesQuery } from './cleaningApi';
import { CleaningRuns } from './CleaningRuns';
import { RulesForm } from './RulesForm';
import { RuleVersions } from './RuleVersions';

/** How articles are cleaned: the rules, trying them out, and every run they had. */
export function CleaningPage() {
  const { t } = useTranslation('console');
  const { data, error, refetch } = useCleaningRulesQuery();
  if (error && !data)
    return <Page title={t('cleaning.list')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  const [newest] = data.cleaningRuleSets.nodes;
  return (
    <Page title={t('cleaning.list')} purpose={t('cleaning.purpose')}>
      <ArticleTabs />
      <RulesForm
        key={newest?.version ?? 0}
        settings={newest?.rules ?? data.usualCleaningRules}
        version={newest?.version}
        sources={data.sources.nodes}
      />
      <CleaningRuns />
      {data.cleaningRuleSets.nodes.length > 1 ? <RuleVersions ruleSets={data.cleaningRuleSets.nodes} /> : null}
    </Page>
  );
}
