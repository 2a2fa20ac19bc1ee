import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import type { PipelineRunStatus } from '@/server/schema.generated';
import { Allowed } from '@/ui/Allowed';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { JobTabs } from '@/ui/JobTabs';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { PipelineRunRowFragment } from './pipelineRun.generated';
import { usePipelineRunsQuery } from './pipelineRunApi';
import { StepMarks } from './StepPicture';

const STATUSES: PipelineRunStatus[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Chains of steps from a site to a measured model, newest first. */
export function PipelineRunsPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [text, choose] = useFilter('status');
  const status = STATUSES.find((one) => one === text);
  const { data, currentData, error, refetch } = usePipelineRunsQuery({ ...page, filter: { status } });
  const columns = useColumns();
  const list = (currentData ?? data)?.pipelineRuns;
  const start = (
    <Allowed action="startPipelineRun">
      <Button component={Link} to="/admin/pipelines/new">
        {t('pipeline.start')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('pipeline.list')} purpose={t('pipeline.purpose')} action={start}>
      <JobTabs />
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
        status ? (
          <EmptyState title={t('pipeline.noMatch')} explanation={t('crawl.noMatchWhy')} />
        ) : (
          <EmptyState
            title={t('pipeline.empty')}
            explanation={t('pipeline.emptyWhy')}
            action={start}
            needs="startPipelineRun"
          />
        )
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('pipeline.list')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(run) => run.id}
            choosable="hide"
            busy={list !== undefined && !currentData}
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Page>
  );
}

function useColumns(): Column<PipelineRunRowFragment>[] {
  const { t } = useTranslation('console');
  const format = useFormat();
  return [
    {
      key: 'name',
      header: t('column.name'),
      wide: true,
      cell: (run) => <Link to={`/admin/pipelines/${run.id}`}>{run.name}</Link>,
    },
    { key: 'status', header: t('column.status'), cell: (run) => <Status status={run.status} /> },
    { key: 'steps', header: t('pipeline.steps'), cell: ({ steps }) => <StepMarks steps={steps} /> },
    {
      key: 'now',
      header: t('pipeline.now'),
      minor: true,
      cell: ({ steps }) => {
        const step = steps.find(({ status }) => status === 'RUNNING' || status === 'FAILED' || status === 'CANCELLED');
        return step ? t(`pipeline.step.${step.kind}`) : '–';
      },
    },
    { key: 'by', header: t('cleaning.by'), minor: true, cell: ({ requestedBy }) => requestedBy },
    {
      key: 'took',
      header: t('pipeline.took'),
      numeric: true,
      minor: true,
      cell: ({ createdAt, finishedAt }) =>
        finishedAt ? format.duration((Date.parse(finishedAt) - Date.parse(createdAt)) / 1000) : '–',
    },
    {
      key: 'requested',
      header: t('column.requested'),
      numeric: true,
      minor: true,
      cell: (run) => <RelativeTime at={run.createdAt} />,
    },
  ];
}
