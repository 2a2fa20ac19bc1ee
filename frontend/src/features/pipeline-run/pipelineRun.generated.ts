/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Where a cleaning run stands. */
export type CleaningRunStatus =
  /** Its decisions are in force. */
  | 'APPLIED'
  /** Its decisions are coming in force. */
  | 'APPLYING'
  /** Somebody stopped it before it had judged. */
  | 'CANCELLED'
  /** It couldn't judge; `error` says why. */
  | 'FAILED'
  /** Application or undoing stopped half-way: apply it to go on, or undo it. */
  | 'INTERRUPTED'
  /** It has judged; nothing has changed yet. */
  | 'PROPOSED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** It judges; what is in force stays as it is. */
  | 'RUNNING'
  /** Its decisions are being taken back. */
  | 'UNDOING'
  /** Its decisions were taken back. */
  | 'UNDONE';

/** Which articles a cleaning run judges; every field that is set narrows the choice, and nothing set means all articles. */
export type CleaningSelectionInput = {
  /** Only articles these crawls collected; all if empty. */
  crawlIds?: Array<string>;
  /** Only articles these imports brought or last updated; all if empty. */
  importIds?: Array<string>;
  /** Only articles published at this moment or later. */
  publishedFrom?: string | null | undefined;
  /** Only articles published before this moment. */
  publishedTo?: string | null | undefined;
  /** Only articles of these sources, by key; all if empty. */
  sourceKeys?: Array<string>;
};

/** Where a crawl stands. */
export type CrawlStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It collected something, but less or other than is usual: `health` says why. Somebody may accept it. */
  | 'DEGRADED'
  /** It collected nothing, or broke off; `errorCode` and `error` say why. */
  | 'FAILED'
  /** Somebody paused it; it goes on where it was when it is resumed. */
  | 'PAUSED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** It collects. */
  | 'RUNNING'
  /** It collected what it set out to, as much as is usual. */
  | 'SUCCEEDED';

/**
 * Which labelled articles a dataset takes, and how it splits them. Articles labelled by a model are never taken: a
 * model would learn its own mistakes.
 */
export type DatasetSelectionInput = {
  /**
   * Only articles these crawls collected. If empty, all articles but those of crawls that haven't ended, or ended badly
   * without that somebody accepted them.
   */
  crawlIds?: Array<string>;
  /** Key of the label set: articles labelled with one of its classes are taken. */
  labelSetKey: string;
  /** At most this many of each class, drawn by the seed; a larger number takes a superset. No limit if left out. */
  maxPerClass?: number | null | undefined;
  /** Only articles with at least this many characters in title and body together. */
  minCharacters?: number;
  /**
   * Only articles that cleaning keeps, in their cleaned text; if left out, so as soon as anything was cleaned. Articles
   * that weren't cleaned, or whose text changed since, aren't taken then.
   */
  onlyClean?: boolean | null | undefined;
  /** Only articles published at this moment or later. */
  publishedFrom?: string | null | undefined;
  /** Only articles published before this moment. */
  publishedTo?: string | null | undefined;
  /** Which share goes where; 0.8, 0.1 and 0.1 if left out. */
  ratios?: SplitRatiosInput | null | undefined;
  /** What of an article models read. */
  recipe?: TextRecipe;
  /** Decides which rows are drawn and where they go: 0 to 2⁵³ − 1. */
  seed?: number;
  /** Only articles of these sources, by key; all if empty. */
  sourceKeys?: Array<string>;
};

/** What a pipeline cleans. */
export type PipelineCleaningInput = {
  /** By which version of the rules; the newest if left out. */
  ruleSetVersion?: number | null | undefined;
  /** Which articles; all if left out. */
  selection?: CleaningSelectionInput;
};

/** What a pipeline, or a schedule, crawls. */
export type PipelineCrawlInput = {
  /** Most list pages of a section; one if left out. */
  pagesPerSection?: number | null | undefined;
  /** Key of the source. */
  sourceKey: string;
};

