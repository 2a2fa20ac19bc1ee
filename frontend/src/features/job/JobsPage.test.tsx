import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { server, subscriptions, type Subscribed } from '@/testing/server';
import type {
  JobEventsSubscription,
  JobRowFragment,
  JobsQuery,
  JobsQueryVariables,
  RetryJobMutation,
} from './job.generated';

const at = '2026-11-20T03:00:00Z';

function job(changed: Partial<JobRowFragment>): JobRowFragment {
  return {
    id: 'job-1',
    kind: 'TRAIN_MODEL',
    status: 'RUNNING',
    attempts: 1,
    maxAttempts: 3,
    cancelRequested: false,
    progress: 0.25,
    progressNote: null,
    errorCode: null,
    error: null,
    runAt: at,
    createdAt: at,
    startedAt: at,
    finishedAt: null,
    heartbeatAt: at,
    subject: { __typename: 'TrainingRun', id: 'run-1', name: '첫 mini' },
    ...changed,
  };
}

function listing(jobs: () => JobRowFragment[]) {
  const asked = vi.fn<(variables: JobsQueryVariables) => void>();
  server.use(
    graphql.query<JobsQuery, JobsQueryVariables>('Jobs', ({ variables }) => {
      asked(variables);
      const nodes = jobs();
      const pageInfo = { hasNextPage: true, hasPreviousPage: false, startCursor: 'first', endCursor: 'last' };
      return HttpResponse.json({ data: { lastEventId: '1', jobs: { totalCount: 120, nodes, pageInfo } } });
    }),
  );
  return asked;
}

test('a running job’s progress moves as it happens', async () => {
  listing(() => [job({})]);
  const watches: Subscribed[] = [];
  server.use(
    subscriptions((subscribed) => {
      if (subscribed.query.includes('JobEvents')) watches.push(subscribed);
    }),
  );
  renderAt('/admin/jobs');
  expect(await screen.findByText('25%')).toBeVisible();
  await waitFor(() => expect(watches).toHaveLength(1));
  const { id: jobId, status, attempts, progressNote, cancelRequested, errorCode, error, runAt } = job({});
  const event: JobEventsSubscription = {
    jobEvents: {
      eventId: '4',
      change: { jobId, status, attempts, progress: 0.5, progressNote, cancelRequested, errorCode, error, runAt },
    },
  };
  watches[0]?.send(event);
  expect(await screen.findByText('50%')).toBeVisible();
});

test('a failed job says why and can be tried again', async () => {
  let jobs = [job({ status: 'FAILED', progress: null, errorCode: 'out_of_memory', error: 'killed' })];
  listing(() => jobs);
  const retried = vi.fn<(id: unknown) => void>();
  server.use(
    graphql.mutation<RetryJobMutation>('RetryJob', ({ variables }) => {
      retried(variables.id);
      jobs = [job({ status: 'QUEUED', progress: null })];
      return HttpResponse.json({ data: { retryJob: job({ status: 'QUEUED', progress: null }) } });
    }),
  );
  const { user } = renderAt('/admin/jobs');
  expect(await screen.findByText('out_of_memory')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '다시 하기' }));
  const row = within(await screen.findByRole('row', { name: /첫 mini/ }));
  expect(await row.findByText('대기')).toBeVisible();
  expect(retried).toHaveBeenCalledExactlyOnceWith('job-1');
});

test('filters and pages live in the address and survive a reload', async () => {
  const asked = listing(() => [job({})]);
  const { user, router } = renderAt('/admin/jobs?after=last');
  await screen.findByText('25%');
  expect(asked).toHaveBeenLastCalledWith({ first: 50, after: 'last', filter: {} });
  await user.click(within(screen.getByRole('group', { name: '상태' })).getByRole('button', { name: '실패' }));
  await waitFor(() => expect(asked).toHaveBeenLastCalledWith({ first: 50, filter: { status: 'FAILED' } }));
  expect(router.state.location.search).toBe('?status=FAILED');
  await user.click(screen.getByRole('button', { name: '뒤쪽' }));
  await waitFor(() =>
    expect(asked).toHaveBeenLastCalledWith({ first: 50, after: 'last', filter: { status: 'FAILED' } }),
  );
});
