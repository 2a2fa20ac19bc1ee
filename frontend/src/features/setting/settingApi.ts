import { api } from './setting.generated';

export const settingApi = api.enhanceEndpoints({
  endpoints: {
    Settings: { providesTags: ['Setting'] },
    Deployers: { providesTags: ['Member'] },
    SetFourEyes: { invalidatesTags: ['Setting', 'AuditEntry'] },
  },
});

export const { useSettingsQuery, useDeployersQuery, useSetFourEyesMutation } = settingApi;
