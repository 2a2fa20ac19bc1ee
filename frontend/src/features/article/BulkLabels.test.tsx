import { screen, waitFor } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { classes } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { refusal, server, signedIn } from '@/testing/server';
import type {
  ArticleCountQuery,
  ArticleRowFragment,
  ArticleSourcesQuery,
  ArticlesQuery,
  LabelSetsQuery,
  RelabelArticlesMutation,
  RelabelArticlesMutationVariables,
  UndoRelabellingMutation,
} from './article.generated';

const at = '2026-11-20T03:00:00Z';
const row = (id: string): ArticleRowFragment => ({
  id,
  title: `기사 ${id}`,
  characterCount: 40,
  publishedAt: null,
  collectedAt: at,
  createdAt: at,
  labelOrigin: null,
  label: null,
  source: { id: 'source-1', key: 'daum', name: '다음 뉴스' },
});

function listing() {
  const [relabelled, undone] = [
    vi.fn<(input: RelabelArticlesMutationVariables['input']) => void>(),
    vi.fn<(id: unknown) => void>(),
  ];
  const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  const edges = ['a', 'b', 'c'].map((id) => ({ cursor: id, node: row(id) }));
  const set = { id: 'set-1', key: 'daum', nameKo: '다음 뉴스', nameEn: 'Daum News', classes };
  server.use(
    graphql.query<ArticlesQuery>('Articles', () =>
      HttpResponse.json({ data: { lastEventId: '1', articles: { edges, pageInfo } } }),
    ),
    graphql.query<ArticleCountQuery>('ArticleCount', () =>
      HttpResponse.json({ data: { articles: { totalCount: 3 } } }),
    ),
    graphql.query<LabelSetsQuery>('LabelSets', () => HttpResponse.json({ data: { labelSets: [set] } })),
    graphql.query<ArticleSourcesQuery>('ArticleSources', () => HttpResponse.json({ data: { sources: { nodes: [] } } })),
    graphql.mutation<RelabelArticlesMutation, RelabelArticlesMutationVariables>('RelabelArticles', ({ variables }) => {
      relabelled(variables.input);
      return HttpResponse.json({ data: { relabelArticles: { id: 'relabelling-1', articleCount: 2 } } });
    }),
    graphql.mutation<UndoRelabellingMutation>('UndoRelabelling', ({ variables }) => {
      undone(variables.id);
      return HttpResponse.json({ data: { undoRelabelling: { id: 'relabelling-2', articleCount: 2 } } });
    }),
  );
  return { relabelled, undone };
}

test('chosen articles get a class by its digit, all at once, and u takes all of it back', async () => {
  const { relabelled, undone } = listing();
  const { user, router } = renderAt('/admin/articles?chosen=a,b');
  expect(await screen.findByRole('toolbar')).toHaveTextContent('2개 골랐습니다');
  await screen.findByText('기사 c');
  await user.keyboard('2');
  expect(await screen.findByText('2건을 경제(으)로 바꾸었습니다.')).toBeVisible();
  expect(relabelled).toHaveBeenCalledExactlyOnceWith({
    articleIds: ['a', 'b'],
    labelSetKey: 'daum',
    labelKey: 'economic',
  });
  await waitFor(() => expect(router.state.location.search).toBe(''));
  await user.keyboard('u');
  expect(await screen.findByText('2건의 라벨을 되돌렸습니다.')).toBeVisible();
  await user.keyboard('u');
  expect(undone).toHaveBeenCalledExactlyOnceWith('relabelling-1');
});

test('a digit does nothing while nothing is chosen, and a refusal keeps the choice', async () => {
  const { relabelled } = listing();
  const { user } = renderAt('/admin/articles');
  await screen.findByText('기사 c');
  await user.keyboard('1');
  expect(relabelled).not.toHaveBeenCalled();
  server.use(graphql.mutation('RelabelArticles', () => refusal('CONFLICT')));
  await user.click((await screen.findAllByRole('checkbox', { name: '이 행 고르기' }))[0] as HTMLElement);
  await user.keyboard('1');
  expect(await screen.findByRole('alert')).toHaveTextContent('refused: CONFLICT');
  expect(screen.getByRole('toolbar')).toHaveTextContent('1개 골랐습니다');
});

test('whoever may not label chooses nothing', async () => {
  listing();
  server.use(signedIn('VIEWER'));
  renderAt('/admin/articles');
  await screen.findByText('기사 c');
  expect(screen.queryByRole('checkbox', { name: '이 행 고르기' })).toBeNull();
});
