import { api } from './prediction.generated';

export const predictionApi = api.enhanceEndpoints({
  endpoints: {
    Predictions: { providesTags: ['Prediction'] },
    ModelUsage: { providesTags: ['Prediction'] },
  },
});

export const { usePredictionsQuery, useModelUsageQuery } = predictionApi;
