import { since, watch } from '@/server/socket';
import {
  api,
  ArticleEventsDocument,
  type ArticleEventsSubscription,
  type ArticleEventsSubscriptionVariables,
} from './article.generated';

/** How long a page shows what the server answered. */
interface Lifetime {
  cacheDataLoaded: Promise<{ data: { lastEventId: string } }>;
  cacheEntryRemoved: Promise<void>;
}

type Change = ArticleEventsSubscription['articleEvents']['change'];

/** Follows articles and imports for as long as a page shows some. */
async function follow({ cacheDataLoaded, cacheEntryRemoved }: Lifetime, next: (change: Change) => void) {
  const loaded = await cacheDataLoaded.catch(() => undefined);
  const stop = watch<ArticleEventsSubscription, ArticleEventsSubscriptionVariables>({
    document: ArticleEventsDocument,
    variables: {},
    after: since(loaded),
    idOf: (data) => data.articleEvents.eventId,
    next: ({ articleEvents }) => next(articleEvents.change),
  });
  await cacheEntryRemoved;
  stop();
}

/** Whether a change may be one of this article. */
function concerns(change: Change, id: string): boolean {
  switch (change.__typename) {
    case 'ArticleLabelled':
      return change.articleId === id;
    case 'ArticleTakenDown':
      return change.takedown.article.id === id;
    // It doesn't say which articles.
    case 'ArticlesRelabelled':
      return true;
    case 'ArticlesImported':
      return false;
  }
}

export const articleApi = api.enhanceEndpoints({
  endpoints: {
    Articles: {
      providesTags: [{ type: 'Article', id: 'LIST' }],
      onCacheEntryAdded: (_, { dispatch, ...lifetime }) =>
        follow(lifetime, (change) => {
          // What an import or a crawl adds must not move the rows under somebody who reads them.
          if (change.__typename !== 'ArticlesImported')
            dispatch(api.util.invalidateTags([{ type: 'Article', id: 'LIST' }]));
        }),
    },
    ArticleCount: { providesTags: [{ type: 'Article', id: 'LIST' }] },
    Article: {
      providesTags: (_, __, { id }) => [{ type: 'Article', id }],
      onCacheEntryAdded: ({ id }, { dispatch, ...lifetime }) =>
        follow(lifetime, (change) => {
          if (concerns(change, id)) dispatch(api.util.invalidateTags([{ type: 'Article', id }]));
        }),
    },
    ArticleNeighbours: { providesTags: [{ type: 'Article', id: 'LIST' }] },
    LabelArticle: {
      invalidatesTags: (_, __, { input }) => [
        { type: 'Article', id: input.articleId },
        { type: 'Article', id: 'LIST' },
      ],
    },
    RelabelArticles: { invalidatesTags: ['Article'] },
    UndoRelabelling: { invalidatesTags: ['Article'] },
    TakeDownArticle: { invalidatesTags: ['Article', 'Job'] },
    UnlabelArticle: {
      invalidatesTags: (_, __, { articleId }) => [
        { type: 'Article', id: articleId },
        { type: 'Article', id: 'LIST' },
      ],
    },
    ArticleImports: {
      providesTags: ['ArticleImport'],
      onCacheEntryAdded: (_, { dispatch, ...lifetime }) =>
        follow(lifetime, (change) => {
          if (change.__typename === 'ArticlesImported') dispatch(api.util.invalidateTags(['ArticleImport']));
        }),
    },
    ArticleImport: {
      providesTags: (_, __, { id }) => [{ type: 'ArticleImport', id }],
      onCacheEntryAdded: ({ id }, { dispatch, updateCachedData, ...lifetime }) =>
        follow(lifetime, (change) => {
          if (change.__typename !== 'ArticlesImported' || change.articleImportId !== id) return;
          const { __typename: _, articleImportId: __, ...counts } = change;
          updateCachedData((draft) => {
            if (draft.articleImport) Object.assign(draft.articleImport, counts);
          });
          if (counts.status !== 'RUNNING') {
            dispatch(
              api.util.invalidateTags([
                { type: 'ArticleImport', id },
                { type: 'Article', id: 'LIST' },
              ]),
            );
          }
        }),
    },
    ImportArticles: { invalidatesTags: ['ArticleImport', 'Job'] },
  },
});

export const {
  useArticlesQuery,
  useArticleCountQuery,
  useArticleQuery,
  useArticleSourcesQuery,
  useArticleNeighboursQuery,
  useLabelSetsQuery,
  useLabelArticleMutation,
  useRelabelArticlesMutation,
  useUndoRelabellingMutation,
  useTakeDownArticleMutation,
  useUnlabelArticleMutation,
  useArticleImportsQuery,
  useArticleImportQuery,
  useImportArticlesFormQuery,
  useImportArticlesMutation,
} = articleApi;
