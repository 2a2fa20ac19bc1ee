import { since, watch } from '@/server/socket';
import {
  api,
  DatasetEventsDocument,
  type DatasetEventsSubscription,
  type DatasetEventsSubscriptionVariables,
} from './dataset.generated';

type Dispatch = (action: ReturnType<typeof api.util.invalidateTags>) => unknown;

/** Follows datasets for as long as a page shows some. */
async function follow(
  dispatch: Dispatch,
  cacheDataLoaded: Promise<{ data: { lastEventId: string } }>,
  cacheEntryRemoved: Promise<void>,
) {
  const loaded = await cacheDataLoaded.catch(() => undefined);
  const stop = watch<DatasetEventsSubscription, DatasetEventsSubscriptionVariables>({
    document: DatasetEventsDocument,
    variables: {},
    after: since(loaded),
    idOf: (data) => data.datasetEvents.eventId,
    next: ({ datasetEvents: { change } }) =>
      dispatch(
        api.util.invalidateTags([
          { type: 'Dataset', id: change.datasetId },
          { type: 'Dataset', id: 'LIST' },
        ]),
      ),
  });
  await cacheEntryRemoved;
  stop();
}

export const datasetApi = api.enhanceEndpoints({
  endpoints: {
    Datasets: {
      providesTags: [{ type: 'Dataset', id: 'LIST' }],
      onCacheEntryAdded: (_, { dispatch, cacheDataLoaded, cacheEntryRemoved }) =>
        follow(dispatch, cacheDataLoaded, cacheEntryRemoved),
    },
    Dataset: {
      providesTags: (_, __, { id }) => [{ type: 'Dataset', id }],
      onCacheEntryAdded: (_, { dispatch, cacheDataLoaded, cacheEntryRemoved }) =>
        follow(dispatch, cacheDataLoaded, cacheEntryRemoved),
    },
    DatasetRows: { providesTags: (_, __, { id }) => [{ type: 'Dataset', id }] },
    CompareDatasets: { providesTags: (_, __, { a, b }) => [a, b].map((id) => ({ type: 'Dataset' as const, id })) },
    DatasetPreview: { providesTags: [{ type: 'Article', id: 'LIST' }] },
    BuildDataset: { invalidatesTags: [{ type: 'Dataset', id: 'LIST' }, 'Job'] },
  },
});

export const {
  useDatasetsQuery,
  useDatasetQuery,
  useDatasetRowsQuery,
  useCompareDatasetsQuery,
  useDatasetPreviewQuery,
  useBuildDatasetFormQuery,
  useBuildDatasetMutation,
} = datasetApi;
