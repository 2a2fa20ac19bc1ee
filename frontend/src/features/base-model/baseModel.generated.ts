/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** A base model to be added, from a folder or from the hub: give one of `folder` and `hubId`. */
export type AddBaseModelInput = {
  /** A folder on the server's machine, below the server's `base_model_folder`. */
  folder?: string | null | undefined;
  /** Its id on the hub ("skt/kobert-base-v1"). */
  hubId?: string | null | undefined;
  /** Its name: letters a-z, digits, '.', '_' and '-'; not beginning with "scratch-", which are built in. */
  name: string;
  /** How token states become one; what its own files say if left out. */
  pooling?: BaseModelPooling | null | undefined;
  /** The branch, tag or commit on the hub; `main` if left out. The commit it is now is fetched, and named. */
  revision?: string | null | undefined;
  /** Put before every text ("query: " for e5 models). */
  textPrefix?: string;
};

/** Which base models to list; every field that is set narrows the list. */
export type BaseModelFilter = {
  /** Only base models that stand here. */
  status?: BaseModelStatus | null | undefined;
};

/** How the states of a text's tokens become one. */
export type BaseModelPooling =
  /** The state of the first token. */
  | 'CLS'
  /** The mean over the tokens that aren't padding. */
  | 'MEAN'
  /** The first token's state through the model's own pooler layer. */
  | 'POOLER';

/** Where a base model comes from. */
export type BaseModelSource =
  /** The model hub of the server's configuration. */
  | 'HUB'
  /** A folder on the server's machine, in Hugging Face's layout. */
  | 'LOCAL';

/** Where a base model stands. */
export type BaseModelStatus =
  /** It can't be used; `errorCode` and `error` say why. Add it again to try again. */
  | 'FAILED'
  /** Its files are fetched, checked and converted; its job's events tell how far that is. */
  | 'FETCHING'
  /** It waits for a worker. */
  | 'QUEUED'
  /** Training runs can start from it. */
  | 'READY';

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

/** Where a training run stands. */
export type TrainingRunStatus =
  /** Somebody stopped it, or its sweep did (`errorCode` is `STOPPED_EARLY` then). */
  | 'CANCELLED'
  /** It ended without one; `errorCode` and `error` say why. */
  | 'FAILED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** A trainer works on it. */
  | 'RUNNING'
  /** It made a model version. */
  | 'SUCCEEDED';

export type BaseModelRowFragment = { id: string, name: string, status: Types.BaseModelStatus, source: Types.BaseModelSource, location: string, family: string | null, parameterCount: number | null, vocabularySize: number | null, sizeBytes: number | null, createdAt: string };

export type BaseModelsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.BaseModelFilter | null | undefined;
}>;