/** What a pipeline run is to do: crawl, clean, build a dataset, train, evaluate. What is left out isn't done. */
export type PipelinePlanInput = {
  /** Clean these articles then, and apply that. */
  clean?: PipelineCleaningInput | null | undefined;
  /** Crawl a source first. If that ends degraded the run waits for somebody to accept the crawl and retry. */
  crawl?: PipelineCrawlInput | null | undefined;
  /** What the dataset takes. */
  dataset: DatasetSelectionInput;
  /** Wait until the model is measured on the dataset's test split; needs `train`. */
  evaluate?: boolean;
  /** Train a model on it. */
  train?: PipelineTrainingInput | null | undefined;
};

/** Which pipeline runs to list; every field that is set narrows the list. */
export type PipelineRunFilter = {
  /** Only runs that stand here. */
  status?: PipelineRunStatus | null | undefined;
};

/** Where a pipeline run stands. */
export type PipelineRunStatus =
  /** Somebody stopped it; `retryPipelineRun` goes on from there. */
  | 'CANCELLED'
  /** A step failed; `retryPipelineRun` goes on from there. */
  | 'FAILED'
  /** One of its steps runs. */
  | 'RUNNING'
  /** All its steps are done. */
  | 'SUCCEEDED';

/** What a step of a pipeline run does. */
export type PipelineStepKind =
  /** Cleans articles and applies that. */
  | 'CLEAN'
  /** Crawls a source. */
  | 'CRAWL'
  /** Builds a dataset. */
  | 'DATASET'
  /** Measures that model. */
  | 'EVALUATE'
  /** Trains a model on it. */
  | 'TRAIN';

/** Where a step stands. */
export type PipelineStepStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It failed. */
  | 'FAILED'
  /** What it made waits for a worker, or runs. */
  | 'RUNNING'
  /** It is done. */
  | 'SUCCEEDED'
  /** Those before it aren't done. */
  | 'WAITING';

/** How a pipeline, or a schedule, trains. */
export type PipelineTrainingInput = {
  /** Parameters other than their defaults. */
  parameters?: Array<TrainingSettingInput>;
};

/** What share of the rows each split gets; they must sum to 1. */
export type SplitRatiosInput = {
  /** Share of test. */
  test: number;
  /** Share of train: more than 0. */
  train: number;
  /** Share of validation. */
  validation: number;
};

/** A pipeline run to be started. */
export type StartPipelineRunInput = {
  /** Its name: 1 to 200 characters. What it makes is called so, too. */
  name: string;
  /** What it is to do. */
  plan: PipelinePlanInput;
};

/** What of an article models read: a dataset, the runs on it, their model versions and predictions have the same. */
export type TextRecipe =
  /** Title and body, of which only Hangul syllables and the spaces between words are left. */
  | 'HANGUL_ONLY'
  /** The title alone. */
  | 'TITLE'
  /** Title and body, with everything in them: digits, hanja and Latin letters too. */
  | 'TITLE_BODY';

/** A training parameter and its value. */
export type TrainingSettingInput = {
  /** The field of `StartTrainingRunInput`, such as `baseModel` or `epochs`. */
  field: string;
  /** Its value, as one writes it. */
  value: string;
};

export type PipelineStepRowFragment = { position: number, kind: Types.PipelineStepKind, status: Types.PipelineStepStatus, errorCode: string | null, error: string | null, startedAt: string | null, finishedAt: string | null, subject:
    | { __typename: 'CleaningRun', id: string, cleaningStatus: Types.CleaningRunStatus }
    | { __typename: 'Crawl', id: string, crawlStatus: Types.CrawlStatus }
    | { __typename: 'Dataset', id: string, name: string }
    | { __typename: 'Evaluation', id: string }
    | { __typename: 'TrainingRun', id: string, name: string }
   | null };

export type PipelineRunRowFragment = { id: string, name: string, status: Types.PipelineRunStatus, requestedBy: string, createdAt: string, finishedAt: string | null, steps: Array<{ position: number, kind: Types.PipelineStepKind, status: Types.PipelineStepStatus, errorCode: string | null, error: string | null, startedAt: string | null, finishedAt: string | null, subject:
      | { __typename: 'CleaningRun', id: string, cleaningStatus: Types.CleaningRunStatus }
      | { __typename: 'Crawl', id: string, crawlStatus: Types.CrawlStatus }
      | { __typename: 'Dataset', id: string, name: string }
      | { __typename: 'Evaluation', id: string }
      | { __typename: 'TrainingRun', id: string, name: string }
     | null }> };

export type PipelineRunsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.PipelineRunFilter | null | undefined;
}>;


