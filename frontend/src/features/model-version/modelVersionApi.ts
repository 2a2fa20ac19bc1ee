import { api } from './modelVersion.generated';

export const modelVersionApi = api.enhanceEndpoints({
  endpoints: {
    ModelVersions: { providesTags: ['ModelVersion', 'Deployment'] },
    Ledger: { providesTags: ['Deployment'] },
    ModelVersion: { providesTags: (_, __, { id }) => [{ type: 'ModelVersion', id }, 'Deployment'] },
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
} = modelVersionApi;