export type BaseModelsQuery = { lastEventId: string, trainingBaseModels: Array<string>, baseModels: { totalCount: number, nodes: Array<{ id: string, name: string, status: Types.BaseModelStatus, source: Types.BaseModelSource, location: string, family: string | null, parameterCount: number | null, vocabularySize: number | null, sizeBytes: number | null, createdAt: string }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type BaseModelQueryVariables = Exact<{
  id: string;
}>;


export type BaseModelQuery = { lastEventId: string, baseModel: { revision: string | null, resolvedRevision: string | null, textPrefix: string, pooling: Types.BaseModelPooling | null, sha256: string | null, errorCode: string | null, error: string | null, finishedAt: string | null, id: string, name: string, status: Types.BaseModelStatus, source: Types.BaseModelSource, location: string, family: string | null, parameterCount: number | null, vocabularySize: number | null, sizeBytes: number | null, createdAt: string, keyReport: { missing: Array<string>, unexpected: Array<string> } | null, jobs: { nodes: Array<{ id: string, status: Types.JobStatus, progress: number | null, progressNote: string | null }> }, trainingRuns: { totalCount: number, nodes: Array<{ id: string, name: string, status: Types.TrainingRunStatus, createdAt: string, modelVersion: { id: string, number: number } | null }> } } | null };

export type AddBaseModelMutationVariables = Exact<{
  input: Types.AddBaseModelInput;
}>;


export type AddBaseModelMutation = { addBaseModel: { id: string } };

export type RemoveBaseModelMutationVariables = Exact<{
  id: string;
}>;


export type RemoveBaseModelMutation = { removeBaseModel: string };

export type BaseModelJobsSubscriptionVariables = Exact<{
  id?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type BaseModelJobsSubscription = { jobEvents: { eventId: string, change: { jobId: string, kind: Types.JobKind, subjectId: string | null, status: Types.JobStatus, progress: number | null, progressNote: string | null } } };

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
export const BaseModelRowFragmentDoc = new TypedDocumentString(`
    fragment BaseModelRow on BaseModel {
  id
  name
  status
  source
  location
  family
  parameterCount
  vocabularySize
  sizeBytes
  createdAt
}
    `, {"fragmentName":"BaseModelRow"});
export const BaseModelsDocument = new TypedDocumentString(`
    query BaseModels($first: Int, $after: String, $last: Int, $before: String, $filter: BaseModelFilter) {
  lastEventId
  baseModels(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...BaseModelRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
  trainingBaseModels
}
    fragment BaseModelRow on BaseModel {
  id
  name
  status
  source
  location
  family
  parameterCount
  vocabularySize
  sizeBytes
  createdAt
}`);
export const BaseModelDocument = new TypedDocumentString(`
    query BaseModel($id: UUID!) {
  lastEventId
  baseModel(id: $id) {
    ...BaseModelRow
    revision
    resolvedRevision
    textPrefix
    pooling
    sha256
    errorCode
    error
    finishedAt
    keyReport {
      missing
      unexpected
    }
    jobs(first: 1) {
      nodes {
        id
        status
        progress
        progressNote
      }
    }
    trainingRuns(first: 50) {
      totalCount
      nodes {
        id
        name
        status
        createdAt
        modelVersion {
          id
          number
        }
      }
    }
  }
}
    fragment BaseModelRow on BaseModel {
  id
  name
  status
  source
  location
  family
  parameterCount
  vocabularySize
  sizeBytes
  createdAt
}`);
export const AddBaseModelDocument = new TypedDocumentString(`
    mutation AddBaseModel($input: AddBaseModelInput!) {
  addBaseModel(input: $input) {
    id
  }
}
    `);
export const RemoveBaseModelDocument = new TypedDocumentString(`
    mutation RemoveBaseModel($id: UUID!) {
  removeBaseModel(id: $id)
}
    `);
export const BaseModelJobsDocument = new TypedDocumentString(`
    subscription BaseModelJobs($id: UUID, $after: ID) {
  jobEvents(id: $id, after: $after) {
    eventId
    change {
      jobId
      kind
      subjectId
      status
      progress
      progressNote
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    BaseModels: build.query<BaseModelsQuery, BaseModelsQueryVariables | void>({
      query: (variables) => ({ document: BaseModelsDocument as unknown as string, variables })
    }),
    BaseModel: build.query<BaseModelQuery, BaseModelQueryVariables>({
      query: (variables) => ({ document: BaseModelDocument as unknown as string, variables })
    }),
    AddBaseModel: build.mutation<AddBaseModelMutation, AddBaseModelMutationVariables>({
      query: (variables) => ({ document: AddBaseModelDocument as unknown as string, variables })
    }),
    RemoveBaseModel: build.mutation<RemoveBaseModelMutation, RemoveBaseModelMutationVariables>({
      query: (variables) => ({ document: RemoveBaseModelDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useBaseModelsQuery, useLazyBaseModelsQuery, useBaseModelQuery, useLazyBaseModelQuery, useAddBaseModelMutation, useRemoveBaseModelMutation } = injectedRtkApi;

