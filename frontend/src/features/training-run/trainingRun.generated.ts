/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Which way a list is sorted. */
export type SortDirection =
  /** Smallest, oldest or first in the alphabet comes first. */
  | 'ASCENDING'
  /** Largest, newest or last in the alphabet comes first. */
  | 'DESCENDING';

/**
 * A training run to be started. Parameters that are left out take their default; `trainingParameterRanges` tells it
 * and what is allowed.
 */
export type StartTrainingRunInput = {
  /** The model it starts from; see `trainingBaseModels`. */
  baseModel?: string | null | undefined;
  /** Rows in one batch. */
  batchSize?: number | null | undefined;
  /** Most tokens in one batch, padding included; given, it decides instead of `batchSize`. */
  batchTokens?: number | null | undefined;
  /** Seconds of training between two checkpoints: what a kill may cost. */
  checkpointSeconds?: number | null | undefined;
  /** How much a row counts in the loss. */
  classWeights?: TrainingClassWeights | null | undefined;
  /** Id of the sealed dataset it learns from. */
  datasetId: string;
  /** Where to compute: `auto` (a GPU if there is one), `cpu`, or `cuda:N` for the N-th GPU from 0. */
  device?: string | null | undefined;
  /** Probability of dropping an activation. */
  dropout?: number | null | undefined;
  /** Stop after this many epochs without a better validation macro-F1; null means never. */
  earlyStoppingPatience?: number | null | undefined;
  /** Passes over the training split, unless early stopping ends the run sooner. */
  epochs?: number | null | undefined;
  /** The embeddings and this many layers above them stay as they are; 0 trains everything. */
  frozenLayers?: number | null | undefined;
  /** Batches whose gradients make one optimiser step. */
  gradientAccumulationSteps?: number | null | undefined;
  /** Probability mass taken from the right class and spread over all. */
  labelSmoothing?: number | null | undefined;
  /** Each layer learns at this share of the rate of the layer above it; the classifier at the full rate. */
  layerLearningRateDecay?: number | null | undefined;
  /** Peak learning rate, reached at the end of warm-up. */
  learningRate?: number | null | undefined;
  /** Gradients are scaled down so that their global L2 norm is at most this. */
  maxGradNorm?: number | null | undefined;
  /** Longest input in tokens; longer texts are cut. */
  maxLength?: number | null | undefined;
  /** The run's name: 1 to 200 characters. */
  name: string;
  /** How a base model's token states become one; if left out, as the base says. */
  pooling?: TrainingPooling | null | undefined;
  /** Arithmetic in matrix products. */
  precision?: TrainingPrecision | null | undefined;
  /** How the learning rate goes on after its warm-up. */
  schedule?: TrainingSchedule | null | undefined;
  /** Fixes initial weights, row order, dropout and sampling. */
  seed?: number | null | undefined;
  /** Probability that a word of a training row is cut into sampled pieces rather than the likeliest ones. */
  subwordSampling?: number | null | undefined;
  /** CPU threads; 0 means all. */
  threads?: number | null | undefined;
  /** Probability that a token of a training row is hidden. */
  tokenDropout?: number | null | undefined;
  /** Most pieces in the tokenizer trained on the dataset. */
  vocabularySize?: number | null | undefined;
  /** Share of all steps during which the learning rate rises from 0 to its peak. */
  warmupRatio?: number | null | undefined;
  /** Decoupled weight decay of AdamW; biases and layer norms have none. */
  weightDecay?: number | null | undefined;
};

/** How much a row counts in the loss. */
export type TrainingClassWeights =
  /** Rows of rare classes count more: rows / (classes × rows of the class). */
  | 'BALANCED'
  /** Every row counts the same. */
  | 'NONE';

/** How token states become one state a text. */
export type TrainingPooling =
  /** The state of the first token. */
  | 'CLS'
  /** Mean over the tokens that aren't padding. */
  | 'MEAN'
  /** The first token's state through the pooler: a matrix product and tanh. */
  | 'POOLER';

/** Arithmetic in matrix products while training; weights are kept in 32 bits either way. */
export type TrainingPrecision =
  /** 16-bit brain floating point products, 32-bit sums and weights. */
  | 'BF16'
  /** 32-bit floating point. */
  | 'FP32';

