import { since, watch } from '@/server/socket';
import {
  api,
  EvaluationEventsDocument,
  type EvaluationEventsSubscription,
  type EvaluationEventsSubscriptionVariables,
} from './evaluation.generated';

/** Follows evaluations (or one of them) from an event on: whatever happens to them is asked for anew. */
function follow(id: string | undefined, after: number | undefined, changed: () => void) {
  return watch<EvaluationEventsSubscription, EvaluationEventsSubscriptionVariables>({
    document: EvaluationEventsDocument,
    variables: { id },
    after,
    idOf: (data) => data.evaluationEvents.eventId,
    next: changed,
  });
}

export const evaluationApi = api.enhanceEndpoints({
  endpoints: {
    Evaluations: {
      providesTags: [{ type: 'Evaluation', id: 'LIST' }],
      onCacheEntryAdded: async (_, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const stop = follow(undefined, since(loaded), () =>
          dispatch(api.util.invalidateTags([{ type: 'Evaluation', id: 'LIST' }])),
        );
        await cacheEntryRemoved;
        stop();
      },
    },
    Evaluation: {
      providesTags: (_, __, { id }) => [{ type: 'Evaluation', id }],
      onCacheEntryAdded: async ({ id }, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const stop = follow(id, since(loaded), () => dispatch(api.util.invalidateTags([{ type: 'Evaluation', id }])));
        await cacheEntryRemoved;
        stop();
      },
    },
    EvaluateModelVersion: { invalidatesTags: [{ type: 'Evaluation', id: 'LIST' }, 'Job'] },
    CancelEvaluation: { invalidatesTags: ['Evaluation', 'Job'] },
  },
});

export const {
  useEvaluationsQuery,
  useEvaluationQuery,
  useEvaluateFormQuery,
  useEvaluateModelVersionMutation,
  useCancelEvaluationMutation,
} = evaluationApi;
