import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import type { PlanChoicesQuery } from '@/server/plan.generated';
import { renderAt } from '@/testing/render';
import { refusal, server, subscriptions, type Subscribed } from '@/testing/server';
import type {
  PipelineEventsSubscription,
  PipelineRunQuery,
  PipelineStepRowFragment,
  RetryPipelineRunMutation,
  StartPipelineRunMutation,
  StartPipelineRunMutationVariables,
} from './pipelineRun.generated';

type Run = NonNullable<PipelineRunQuery['pipelineRun']>;

const at = '2026-11-20T03:00:00Z';
const step = (
  position: number,
  kind: PipelineStepRowFragment['kind'],
  changed: Partial<PipelineStepRowFragment> = {},
): PipelineStepRowFragment => ({
  position,
  kind,
  status: 'WAITING',
  errorCode: null,
  error: null,
  startedAt: null,
  finishedAt: null,
  subject: null,
  ...changed,
});

function run(changed: Partial<Run> = {}): Run {
  return {
    id: 'pipeline-1',
    name: '새벽 학습',
    status: 'RUNNING',
    requestedBy: 'schedule 새벽',
    createdAt: at,
    finishedAt: null,
    steps: [
      step(0, 'CRAWL', {
        status: 'SUCCEEDED',
        startedAt: at,
        finishedAt: '2026-11-20T03:03:20Z',
        subject: { __typename: 'Crawl', id: 'crawl-1', crawlStatus: 'SUCCEEDED' },
      }),
      step(1, 'CLEAN', { status: 'RUNNING', startedAt: at }),
      step(2, 'DATASET'),
    ],
    plan: {
      crawl: { sourceKey: 'sample', pagesPerSection: 3 },
      clean: null,
      dataset: {
        labelSetKey: 'daum',
        sourceKeys: [],
        crawlIds: [],
        publishedFrom: null,
        publishedTo: null,
        maxPerClass: null,
        minCharacters: 0,
        onlyClean: true,
        recipe: 'TITLE_BODY',
        seed: 0,
        ratios: { train: 0.8, validation: 0.1, test: 0.1 },
      },
      train: null,
      evaluate: false,
    },
    ...changed,
  };
}

function showing(shown: () => Run) {
  server.use(
    graphql.query<PipelineRunQuery>('PipelineRun', () =>
      HttpResponse.json({ data: { lastEventId: '9', pipelineRun: shown() } }),
    ),
  );
}

test('all steps stand in one picture, each with its state, its time and the way to what it made', async () => {
  showing(run);
  renderAt('/admin/pipelines/pipeline-1');
  const picture = within(await screen.findByRole('list', { name: '걸음' }));
  const [crawl, clean, dataset] = picture.getAllByRole('listitem');
  expect(crawl).toHaveTextContent('완료');
  expect(crawl).toHaveTextContent('3분 20초');
  expect(picture.getByRole('link', { name: '수집' })).toHaveAttribute('href', '/admin/crawls/crawl-1');
  expect(clean).toHaveTextContent('진행 중');
  expect(dataset).toHaveTextContent('시작 전');
  expect(picture.queryByRole('link', { name: '자료' })).toBeNull();
});

test('a step that moves is seen without refreshing', async () => {
  let shown = run();
  showing(() => shown);
  const watches: Subscribed[] = [];
  server.use(
    subscriptions((subscribed) => {
      if (subscribed.query.includes('subscription PipelineEvents')) watches.push(subscribed);
    }),
  );
  renderAt('/admin/pipelines/pipeline-1');
  const picture = within(await screen.findByRole('list', { name: '걸음' }));
  await waitFor(() => expect(watches[0]?.variables).toEqual({ id: 'pipeline-1', after: '9' }));
  const [first, second, third] = shown.steps;
  if (!first || !second || !third) throw new Error('three steps are shown');
  shown = run({
    steps: [
      first,
      { ...second, status: 'SUCCEEDED', finishedAt: '2026-11-20T03:00:05Z' },
      { ...third, status: 'RUNNING', subject: { __typename: 'Dataset', id: 'dataset-1', name: '새벽 학습' } },
    ],
  });
  const event: PipelineEventsSubscription = {
    pipelineEvents: { eventId: '10', pipelineRunId: 'pipeline-1', status: 'RUNNING' },
  };
  watches[0]?.send(event);
  expect(await picture.findByRole('link', { name: '자료' })).toHaveAttribute('href', '/admin/datasets/dataset-1');
});

