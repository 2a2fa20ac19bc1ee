import { api } from './source.generated';

export const sourceApi = api.enhanceEndpoints({
  endpoints: {
    Sources: { providesTags: [{ type: 'Source', id: 'LIST' }, 'Crawl'] },
    Source: { providesTags: (_, __, { key }) => [{ type: 'Source', id: key }, 'Crawl'] },
    SourceDefinitions: { providesTags: (_, __, { key }) => [{ type: 'Source', id: key }] },
    CreateSource: { invalidatesTags: ['Source'] },
    UpdateSource: { invalidatesTags: ['Source'] },
    RecordSourcePermission: { invalidatesTags: ['Source'] },
    RevokeSourcePermission: { invalidatesTags: ['Source'] },
  },
});

export const {
  useSourcesQuery,
  useSourceQuery,
  useSourceDefinitionsQuery,
  useCreateSourceMutation,
  useUpdateSourceMutation,
  useRecordSourcePermissionMutation,
  useRevokeSourcePermissionMutation,
  useTrySelectorMutation,
} = sourceApi;
