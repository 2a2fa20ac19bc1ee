import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { refusal, server, subscriptions, type Subscribed } from '@/testing/server';
import type {
  ApplyCleaningMutation,
  ChangeCleaningRulesMutation,
  ChangeCleaningRulesMutationVariables,
  CleanArticlesMutation,
  CleanArticlesMutationVariables,
  CleaningChangesQuery,
  CleaningChangesQueryVariables,
  CleaningEventsSubscription,
  CleaningRuleSettingFragment,
  CleaningRulesQuery,
  CleaningRunQuery,
  CleaningRunsQuery,
} from './cleaning.generated';

type Run = NonNullable<CleaningRunQuery['cleaningRun']>;

const at = '2026-11-20T03:00:00Z';
const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
const rules: CleaningRuleSettingFragment[] = [
  { rule: 'BOILERPLATE', version: 1, enabled: true, threshold: null, thresholdRange: null },
  {
    rule: 'TOO_SHORT',
    version: 1,
    enabled: true,
    threshold: 100,
    thresholdRange: { default: 100, minimum: 1, maximum: 10_000, isInteger: true },
  },
];

function run(changed: Partial<Run> = {}): Run {
  return {
    id: 'cleaning-1',
    status: 'PROPOSED',
    appliesWhenReady: false,
    requestedBy: 'editor',
    createdAt: at,
    startedAt: at,
    finishedAt: at,
    appliedAt: null,
    undoneAt: null,
    errorCode: null,
    error: null,
    ruleSet: { id: 'rules-3', version: 3, rules },
    selection: { sourceKeys: ['daum'], crawlIds: [], importIds: [], publishedFrom: null, publishedTo: null },
    report: {
      articles: 400,
      kept: 360,
      rejected: 40,
      textChanged: 25,
      changes: { total: 62, kept: 0, rejected: 37, restored: 0, revised: 25 },
      byRule: [
        { rule: 'BOILERPLATE', rejected: 0, textChanged: 25 },
        { rule: 'TOO_SHORT', rejected: 40, textChanged: 0 },
      ],
    },
    jobs: { nodes: [] },
    ...changed,
  };
}

function offering() {
  const [changed, cleaned] = [
    vi.fn<(input: ChangeCleaningRulesMutationVariables['input']) => void>(),
    vi.fn<(input: CleanArticlesMutationVariables['input']) => void>(),
  ];
  server.use(
    graphql.query<CleaningRulesQuery>('CleaningRules', () =>
      HttpResponse.json({
        data: {
          usualCleaningRules: rules,
          cleaningRuleSets: { nodes: [{ id: 'rules-2', version: 2, createdBy: 'editor', createdAt: at, rules }] },
          sources: { nodes: [{ id: 'source-1', key: 'daum', name: '다음 뉴스' }] },
        },
      }),
    ),
    graphql.query<CleaningRunsQuery>('CleaningRuns', () =>
      HttpResponse.json({ data: { cleaningRuns: { totalCount: 0, nodes: [], pageInfo } } }),
    ),
    graphql.query<CleaningRunQuery>('CleaningRun', () =>
      HttpResponse.json({ data: { lastEventId: '0', cleaningRun: null } }),
    ),
    graphql.mutation<ChangeCleaningRulesMutation, ChangeCleaningRulesMutationVariables>(
      'ChangeCleaningRules',
      ({ variables }) => {
        changed(variables.input);
        return HttpResponse.json({ data: { changeCleaningRules: { id: 'rules-3', version: 3 } } });
      },
    ),
    graphql.mutation<CleanArticlesMutation, CleanArticlesMutationVariables>('CleanArticles', ({ variables }) => {
      cleaned(variables.input);
      return HttpResponse.json({ data: { cleanArticles: { id: 'cleaning-1' } } });
    }),
  );
  return { changed, cleaned };
}

test('a changed threshold makes a version of the rules, which is tried on what was chosen and not applied', async () => {
  const { changed, cleaned } = offering();
  const { user } = renderAt('/admin/cleaning?source=daum');
  const threshold = await screen.findByLabelText('가장 짧은 기사 (자)');
  await user.clear(threshold);
  await user.type(threshold, '200');
  await user.click(screen.getByRole('button', { name: '시험해 보기' }));
  await screen.findByText('이 정제는 없습니다');
  expect(changed).toHaveBeenCalledExactlyOnceWith({
    rules: [{ rule: 'TOO_SHORT', enabled: true, threshold: 200 }],
  });
  expect(cleaned).toHaveBeenCalledExactlyOnceWith({
    selection: { sourceKeys: ['daum'], crawlIds: [], importIds: [] },
    ruleSetVersion: 3,
    appliesWhenReady: false,
  });
});

