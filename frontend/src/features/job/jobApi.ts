import { since, watch } from '@/server/socket';
import {
  api,
  JobEventsDocument,
  type JobEventsSubscription,
  type JobEventsSubscriptionVariables,
} from './job.generated';

export const jobApi = api.enhanceEndpoints({
  endpoints: {
    Jobs: {
      providesTags: ['Job'],
      onCacheEntryAdded: async (
        _,
        { cacheDataLoaded, cacheEntryRemoved, updateCachedData, getCacheEntry, dispatch },
      ) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const stop = watch<JobEventsSubscription, JobEventsSubscriptionVariables>({
          document: JobEventsDocument,
          variables: {},
          after: since(loaded),
          idOf: (data) => data.jobEvents.eventId,
          next: ({ jobEvents: { change } }) => {
            const { jobId, ...moved } = change;
            const row = getCacheEntry().data?.jobs.nodes.find((job) => job.id === jobId);
            // A new job, or one that began or ended, moves between lists and has times we don't know.
            if (row?.status !== change.status) {
              dispatch(api.util.invalidateTags(['Job']));
              return;
            }
            updateCachedData((draft) => {
              const job = draft.jobs.nodes.find((one) => one.id === jobId);
              if (job) Object.assign(job, moved);
            });
          },
        });
        await cacheEntryRemoved;
        stop();
      },
    },
    RetryJob: { invalidatesTags: ['Job', 'TrainingRun', 'Dataset', 'ArticleImport'] },
    CancelJob: { invalidatesTags: ['Job', 'TrainingRun', 'Dataset', 'ArticleImport'] },
  },
});

export const { useJobsQuery, useRetryJobMutation, useCancelJobMutation } = jobApi;
