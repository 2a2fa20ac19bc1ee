import { watch } from '@/server/socket';
import {
  api,
  VersionEvaluationsDocument,
  type VersionEvaluationsSubscription,
  type VersionEvaluationsSubscriptionVariables,
} from './modelVersion.generated';

export const modelVersionApi = api.enhanceEndpoints({
  endpoints: {
    ModelVersions: { providesTags: ['ModelVersion', 'Deployment'] },
    Ledger: { providesTags: ['Deployment'] },
    ModelVersion: { providesTags: (_, __, { id }) => [{ type: 'ModelVersion', id }, 'Deployment'] },
    CompareModelVersions: {
      providesTags: ['Evaluation'],
      // What is missing for a comparison may be measured just now.
      onCacheEntryAdded: async (_, { cacheEntryRemoved, dispatch }) => {
        const stop = watch<VersionEvaluationsSubscription, VersionEvaluationsSubscriptionVariables>({
          document: VersionEvaluationsDocument,
          variables: {},
          idOf: (data) => data.evaluationEvents.eventId,
          next: ({ evaluationEvents: { change } }) => {
            if (change.status === 'SUCCEEDED') dispatch(api.util.invalidateTags(['Evaluation']));
          },
        });
        await cacheEntryRemoved;
        stop();
      },
    },
    CompareVersionsForm: { providesTags: ['ModelVersion', 'Dataset'] },
    ModelBundle: { providesTags: (_, __, { id }) => [{ type: 'ModelVersion', id }] },
    TryVersionsForm: { providesTags: ['ModelVersion', 'Deployment'] },
    MeasureBoth: { invalidatesTags: ['Evaluation', 'Job'] },
    // A refusal means that something else serves by now: that is worth asking for as well.
    DeployModelVersion: { invalidatesTags: ['Deployment'] },
    RollbackDeployment: { invalidatesTags: ['Deployment'] },
  },
});

export const {
  useModelVersionsQuery,
  useLedgerQuery,
  useModelVersionQuery,
  useDeployModelVersionMutation,
  useRollbackDeploymentMutation,
  useCompareModelVersionsQuery,
  useCompareVersionsFormQuery,
  useMeasureBothMutation,
  useModelBundleQuery,
  useTryVersionsFormQuery,
  useTryVersionMutation,
} = modelVersionApi;
