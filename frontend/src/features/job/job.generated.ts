/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Which jobs to list; every field that is set narrows the list. */
export type JobFilter = {
  /** Only jobs that do this. */
  kind?: JobKind | null | undefined;
  /** Only jobs that stand here. */
  status?: JobStatus | null | undefined;
  /**
   * Only jobs that work for the import, crawl, cleaning run, takedown, dataset, base model, training run, evaluation
   * or webhook delivery with this id.
   */
  subjectId?: string | null | undefined;
};

/** What a job does. */
export type JobKind =
  /** Fetches, checks and converts a published encoder. */
  | 'ADD_BASE_MODEL'
  /** Selects, splits and seals a dataset. */
  | 'BUILD_DATASET'
  /** Judges articles by the cleaning rules, applies that, or takes it back. */
  | 'CLEAN_ARTICLES'
  /** Asks a source for its pages and stores their articles. */
  | 'CRAWL_ARTICLES'
  /** Posts a message to an integrator. */
  | 'DELIVER_WEBHOOK'
  /** Erases a text that was taken down wherever it was sealed. */
  | 'ERASE_ARTICLE'
  /** Measures a model version on labelled rows. */
  | 'EVALUATE_MODEL'
  /** Reads a file of articles. */
  | 'IMPORT_ARTICLES'
  /** Reads the pages of a past crawl again. */
  | 'RE_EXTRACT_CRAWL'
  /** Trains a model, proves and registers it. */
  | 'TRAIN_MODEL';

/** Where a job stands. */
export type JobStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It failed for good. */
  | 'FAILED'
  /** It waits for its time and a worker. */
  | 'QUEUED'
  /** A worker runs it. */
  | 'RUNNING'
  /** It is done. */
  | 'SUCCEEDED';

export type JobRowFragment = { id: string, kind: Types.JobKind, status: Types.JobStatus, attempts: number, maxAttempts: number, cancelRequested: boolean, progress: number | null, progressNote: string | null, errorCode: string | null, error: string | null, runAt: string, createdAt: string, startedAt: string | null, finishedAt: string | null, heartbeatAt: string | null, subject:
    | { __typename: 'ArticleImport', id: string, fileName: string }
    | { __typename: 'BaseModel', id: string, name: string }
    | { __typename: 'CleaningRun', id: string, ruleSet: { id: string, version: number } }
    | { __typename: 'Crawl', id: string, source: { id: string, name: string } }
    | { __typename: 'Dataset', id: string, name: string }
    | { __typename: 'Evaluation', id: string, modelVersion: { id: string, number: number } }
    | { __typename: 'Takedown', id: string, article: { id: string, externalId: string } }
    | { __typename: 'TrainingRun', id: string, name: string }
    | { __typename: 'WebhookDelivery' }
   | null };

export type JobsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.JobFilter | null | undefined;
}>;


