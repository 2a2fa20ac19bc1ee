import type { ServerFailure } from '@/server/failure';
import { since, watch } from '@/server/socket';
import { addStep, applyChange } from './curve';
import {
  api,
  TrainingRunEventsDocument,
  TrainingRunProgressDocument,
  type TrainingRunEventsSubscription,
  type TrainingRunEventsSubscriptionVariables,
  type TrainingRunProgressSubscription,
  type TrainingRunProgressSubscriptionVariables,
  type TrainingStepFragment,
} from './trainingRun.generated';

/** Events are drawn together this often: often enough to look immediate, seldom enough for thousands of steps. */
const DRAW_EVERY_MS = 100;

/** As many points as a chart has room for. */
export const MAXIMUM_POINTS = 1000;

/** What a live page knows beyond the run itself. */
export interface LiveRun {
  steps: TrainingStepFragment[];
  /** When the newest event happened. */
  heardAt: string | null;
}

const enhanced = api.enhanceEndpoints({
  endpoints: {
    TrainingRuns: {
      providesTags: [{ type: 'TrainingRun', id: 'LIST' }],
      onCacheEntryAdded: async (_, { cacheDataLoaded, cacheEntryRemoved, updateCachedData, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const stop = watch<TrainingRunProgressSubscription, TrainingRunProgressSubscriptionVariables>({
          document: TrainingRunProgressDocument,
          variables: {},
          after: since(loaded),
          idOf: (data) => data.trainingRunEvents.eventId,
          next: ({ trainingRunEvents: { trainingRunId, change } }) => {
            if (change.__typename !== 'TrainingStep') {
              dispatch(api.util.invalidateTags([{ type: 'TrainingRun', id: 'LIST' }]));
              return;
            }
            updateCachedData((draft) => {
              const row = draft.trainingRuns.nodes.find((run) => run.id === trainingRunId);
              if (row) Object.assign(row, { step: change.step, secondsLeft: change.secondsLeft });
            });
          },
        });
        await cacheEntryRemoved;
        stop();
      },
    },
    TrainingRun: { providesTags: (_, __, { id }) => [{ type: 'TrainingRun', id }] },
    StartTrainingRunForm: { providesTags: ['Dataset'] },
    StartTrainingRun: { invalidatesTags: [{ type: 'TrainingRun', id: 'LIST' }, 'Job'] },
    // A comparison is as fresh as the runs in it.
    CompareTrainingRuns: { providesTags: [{ type: 'TrainingRun', id: 'LIST' }] },
    ResumeTrainingRun: {
      invalidatesTags: (_, __, { id }) => [{ type: 'TrainingRun', id: 'LIST' }, { type: 'TrainingRun', id }, 'Job'],
    },
    CancelTrainingRun: {
      invalidatesTags: (_, __, { id }) => [{ type: 'TrainingRun', id: 'LIST' }, { type: 'TrainingRun', id }, 'Job'],
    },
  },
});

export const trainingRunApi = enhanced.injectEndpoints({
  endpoints: (build) => ({
    /**
     * The curve of a run that is under way: as the server draws it until now, then every step. Events are followed from
     * the one at which the run itself was read, so nothing is missed, however often the connection breaks; steps that
     * come twice draw the same. Keeps the run itself up to date as well.
     */
    LiveRun: build.query<LiveRun, string>({
      queryFn: async (id, { dispatch }) => {
        const asked = enhanced.endpoints.TrainingCurve.initiate(
          { id, maximumPoints: MAXIMUM_POINTS },
          { forceRefetch: true, subscribe: false },
        );
        const { data, error } = await dispatch(asked);
        if (!data) return { error: error as ServerFailure };
        return { data: { steps: data.trainingRun?.curve ?? [], heardAt: null } };
      },
      onCacheEntryAdded: async (id, { cacheDataLoaded, cacheEntryRemoved, updateCachedData, dispatch, getState }) => {
        const read = enhanced.endpoints.TrainingRun.select({ id })(getState());
        await cacheDataLoaded.catch(() => undefined);
        let arrived: TrainingRunEventsSubscription['trainingRunEvents'][] = [];
        let timer: ReturnType<typeof setTimeout> | undefined;
        const draw = () => {
          timer = undefined;
          const events = arrived;
          arrived = [];
          updateCachedData((live) => {
            for (const { change, at } of events) {
              if (change.__typename === 'TrainingStep') addStep(live.steps, change);
              live.heardAt = at;
            }
          });
          const stale: boolean[] = [];
          dispatch(
            enhanced.util.updateQueryData('TrainingRun', { id }, ({ trainingRun }) => {
              if (!trainingRun) return;
              for (const { change } of events) stale.push(applyChange(trainingRun, change));
            }),
          );
          if (stale.includes(true)) dispatch(api.util.invalidateTags([{ type: 'TrainingRun', id }]));
        };
        const stop = watch<TrainingRunEventsSubscription, TrainingRunEventsSubscriptionVariables>({
          document: TrainingRunEventsDocument,
          variables: { id },
          after: Number(read.data?.lastEventId ?? 0),
          idOf: (data) => data.trainingRunEvents.eventId,
          next: (data) => {
            arrived.push(data.trainingRunEvents);
            timer ??= setTimeout(draw, DRAW_EVERY_MS);
          },
        });
        await cacheEntryRemoved;
        stop();
        clearTimeout(timer);
      },
    }),
  }),
});

export const {
  useTrainingRunsQuery,
  useTrainingRunQuery,
  useTrainingCurveQuery,
  useStartTrainingRunFormQuery,
  useStartTrainingRunMutation,
  useCancelTrainingRunMutation,
  useResumeTrainingRunMutation,
  useCompareTrainingRunsQuery,
  useComparedLossQuery,
  useLiveRunQuery,
} = trainingRunApi;