export type PipelineRunsQuery = { pipelineRuns: { totalCount: number, nodes: Array<{ id: string, name: string, status: Types.PipelineRunStatus, requestedBy: string, createdAt: string, finishedAt: string | null, steps: Array<{ position: number, kind: Types.PipelineStepKind, status: Types.PipelineStepStatus, errorCode: string | null, error: string | null, startedAt: string | null, finishedAt: string | null, subject:
          | { __typename: 'CleaningRun', id: string, cleaningStatus: Types.CleaningRunStatus }
          | { __typename: 'Crawl', id: string, crawlStatus: Types.CrawlStatus }
          | { __typename: 'Dataset', id: string, name: string }
          | { __typename: 'Evaluation', id: string }
          | { __typename: 'TrainingRun', id: string, name: string }
         | null }> }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type PipelineRunQueryVariables = Exact<{
  id: string;
}>;


export type PipelineRunQuery = { lastEventId: string, pipelineRun: { id: string, name: string, status: Types.PipelineRunStatus, requestedBy: string, createdAt: string, finishedAt: string | null, plan: { evaluate: boolean, crawl: { sourceKey: string, pagesPerSection: number | null } | null, clean: { ruleSetVersion: number | null, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } } | null, dataset: { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } }, train: { baseModel: string, parameters: Array<{ field: string, value: string }> } | null }, steps: Array<{ position: number, kind: Types.PipelineStepKind, status: Types.PipelineStepStatus, errorCode: string | null, error: string | null, startedAt: string | null, finishedAt: string | null, subject:
        | { __typename: 'CleaningRun', id: string, cleaningStatus: Types.CleaningRunStatus }
        | { __typename: 'Crawl', id: string, crawlStatus: Types.CrawlStatus }
        | { __typename: 'Dataset', id: string, name: string }
        | { __typename: 'Evaluation', id: string }
        | { __typename: 'TrainingRun', id: string, name: string }
       | null }> } | null };

export type StartPipelineRunMutationVariables = Exact<{
  input: Types.StartPipelineRunInput;
}>;


export type StartPipelineRunMutation = { startPipelineRun: { id: string } };

export type CancelPipelineRunMutationVariables = Exact<{
  id: string;
}>;


export type CancelPipelineRunMutation = { cancelPipelineRun: { id: string } };

export type RetryPipelineRunMutationVariables = Exact<{
  id: string;
}>;


export type RetryPipelineRunMutation = { retryPipelineRun: { id: string } };

