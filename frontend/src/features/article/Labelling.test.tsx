import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { classes } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { server, signedIn } from '@/testing/server';
import type {
  ArticleQuery,
  ArticleSourcesQuery,
  LabelArticleMutation,
  LabelArticleMutationVariables,
  UnlabelArticleMutation,
  UnlabelArticleMutationVariables,
  LabelSetsQuery,
} from './article.generated';

const set = { id: 'set-1', key: 'daum', nameKo: '다음 뉴스', nameEn: 'Daum News' };

/** An article of the class at `position`, that can be labelled. */
function article(position: number | undefined) {
  let now = position;
  const labelled = vi.fn<(key: string) => void>();
  server.use(
    graphql.query<LabelSetsQuery>('LabelSets', () => HttpResponse.json({ data: { labelSets: [{ ...set, classes }] } })),
    graphql.query<ArticleSourcesQuery>('ArticleSources', () => HttpResponse.json({ data: { sources: { nodes: [] } } })),
    graphql.query<ArticleQuery>('Article', () => {
      const label = now === undefined ? undefined : classes[now];
      return HttpResponse.json({
        data: {
          lastEventId: '1',
          article: {
            id: 'article-1',
            title: '기준금리 동결',
            characterCount: 7,
            publishedAt: null,
            collectedAt: '2026-11-20T03:00:00Z',
            createdAt: '2026-11-20T03:00:00Z',
            updatedAt: '2026-11-20T03:00:00Z',
            labelOrigin: null,
            labelledBy: null,
            labelledAt: null,
            label: label ? { ...label, labelSet: { id: set.id, key: set.key } } : null,
            source: { id: 'source-1', key: 'daily', name: 'daily' },
            body: '',
            url: null,
            externalId: '1',
            contentHash: 'e'.repeat(64),
            articleImport: null,
            crawl: null,
            cleaningDecision: null,
            labelHistory: [],
            takedown: null,
            datasets: { nodes: [] },
          },
        },
      });
    }),
    graphql.mutation<LabelArticleMutation, LabelArticleMutationVariables>('LabelArticle', ({ variables }) => {
      const { labelKey } = variables.input;
      labelled(labelKey);
      now = classes.findIndex(({ key }) => key === labelKey);
      return HttpResponse.json({ data: { labelArticle: { id: 'article-1' } } });
    }),
    graphql.mutation<UnlabelArticleMutation, UnlabelArticleMutationVariables>('UnlabelArticle', () => {
      labelled('none');
      now = undefined;
      return HttpResponse.json({ data: { unlabelArticle: { id: 'relabelling-1' } } });
    }),
  );
  return labelled;
}

const pressed = () =>
  within(screen.getByRole('group', { name: '어느 주제가 맞나요?' })).getByRole('button', { pressed: true });

test('a digit chooses the class, and u takes it back to what it was', async () => {
  const labelled = article(0);
  const { user } = renderAt('/admin/articles/article-1');
  await screen.findByRole('group', { name: '어느 주제가 맞나요?' });
  await user.keyboard('2');
  await waitFor(() => expect(pressed()).toHaveTextContent('경제'));
  expect(await screen.findByText('경제(으)로 바꾸었습니다.')).toBeVisible();
  await user.keyboard('u');
  await waitFor(() => expect(pressed()).toHaveTextContent('사회'));
  expect(labelled.mock.calls.map(([key]) => key)).toEqual(['economic', 'society']);
});

test('the notice takes it back as well, to having no class where there was none', async () => {
  const labelled = article(undefined);
  const { user } = renderAt('/admin/articles/article-1');
  await user.click(await screen.findByRole('button', { name: /스포츠/ }));
  await waitFor(() => expect(pressed()).toHaveTextContent('스포츠'));
  await user.click(await screen.findByRole('button', { name: '되돌리기' }));
  await waitFor(() => expect(screen.queryByRole('button', { pressed: true })).toBeNull());
  expect(labelled.mock.calls.map(([key]) => key)).toEqual(['sports', 'none']);
});

test('a label is taken away, and u gives it back', async () => {
  const labelled = article(0);
  const { user } = renderAt('/admin/articles/article-1');
  await user.click(await screen.findByRole('button', { name: '라벨 지우기' }));
  expect(await screen.findByText(/라벨을 지웠습니다/)).toBeVisible();
  await user.keyboard('u');
  await waitFor(() => expect(labelled.mock.calls.map(([key]) => key)).toEqual(['none', 'society']));
});

test('whoever may not label is offered no classes, and no digit changes one', async () => {
  const labelled = article(0);
  server.use(signedIn('TRAINER'));
  const { user } = renderAt('/admin/articles/article-1');
  await screen.findByText('기사 정보');
  expect(screen.queryByRole('group', { name: '어느 주제가 맞나요?' })).toBeNull();
  await user.keyboard('2');
  expect(labelled).not.toHaveBeenCalled();
});
