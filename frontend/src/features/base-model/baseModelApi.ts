import { since, watch } from '@/server/socket';
import {
  api,
  BaseModelJobsDocument,
  type BaseModelJobsSubscription,
  type BaseModelJobsSubscriptionVariables,
} from './baseModel.generated';

type Change = BaseModelJobsSubscription['jobEvents']['change'];

/** Follows the jobs that add base models, for as long as a page shows some. */
async function follow(after: number | undefined, cacheEntryRemoved: Promise<void>, next: (change: Change) => void) {
  const stop = watch<BaseModelJobsSubscription, BaseModelJobsSubscriptionVariables>({
    document: BaseModelJobsDocument,
    variables: {},
    after,
    idOf: (data) => data.jobEvents.eventId,
    next: ({ jobEvents: { change } }) => {
      if (change.kind === 'ADD_BASE_MODEL') next(change);
    },
  });
  await cacheEntryRemoved;
  stop();
}

export const baseModelApi = api.enhanceEndpoints({
  endpoints: {
    BaseModels: {
      providesTags: [{ type: 'BaseModel', id: 'LIST' }],
      onCacheEntryAdded: async (_, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const states = new Map<string, string>();
        await follow(since(loaded), cacheEntryRemoved, ({ jobId, status }) => {
          if (states.get(jobId) === status) return;
          states.set(jobId, status);
          dispatch(api.util.invalidateTags([{ type: 'BaseModel', id: 'LIST' }]));
        });
      },
    },
    BaseModel: {
      providesTags: (_, __, { id }) => [{ type: 'BaseModel', id }],
      onCacheEntryAdded: async (
        { id },
        { cacheDataLoaded, cacheEntryRemoved, updateCachedData, getCacheEntry, dispatch },
      ) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        await follow(since(loaded), cacheEntryRemoved, (change) => {
          if (change.subjectId !== id) return;
          const known = getCacheEntry().data?.baseModel?.jobs.nodes[0];
          if (known?.id !== change.jobId || known.status !== change.status) {
            dispatch(api.util.invalidateTags([{ type: 'BaseModel', id }]));
            return;
          }
          updateCachedData(({ baseModel }) => {
            const job = baseModel?.jobs.nodes[0];
            if (job) Object.assign(job, { progress: change.progress, progressNote: change.progressNote });
          });
        });
      },
    },
    AddBaseModel: { invalidatesTags: [{ type: 'BaseModel', id: 'LIST' }, 'Job'] },
    RemoveBaseModel: { invalidatesTags: [{ type: 'BaseModel', id: 'LIST' }] },
  },
});

export const { useBaseModelsQuery, useBaseModelQuery, useAddBaseModelMutation, useRemoveBaseModelMutation } =
  baseModelApi;
