import { since, watch } from '@/server/socket';
import {
  api,
  DeploymentEventsDocument,
  type DeploymentEventsSubscription,
  type DeploymentEventsSubscriptionVariables,
} from './deployment.generated';

export const deploymentApi = api.enhanceEndpoints({
  endpoints: {
    ActiveDeployment: {
      providesTags: ['Deployment'],
      // Whoever deploys, wherever: every page that says what serves asks anew.
      onCacheEntryAdded: async (_, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const stop = watch<DeploymentEventsSubscription, DeploymentEventsSubscriptionVariables>({
          document: DeploymentEventsDocument,
          variables: {},
          after: since(loaded),
          idOf: (data) => data.deploymentEvents.eventId,
          next: () => dispatch(api.util.invalidateTags(['Deployment'])),
        });
        await cacheEntryRemoved;
        stop();
      },
    },
  },
});

export const { useActiveDeploymentQuery } = deploymentApi;
