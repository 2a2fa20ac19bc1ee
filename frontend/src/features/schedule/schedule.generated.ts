/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** What is to be different of a schedule; what is left out stays. */
export type ChangeScheduleInput = {
  /** What it starts. */
  action?: ScheduleActionInput | null | undefined;
  /** When. */
  cron?: string | null | undefined;
  /** The schedule's id. */
  id: string;
  /** What becomes of ticks that nobody looked at in time. */
  missed?: MissedTicks | null | undefined;
  /** Its name. */
  name?: string | null | undefined;
  /** Whether it rests. One that wakes fires from its next tick on. */
  paused?: boolean | null | undefined;
};

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

/** A schedule to be made. */
export type CreateScheduleInput = {
  /** What it starts. */
  action: ScheduleActionInput;
  /** When, in Korean time, as cron has it: "30 6 * * MON-FRI" is half past six on weekdays. */
  cron: string;
  /** What becomes of ticks that nobody looked at in time. */
  missed?: MissedTicks;
  /** Its name, unique: 1 to 200 characters. */
  name: string;
};

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

/** What becomes of a tick that nobody looked at in time, because no server ran. */
export type MissedTicks =
  /** They are made up for, once however many there were. */
  | 'RUN_ONCE'
  /** They pass. */
  | 'SKIP';

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

/** How a pipeline, or a schedule, trains. */
export type PipelineTrainingInput = {
  /** Parameters other than their defaults. */
  parameters?: Array<TrainingSettingInput>;
};

/** What a schedule is to start: exactly one of these. */
export type ScheduleActionInput =
  {   /** Build a dataset, named like the schedule. */
  buildDataset: DatasetSelectionInput; clean?: never; crawl?: never; pipeline?: never; train?: never; }
  |  { buildDataset?: never;   /** Clean articles. */
  clean: ScheduledCleaningInput; crawl?: never; pipeline?: never; train?: never; }
  |  { buildDataset?: never; clean?: never;   /** Crawl a source. */
  crawl: PipelineCrawlInput; pipeline?: never; train?: never; }
  |  { buildDataset?: never; clean?: never; crawl?: never;   /** Start a pipeline run, named like the schedule. */
  pipeline: PipelinePlanInput; train?: never; }
  |  { buildDataset?: never; clean?: never; crawl?: never; pipeline?: never;   /** Train on the newest sealed dataset then. */
  train: ScheduledTrainingInput; };

/** What became of a tick. */
export type ScheduleOutcome =
  /** Nobody looked in time, and such ticks pass. */
  | 'MISSED'
  /** What the tick before started was still at work. */
  | 'OVERLAPPED'
  /** The action was refused; `lastError` says why. */
  | 'REFUSED'
  /** The action was started. */
  | 'STARTED';

/** A cleaning by the clock. */
export type ScheduledCleaningInput = {
  /** Apply it as soon as it has proposed. */
  appliesWhenReady?: boolean;
  /** Which articles; all if left out. */
  selection?: CleaningSelectionInput;
};

/** A training by the clock. */
export type ScheduledTrainingInput = {
  /** Key of the dataset's label set. */
  labelSetKey: string;
  /** How; with default parameters if left out. */
  training?: PipelineTrainingInput | null | undefined;
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

export type ScheduleRowFragment = { id: string, name: string, cron: string, missed: Types.MissedTicks, paused: boolean, nextTimes: Array<string>, lastAt: string | null, lastOutcome: Types.ScheduleOutcome | null, lastSubjectId: string | null, lastError: string | null, createdBy: string, createdAt: string, updatedAt: string, action:
    | { __typename: 'PipelineCrawl', sourceKey: string, pagesPerSection: number | null }
    | { __typename: 'ScheduledCleaning', appliesWhenReady: boolean, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } }
    | { __typename: 'ScheduledDataset', dataset: { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } } }
    | { __typename: 'ScheduledPipeline', plan: { evaluate: boolean, crawl: { sourceKey: string, pagesPerSection: number | null } | null, clean: { ruleSetVersion: number | null, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } } | null, dataset: { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } }, train: { baseModel: string, parameters: Array<{ field: string, value: string }> } | null } }
    | { __typename: 'ScheduledTraining', labelSetKey: string, training: { baseModel: string, parameters: Array<{ field: string, value: string }> } }
   };

export type SchedulesQueryVariables = Exact<{ [key: string]: never; }>;


