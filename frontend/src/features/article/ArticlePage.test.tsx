import { screen, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { classes } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { server, signedIn } from '@/testing/server';
import type {
  ArticleQuery,
  ArticleSourcesQuery,
  LabelSetsQuery,
  TakeDownArticleMutation,
  TakeDownArticleMutationVariables,
  UndoRelabellingMutation,
} from './article.generated';

type Article = NonNullable<ArticleQuery['article']>;

const at = '2026-11-20T03:00:00Z';
const [society, economic] = classes;
if (!society || !economic) throw new Error('there are classes');

function article(changed: Partial<Article> = {}): Article {
  return {
    id: 'article-1',
    title: '기준금리  동결',
    characterCount: 40,
    publishedAt: null,
    collectedAt: at,
    createdAt: at,
    updatedAt: at,
    labelOrigin: 'MEMBER',
    labelledBy: 'editor',
    labelledAt: at,
    label: { ...economic, labelSet: { id: 'set-1', key: 'daum' } } as Article['label'],
    source: { id: 'source-1', key: 'daum', name: '다음 뉴스' },
    body: '한국은행이 금리를 동결했다. 김기사 기자 kim@example.com',
    url: null,
    externalId: '20261120030000123',
    contentHash: 'e'.repeat(64),
    articleImport: null,
    crawl: { id: 'crawl-1', externalId: 'crawl-1', status: 'SUCCEEDED', createdAt: at },
    cleaningDecision: null,
    labelHistory: [],
    takedown: null,
    datasets: { nodes: [] },
    ...changed,
  };
}

function showing(shown: () => Article) {
  server.use(
    graphql.query<ArticleQuery>('Article', () => HttpResponse.json({ data: { lastEventId: '1', article: shown() } })),
    graphql.query<LabelSetsQuery>('LabelSets', () => HttpResponse.json({ data: { labelSets: [] } })),
    graphql.query<ArticleSourcesQuery>('ArticleSources', () => HttpResponse.json({ data: { sources: { nodes: [] } } })),
  );
}

const decision: NonNullable<Article['cleaningDecision']> = {
  outcome: 'KEPT',
  rule: null,
  ruleSetVersion: 3,
  cleaningRunId: 'cleaning-1',
  decidedAt: at,
  isCurrent: true,
  cleanedTitle: '기준금리 동결',
  cleanedBody: '한국은행이 금리를 동결했다.',
  evidence: null,
};

test('cleaned text stands beside the raw one, with the run that decided', async () => {
  showing(() => article({ cleaningDecision: decision }));
  renderAt('/admin/articles/article-1');
  const raw = within(await screen.findByRole('region', { name: '원문' }));
  expect(raw.getByText(/kim@example.com/)).toBeVisible();
  const cleaned = within(screen.getByRole('region', { name: '다듬은 글' }));
  expect(cleaned.getByText('한국은행이 금리를 동결했다.')).toBeVisible();
  expect(cleaned.queryByText(/kim@example.com/)).toBeNull();
  expect(screen.getByText('남긴 기사')).toBeVisible();
  expect(screen.getByRole('link', { name: '규칙 3판으로 정제' })).toHaveAttribute('href', '/admin/cleaning/cleaning-1');
});

test('a rejected article says by which rule, what it saw and what is kept instead', async () => {
  const evidence = {
    measured: 0.93,
    threshold: 0.8,
    matched: null,
    labelKeys: [],
    keptArticle: { id: 'article-0', title: '먼저 나온 기사' },
  };
  const rejected = { ...decision, outcome: 'REJECTED', rule: 'NEAR_DUPLICATE', evidence } as const;
  showing(() => article({ cleaningDecision: { ...rejected, cleanedTitle: null, cleanedBody: null } }));
  renderAt('/admin/articles/article-1');
  expect(await screen.findByText('거른 기사: 거의 같은 기사')).toBeVisible();
  expect(screen.getByText('0.93 (기준 0.8)')).toBeVisible();
  expect(screen.getByRole('link', { name: '먼저 나온 기사' })).toHaveAttribute('href', '/admin/articles/article-0');
});

test('a change of label is taken back from its history, once', async () => {
  const change: Article['labelHistory'][number] = {
    from: society,
    fromOrigin: 'CRAWL',
    to: economic,
    relabelling: {
      id: 'relabelling-1',
      undoesId: null,
      madeBy: 'editor',
      reason: '금리 기사',
      articleCount: 12,
      createdAt: at,
    },
  };
  let shown = article({ labelHistory: [change] });
  showing(() => shown);
  const undone = vi.fn<(id: unknown) => void>();
  server.use(
    graphql.mutation<UndoRelabellingMutation>('UndoRelabelling', ({ variables }) => {
      undone(variables.id);
      const back = { ...change.relabelling, id: 'relabelling-2', undoesId: 'relabelling-1', reason: null };
      shown = article({ labelHistory: [{ ...change, from: economic, to: society, relabelling: back }, change] });
      return HttpResponse.json({ data: { undoRelabelling: { id: 'relabelling-2', articleCount: 12 } } });
    }),
  );
  const { user } = renderAt('/admin/articles/article-1');
  const history = within(await screen.findByRole('table', { name: '라벨의 역사' }));
  await user.click(history.getByRole('button', { name: '되돌리기' }));
  expect(await screen.findByText('12건의 라벨을 되돌렸습니다.')).toBeVisible();
  expect(await history.findByText('되돌림')).toBeVisible();
  expect(history.queryByRole('button', { name: '되돌리기' })).toBeNull();
  expect(undone).toHaveBeenCalledExactlyOnceWith('relabelling-1');
});

test('a text is taken down only with a reason and its number typed, and a tombstone says what used it', async () => {
  let shown = article();
  showing(() => shown);
  const taken = vi.fn<(input: TakeDownArticleMutationVariables['input']) => void>();
  server.use(
    graphql.mutation<TakeDownArticleMutation, TakeDownArticleMutationVariables>('TakeDownArticle', ({ variables }) => {
      taken(variables.input);
      const { reason } = variables.input;
      const used = {
        datasets: [{ id: 'dataset-1', name: '8개 면' }],
        trainingRuns: [],
        modelVersions: [{ id: 'version-3', number: 3 }],
      };
      const state = { status: 'ERASING' as const, finishedAt: null, errorCode: null, error: null };
      shown = article({
        title: '',
        body: '',
        takedown: { id: 'takedown-1', ...state, requestedBy: 'editor', reason, createdAt: at, ...used },
      });
      return HttpResponse.json({ data: { takeDownArticle: { id: 'takedown-1' } } });
    }),
  );
  const { user } = renderAt('/admin/articles/article-1');
  await user.click(await screen.findByRole('button', { name: '본문 영영 지우기' }));
  const sure = screen.getByRole('button', { name: '본문 영영 지우기' });
  expect(sure).toBeDisabled();
  await user.type(screen.getByLabelText(/그대로 적으세요/), '20261120030000123');
  await user.click(sure);
  expect(await screen.findByText('꼭 필요한 값입니다.')).toBeVisible();
  expect(taken).not.toHaveBeenCalled();
  await user.type(screen.getByLabelText('지우는 까닭'), '본인 요청');
  await user.click(sure);
  const tombstone = within(await screen.findByRole('region', { name: '본문을 지운 기사' }));
  expect(tombstone.getByRole('link', { name: 'v3' })).toHaveAttribute('href', '/admin/models/version-3');
  expect(taken).toHaveBeenCalledExactlyOnceWith({ articleId: 'article-1', reason: '본인 요청' });
  expect(screen.queryByRole('button', { name: '본문 영영 지우기' })).toBeNull();
});

test('a viewer sees the text and its history, and nothing that changes it', async () => {
  showing(() => article({ cleaningDecision: decision }));
  server.use(signedIn('VIEWER'));
  renderAt('/admin/articles/article-1');
  expect(await screen.findByRole('region', { name: '다듬은 글' })).toBeVisible();
  expect(screen.queryByRole('button', { name: '본문 영영 지우기' })).toBeNull();
});
