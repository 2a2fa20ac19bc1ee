import { watch } from '@/server/socket';
import {
  api,
  CleaningEventsDocument,
  CleaningJobEventsDocument,
  type CleaningEventsSubscription,
  type CleaningEventsSubscriptionVariables,
  type CleaningJobEventsSubscription,
  type CleaningJobEventsSubscriptionVariables,
} from './cleaning.generated';

type CleaningEvent = CleaningEventsSubscription['cleaningEvents'];

/** Follows cleaning runs (or one of them) from an event on. */
const follow = (id: string | undefined, after: number | undefined, next: (event: CleaningEvent) => void) =>
  watch<CleaningEventsSubscription, CleaningEventsSubscriptionVariables>({
    document: CleaningEventsDocument,
    variables: { id },
    after,
    idOf: (data) => data.cleaningEvents.eventId,
    next: (data) => next(data.cleaningEvents),
  });

const moves = (_: unknown, __: unknown, { id }: { id: string }) => [
  { type: 'CleaningRun' as const, id },
  { type: 'CleaningRun' as const, id: 'LIST' },
  'Job' as const,
];

export const cleaningApi = api.enhanceEndpoints({
  endpoints: {
    CleaningRules: { providesTags: ['CleaningRules', { type: 'Source', id: 'LIST' }] },
    CleaningRuns: {
      providesTags: [{ type: 'CleaningRun', id: 'LIST' }],
      onCacheEntryAdded: async (_, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        await cacheDataLoaded.catch(() => undefined);
        const stop = follow(undefined, undefined, () =>
          dispatch(api.util.invalidateTags([{ type: 'CleaningRun', id: 'LIST' }])),
        );
        await cacheEntryRemoved;
        stop();
      },
    },
    CleaningRun: {
      providesTags: (_, __, { id }) => [{ type: 'CleaningRun', id }],
      onCacheEntryAdded: async ({ id }, { cacheDataLoaded, cacheEntryRemoved, updateCachedData, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const after = Number(loaded?.data.lastEventId ?? 0);
        const stop = follow(id, after, ({ status }) => {
          const changed = status === 'APPLIED' || status === 'UNDONE' ? (['Article'] as const) : [];
          dispatch(api.util.invalidateTags([{ type: 'CleaningRun', id }, ...changed]));
        });
        const stopJobs = watch<CleaningJobEventsSubscription, CleaningJobEventsSubscriptionVariables>({
          document: CleaningJobEventsDocument,
          variables: {},
          after,
          idOf: (data) => data.jobEvents.eventId,
          next: ({ jobEvents: { change } }) =>
            updateCachedData(({ cleaningRun }) => {
              const job = cleaningRun?.jobs.nodes.find(({ id: known }) => known === change.jobId);
              const { jobId: _, ...moved } = change;
              if (job) Object.assign(job, moved);
            }),
        });
        await cacheEntryRemoved;
        stop();
        stopJobs();
      },
    },
    CleaningChanges: { providesTags: (_, __, { id }) => [{ type: 'CleaningRun', id }] },
    ChangeCleaningRules: { invalidatesTags: ['CleaningRules'] },
    CleanArticles: { invalidatesTags: [{ type: 'CleaningRun', id: 'LIST' }, 'CleaningRules', 'Job'] },
    ApplyCleaning: { invalidatesTags: moves },
    UndoCleaning: { invalidatesTags: moves },
    CancelCleaning: { invalidatesTags: moves },
  },
});

export const {
  useCleaningRulesQuery,
  useCleaningRunsQuery,
  useCleaningRunQuery,
  useCleaningChangesQuery,
  useChangeCleaningRulesMutation,
  useCleanArticlesMutation,
  useApplyCleaningMutation,
  useUndoCleaningMutation,
  useCancelCleaningMutation,
} = cleaningApi;
