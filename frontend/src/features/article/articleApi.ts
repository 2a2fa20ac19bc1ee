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

export const articleApi = api.enhanceEndpoints({
  endpoints: {
    Articles: { providesTags: [{ type: 'Article', id: 'LIST' }] },
    ArticleCount: { providesTags: [{ type: 'Article', id: 'LIST' }] },
    Article: { providesTags: (_, __, { id }) => [{ type: 'Article', id }] },
    ArticleNeighbours: { providesTags: [{ type: 'Article', id: 'LIST' }] },
    LabelArticle: {
      invalidatesTags: (_, __, { input }) => [
        { type: 'Article', id: input.articleId },
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
  useArticleImportsQuery,
  useArticleImportQuery,
  useImportArticlesFormQuery,
  useImportArticlesMutation,
} = articleApi;
