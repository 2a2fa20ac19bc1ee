import { api } from './prediction.generated';

export const predictionApi = api.enhanceEndpoints({
  endpoints: {
    Predictions: { providesTags: ['Prediction'] },
    Prediction: { providesTags: ['Prediction'] },
    PredictionVersions: { providesTags: ['ModelVersion'] },
    ModelUsage: { providesTags: ['Prediction'] },
    RelabelPrediction: { invalidatesTags: [{ type: 'Article', id: 'LIST' }] },
    UndoPredictionLabel: { invalidatesTags: [{ type: 'Article', id: 'LIST' }] },
  },
});

export const {
  usePredictionsQuery,
  usePredictionQuery,
  usePredictionVersionsQuery,
  useModelUsageQuery,
  useRelabelPredictionMutation,
  useUndoPredictionLabelMutation,
} = predictionApi;
