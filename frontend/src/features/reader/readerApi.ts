import { api } from './reader.generated';

/** Nothing else on the public page depends on an answer; the console's list of predictions does. */
export const readerApi = api.enhanceEndpoints({
  endpoints: {
    Predict: { invalidatesTags: ['Prediction'] },
    GiveFeedback: { invalidatesTags: ['Prediction'] },
  },
});

export const { usePredictMutation, useGiveFeedbackMutation, useAttributionsQuery } = readerApi;
