import { api } from './apiToken.generated';

export const apiTokenApi = api.enhanceEndpoints({
  endpoints: {
    ApiTokens: { providesTags: ['ApiToken'] },
    CreateApiToken: { invalidatesTags: ['ApiToken', 'AuditEntry'] },
    RevokeApiToken: { invalidatesTags: ['ApiToken', 'AuditEntry'] },
  },
});

export const { useApiTokensQuery, useCreateApiTokenMutation, useRevokeApiTokenMutation } = apiTokenApi;
