import { watch } from '@/server/socket';
import {
  api,
  ScheduleEventsDocument,
  type ScheduleEventsSubscription,
  type ScheduleEventsSubscriptionVariables,
} from './schedule.generated';

/** Follows schedules: one that fired, or that somebody changed, is asked for anew. */
const follow = (id: string | undefined, changed: () => void) =>
  watch<ScheduleEventsSubscription, ScheduleEventsSubscriptionVariables>({
    document: ScheduleEventsDocument,
    variables: { id },
    idOf: (data) => data.scheduleEvents.eventId,
    next: changed,
  });

export const scheduleApi = api.enhanceEndpoints({
  endpoints: {
    Schedules: {
      providesTags: ['Schedule'],
      onCacheEntryAdded: async (_, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        await cacheDataLoaded.catch(() => undefined);
        const stop = follow(undefined, () => dispatch(api.util.invalidateTags(['Schedule'])));
        await cacheEntryRemoved;
        stop();
      },
    },
    Schedule: {
      providesTags: (_, __, { id }) => [{ type: 'Schedule', id }],
      onCacheEntryAdded: async ({ id }, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        await cacheDataLoaded.catch(() => undefined);
        const stop = follow(id, () => dispatch(api.util.invalidateTags([{ type: 'Schedule', id }])));
        await cacheEntryRemoved;
        stop();
      },
    },
    CreateSchedule: { invalidatesTags: ['Schedule'] },
    ChangeSchedule: { invalidatesTags: ['Schedule'] },
    RemoveSchedule: { invalidatesTags: ['Schedule'] },
  },
});

export const {
  useSchedulesQuery,
  useScheduleQuery,
  useCreateScheduleMutation,
  useChangeScheduleMutation,
  useRemoveScheduleMutation,
} = scheduleApi;
