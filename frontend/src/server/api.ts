import { createApi } from '@reduxjs/toolkit/query/react';
import { graphqlBaseQuery } from './baseQuery';

/** What of the cache can change without this page's doing. */
export const liveTags = [
  'Article',
  'ArticleImport',
  'Source',
  'Crawl',
  'CleaningRules',
  'CleaningRun',
  'Dataset',
  'BaseModel',
  'TrainingRun',
  'Sweep',
  'ModelVersion',
  'Evaluation',
  'Deployment',
  'Prediction',
  'Schedule',
  'PipelineRun',
  'Job',
  'Me',
  'Member',
  'Invitation',
  'Session',
  'ApiToken',
  'AuditEntry',
  'Setting',
  'DeploymentRequest',
] as const;

/** The cache of everything the server said. Features add their generated endpoints and say what keeps them fresh. */
export const api = createApi({
  reducerPath: 'server',
  baseQuery: graphqlBaseQuery,
  tagTypes: liveTags,
  keepUnusedDataFor: 60,
  refetchOnReconnect: true,
  endpoints: () => ({}),
});