export type SchedulesQuery = { schedules: Array<{ id: string, name: string, cron: string, missed: Types.MissedTicks, paused: boolean, nextTimes: Array<string>, lastAt: string | null, lastOutcome: Types.ScheduleOutcome | null, lastSubjectId: string | null, lastError: string | null, createdBy: string, createdAt: string, updatedAt: string, action:
      | { __typename: 'PipelineCrawl', sourceKey: string, pagesPerSection: number | null }
      | { __typename: 'ScheduledCleaning', appliesWhenReady: boolean, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } }
      | { __typename: 'ScheduledDataset', dataset: { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } } }
      | { __typename: 'ScheduledPipeline', plan: { evaluate: boolean, crawl: { sourceKey: string, pagesPerSection: number | null } | null, clean: { ruleSetVersion: number | null, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } } | null, dataset: { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } }, train: { baseModel: string, parameters: Array<{ field: string, value: string }> } | null } }
      | { __typename: 'ScheduledTraining', labelSetKey: string, training: { baseModel: string, parameters: Array<{ field: string, value: string }> } }
     }> };

export type ScheduleQueryVariables = Exact<{
  id: string;
}>;


export type ScheduleQuery = { schedule: { id: string, name: string, cron: string, missed: Types.MissedTicks, paused: boolean, nextTimes: Array<string>, lastAt: string | null, lastOutcome: Types.ScheduleOutcome | null, lastSubjectId: string | null, lastError: string | null, createdBy: string, createdAt: string, updatedAt: string, action:
      | { __typename: 'PipelineCrawl', sourceKey: string, pagesPerSection: number | null }
      | { __typename: 'ScheduledCleaning', appliesWhenReady: boolean, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } }
      | { __typename: 'ScheduledDataset', dataset: { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } } }
      | { __typename: 'ScheduledPipeline', plan: { evaluate: boolean, crawl: { sourceKey: string, pagesPerSection: number | null } | null, clean: { ruleSetVersion: number | null, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } } | null, dataset: { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } }, train: { baseModel: string, parameters: Array<{ field: string, value: string }> } | null } }
      | { __typename: 'ScheduledTraining', labelSetKey: string, training: { baseModel: string, parameters: Array<{ field: string, value: string }> } }
     } | null };

export type CreateScheduleMutationVariables = Exact<{
  input: Types.CreateScheduleInput;
}>;


export type CreateScheduleMutation = { createSchedule: { id: string, name: string, cron: string, missed: Types.MissedTicks } };

export type ChangeScheduleMutationVariables = Exact<{
  input: Types.ChangeScheduleInput;
}>;


export type ChangeScheduleMutation = { changeSchedule: { id: string, name: string, cron: string, missed: Types.MissedTicks, paused: boolean, nextTimes: Array<string>, lastAt: string | null, lastOutcome: Types.ScheduleOutcome | null, lastSubjectId: string | null, lastError: string | null, createdBy: string, createdAt: string, updatedAt: string, action:
      | { __typename: 'PipelineCrawl', sourceKey: string, pagesPerSection: number | null }
      | { __typename: 'ScheduledCleaning', appliesWhenReady: boolean, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } }
      | { __typename: 'ScheduledDataset', dataset: { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } } }
      | { __typename: 'ScheduledPipeline', plan: { evaluate: boolean, crawl: { sourceKey: string, pagesPerSection: number | null } | null, clean: { ruleSetVersion: number | null, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } } | null, dataset: { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } }, train: { baseModel: string, parameters: Array<{ field: string, value: string }> } | null } }
      | { __typename: 'ScheduledTraining', labelSetKey: string, training: { baseModel: string, parameters: Array<{ field: string, value: string }> } }
     } };

export type RemoveScheduleMutationVariables = Exact<{
  id: string;
}>;


export type RemoveScheduleMutation = { removeSchedule: { id: string } };

