import { NativeSelect } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import type { CleaningChangeKind, CleaningRule } from '@/server/schema.generated';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Section } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { TextDiff } from '@/ui/TextDiff';
import type { CleaningChangeRowFragment, CleaningVerdictFragment } from './cleaning.generated';
import { useCleaningChangesQuery } from './cleaningApi';
import styles from './CleaningPage.module.css';

const KINDS: CleaningChangeKind[] = ['REJECTED', 'REVISED', 'RESTORED', 'KEPT'];
/** Samples to be read, not rows to be scanned. */
const PAGE_SIZE = 10;

interface Props {
  id: string;
  counts: { kept: number; rejected: number; restored: number; revised: number };
  rules: readonly CleaningRule[];
}

/** What a run changes, article by article: the decision before and after, and what becomes of the text. */
export function Changes({ id, counts, rules }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { page, turn } = usePaging();
  const [kindText, chooseKind] = useFilter('kind');
  const [ruleText, chooseRule] = useFilter('rule');
  const kind = KINDS.find((one) => one === kindText);
  const rule = rules.find((one) => one === ruleText);
  const size = 'last' in page ? { last: PAGE_SIZE } : { first: PAGE_SIZE };
  const { data, currentData, error, refetch } = useCleaningChangesQuery({ id, ...page, ...size, kind, rule });
  const list = (currentData ?? data)?.cleaningRun?.changes;
  const count = { REJECTED: counts.rejected, REVISED: counts.revised, RESTORED: counts.restored, KEPT: counts.kept };
  return (
    <Section title={t('cleaning.samples')}>
      <Filters>
        <FilterChips
          label={t('cleaning.kindLabel')}
          options={KINDS.map((value) => ({
            value,
            name: `${t(`cleaning.kind.${value}`)} ${format.integer(count[value])}`,
          }))}
          chosen={kind}
          choose={chooseKind}
        />
        <NativeSelect
          size="xs"
          aria-label={t('cleaning.ruleName')}
          value={rule ?? ''}
          onChange={(event) => chooseRule(event.currentTarget.value || undefined)}
          data={[
            { value: '', label: t('cleaning.anyRule') },
            ...rules.map((value) => ({ value, label: t(`cleaning.rule.${value}.name`) })),
          ]}
        />
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState title={t('cleaning.noChanges')} explanation={t('cleaning.noChangesWhy')} />
      ) : list ? (
        <>
          <ul className={styles.changes} data-busy={!currentData} aria-label={t('cleaning.samples')}>
            {list.nodes.map((change) => (
              <Change key={change.article.id} change={change} />
            ))}
          </ul>
          <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} />
        </>
      ) : null}
    </Section>
  );
}

function Change({ change }: { change: CleaningChangeRowFragment }) {
  const { t } = useTranslation('console');
  const { article, before, after, textDiff } = change;
  return (
    <li>
      <div className={styles.verdict}>
        <Verdict decision={after} />
        {before ? (
          <span className={styles.soft}>
            {t('cleaning.before')}: {t(`cleaning.outcome.${before.outcome}`)}
            {before.rule ? ` · ${t(`cleaning.rule.${before.rule}.name`)}` : ''}
          </span>
        ) : null}
      </div>
      <div className={styles.text} lang="ko">
        <Link to={`/admin/articles/${article.id}`}>
          <TextDiff pieces={textDiff.title} whole />
          {article.title ? '' : t('article.untitled')}
        </Link>
        <TextDiff pieces={textDiff.body} />
      </div>
    </li>
  );
}

function Verdict({ decision }: { decision: CleaningVerdictFragment }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { outcome, rule, evidence } = decision;
  const Icon = outcome === 'KEPT' ? IconCircleCheckFilled : IconCircleXFilled;
  return (
    <>
      <b data-outcome={outcome}>
        <Icon size={15} aria-hidden />
        {t(`cleaning.outcome.${outcome}`)}
      </b>
      {rule ? <span>{t(`cleaning.rule.${rule}.name`)}</span> : null}
      {evidence?.measured != null ? (
        <span className={styles.soft}>
          {format.figure(evidence.measured)}
          {evidence.threshold == null
            ? ''
            : ` · ${t('cleaning.thresholdIs', { value: format.figure(evidence.threshold) })}`}
        </span>
      ) : null}
      {evidence?.matched ? <span className={styles.soft}>“{evidence.matched}”</span> : null}
      {evidence?.labelKeys.length ? <span className={styles.soft}>{evidence.labelKeys.join(', ')}</span> : null}
      {evidence?.keptArticle ? (
        <Link to={`/admin/articles/${evidence.keptArticle.id}`} lang="ko">
          {t('cleaning.keptInstead')}: {evidence.keptArticle.title}
        </Link>
      ) : null}
    </>
  );
}
