import { readFileSync, readdirSync } from 'node:fs';
import { screen, waitFor, within } from '@testing-library/react';
import { Kind, parse, type FieldNode } from 'graphql';
import { graphql, HttpResponse, type RequestHandler } from 'msw';
import { expect, test } from 'vitest';
import type { CrawlQuery } from '@/features/crawl/crawl.generated';
import type { JobsQuery } from '@/features/job/job.generated';
import type { ModelVersionQuery } from '@/features/model-version/modelVersion.generated';
import type { TrainingCurveQuery, TrainingRunQuery } from '@/features/training-run/trainingRun.generated';
import { i18n } from '@/i18n';
import { PERMISSIONS, type Permission } from '@/server/permissions';
import type { MemberRole } from '@/server/schema.generated';
import { crawl } from '@/testing/collecting';
import { modelVersion, trainingRun } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { server, signedIn } from '@/testing/server';

const ROLES: MemberRole[] = ['VIEWER', 'EDITOR', 'TRAINER', 'ADMINISTRATOR'];

/** Who may have each field of the roots, as the server has it. */
const decisions = new Map(
  [...readFileSync('../api/src/access.rs', 'utf8').matchAll(/\("(?:Query|Mutation)", "(\w+)", (\w+)\)/g)].map(
    ([, field = '', access = '']) => [field, access],
  ),
);

/** Whether the server lets somebody of this role do this. */
function lets(role: MemberRole, permission: Permission): boolean {
  const access = decisions.get(permission);
  if (role === 'ADMINISTRATOR' || access === 'Viewer' || access === 'Public') return true;
  if (access === 'Contributor') return role === 'EDITOR' || role === 'TRAINER';
  return access?.toUpperCase() === role;
}

test('the console’s table of permissions is the server’s', () => {
  const needed: Record<string, string> = {
    EDITOR: 'Editor',
    TRAINER: 'Trainer',
    'EDITOR TRAINER': 'Contributor',
    ADMINISTRATOR: 'Administrator',
  };
  for (const [field, roles] of Object.entries(PERMISSIONS))
    expect(needed[roles.join(' ')], field).toBe(decisions.get(field));
});

test('every mutation that a page sends is everybody’s or in the table', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.graphql'));
  const sent = files.flatMap((file) =>
    parse(readFileSync(`src/${file}`, 'utf8')).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && (definition.operation as string) === 'mutation'
        ? definition.selectionSet.selections.map((selection) => (selection as FieldNode).name.value)
        : [],
    ),
  );
  expect(sent).toContain('startTrainingRun');
  const open = sent.filter((field) => ['Public', 'Viewer'].includes(decisions.get(field) ?? ''));
  for (const field of sent) expect([...Object.keys(PERMISSIONS), ...open]).toContain(field);
});

/** Answers every question that nobody else answers: with lists that are empty, and nothing that serves. */
const nothingYet = graphql.operation(({ query }) => {
  const [operation] = parse(query).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return;
  const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  const empty = { totalCount: 0, nodes: [], edges: [], pageInfo };
  const known: Record<string, unknown> = {
    labelSets: [],
    schedules: [],
    usualCleaningRules: [],
    settings: { fourEyes: false },
  };
  // What is one of its kind isn't there; of what is many there are none.
  const answerOf = (field: string) => (field in known ? known[field] : field.endsWith('s') ? empty : null);
  const fields = operation.selectionSet.selections.map((selection) => selection as FieldNode);
  return HttpResponse.json({
    data: Object.fromEntries(fields.map(({ alias, name }) => [(alias ?? name).value, answerOf(name.value)])),
  });
});