export type ScheduleEventsSubscriptionVariables = Exact<{
  id?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type ScheduleEventsSubscription = { scheduleEvents: { eventId: string, scheduleId: string, kind: string } };

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
export const ScheduleRowFragmentDoc = new TypedDocumentString(`
    fragment ScheduleRow on Schedule {
  id
  name
  cron
  missed
  paused
  nextTimes
  lastAt
  lastOutcome
  lastSubjectId
  lastError
  createdBy
  createdAt
  updatedAt
  action {
    __typename
    ... on PipelineCrawl {
      sourceKey
      pagesPerSection
    }
    ... on ScheduledCleaning {
      selection {
        sourceKeys
        crawlIds
        importIds
        publishedFrom
        publishedTo
      }
      appliesWhenReady
    }
    ... on ScheduledDataset {
      dataset: selection {
        ...PlanDataset
      }
    }
    ... on ScheduledTraining {
      labelSetKey
      training {
        ...PlanTraining
      }
    }
    ... on ScheduledPipeline {
      plan {
        ...Plan
      }
    }
  }
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
}`, {"fragmentName":"ScheduleRow"});
export const SchedulesDocument = new TypedDocumentString(`
    query Schedules {
  schedules {
    ...ScheduleRow
  }
}
    fragment ScheduleRow on Schedule {
  id
  name
  cron
  missed
  paused
  nextTimes
  lastAt
  lastOutcome
  lastSubjectId
  lastError
  createdBy
  createdAt
  updatedAt
  action {
    __typename
    ... on PipelineCrawl {
      sourceKey
      pagesPerSection
    }
    ... on ScheduledCleaning {
      selection {
        sourceKeys
        crawlIds
        importIds
        publishedFrom
        publishedTo
      }
      appliesWhenReady
    }
    ... on ScheduledDataset {
      dataset: selection {
        ...PlanDataset
      }
    }
    ... on ScheduledTraining {
      labelSetKey
      training {
        ...PlanTraining
      }
    }
    ... on ScheduledPipeline {
      plan {
        ...Plan
      }
    }
  }
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
}`);
export const ScheduleDocument = new TypedDocumentString(`
    query Schedule($id: UUID!) {
  schedule(id: $id) {
    ...ScheduleRow
  }
}
    fragment ScheduleRow on Schedule {
  id
  name
  cron
  missed
  paused
  nextTimes
  lastAt
  lastOutcome
  lastSubjectId
  lastError
  createdBy
  createdAt
  updatedAt
  action {
    __typename
    ... on PipelineCrawl {
      sourceKey
      pagesPerSection
    }
    ... on ScheduledCleaning {
      selection {
        sourceKeys
        crawlIds
        importIds
        publishedFrom
        publishedTo
      }
      appliesWhenReady
    }
    ... on ScheduledDataset {
      dataset: selection {
        ...PlanDataset
      }
    }
    ... on ScheduledTraining {
      labelSetKey
      training {
        ...PlanTraining
      }
    }
    ... on ScheduledPipeline {
      plan {
        ...Plan
      }
    }
  }
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
}`);
export const CreateScheduleDocument = new TypedDocumentString(`
    mutation CreateSchedule($input: CreateScheduleInput!) {
  createSchedule(input: $input) {
    id
    name
    cron
    missed
  }
}
    `);
export const ChangeScheduleDocument = new TypedDocumentString(`
    mutation ChangeSchedule($input: ChangeScheduleInput!) {
  changeSchedule(input: $input) {
    ...ScheduleRow
  }
}
    fragment ScheduleRow on Schedule {
  id
  name
  cron
  missed
  paused
  nextTimes
  lastAt
  lastOutcome
  lastSubjectId
  lastError
  createdBy
  createdAt
  updatedAt
  action {
    __typename
    ... on PipelineCrawl {
      sourceKey
      pagesPerSection
    }
    ... on ScheduledCleaning {
      selection {
        sourceKeys
        crawlIds
        importIds
        publishedFrom
        publishedTo
      }
      appliesWhenReady
    }
    ... on ScheduledDataset {
      dataset: selection {
        ...PlanDataset
      }
    }
    ... on ScheduledTraining {
      labelSetKey
      training {
        ...PlanTraining
      }
    }
    ... on ScheduledPipeline {
      plan {
        ...Plan
      }
    }
  }
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
}`);
export const RemoveScheduleDocument = new TypedDocumentString(`
    mutation RemoveSchedule($id: UUID!) {
  removeSchedule(id: $id) {
    id
  }
}
    `);
export const ScheduleEventsDocument = new TypedDocumentString(`
    subscription ScheduleEvents($id: UUID, $after: ID) {
  scheduleEvents(id: $id, after: $after) {
    eventId
    scheduleId
    kind
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Schedules: build.query<SchedulesQuery, SchedulesQueryVariables | void>({
      query: (variables) => ({ document: SchedulesDocument as unknown as string, variables })
    }),
    Schedule: build.query<ScheduleQuery, ScheduleQueryVariables>({
      query: (variables) => ({ document: ScheduleDocument as unknown as string, variables })
    }),
    CreateSchedule: build.mutation<CreateScheduleMutation, CreateScheduleMutationVariables>({
      query: (variables) => ({ document: CreateScheduleDocument as unknown as string, variables })
    }),
    ChangeSchedule: build.mutation<ChangeScheduleMutation, ChangeScheduleMutationVariables>({
      query: (variables) => ({ document: ChangeScheduleDocument as unknown as string, variables })
    }),
    RemoveSchedule: build.mutation<RemoveScheduleMutation, RemoveScheduleMutationVariables>({
      query: (variables) => ({ document: RemoveScheduleDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useSchedulesQuery, useLazySchedulesQuery, useScheduleQuery, useLazyScheduleQuery, useCreateScheduleMutation, useChangeScheduleMutation, useRemoveScheduleMutation } = injectedRtkApi;

