import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { JobTabs } from '@/ui/JobTabs';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { Progress } from '@/ui/Progress';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { JobKind, JobRowFragment, JobStatus } from './job.generated';
import { useCancelJobMutation, useJobsQuery, useRetryJobMutation } from './jobApi';
import styles from './JobsPage.module.css';

const STATUSES: JobStatus[] = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];
const KINDS: JobKind[] = [
  'IMPORT_ARTICLES',
  'CRAWL_ARTICLES',
  'RE_EXTRACT_CRAWL',
  'CLEAN_ARTICLES',
  'ERASE_ARTICLE',
  'BUILD_DATASET',
  'ADD_BASE_MODEL',
  'TRAIN_MODEL',
  'EVALUATE_MODEL',
  'DELIVER_WEBHOOK',
];

/** Work in the background: what waits, what runs, what went wrong, and the way to start or stop it. */
export function JobsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [statusText, chooseStatus] = useFilter('status');
  const [kindText, chooseKind] = useFilter('kind');
  const status = STATUSES.find((one) => one === statusText);
  const kind = KINDS.find((one) => one === kindText);
  const [subjectId, chooseSubject] = useFilter('subject');
  const { data, currentData, error, refetch } = useJobsQuery({ ...page, filter: { status, kind, subjectId } });
  const [retry, retrying] = useRetryJobMutation();
  const [cancel, cancelling] = useCancelJobMutation();
  const columns = useColumns({
    retry: (id) => void retry({ id }),
    cancel: (id) => void cancel({ id }),
    busyId: retrying.isLoading
      ? retrying.originalArgs?.id
      : cancelling.isLoading
        ? cancelling.originalArgs?.id
        : undefined,
  });
  const list = (currentData ?? data)?.jobs;
  const refusal = retrying.error ?? cancelling.error;
  return (
    <Page title={t('places.jobs')} purpose={t('job.purpose')}>
      <JobTabs />
      <Filters>
        <FilterChips
          label={t('column.status')}
          options={STATUSES.map((value) => ({ value, name: t(`status.${value}`) }))}
          chosen={status}
          choose={chooseStatus}
        />
        <FilterChips
          label={t('job.kindLabel')}
          options={KINDS.map((value) => ({ value, name: t(`job.kind.${value}`) }))}
          chosen={kind}
          choose={chooseKind}
        />
        {subjectId ? (
          <FilterChips
            label={t('job.subject')}
            options={[{ value: subjectId, name: t('job.onlySubject') }]}
            chosen={subjectId}
            choose={chooseSubject}
          />
        ) : null}
      </Filters>
      {refusal ? <FailureNotice failure={refusal} /> : null}
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState title={t('job.empty')} explanation={t('job.emptyWhy')} />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('places.jobs')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(job) => job.id}
            busy={list !== undefined && !currentData}
            choosable="hide"
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Page>
  );
}

interface Actions {
  retry: (id: string) => void;
  cancel: (id: string) => void;
  busyId: string | undefined;
}

function useColumns({ retry, cancel, busyId }: Actions): Column<JobRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  return [
    { key: 'subject', header: t('job.subject'), wide: true, cell: (job) => <Subject job={job} /> },
    { key: 'kind', header: t('job.kindLabel'), minor: true, cell: (job) => t(`job.kind.${job.kind}`) },
    { key: 'status', header: t('column.status'), cell: (job) => <Status status={job.status} /> },
    {
      key: 'progress',
      header: t('column.progress'),
      minor: true,
      cell: (job) =>
        job.status === 'RUNNING' ? (
          <span className={styles.progress} title={job.progressNote ?? undefined}>
            <Progress share={job.progress ?? undefined} label={t('column.progress')} />
            <span>
              {job.cancelRequested ? t('job.stopping') : job.progress === null ? '' : format.percent(job.progress, 0)}
            </span>
          </span>
        ) : job.errorCode ? (
          <span className={styles.error} title={job.error ?? undefined}>
            {job.errorCode}
          </span>
        ) : null,
    },
    {
      key: 'attempts',
      header: t('job.attempts'),
      numeric: true,
      minor: true,
      cell: (job) => `${job.attempts} / ${job.maxAttempts}`,
    },
    {
      key: 'created',
      header: t('column.requested'),
      numeric: true,
      minor: true,
      cell: (job) => <RelativeTime at={job.createdAt} />,
    },
    {
      key: 'actions',
      header: '',
      numeric: true,
      cell: (job) =>
        job.status === 'FAILED' || job.status === 'CANCELLED' ? (
          <Allowed action="retryJob">
            <Button variant="default" size="xs" loading={busyId === job.id} onClick={() => retry(job.id)}>
              {t('job.retry')}
            </Button>
          </Allowed>
        ) : (job.status === 'QUEUED' || job.status === 'RUNNING') && !job.cancelRequested ? (
          <Allowed action="cancelJob">
            <ConfirmButton
              label={t('job.cancel')}
              question={t('job.cancelSure')}
              size="xs"
              isLoading={busyId === job.id}
              confirm={() => cancel(job.id)}
            />
          </Allowed>
        ) : null,
    },
  ];
}

function Subject({ job }: { job: JobRowFragment }) {
  const { t } = useTranslation('console');
  const { subject } = job;
  switch (subject?.__typename) {
    case 'ArticleImport':
      return <Link to={`/admin/articles/imports/${subject.id}`}>{subject.fileName}</Link>;
    case 'Dataset':
      return <Link to={`/admin/datasets/${subject.id}`}>{subject.name}</Link>;
    case 'TrainingRun':
      return <Link to={`/admin/training/${subject.id}`}>{subject.name}</Link>;
    case 'BaseModel':
      return <Link to={`/admin/base-models/${subject.id}`}>{subject.name}</Link>;
    case 'Evaluation':
      return (
        <Link to={`/admin/evaluations/${subject.id}`}>
          {t('job.evaluationOf', { number: subject.modelVersion.number })}
        </Link>
      );
    case 'Crawl':
      return <Link to={`/admin/crawls/${subject.id}`}>{t('crawl.of', { source: subject.source.name })}</Link>;
    case 'CleaningRun':
      return <Link to={`/admin/cleaning/${subject.id}`}>{t('cleaning.of', { number: subject.ruleSet.version })}</Link>;
    case 'Takedown':
      return (
        <Link to={`/admin/articles/${subject.article.id}`}>
          {t('takedown.of', { name: subject.article.externalId })}
        </Link>
      );
    case undefined:
      return '–';
  }
}
