import { watch } from '@/server/socket';
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
      onCacheEntryAdded: async (_, { cacheEntryRemoved, dispatch }) => {
        const stop = watch<DeploymentEventsSubscription, DeploymentEventsSubscriptionVariables>({
          document: DeploymentEventsDocument,
          variables: {},
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
