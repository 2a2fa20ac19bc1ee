import { watch } from '@/server/socket';
import {
  api,
  PipelineEventsDocument,
  type PipelineEventsSubscription,
  type PipelineEventsSubscriptionVariables,
} from './pipelineRun.generated';

/** Follows pipeline runs (or one of them) from an event on: a step that moves is asked for anew with what it made. */
const follow = (id: string | undefined, after: number | undefined, changed: () => void) =>
  watch<PipelineEventsSubscription, PipelineEventsSubscriptionVariables>({
    document: PipelineEventsDocument,
    variables: { id },
    after,
    idOf: (data) => data.pipelineEvents.eventId,
    next: changed,
  });

const moves = (_: unknown, __: unknown, { id }: { id: string }) => [
  { type: 'PipelineRun' as const, id },
  { type: 'PipelineRun' as const, id: 'LIST' },
  'Job' as const,
];

export const pipelineRunApi = api.enhanceEndpoints({
  endpoints: {
    PipelineRuns: {
      providesTags: [{ type: 'PipelineRun', id: 'LIST' }],
      onCacheEntryAdded: async (_, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        await cacheDataLoaded.catch(() => undefined);
        const stop = follow(undefined, undefined, () =>
          dispatch(api.util.invalidateTags([{ type: 'PipelineRun', id: 'LIST' }])),
        );
        await cacheEntryRemoved;
        stop();
      },
    },
    PipelineRun: {
      providesTags: (_, __, { id }) => [{ type: 'PipelineRun', id }],
      onCacheEntryAdded: async ({ id }, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const stop = follow(id, Number(loaded?.data.lastEventId ?? 0), () =>
          dispatch(api.util.invalidateTags([{ type: 'PipelineRun', id }])),
        );
        await cacheEntryRemoved;
        stop();
      },
    },
    StartPipelineRun: { invalidatesTags: [{ type: 'PipelineRun', id: 'LIST' }, 'Job'] },
    CancelPipelineRun: { invalidatesTags: moves },
    RetryPipelineRun: { invalidatesTags: moves },
  },
});

export const {
  usePipelineRunsQuery,
  usePipelineRunQuery,
  useStartPipelineRunMutation,
  useCancelPipelineRunMutation,
  useRetryPipelineRunMutation,
} = pipelineRunApi;
