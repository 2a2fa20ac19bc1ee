import { since, watch } from '@/server/socket';
import {
  api,
  OverviewJobsDocument,
  type OverviewJobsSubscription,
  type OverviewJobsSubscriptionVariables,
} from './overview.generated';

export const overviewApi = api.enhanceEndpoints({
  endpoints: {
    Overview: {
      providesTags: ['Deployment', 'DeploymentRequest', 'Job', { type: 'TrainingRun', id: 'LIST' }],
      // Whatever happens in the background ends, sooner or later, in one of these figures.
      onCacheEntryAdded: async (_, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const states = new Map<string, string>();
        const stop = watch<OverviewJobsSubscription, OverviewJobsSubscriptionVariables>({
          document: OverviewJobsDocument,
          variables: {},
          after: since(loaded),
          idOf: (data) => data.jobEvents.eventId,
          next: ({ jobEvents: { change } }) => {
            if (states.get(change.jobId) === change.status) return;
            states.set(change.jobId, change.status);
            dispatch(api.util.invalidateTags(['Job', { type: 'TrainingRun', id: 'LIST' }]));
          },
        });
        await cacheEntryRemoved;
        stop();
      },
    },
    UsageOverTime: { providesTags: ['Prediction'] },
  },
});

export const { useOverviewQuery, useUsageOverTimeQuery } = overviewApi;
