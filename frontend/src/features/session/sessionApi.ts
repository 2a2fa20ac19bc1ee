import { api } from './session.generated';

export const sessionApi = api.enhanceEndpoints({
  endpoints: {
    MySessions: { providesTags: ['Session'] },
    SignOutSession: { invalidatesTags: ['Session'] },
    SignOutEverywhere: {
      // Whoever left everywhere has nothing more to ask.
      invalidatesTags: (_, __, { exceptHere }) => (exceptHere ? ['Session'] : []),
    },
  },
});

export const { useMySessionsQuery, useSignOutSessionMutation, useSignOutEverywhereMutation } = sessionApi;