/** Which training runs to list; every field that is set narrows the list. */
export type TrainingRunFilter = {
  /** Only runs that start from this base model. */
  baseModelId?: string | null | undefined;
  /** Only runs on this dataset. */
  datasetId?: string | null | undefined;
  name?: string | null | undefined;
  /** Only runs that stand here. */
  status?: TrainingRunStatus | null | undefined;
  /** Only trials of this sweep. */
  sweepId?: string | null | undefined;
};

/** How training runs are sorted. */
export type TrainingRunOrder = {
  /** Which way. */
  direction: SortDirection;
  /** What by. */
  field: TrainingRunSort;
};

/** What training runs are sorted by. */
export type TrainingRunSort =
  /** When they were asked for. */
  | 'CREATED_AT'
  /** When they ended; those that haven't come last. */
  | 'FINISHED_AT'
  /** Their name. */
  | 'NAME';

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

/** How the learning rate goes on after its warm-up. */
export type TrainingSchedule =
  /** Stays at its peak. */
  | 'CONSTANT'
  /** Falls along half a cosine to 0 at the last step. */
  | 'COSINE'
  /** Falls in a line to 0 at the last step. */
  | 'LINEAR';

export type TrainingRunRowFragment = { id: string, name: string, status: Types.TrainingRunStatus, phase: string | null, step: number, totalSteps: number | null, secondsLeft: number | null, createdAt: string, startedAt: string | null, finishedAt: string | null, dataset: { id: string, name: string, rowCount: number | null }, parameters: { baseModel: string, epochs: number }, modelVersion: { id: string, number: number, testMetrics: { accuracy: number, macroF1: number } } | null };

export type TrainingStepFragment = { step: number, epoch: number, loss: number, learningRate: number, gradientNorm: number, samplesPerSecond: number, secondsLeft: number };

export type MetricsFragment = { rows: number, loss: number, accuracy: number, macroF1: number, confusion: Array<Array<number>>, classes: Array<{ labelKey: string, precision: number, recall: number, f1: number, support: number }> };

export type TrainingEpochFragment = { epoch: number, trainLoss: number, validationLoss: number, accuracy: number, macroF1: number, best: boolean, seconds: number, recordedAt: string, metrics: { rows: number, loss: number, accuracy: number, macroF1: number, confusion: Array<Array<number>>, classes: Array<{ labelKey: string, precision: number, recall: number, f1: number, support: number }> } };

export type TrainingRunsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.TrainingRunFilter | null | undefined;
  orderBy?: Types.TrainingRunOrder | null | undefined;
}>;