export type PipelineEventsSubscriptionVariables = Exact<{
  id?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type PipelineEventsSubscription = { pipelineEvents: { eventId: string, pipelineRunId: string, status: Types.PipelineRunStatus } };

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
export const PipelineStepRowFragmentDoc = new TypedDocumentString(`
    fragment PipelineStepRow on PipelineStep {
  position
  kind
  status
  errorCode
  error
  startedAt
  finishedAt
  subject {
    __typename
    ... on Crawl {
      id
      crawlStatus: status
    }
    ... on CleaningRun {
      id
      cleaningStatus: status
    }
    ... on Dataset {
      id
      name
    }
    ... on TrainingRun {
      id
      name
    }
    ... on Evaluation {
      id
    }
  }
}
    `, {"fragmentName":"PipelineStepRow"});
export const PipelineRunRowFragmentDoc = new TypedDocumentString(`
    fragment PipelineRunRow on PipelineRun {
  id
  name
  status
  requestedBy
  createdAt
  finishedAt
  steps {
    ...PipelineStepRow
  }
}
    fragment PipelineStepRow on PipelineStep {
  position
  kind
  status
  errorCode
  error
  startedAt
  finishedAt
  subject {
    __typename
    ... on Crawl {
      id
      crawlStatus: status
    }
    ... on CleaningRun {
      id
      cleaningStatus: status
    }
    ... on Dataset {
      id
      name
    }
    ... on TrainingRun {
      id
      name
    }
    ... on Evaluation {
      id
    }
  }
}`, {"fragmentName":"PipelineRunRow"});
export const PipelineRunsDocument = new TypedDocumentString(`
    query PipelineRuns($first: Int, $after: String, $last: Int, $before: String, $filter: PipelineRunFilter) {
  pipelineRuns(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...PipelineRunRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment PipelineStepRow on PipelineStep {
  position
  kind
  status
  errorCode
  error
  startedAt
  finishedAt
  subject {
    __typename
    ... on Crawl {
      id
      crawlStatus: status
    }
    ... on CleaningRun {
      id
      cleaningStatus: status
    }
    ... on Dataset {
      id
      name
    }
    ... on TrainingRun {
      id
      name
    }
    ... on Evaluation {
      id
    }
  }
}
fragment PipelineRunRow on PipelineRun {
  id
  name
  status
  requestedBy
  createdAt
  finishedAt
  steps {
    ...PipelineStepRow
  }
}`);
export const PipelineRunDocument = new TypedDocumentString(`
    query PipelineRun($id: UUID!) {
  lastEventId
  pipelineRun(id: $id) {
    ...PipelineRunRow
    plan {
      ...Plan
    }
  }
}
    fragment PipelineStepRow on PipelineStep {
  position
  kind
  status
  errorCode
  error
  startedAt
  finishedAt
  subject {
    __typename
    ... on Crawl {
      id
      crawlStatus: status
    }
    ... on CleaningRun {
      id
      cleaningStatus: status
    }
    ... on Dataset {
      id
      name
    }
    ... on TrainingRun {
      id
      name
    }
    ... on Evaluation {
      id
    }
  }
}
fragment PipelineRunRow on PipelineRun {
  id
  name
  status
  requestedBy
  createdAt
  finishedAt
  steps {
    ...PipelineStepRow
  }
}
fragment Plan on PipelinePlan {
  crawl {
    sourceKey
    pagesPerSection
  }
  clean {
    ruleSetVersion
    selection {
      sourceKeys
      crawlIds
      importIds
      publishedFrom
      publishedTo
    }
  }
  dataset {
    ...PlanDataset
  }
  train {
    ...PlanTraining
  }
  evaluate
}
fragment PlanDataset on DatasetSelection {
  labelSetKey
  sourceKeys
  crawlIds
  publishedFrom
  publishedTo
  maxPerClass
  minCharacters
  onlyClean
  recipe
  seed
  ratios {
    train
    validation
    test
  }
}
fragment PlanTraining on PipelineTraining {
  baseModel
  parameters {
    field
    value
  }
}`);
export const StartPipelineRunDocument = new TypedDocumentString(`
    mutation StartPipelineRun($input: StartPipelineRunInput!) {
  startPipelineRun(input: $input) {
    id
  }
}
    `);
export const CancelPipelineRunDocument = new TypedDocumentString(`
    mutation CancelPipelineRun($id: UUID!) {
  cancelPipelineRun(id: $id) {
    id
  }
}
    `);
export const RetryPipelineRunDocument = new TypedDocumentString(`
    mutation RetryPipelineRun($id: UUID!) {
  retryPipelineRun(id: $id) {
    id
  }
}
    `);
export const PipelineEventsDocument = new TypedDocumentString(`
    subscription PipelineEvents($id: UUID, $after: ID) {
  pipelineEvents(id: $id, after: $after) {
    eventId
    pipelineRunId
    status
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    PipelineRuns: build.query<PipelineRunsQuery, PipelineRunsQueryVariables | void>({
      query: (variables) => ({ document: PipelineRunsDocument as unknown as string, variables })
    }),
    PipelineRun: build.query<PipelineRunQuery, PipelineRunQueryVariables>({
      query: (variables) => ({ document: PipelineRunDocument as unknown as string, variables })
    }),
    StartPipelineRun: build.mutation<StartPipelineRunMutation, StartPipelineRunMutationVariables>({
      query: (variables) => ({ document: StartPipelineRunDocument as unknown as string, variables })
    }),
    CancelPipelineRun: build.mutation<CancelPipelineRunMutation, CancelPipelineRunMutationVariables>({
      query: (variables) => ({ document: CancelPipelineRunDocument as unknown as string, variables })
    }),
    RetryPipelineRun: build.mutation<RetryPipelineRunMutation, RetryPipelineRunMutationVariables>({
      query: (variables) => ({ document: RetryPipelineRunDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { usePipelineRunsQuery, useLazyPipelineRunsQuery, usePipelineRunQuery, useLazyPipelineRunQuery, useStartPipelineRunMutation, useCancelPipelineRunMutation, useRetryPipelineRunMutation } = injectedRtkApi;

