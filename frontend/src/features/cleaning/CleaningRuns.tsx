import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import type { CleaningRunStatus } from '@/server/schema.generated';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Section } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { CleaningRunRowFragment } from './cleaning.generated';
import { useCleaningRunsQuery } from './cleaningApi';

const STATUSES: CleaningRunStatus[] = ['RUNNING', 'PROPOSED', 'APPLIED', 'UNDONE', 'INTERRUPTED', 'FAILED'];

/** What the rules were used for, newest first. */
export function CleaningRuns() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [text, choose] = useFilter('status');
  const status = STATUSES.find((one) => one === text);
  const { data, currentData, error, refetch } = useCleaningRunsQuery({ ...page, filter: { status } });
  const columns = useColumns();
  const list = (currentData ?? data)?.cleaningRuns;
  return (
    <Section title={t('cleaning.runs')}>
      <Filters>
        <FilterChips
          label={t('column.status')}
          options={STATUSES.map((value) => ({ value, name: t(`status.${value}`) }))}
          chosen={status}
          choose={choose}
        />
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState
          title={status ? t('cleaning.noMatch') : t('cleaning.empty')}
          explanation={status ? t('crawl.noMatchWhy') : t('cleaning.emptyWhy')}
        />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('cleaning.runs')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(run) => run.id}
            choosable="hide"
            busy={list !== undefined && !currentData}
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Section>
  );
}

function useColumns(): Column<CleaningRunRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  const count = (value: number | undefined) => (value === undefined ? '–' : format.integer(value));
  return [
    {
      key: 'when',
      header: t('cleaning.one'),
      cell: (run) => <Link to={`/admin/cleaning/${run.id}`}>{format.absolute(run.createdAt)}</Link>,
    },
    { key: 'status', header: t('column.status'), cell: (run) => <Status status={run.status} /> },
    {
      key: 'rules',
      header: t('cleaning.rules'),
      minor: true,
      cell: ({ ruleSet }) => t('cleaning.version', { number: ruleSet.version }),
    },
    {
      key: 'articles',
      header: t('cleaning.articles'),
      numeric: true,
      cell: ({ report }) => count(report?.articles),
    },
    { key: 'rejected', header: t('cleaning.rejected'), numeric: true, cell: ({ report }) => count(report?.rejected) },
    {
      key: 'textChanged',
      header: t('cleaning.textChanged'),
      numeric: true,
      minor: true,
      cell: ({ report }) => count(report?.textChanged),
    },
    {
      key: 'changes',
      header: t('cleaning.changes'),
      numeric: true,
      cell: ({ report }) => count(report?.changes.total),
    },
    { key: 'by', header: t('cleaning.by'), minor: true, cell: ({ requestedBy }) => requestedBy },
    {
      key: 'moved',
      header: t('cleaning.moved'),
      numeric: true,
      minor: true,
      cell: (run) => <RelativeTime at={run.undoneAt ?? run.appliedAt ?? run.finishedAt ?? run.createdAt} />,
    },
  ];
}