function job(status: 'FAILED' | 'RUNNING'): JobsQuery['jobs']['nodes'][number] {
  const at = '2026-11-20T03:00:00Z';
  return {
    id: status,
    kind: 'TRAIN_MODEL',
    status,
    attempts: 1,
    maxAttempts: 3,
    cancelRequested: false,
    progress: 0.5,
    progressNote: null,
    errorCode: null,
    error: null,
    runAt: at,
    createdAt: at,
    startedAt: at,
    finishedAt: null,
    heartbeatAt: at,
    subject: { __typename: 'TrainingRun', id: 'run-1', name: '첫 mini' },
  };
}

const run = (status: 'RUNNING' | 'FAILED') => [
  graphql.query<TrainingRunQuery>('TrainingRun', () =>
    HttpResponse.json({ data: { lastEventId: '9', trainingRun: trainingRun({ status }) } }),
  ),
  graphql.query<TrainingCurveQuery>('TrainingCurve', () =>
    HttpResponse.json({ data: { trainingRun: { id: 'run-1', curve: [] } } }),
  ),
];
const version = (active: number) =>
  graphql.query<ModelVersionQuery>('ModelVersion', () => HttpResponse.json({ data: modelVersion(3, active) }));

interface Visit {
  at: string;
  /** What is there for everybody once the page has its data. */
  shows: string;
  /** Names of buttons and links, with what one must be allowed to see them. */
  actions: Partial<Record<string, Permission>>;
  answers?: RequestHandler[];
}

const t = i18n.getFixedT('ko', 'console');
const crawls = (
  [
    ['RUNNING', { [t('crawl.pause')]: 'pauseCrawl', [t('crawl.cancel')]: 'cancelCrawl' }],
    ['PAUSED', { [t('crawl.resume')]: 'resumeCrawl' }],
    ['DEGRADED', { [t('crawl.accept')]: 'acceptCrawl', [t('crawl.reExtract')]: 'reExtractCrawl' }],
  ] as const
).map(([status, actions]): Visit => ({
  at: '/admin/crawls/crawl-1',
  shows: t('crawl.of', { source: crawl().source.name }),
  actions,
  answers: [
    graphql.query<CrawlQuery>('Crawl', () =>
      HttpResponse.json({ data: { lastEventId: '9', crawl: crawl({ status }) } }),
    ),
  ],
}));

const visits: Visit[] = [
  { at: '/admin', shows: t('overview.first.title'), actions: { [t('overview.first.articlesDo')]: 'importArticles' } },
  { at: '/admin/articles', shows: t('article.empty'), actions: { [t('article.import')]: 'importArticles' } },
  { at: '/admin/articles/imports', shows: t('import.none'), actions: { [t('article.import')]: 'importArticles' } },
  { at: '/admin/crawls', shows: t('crawl.empty'), actions: { [t('crawl.start')]: 'startCrawl' } },
  { at: '/admin/sources', shows: t('source.empty'), actions: { [t('source.add')]: 'createSource' } },
  ...crawls,
  { at: '/admin/cleaning', shows: t('cleaning.empty'), actions: { [t('cleaning.tryOut')]: 'cleanArticles' } },
  { at: '/admin/pipelines', shows: t('pipeline.empty'), actions: { [t('pipeline.start')]: 'startPipelineRun' } },
  { at: '/admin/schedules', shows: t('scheduled.empty'), actions: { [t('scheduled.add')]: 'createSchedule' } },
  { at: '/admin/datasets', shows: t('dataset.empty'), actions: { [t('dataset.build')]: 'buildDataset' } },
  { at: '/admin/training', shows: t('training.empty'), actions: { [t('training.start')]: 'startTrainingRun' } },
  { at: '/admin/sweeps', shows: t('sweep.empty'), actions: { [t('sweep.start')]: 'startSweep' } },
  { at: '/admin/base-models', shows: t('baseModel.empty'), actions: { [t('baseModel.add')]: 'addBaseModel' } },
  { at: '/admin/models', shows: t('model.empty'), actions: { [t('training.start')]: 'startTrainingRun' } },
  {
    at: '/admin/evaluations?version=version-3',
    shows: t('evaluation.empty'),
    actions: { [t('evaluation.start')]: 'evaluateModelVersion' },
  },
  {
    at: '/admin/training/run-1',
    shows: '첫 mini',
    actions: { [t('training.again')]: 'startTrainingRun', [t('training.cancel')]: 'cancelTrainingRun' },
    answers: run('RUNNING'),
  },
  {
    at: '/admin/training/run-1',
    shows: '첫 mini',
    actions: { [t('training.again')]: 'startTrainingRun', [t('training.resume')]: 'resumeTrainingRun' },
    answers: run('FAILED'),
  },
  {
    at: '/admin/models/version-3',
    shows: t('model.title', { number: 3 }),
    actions: { [t('deploy.replace', { from: 2, to: 3 })]: 'deployModelVersion' },
    answers: [version(2)],
  },
  {
    at: '/admin/models/version-3',
    shows: t('model.title', { number: 3 }),
    actions: { [t('deploy.rollBack')]: 'rollbackDeployment' },
    answers: [version(3)],
  },
  {
    at: '/admin/jobs',
    shows: '50%',
    actions: { [t('job.retry')]: 'retryJob', [t('job.cancel')]: 'cancelJob' },
    answers: [
      graphql.query<JobsQuery>('Jobs', () => {
        const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
        const nodes = [job('FAILED'), job('RUNNING')];
        return HttpResponse.json({ data: { lastEventId: '1', jobs: { totalCount: 2, nodes, pageInfo } } });
      }),
    ],
  },
];