export type TrainingRunsQuery = { lastEventId: string, trainingRuns: { totalCount: number, nodes: Array<{ id: string, name: string, status: Types.TrainingRunStatus, phase: string | null, step: number, totalSteps: number | null, secondsLeft: number | null, createdAt: string, startedAt: string | null, finishedAt: string | null, dataset: { id: string, name: string, rowCount: number | null }, parameters: { baseModel: string, epochs: number }, modelVersion: { id: string, number: number, testMetrics: { accuracy: number, macroF1: number } } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type TrainingRunQueryVariables = Exact<{
  id: string;
}>;


export type TrainingRunQuery = { lastEventId: string, trainingRun: { errorCode: string | null, error: string | null, bestEpoch: number | null, build: string | null, attempts: number, resumedFromStep: number | null, checkpointStep: number | null, id: string, name: string, status: Types.TrainingRunStatus, phase: string | null, step: number, totalSteps: number | null, secondsLeft: number | null, createdAt: string, startedAt: string | null, finishedAt: string | null, sweep: { id: string, name: string } | null, baseModel: { id: string, name: string } | null, parameters: { pooling: Types.TrainingPooling | null, maxLength: number, batchSize: number, batchTokens: number | null, gradientAccumulationSteps: number, learningRate: number, warmupRatio: number, schedule: Types.TrainingSchedule, layerLearningRateDecay: number, frozenLayers: number, maxGradNorm: number, seed: number, weightDecay: number, labelSmoothing: number, classWeights: Types.TrainingClassWeights, earlyStoppingPatience: number | null, precision: Types.TrainingPrecision, device: string, threads: number, checkpointSeconds: number, vocabularySize: number, dropout: number, tokenDropout: number, subwordSampling: number, baseModel: string, epochs: number }, labelSet: { classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }, epochs: Array<{ epoch: number, trainLoss: number, validationLoss: number, accuracy: number, macroF1: number, best: boolean, seconds: number, recordedAt: string, metrics: { rows: number, loss: number, accuracy: number, macroF1: number, confusion: Array<Array<number>>, classes: Array<{ labelKey: string, precision: number, recall: number, f1: number, support: number }> } }>, dataset: { id: string, name: string, rowCount: number | null }, modelVersion: { id: string, number: number, testMetrics: { accuracy: number, macroF1: number } } | null } | null };

export type TrainingCurveQueryVariables = Exact<{
  id: string;
  fromStep?: number | null | undefined;
  toStep?: number | null | undefined;
  maximumPoints: number;
}>;


export type TrainingCurveQuery = { trainingRun: { id: string, curve: Array<{ step: number, epoch: number, loss: number, learningRate: number, gradientNorm: number, samplesPerSecond: number, secondsLeft: number }> } | null };

export type StartTrainingRunFormQueryVariables = Exact<{
  baseModel?: string | null | undefined;
}>;


export type StartTrainingRunFormQuery = { trainingBaseModels: Array<string>, trainingParameterRanges: Array<{ field: string, minimum: number, maximum: number, isInteger: boolean, default: number | null }>, datasets: { nodes: Array<{ id: string, name: string, rowCount: number | null }> }, finished: { nodes: Array<{ id: string, startedAt: string | null, finishedAt: string | null, dataset: { rowCount: number | null }, parameters: { baseModel: string, maxLength: number }, epochs: Array<{ epoch: number, seconds: number }> }> } };

export type StartTrainingRunMutationVariables = Exact<{
  input: Types.StartTrainingRunInput;
}>;


export type StartTrainingRunMutation = { startTrainingRun: { id: string } };

export type ResumeTrainingRunMutationVariables = Exact<{
  id: string;
}>;


export type ResumeTrainingRunMutation = { resumeTrainingRun: { id: string, status: Types.TrainingRunStatus } };

export type CancelTrainingRunMutationVariables = Exact<{
  id: string;
}>;


export type CancelTrainingRunMutation = { cancelTrainingRun: { id: string, status: Types.TrainingRunStatus } };

export type TrainingRunEventsSubscriptionVariables = Exact<{
  id?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type TrainingRunEventsSubscription = { trainingRunEvents: { eventId: string, at: string, trainingRunId: string, change:
      | { __typename: 'BaselineRegistered' }
      | { __typename: 'ModelVersionRegistered', modelVersion: { id: string, number: number, testMetrics: { accuracy: number, macroF1: number } } }
      | { __typename: 'TrainingEpoch', epoch: number, trainLoss: number, validationLoss: number, accuracy: number, macroF1: number, best: boolean, seconds: number, recordedAt: string, metrics: { rows: number, loss: number, accuracy: number, macroF1: number, confusion: Array<Array<number>>, classes: Array<{ labelKey: string, precision: number, recall: number, f1: number, support: number }> } }
      | { __typename: 'TrainingRunMoved', status: Types.TrainingRunStatus, phase: string | null, errorCode: string | null, error: string | null }
      | { __typename: 'TrainingRunResumed', fromStep: number, fromEpoch: number }
      | { __typename: 'TrainingStep', step: number, epoch: number, loss: number, learningRate: number, gradientNorm: number, samplesPerSecond: number, secondsLeft: number }
     } };

export type TrainingRunProgressSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type TrainingRunProgressSubscription = { trainingRunEvents: { eventId: string, trainingRunId: string, change:
      | { __typename: 'BaselineRegistered' }
      | { __typename: 'ModelVersionRegistered' }
      | { __typename: 'TrainingEpoch' }
      | { __typename: 'TrainingRunMoved' }
      | { __typename: 'TrainingRunResumed' }
      | { __typename: 'TrainingStep', step: number, secondsLeft: number }
     } };

export type ComparedRunFragment = { seconds: number | null, trainingRun: { id: string, name: string, status: Types.TrainingRunStatus, createdAt: string, modelVersion: { id: string, number: number } | null }, curve: Array<{ epoch: number, trainLoss: number, validationLoss: number, accuracy: number, macroF1: number }>, bestEpoch: { epoch: number, accuracy: number, macroF1: number, validationLoss: number } | null, testMetrics: { accuracy: number, macroF1: number } | null };

export type CompareTrainingRunsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type CompareTrainingRunsQuery = { compareTrainingRuns: { differences: Array<{ field: string, values: Array<string | null> }>, runs: Array<{ seconds: number | null, trainingRun: { id: string, name: string, status: Types.TrainingRunStatus, createdAt: string, modelVersion: { id: string, number: number } | null }, curve: Array<{ epoch: number, trainLoss: number, validationLoss: number, accuracy: number, macroF1: number }>, bestEpoch: { epoch: number, accuracy: number, macroF1: number, validationLoss: number } | null, testMetrics: { accuracy: number, macroF1: number } | null }> } };

export type ComparedLossQueryVariables = Exact<{
  ids: Array<string> | string;
  fromStep?: number | null | undefined;
  toStep?: number | null | undefined;
  maximumPoints: number;
}>;


export type ComparedLossQuery = { compareTrainingRuns: { lossCurves: Array<{ trainingRunId: string, steps: Array<number>, losses: Array<number> }> } };

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
export const TrainingRunRowFragmentDoc = new TypedDocumentString(`
    fragment TrainingRunRow on TrainingRun {
  id
  name
  status
  phase
  step
  totalSteps
  secondsLeft
  createdAt
  startedAt
  finishedAt
  dataset {
    id
    name
    rowCount
  }
  parameters {
    baseModel
    epochs
  }
  modelVersion {
    id
    number
    testMetrics {
      accuracy
      macroF1
    }
  }
}
    `, {"fragmentName":"TrainingRunRow"});
export const TrainingStepFragmentDoc = new TypedDocumentString(`
    fragment TrainingStep on TrainingStep {
  step
  epoch
  loss
  learningRate
  gradientNorm
  samplesPerSecond
  secondsLeft
}
    `, {"fragmentName":"TrainingStep"});
export const MetricsFragmentDoc = new TypedDocumentString(`
    fragment Metrics on EvaluationMetrics {
  rows
  loss
  accuracy
  macroF1
  confusion
  classes {
    labelKey
    precision
    recall
    f1
    support
  }
}
    `, {"fragmentName":"Metrics"});
export const TrainingEpochFragmentDoc = new TypedDocumentString(`
    fragment TrainingEpoch on TrainingEpoch {
  epoch
  trainLoss
  validationLoss
  accuracy
  macroF1
  best
  seconds
  recordedAt
  metrics {
    ...Metrics
  }
}
    fragment Metrics on EvaluationMetrics {
  rows
  loss
  accuracy
  macroF1
  confusion
  classes {
    labelKey
    precision
    recall
    f1
    support
  }
}`, {"fragmentName":"TrainingEpoch"});
export const ComparedRunFragmentDoc = new TypedDocumentString(`
    fragment ComparedRun on ComparedTrainingRun {
  seconds
  trainingRun {
    id
    name
    status
    createdAt
    modelVersion {
      id
      number
    }
  }
  curve {
    epoch
    trainLoss
    validationLoss
    accuracy
    macroF1
  }
  bestEpoch {
    epoch
    accuracy
    macroF1
    validationLoss
  }
  testMetrics {
    accuracy
    macroF1
  }
}
    `, {"fragmentName":"ComparedRun"});
export const TrainingRunsDocument = new TypedDocumentString(`
    query TrainingRuns($first: Int, $after: String, $last: Int, $before: String, $filter: TrainingRunFilter, $orderBy: TrainingRunOrder) {
  lastEventId
  trainingRuns(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
    orderBy: $orderBy
  ) {
    totalCount
    nodes {
      ...TrainingRunRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment TrainingRunRow on TrainingRun {
  id
  name
  status
  phase
  step
  totalSteps
  secondsLeft
  createdAt
  startedAt
  finishedAt
  dataset {
    id
    name
    rowCount
  }
  parameters {
    baseModel
    epochs
  }
  modelVersion {
    id
    number
    testMetrics {
      accuracy
      macroF1
    }
  }
}`);
export const TrainingRunDocument = new TypedDocumentString(`
    query TrainingRun($id: UUID!) {
  lastEventId
  trainingRun(id: $id) {
    ...TrainingRunRow
    errorCode
    error
    bestEpoch
    build
    attempts
    resumedFromStep
    checkpointStep
    sweep {
      id
      name
    }
    baseModel {
      id
      name
    }
    parameters {
      pooling
      maxLength
      batchSize
      batchTokens
      gradientAccumulationSteps
      learningRate
      warmupRatio
      schedule
      layerLearningRateDecay
      frozenLayers
      maxGradNorm
      seed
      weightDecay
      labelSmoothing
      classWeights
      earlyStoppingPatience
      precision
      device
      threads
      checkpointSeconds
      vocabularySize
      dropout
      tokenDropout
      subwordSampling
    }
    labelSet {
      classes {
        ...LabelClass
      }
    }
    epochs {
      ...TrainingEpoch
    }
  }
}
    fragment TrainingRunRow on TrainingRun {
  id
  name
  status
  phase
  step
  totalSteps
  secondsLeft
  createdAt
  startedAt
  finishedAt
  dataset {
    id
    name
    rowCount
  }
  parameters {
    baseModel
    epochs
  }
  modelVersion {
    id
    number
    testMetrics {
      accuracy
      macroF1
    }
  }
}
fragment Metrics on EvaluationMetrics {
  rows
  loss
  accuracy
  macroF1
  confusion
  classes {
    labelKey
    precision
    recall
    f1
    support
  }
}
fragment TrainingEpoch on TrainingEpoch {
  epoch
  trainLoss
  validationLoss
  accuracy
  macroF1
  best
  seconds
  recordedAt
  metrics {
    ...Metrics
  }
}
fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);
export const TrainingCurveDocument = new TypedDocumentString(`
    query TrainingCurve($id: UUID!, $fromStep: Int, $toStep: Int, $maximumPoints: Int!) {
  trainingRun(id: $id) {
    id
    curve(fromStep: $fromStep, toStep: $toStep, maximumPoints: $maximumPoints) {
      ...TrainingStep
    }
  }
}
    fragment TrainingStep on TrainingStep {
  step
  epoch
  loss
  learningRate
  gradientNorm
  samplesPerSecond
  secondsLeft
}`);
export const StartTrainingRunFormDocument = new TypedDocumentString(`
    query StartTrainingRunForm($baseModel: String) {
  trainingParameterRanges(baseModel: $baseModel) {
    field
    minimum
    maximum
    isInteger
    default
  }
  trainingBaseModels
  datasets(first: 200, filter: {status: SEALED}) {
    nodes {
      id
      name
      rowCount
    }
  }
  finished: trainingRuns(first: 50, filter: {status: SUCCEEDED}) {
    nodes {
      id
      startedAt
      finishedAt
      dataset {
        rowCount
      }
      parameters {
        baseModel
        maxLength
      }
      epochs {
        epoch
        seconds
      }
    }
  }
}
    `);
export const StartTrainingRunDocument = new TypedDocumentString(`
    mutation StartTrainingRun($input: StartTrainingRunInput!) {
  startTrainingRun(input: $input) {
    id
  }
}
    `);
export const ResumeTrainingRunDocument = new TypedDocumentString(`
    mutation ResumeTrainingRun($id: UUID!) {
  resumeTrainingRun(id: $id) {
    id
    status
  }
}
    `);
export const CancelTrainingRunDocument = new TypedDocumentString(`
    mutation CancelTrainingRun($id: UUID!) {
  cancelTrainingRun(id: $id) {
    id
    status
  }
}
    `);
export const TrainingRunEventsDocument = new TypedDocumentString(`
    subscription TrainingRunEvents($id: UUID, $after: ID) {
  trainingRunEvents(id: $id, after: $after) {
    eventId
    at
    trainingRunId
    change {
      __typename
      ... on TrainingRunMoved {
        status
        phase
        errorCode
        error
      }
      ... on TrainingRunResumed {
        fromStep
        fromEpoch
      }
      ... on TrainingStep {
        ...TrainingStep
      }
      ... on TrainingEpoch {
        ...TrainingEpoch
      }
      ... on ModelVersionRegistered {
        modelVersion {
          id
          number
          testMetrics {
            accuracy
            macroF1
          }
        }
      }
    }
  }
}
    fragment TrainingStep on TrainingStep {
  step
  epoch
  loss
  learningRate
  gradientNorm
  samplesPerSecond
  secondsLeft
}
fragment Metrics on EvaluationMetrics {
  rows
  loss
  accuracy
  macroF1
  confusion
  classes {
    labelKey
    precision
    recall
    f1
    support
  }
}
fragment TrainingEpoch on TrainingEpoch {
  epoch
  trainLoss
  validationLoss
  accuracy
  macroF1
  best
  seconds
  recordedAt
  metrics {
    ...Metrics
  }
}`);
export const TrainingRunProgressDocument = new TypedDocumentString(`
    subscription TrainingRunProgress($after: ID) {
  trainingRunEvents(after: $after) {
    eventId
    trainingRunId
    change {
      __typename
      ... on TrainingStep {
        step
        secondsLeft
      }
    }
  }
}
    `);
export const CompareTrainingRunsDocument = new TypedDocumentString(`
    query CompareTrainingRuns($ids: [UUID!]!) {
  compareTrainingRuns(ids: $ids) {
    differences {
      field
      values
    }
    runs {
      ...ComparedRun
    }
  }
}
    fragment ComparedRun on ComparedTrainingRun {
  seconds
  trainingRun {
    id
    name
    status
    createdAt
    modelVersion {
      id
      number
    }
  }
  curve {
    epoch
    trainLoss
    validationLoss
    accuracy
    macroF1
  }
  bestEpoch {
    epoch
    accuracy
    macroF1
    validationLoss
  }
  testMetrics {
    accuracy
    macroF1
  }
}`);
export const ComparedLossDocument = new TypedDocumentString(`
    query ComparedLoss($ids: [UUID!]!, $fromStep: Int, $toStep: Int, $maximumPoints: Int!) {
  compareTrainingRuns(ids: $ids) {
    lossCurves(fromStep: $fromStep, toStep: $toStep, maximumPoints: $maximumPoints) {
      trainingRunId
      steps
      losses
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    TrainingRuns: build.query<TrainingRunsQuery, TrainingRunsQueryVariables | void>({
      query: (variables) => ({ document: TrainingRunsDocument as unknown as string, variables })
    }),
    TrainingRun: build.query<TrainingRunQuery, TrainingRunQueryVariables>({
      query: (variables) => ({ document: TrainingRunDocument as unknown as string, variables })
    }),
    TrainingCurve: build.query<TrainingCurveQuery, TrainingCurveQueryVariables>({
      query: (variables) => ({ document: TrainingCurveDocument as unknown as string, variables })
    }),
    StartTrainingRunForm: build.query<StartTrainingRunFormQuery, StartTrainingRunFormQueryVariables | void>({
      query: (variables) => ({ document: StartTrainingRunFormDocument as unknown as string, variables })
    }),
    StartTrainingRun: build.mutation<StartTrainingRunMutation, StartTrainingRunMutationVariables>({
      query: (variables) => ({ document: StartTrainingRunDocument as unknown as string, variables })
    }),
    ResumeTrainingRun: build.mutation<ResumeTrainingRunMutation, ResumeTrainingRunMutationVariables>({
      query: (variables) => ({ document: ResumeTrainingRunDocument as unknown as string, variables })
    }),
    CancelTrainingRun: build.mutation<CancelTrainingRunMutation, CancelTrainingRunMutationVariables>({
      query: (variables) => ({ document: CancelTrainingRunDocument as unknown as string, variables })
    }),
    CompareTrainingRuns: build.query<CompareTrainingRunsQuery, CompareTrainingRunsQueryVariables>({
      query: (variables) => ({ document: CompareTrainingRunsDocument as unknown as string, variables })
    }),
    ComparedLoss: build.query<ComparedLossQuery, ComparedLossQueryVariables>({
      query: (variables) => ({ document: ComparedLossDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useTrainingRunsQuery, useLazyTrainingRunsQuery, useTrainingRunQuery, useLazyTrainingRunQuery, useTrainingCurveQuery, useLazyTrainingCurveQuery, useStartTrainingRunFormQuery, useLazyStartTrainingRunFormQuery, useStartTrainingRunMutation, useResumeTrainingRunMutation, useCancelTrainingRunMutation, useCompareTrainingRunsQuery, useLazyCompareTrainingRunsQuery, useComparedLossQuery, useLazyComparedLossQuery } = injectedRtkApi;

