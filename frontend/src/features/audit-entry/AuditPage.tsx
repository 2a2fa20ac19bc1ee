import { NativeSelect } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Filters } from '@/ui/FilterChips';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { PeopleTabs } from '@/ui/PeopleTabs';
import { RelativeTime } from '@/ui/RelativeTime';
import { momentOf, TimeRange } from '@/ui/TimeRange';
import { ACTIONS, NOUNS, useActionName, useNounName } from './actions';
import { AuditLine } from './AuditLine';
import styles from './AuditPage.module.css';
import type { AuditFiltersQuery } from './auditEntry.generated';
import { useAuditEntriesQuery, useAuditFiltersQuery } from './auditEntryApi';

const FILTERS = ['member', 'action', 'noun', 'subject', 'from', 'to'];

/** Who changed what, when and from where: `?member=`, `?action=`, `?noun=`, `?subject=`, `?from=` and `?to=`. */
export function AuditPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [search, setSearch] = useSearchParams();
  const [memberId, chooseMember] = useFilter('member');
  const [action, chooseAction] = useFilter('action');
  const [noun, chooseNoun] = useFilter('noun');
  const [subjectId, chooseSubject] = useFilter('subject');
  const [from, chooseFrom] = useFilter('from');
  const [to, chooseTo] = useFilter('to');
  const actionName = useActionName();
  const nounName = useNounName();
  const { data, currentData, error, refetch } = useAuditEntriesQuery({
    ...page,
    filter: { memberId, action, noun, subjectId, from: momentOf(from), to: momentOf(to) },
  });
  const choices = useAuditFiltersQuery().data;
  const list = (currentData ?? data)?.auditEntries;
  const isFiltered = FILTERS.some((name) => search.has(name));
  const select = (
    label: string,
    any: string,
    value: string | undefined,
    choose: (value: string | undefined) => void,
    options: { value: string; label: string }[],
  ) => (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => choose(event.currentTarget.value || undefined)}
      data={[
        { value: '', label: any },
        ...options,
        // What the address asks for and no list knows is still what is shown.
        ...(value === undefined || options.some((one) => one.value === value) ? [] : [{ value, label: value }]),
      ]}
    />
  );
  return (
    <Page title={t('places.audit')} purpose={t('audit.purpose')}>
      <PeopleTabs />
      <Filters>
        {select(
          t('audit.who'),
          t('audit.anybody'),
          memberId,
          chooseMember,
          (choices?.members.nodes ?? []).map(({ id, name }) => ({ value: id, label: name })),
        )}
        {select(
          t('audit.what'),
          t('audit.anything'),
          action,
          chooseAction,
          ACTIONS.map((value) => ({ value, label: actionName(value) })),
        )}
        {select(
          t('audit.of'),
          t('audit.anyNoun'),
          noun,
          chooseNoun,
          NOUNS.map((value) => ({ value, label: nounName(value) })),
        )}
        <TimeRange label={t('filter.when')} from={from} to={to} chooseFrom={chooseFrom} chooseTo={chooseTo} />
        {subjectId ? (
          <button type="button" className={styles.subject} onClick={() => chooseSubject(undefined)}>
            {t('audit.onlySubject', { id: subjectId.slice(0, 8) })} ✕
          </button>
        ) : null}
        {isFiltered ? (
          <button type="button" className={styles.clear} onClick={() => setSearch({})}>
            {t('audit.clear')}
          </button>
        ) : null}
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        isFiltered ? (
          <EmptyState title={t('audit.noMatch')} explanation={t('audit.noMatchWhy')} />
        ) : (
          <EmptyState title={t('audit.empty')} explanation={t('audit.emptyWhy')} />
        )
      ) : list ? (
        <>
          <ol className={styles.lines} aria-label={t('places.audit')} aria-busy={!currentData}>
            {list.nodes.map((entry) => (
              <AuditLine key={entry.sequence} entry={entry} />
            ))}
          </ol>
          <Pager shown={list.nodes.length} ends={list.pageInfo} turn={turn} />
        </>
      ) : error ? null : (
        <Loading />
      )}
      {choices ? <Chain newest={choices.newest.nodes[0]} /> : null}
    </Page>
  );
}

/** The end of the chain of hashes: whoever notes it elsewhere can tell later whether the log was rewritten. */
function Chain({ newest }: { newest: AuditFiltersQuery['newest']['nodes'][number] | undefined }) {
  const { t } = useTranslation('console');
  if (!newest) return null;
  return (
    <section className={styles.chain} aria-label={t('audit.chain')}>
      <h2>
        <IconLink size={17} aria-hidden />
        {t('audit.chain')}
      </h2>
      <p>
        {t('audit.chainEnd', { number: newest.sequence })} <RelativeTime at={newest.at} />
      </p>
      <code>{newest.hash}</code>
      <p>{t('audit.chainWhy')}</p>
      <code>gisa audit verify</code>
    </section>
  );
}
