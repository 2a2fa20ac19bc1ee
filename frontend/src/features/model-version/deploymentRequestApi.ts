import { api } from './deploymentRequest.generated';

export const deploymentRequestApi = api.enhanceEndpoints({
  endpoints: {
    DeploymentRules: { providesTags: ['DeploymentRequest', 'Deployment', 'Setting'] },
    DeploymentRequests: { providesTags: ['DeploymentRequest', 'Deployment'] },
    RequestDeployment: { invalidatesTags: ['DeploymentRequest', 'AuditEntry'] },
    // A refusal means that it was decided meanwhile, or something else serves: that is worth asking for as well.
    ApproveDeployment: { invalidatesTags: ['DeploymentRequest', 'Deployment', 'AuditEntry'] },
    RejectDeployment: { invalidatesTags: ['DeploymentRequest', 'AuditEntry'] },
  },
});

export const {
  useDeploymentRulesQuery,
  useDeploymentRequestsQuery,
  useRequestDeploymentMutation,
  useApproveDeploymentMutation,
  useRejectDeploymentMutation,
} = deploymentRequestApi;
