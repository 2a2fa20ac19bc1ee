import { api } from './prediction.generated';

export const predictionApi = api.enhanceEndpoints({
  endpoints: {
    Predictions: { providesTags: ['Prediction'] },
    Prediction: { providesTags: ['Prediction'] },
    PredictionVersions: { providesTags: ['ModelVersion'] },
    ModelUsage: { providesTags: ['Prediction'] },
  },
});

export const { usePredictionsQuery, usePredictionQuery, usePredictionVersionsQuery, useModelUsageQuery } =
  predictionApi;
