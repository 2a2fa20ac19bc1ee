import { api } from './auditEntry.generated';

export const auditEntryApi = api.enhanceEndpoints({
  endpoints: {
    // Whatever anybody does adds a line, so what was fetched a while ago isn't the log any more.
    AuditEntries: { providesTags: ['AuditEntry'], keepUnusedDataFor: 0 },
    AuditFilters: { providesTags: ['AuditEntry', 'Member'], keepUnusedDataFor: 0 },
  },
});

export const { useAuditEntriesQuery, useAuditFiltersQuery } = auditEntryApi;