export type JobsQuery = { lastEventId: string, jobs: { totalCount: number, nodes: Array<{ id: string, kind: Types.JobKind, status: Types.JobStatus, attempts: number, maxAttempts: number, cancelRequested: boolean, progress: number | null, progressNote: string | null, errorCode: string | null, error: string | null, runAt: string, createdAt: string, startedAt: string | null, finishedAt: string | null, heartbeatAt: string | null, subject:
        | { __typename: 'ArticleImport', id: string, fileName: string }
        | { __typename: 'BaseModel', id: string, name: string }
        | { __typename: 'CleaningRun', id: string, ruleSet: { id: string, version: number } }
        | { __typename: 'Crawl', id: string, source: { id: string, name: string } }
        | { __typename: 'Dataset', id: string, name: string }
        | { __typename: 'Evaluation', id: string, modelVersion: { id: string, number: number } }
        | { __typename: 'Takedown', id: string, article: { id: string, externalId: string } }
        | { __typename: 'TrainingRun', id: string, name: string }
        | { __typename: 'WebhookDelivery' }
       | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type RetryJobMutationVariables = Exact<{
  id: string;
}>;


export type RetryJobMutation = { retryJob: { id: string, kind: Types.JobKind, status: Types.JobStatus, attempts: number, maxAttempts: number, cancelRequested: boolean, progress: number | null, progressNote: string | null, errorCode: string | null, error: string | null, runAt: string, createdAt: string, startedAt: string | null, finishedAt: string | null, heartbeatAt: string | null, subject:
      | { __typename: 'ArticleImport', id: string, fileName: string }
      | { __typename: 'BaseModel', id: string, name: string }
      | { __typename: 'CleaningRun', id: string, ruleSet: { id: string, version: number } }
      | { __typename: 'Crawl', id: string, source: { id: string, name: string } }
      | { __typename: 'Dataset', id: string, name: string }
      | { __typename: 'Evaluation', id: string, modelVersion: { id: string, number: number } }
      | { __typename: 'Takedown', id: string, article: { id: string, externalId: string } }
      | { __typename: 'TrainingRun', id: string, name: string }
      | { __typename: 'WebhookDelivery' }
     | null } };

export type CancelJobMutationVariables = Exact<{
  id: string;
}>;


export type CancelJobMutation = { cancelJob: { id: string, kind: Types.JobKind, status: Types.JobStatus, attempts: number, maxAttempts: number, cancelRequested: boolean, progress: number | null, progressNote: string | null, errorCode: string | null, error: string | null, runAt: string, createdAt: string, startedAt: string | null, finishedAt: string | null, heartbeatAt: string | null, subject:
      | { __typename: 'ArticleImport', id: string, fileName: string }
      | { __typename: 'BaseModel', id: string, name: string }
      | { __typename: 'CleaningRun', id: string, ruleSet: { id: string, version: number } }
      | { __typename: 'Crawl', id: string, source: { id: string, name: string } }
      | { __typename: 'Dataset', id: string, name: string }
      | { __typename: 'Evaluation', id: string, modelVersion: { id: string, number: number } }
      | { __typename: 'Takedown', id: string, article: { id: string, externalId: string } }
      | { __typename: 'TrainingRun', id: string, name: string }
      | { __typename: 'WebhookDelivery' }
     | null } };

export type JobEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type JobEventsSubscription = { jobEvents: { eventId: string, change: { jobId: string, status: Types.JobStatus, attempts: number, progress: number | null, progressNote: string | null, cancelRequested: boolean, errorCode: string | null, error: string | null, runAt: string } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const JobRowFragmentDoc = new TypedDocumentString(`
    fragment JobRow on Job {
  id
  kind
  status
  attempts
  maxAttempts
  cancelRequested
  progress
  progressNote
  errorCode
  error
  runAt
  createdAt
  startedAt
  finishedAt
  heartbeatAt
  subject {
    __typename
    ... on ArticleImport {
      id
      fileName
    }
    ... on Crawl {
      id
      source {
        id
        name
      }
    }
    ... on CleaningRun {
      id
      ruleSet {
        id
        version
      }
    }
    ... on Takedown {
      id
      article {
        id
        externalId
      }
    }
    ... on Dataset {
      id
      name
    }
    ... on TrainingRun {
      id
      name
    }
    ... on BaseModel {
      id
      name
    }
    ... on Evaluation {
      id
      modelVersion {
        id
        number
      }
    }
  }
}
    `, {"fragmentName":"JobRow"});
export const JobsDocument = new TypedDocumentString(`
    query Jobs($first: Int, $after: String, $last: Int, $before: String, $filter: JobFilter) {
  lastEventId
  jobs(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...JobRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment JobRow on Job {
  id
  kind
  status
  attempts
  maxAttempts
  cancelRequested
  progress
  progressNote
  errorCode
  error
  runAt
  createdAt
  startedAt
  finishedAt
  heartbeatAt
  subject {
    __typename
    ... on ArticleImport {
      id
      fileName
    }
    ... on Crawl {
      id
      source {
        id
        name
      }
    }
    ... on CleaningRun {
      id
      ruleSet {
        id
        version
      }
    }
    ... on Takedown {
      id
      article {
        id
        externalId
      }
    }
    ... on Dataset {
      id
      name
    }
    ... on TrainingRun {
      id
      name
    }
    ... on BaseModel {
      id
      name
    }
    ... on Evaluation {
      id
      modelVersion {
        id
        number
      }
    }
  }
}`);
export const RetryJobDocument = new TypedDocumentString(`
    mutation RetryJob($id: UUID!) {
  retryJob(id: $id) {
    ...JobRow
  }
}
    fragment JobRow on Job {
  id
  kind
  status
  attempts
  maxAttempts
  cancelRequested
  progress
  progressNote
  errorCode
  error
  runAt
  createdAt
  startedAt
  finishedAt
  heartbeatAt
  subject {
    __typename
    ... on ArticleImport {
      id
      fileName
    }
    ... on Crawl {
      id
      source {
        id
        name
      }
    }
    ... on CleaningRun {
      id
      ruleSet {
        id
        version
      }
    }
    ... on Takedown {
      id
      article {
        id
        externalId
      }
    }
    ... on Dataset {
      id
      name
    }
    ... on TrainingRun {
      id
      name
    }
    ... on BaseModel {
      id
      name
    }
    ... on Evaluation {
      id
      modelVersion {
        id
        number
      }
    }
  }
}`);
export const CancelJobDocument = new TypedDocumentString(`
    mutation CancelJob($id: UUID!) {
  cancelJob(id: $id) {
    ...JobRow
  }
}
    fragment JobRow on Job {
  id
  kind
  status
  attempts
  maxAttempts
  cancelRequested
  progress
  progressNote
  errorCode
  error
  runAt
  createdAt
  startedAt
  finishedAt
  heartbeatAt
  subject {
    __typename
    ... on ArticleImport {
      id
      fileName
    }
    ... on Crawl {
      id
      source {
        id
        name
      }
    }
    ... on CleaningRun {
      id
      ruleSet {
        id
        version
      }
    }
    ... on Takedown {
      id
      article {
        id
        externalId
      }
    }
    ... on Dataset {
      id
      name
    }
    ... on TrainingRun {
      id
      name
    }
    ... on BaseModel {
      id
      name
    }
    ... on Evaluation {
      id
      modelVersion {
        id
        number
      }
    }
  }
}`);
export const JobEventsDocument = new TypedDocumentString(`
    subscription JobEvents($after: ID) {
  jobEvents(after: $after) {
    eventId
    change {
      jobId
      status
      attempts
      progress
      progressNote
      cancelRequested
      errorCode
      error
      runAt
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Jobs: build.query<JobsQuery, JobsQueryVariables | void>({
      query: (variables) => ({ document: JobsDocument as unknown as string, variables })
    }),
    RetryJob: build.mutation<RetryJobMutation, RetryJobMutationVariables>({
      query: (variables) => ({ document: RetryJobDocument as unknown as string, variables })
    }),
    CancelJob: build.mutation<CancelJobMutation, CancelJobMutationVariables>({
      query: (variables) => ({ document: CancelJobDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useJobsQuery, useLazyJobsQuery, useRetryJobMutation, useCancelJobMutation } = injectedRtkApi;

