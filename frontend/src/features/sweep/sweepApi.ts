import { since, watch } from '@/server/socket';
import {
  api,
  SweepEventsDocument,
  type SweepEventsSubscription,
  type SweepEventsSubscriptionVariables,
} from './sweep.generated';

/** A sweep ends several runs at once: what they change is asked for together. */
const GATHER_MS = 250;

/** Follows sweeps (or one of them) from an event on: whatever happens to them is asked for anew. */
function follow(id: string | undefined, after: number | undefined, changed: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = watch<SweepEventsSubscription, SweepEventsSubscriptionVariables>({
    document: SweepEventsDocument,
    variables: { id },
    after,
    idOf: (data) => data.sweepEvents.eventId,
    next: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        changed();
      }, GATHER_MS);
    },
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

export const sweepApi = api.enhanceEndpoints({
  endpoints: {
    Sweeps: {
      providesTags: [{ type: 'Sweep', id: 'LIST' }],
      onCacheEntryAdded: async (_, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const stop = follow(undefined, since(loaded), () =>
          dispatch(api.util.invalidateTags([{ type: 'Sweep', id: 'LIST' }])),
        );
        await cacheEntryRemoved;
        stop();
      },
    },
    Sweep: {
      providesTags: (_, __, { id }) => [{ type: 'Sweep', id }],
      onCacheEntryAdded: async ({ id }, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const stop = follow(id, since(loaded), () => dispatch(api.util.invalidateTags([{ type: 'Sweep', id }])));
        await cacheEntryRemoved;
        stop();
      },
    },
    StartSweepForm: { providesTags: ['Dataset'] },
    StartSweep: { invalidatesTags: [{ type: 'Sweep', id: 'LIST' }, 'Job', { type: 'TrainingRun', id: 'LIST' }] },
    CancelSweep: { invalidatesTags: ['Sweep', 'Job', { type: 'TrainingRun', id: 'LIST' }] },
  },
});

export const { useSweepsQuery, useSweepQuery, useStartSweepFormQuery, useStartSweepMutation, useCancelSweepMutation } =
  sweepApi;