test('rules as they are need no new version', async () => {
  const { changed, cleaned } = offering();
  const { user } = renderAt('/admin/cleaning');
  await user.click(await screen.findByRole('button', { name: '시험해 보기' }));
  await screen.findByText('이 정제는 없습니다');
  expect(changed).not.toHaveBeenCalled();
  expect(cleaned.mock.calls[0]?.[0].ruleSetVersion).toBe(2);
});

test('a threshold that the rule doesn’t take is refused before anything is sent', async () => {
  const { changed, cleaned } = offering();
  const { user } = renderAt('/admin/cleaning');
  await user.type(await screen.findByLabelText('가장 짧은 기사 (자)'), '.5');
  await user.click(screen.getByRole('button', { name: '시험해 보기' }));
  expect(await screen.findByText('1에서 10,000 사이로 적으세요.')).toBeVisible();
  expect(changed).not.toHaveBeenCalled();
  expect(cleaned).not.toHaveBeenCalled();
});

function showing(shown: () => Run) {
  const asked = vi.fn<(variables: CleaningChangesQueryVariables) => void>();
  server.use(
    graphql.query<CleaningRunQuery>('CleaningRun', () =>
      HttpResponse.json({ data: { lastEventId: '9', cleaningRun: shown() } }),
    ),
    graphql.query<CleaningChangesQuery, CleaningChangesQueryVariables>('CleaningChanges', ({ variables }) => {
      asked(variables);
      const decision = { outcome: 'KEPT' as const, rule: null, evidence: null };
      const nodes: NonNullable<CleaningChangesQuery['cleaningRun']>['changes']['nodes'] = [
        {
          kind: 'REVISED',
          article: { id: 'article-1', title: '기준금리 동결' },
          before: { ...decision, outcome: 'REJECTED', rule: 'TOO_SHORT' },
          after: decision,
          textDiff: {
            title: [{ change: 'SAME', text: '기준금리 동결' }],
            body: [
              { change: 'SAME', text: '한국은행이 금리를 동결했다.' },
              { change: 'REMOVED', text: '김기사 기자 kim@example.com' },
            ],
          },
        },
      ];
      return HttpResponse.json({
        data: { cleaningRun: { id: 'cleaning-1', changes: { totalCount: 1, nodes, pageInfo } } },
      });
    }),
  );
  return asked;
}

test('a proposal shows counts by rule and what becomes of texts, filtered by the address', async () => {
  const asked = showing(run);
  const { user, router } = renderAt('/admin/cleaning/cleaning-1');
  const removed = await screen.findByText('김기사 기자 kim@example.com');
  expect(removed.tagName).toBe('DEL');
  const sample = within(screen.getByRole('list', { name: '무엇이 달라지나요?' }));
  expect(sample.getByText(/그전: 거름 · 너무 짧음/)).toBeVisible();
  const table = within(screen.getByRole('table', { name: '규칙마다 몇 건인가요?' }));
  expect(table.getByRole('row', { name: /너무 짧음/ })).toHaveTextContent('40');
  await user.click(screen.getByRole('button', { name: '거름 37' }));
  await waitFor(() => expect(asked).toHaveBeenLastCalledWith({ id: 'cleaning-1', first: 10, kind: 'REJECTED' }));
  expect(router.state.location.search).toBe('?kind=REJECTED');
});

test('what was applied is seen to come in force, and can be undone', async () => {
  let shown = run();
  showing(() => shown);
  const watches: Subscribed[] = [];
  server.use(
    subscriptions((subscribed) => {
      if (subscribed.query.includes('subscription CleaningEvents')) watches.push(subscribed);
    }),
    graphql.mutation<ApplyCleaningMutation>('ApplyCleaning', () => {
      shown = run({ status: 'APPLYING' });
      return HttpResponse.json({ data: { applyCleaning: { id: 'cleaning-1' } } });
    }),
  );
  const { user } = renderAt('/admin/cleaning/cleaning-1');
  await user.click(await screen.findByRole('button', { name: '62건 적용하기' }));
  expect(await screen.findByText('적용하는 중')).toBeVisible();
  await waitFor(() => expect(watches).toHaveLength(1));
  shown = run({ status: 'APPLIED', appliedAt: at });
  const event: CleaningEventsSubscription = {
    cleaningEvents: { eventId: '10', cleaningRunId: 'cleaning-1', status: 'APPLIED', changeCount: 62 },
  };
  watches[0]?.send(event);
  expect(await screen.findByText('적용됨')).toBeVisible();
  expect(screen.getByRole('button', { name: '적용 되돌리기' })).toBeVisible();
  expect(screen.queryByRole('button', { name: /적용하기$/ })).toBeNull();
});

test('an application that lost a race says so', async () => {
  showing(run);
  server.use(graphql.mutation('ApplyCleaning', () => refusal('CONFLICT')));
  const { user } = renderAt('/admin/cleaning/cleaning-1');
  await user.click(await screen.findByRole('button', { name: '62건 적용하기' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('refused: CONFLICT');
});