const offered = (name: string) =>
  (['link', 'button'] as const).flatMap((role) => screen.queryAllByRole(role, { name }));

test.each(visits.flatMap((visit) => ROLES.map((role) => ({ ...visit, role }))))(
  'at $at a member with the role $role sees the actions they may take, and no other',
  async ({ at, shows, actions, answers = [], role }) => {
    server.use(signedIn(role), ...answers, nothingYet);
    renderAt(at);
    await screen.findAllByText(shows);
    for (const [name, permission] of Object.entries(actions)) {
      if (!permission) continue;
      if (lets(role, permission)) await waitFor(() => expect(offered(name)).not.toEqual([]));
      else expect(offered(name)).toEqual([]);
    }
  },
);

const forms: [string, Permission][] = [
  ['/admin/articles/import', 'importArticles'],
  ['/admin/crawls/new', 'startCrawl'],
  ['/admin/sources/new', 'createSource'],
  ['/admin/pipelines/new', 'startPipelineRun'],
  ['/admin/schedules/new', 'createSchedule'],
  ['/admin/datasets/new', 'buildDataset'],
  ['/admin/training/new', 'startTrainingRun'],
  ['/admin/sweeps/new', 'startSweep'],
  ['/admin/base-models/new', 'addBaseModel'],
  ['/admin/evaluations/new', 'evaluateModelVersion'],
  ['/admin/members', 'members'],
  ['/admin/members/invite', 'inviteMember'],
  ['/admin/audit', 'auditEntries'],
];

test.each(forms)('at %s a viewer is told who may instead', async (at, permission) => {
  expect(lets('VIEWER', permission)).toBe(false);
  server.use(signedIn('VIEWER'), nothingYet);
  renderAt(at);
  expect(await screen.findByRole('heading', { name: t('permission.title') })).toBeVisible();
  expect(screen.getByText(/관리자 권한이 있어야 할 수 있습니다/)).toBeVisible();
});

test.each(ROLES)('a member with the role %s is led to the places they may go to', async (role) => {
  server.use(signedIn(role), nothingYet);
  renderAt('/admin/jobs');
  const places = within(await screen.findByRole('navigation', { name: t('frame.places') }));
  expect(await places.findByRole('link', { name: t('places.settings') })).toBeVisible();
  await waitFor(() =>
    expect(places.queryAllByRole('link', { name: t('places.members') })).toHaveLength(lets(role, 'members') ? 1 : 0),
  );
});