test('a run that stopped at a degraded crawl says so, leads there, and goes on when asked to', async () => {
  let shown = run({
    status: 'FAILED',
    steps: [
      step(0, 'CRAWL', {
        status: 'FAILED',
        errorCode: 'CRAWL_DEGRADED',
        error: 'the crawl is degraded',
        subject: { __typename: 'Crawl', id: 'crawl-1', crawlStatus: 'DEGRADED' },
      }),
      step(1, 'DATASET'),
    ],
  });
  showing(() => shown);
  const retried = vi.fn<(id: unknown) => void>();
  server.use(
    graphql.mutation<RetryPipelineRunMutation>('RetryPipelineRun', ({ variables }) => {
      retried(variables.id);
      shown = run();
      return HttpResponse.json({ data: { retryPipelineRun: { id: 'pipeline-1' } } });
    }),
  );
  const { user } = renderAt('/admin/pipelines/pipeline-1');
  expect(await screen.findByRole('alert')).toHaveTextContent('the crawl is degraded');
  expect(screen.getByRole('link', { name: '그 수집 보기' })).toHaveAttribute('href', '/admin/crawls/crawl-1');
  await user.click(screen.getByRole('button', { name: '멈춘 곳부터 다시 하기' }));
  expect(await screen.findByRole('button', { name: '파이프라인 그만두기' })).toBeVisible();
  expect(retried).toHaveBeenCalledExactlyOnceWith('pipeline-1');
});

const choices: PlanChoicesQuery = {
  labelSets: [{ id: 'set-1', key: 'daum', nameKo: '다음 뉴스', nameEn: 'Daum News' }],
  sources: {
    nodes: [
      {
        id: 'source-1',
        key: 'sample',
        name: '견본',
        definition: { id: 'd', version: 1, needsPermission: false },
        permissions: [],
      },
    ],
  },
  trainingBaseModels: ['scratch-tiny', 'scratch-mini'],
};

test('a chain without a crawl and with another model is sent as chosen', async () => {
  const started = vi.fn<(input: StartPipelineRunMutationVariables['input']) => void>();
  showing(run);
  server.use(
    graphql.query<PlanChoicesQuery>('PlanChoices', () => HttpResponse.json({ data: choices })),
    graphql.mutation<StartPipelineRunMutation, StartPipelineRunMutationVariables>(
      'StartPipelineRun',
      ({ variables }) => {
        started(variables.input);
        return HttpResponse.json({ data: { startPipelineRun: { id: 'pipeline-1' } } });
      },
    ),
  );
  const { user } = renderAt('/admin/pipelines/new');
  await user.click(await screen.findByRole('button', { name: '파이프라인 시작' }));
  expect(await screen.findByText('꼭 필요한 값입니다.')).toBeVisible();
  await user.type(screen.getByLabelText('이름'), '새벽 학습');
  await user.click(screen.getByRole('checkbox', { name: '수집' }));
  await user.selectOptions(screen.getByLabelText('시작 모델'), 'scratch-tiny');
  await user.click(screen.getByRole('button', { name: '파이프라인 시작' }));
  await screen.findByRole('list', { name: '걸음' });
  expect(started).toHaveBeenCalledExactlyOnceWith({
    name: '새벽 학습',
    plan: {
      clean: { selection: { sourceKeys: [], crawlIds: [], importIds: [] } },
      dataset: { labelSetKey: 'daum', sourceKeys: [], recipe: 'TITLE_BODY' },
      train: {
        parameters: [
          { field: 'baseModel', value: 'scratch-tiny' },
          { field: 'epochs', value: '6' },
        ],
      },
      evaluate: true,
    },
  });
});

test('what the server refuses of a plan stands at its field', async () => {
  server.use(
    graphql.query<PlanChoicesQuery>('PlanChoices', () => HttpResponse.json({ data: choices })),
    graphql.mutation('StartPipelineRun', () =>
      refusal('BAD_USER_INPUT', {
        fields: [{ field: 'input.plan.crawl.sourceKey', message: 'there is no source sample' }],
      }),
    ),
  );
  const { user } = renderAt('/admin/pipelines/new');
  await user.type(await screen.findByLabelText('이름'), '새벽 학습');
  await user.click(screen.getByRole('button', { name: '파이프라인 시작' }));
  expect(await screen.findByText('there is no source sample')).toBeVisible();
  const [crawled, taken] = screen.getAllByLabelText('출처');
  expect(crawled).toBeInvalid();
  expect(taken).toBeValid();
});
