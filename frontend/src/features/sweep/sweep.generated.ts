/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** A sweep to be started. */
export type StartSweepInput = {
  /** The parameters that are tried, each once. */
  dimensions: Array<SweepDimensionInput>;
  /** Most runs that wait or train at the same time. */
  maxConcurrentRuns?: number;
  /** Most runs: a grid with more combinations is refused. At most 500. */
  maxRuns?: number;
  /** Most seconds from its start to its end, when its runs are stopped; null means no limit. */
  maxSeconds?: number | null | undefined;
  /** The sweep's name, its dataset, and what isn't tried: parameters that all its runs have. */
  run: StartTrainingRunInput;
  /** How many runs a random search draws: 1 to `maxRuns`. */
  runs?: number;
  /** Decides what a random search draws; more runs begin with those of fewer. */
  seed?: number;
  /** When a run has lost; by the median rule if left out. */
  stopping?: SweepStoppingInput;
  /** How trials are made of them. */
  strategy: SweepMethod;
};

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

/** A parameter that is tried: give `choice`, or `minimum` and `maximum`. */
export type SweepDimensionInput = {
  /** Values to choose from, as one writes them ("0.0003", "bf16"). */
  choice?: Array<string> | null | undefined;
  /** The field of `StartTrainingRunInput`. */
  field: string;
  /** Largest value. */
  maximum?: number | null | undefined;
  /** Smallest value. */
  minimum?: number | null | undefined;
  /** How it is drawn between them. */
  scale?: SweepScale;
};

/** Which sweeps to list; every field that is set narrows the list. */
export type SweepFilter = {
  /** Only sweeps on this dataset. */
  datasetId?: string | null | undefined;
  /** Only sweeps that stand here. */
  status?: SweepStatus | null | undefined;
};

/** How trials are made of the dimensions. */
export type SweepMethod =
  /** Every combination. */
  | 'GRID'
  /** Different combinations, drawn by a seed. */
  | 'RANDOM';

/** How a number is drawn from a range. */
export type SweepScale =
  /** Evenly. */
  | 'LINEAR'
  /** Its logarithm evenly: as many from 0.001 to 0.01 as from 0.01 to 0.1. */
  | 'LOGARITHMIC';

/** Where a sweep stands. */
export type SweepStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It has ended without one; `errorCode` and `error` say why. */
  | 'FAILED'
  /** Its runs wait or train. */
  | 'RUNNING'
  /** It has ended, and at least one of its runs made a model version. */
  | 'SUCCEEDED';

/** When a run has lost; it is never stopped at its last epoch. */
export type SweepStoppingInput = {
  /** The first epoch at which it may lose. */
  minEpochs?: number;
  /** Other runs to compare with that the median rule needs. */
  minRuns?: number;
  /** One in so many goes on by successive halving. */
  reduction?: number;
  /** By what. */
  rule?: SweepStoppingRule;
};

/** By what a run has lost. */
export type SweepStoppingRule =
  /**
   * At the epochs `minEpochs` · `reduction`ᵏ only the best one in `reduction` of the runs that came so far go on, once
   * `reduction` have (asynchronous successive halving, Li et al. 2020).
   */
  | 'HALVING'
  /**
   * From epoch `minEpochs` on, a run whose best macro-F1 on validation is below the median of the other runs' bests up
   * to the same epoch has lost, once `minRuns` others have come as far (Golovin et al. 2017).
   */
  | 'MEDIAN'
  /** Nothing: every run trains to its end. */
  | 'NEVER';

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

export type SweepRowFragment = { id: string, name: string, status: Types.SweepStatus, createdAt: string, finishedAt: string | null, dataset: { id: string, name: string }, strategy: { method: Types.SweepMethod, runs: number | null }, bestTrainingRun: { id: string, name: string, modelVersion: { id: string, number: number, testMetrics: { macroF1: number } } | null } | null };

export type SweepsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.SweepFilter | null | undefined;
}>;


export type SweepsQuery = { lastEventId: string, sweeps: { totalCount: number, nodes: Array<{ id: string, name: string, status: Types.SweepStatus, createdAt: string, finishedAt: string | null, dataset: { id: string, name: string }, strategy: { method: Types.SweepMethod, runs: number | null }, bestTrainingRun: { id: string, name: string, modelVersion: { id: string, number: number, testMetrics: { macroF1: number } } | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type SweepQueryVariables = Exact<{
  id: string;
}>;


export type SweepQuery = { lastEventId: string, sweep: { errorCode: string | null, error: string | null, maxConcurrentRuns: number, maxSeconds: number | null, deadlineAt: string | null, id: string, name: string, status: Types.SweepStatus, createdAt: string, finishedAt: string | null, dimensions: Array<{ field: string, choice: Array<string> | null, minimum: number | null, maximum: number | null, scale: Types.SweepScale | null }>, stopping: { rule: Types.SweepStoppingRule, minEpochs: number | null, minRuns: number | null, reduction: number | null }, trials: Array<{ position: number, settings: Array<{ field: string, value: string }>, decision: { epoch: number, value: number, threshold: number, comparedRuns: number } | null, trainingRun: { id: string, name: string, status: Types.TrainingRunStatus, step: number, totalSteps: number | null, modelVersion: { id: string, number: number, testMetrics: { macroF1: number } } | null } | null }>, dataset: { id: string, name: string }, strategy: { method: Types.SweepMethod, runs: number | null }, bestTrainingRun: { id: string, name: string, modelVersion: { id: string, number: number, testMetrics: { macroF1: number } } | null } | null } | null };

export type StartSweepFormQueryVariables = Exact<{
  baseModel?: string | null | undefined;
}>;


export type StartSweepFormQuery = { trainingBaseModels: Array<string>, trainingParameterRanges: Array<{ field: string, minimum: number, maximum: number, isInteger: boolean, default: number | null }>, datasets: { nodes: Array<{ id: string, name: string, rowCount: number | null }> } };

export type StartSweepMutationVariables = Exact<{
  input: Types.StartSweepInput;
}>;


export type StartSweepMutation = { startSweep: { id: string } };

export type CancelSweepMutationVariables = Exact<{
  id: string;
}>;


export type CancelSweepMutation = { cancelSweep: { id: string, status: Types.SweepStatus } };

export type SweepEventsSubscriptionVariables = Exact<{
  id?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type SweepEventsSubscription = { sweepEvents: { eventId: string, sweepId: string } };

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
export const SweepRowFragmentDoc = new TypedDocumentString(`
    fragment SweepRow on Sweep {
  id
  name
  status
  createdAt
  finishedAt
  dataset {
    id
    name
  }
  strategy {
    method
    runs
  }
  bestTrainingRun {
    id
    name
    modelVersion {
      id
      number
      testMetrics {
        macroF1
      }
    }
  }
}
    `, {"fragmentName":"SweepRow"});
export const SweepsDocument = new TypedDocumentString(`
    query Sweeps($first: Int, $after: String, $last: Int, $before: String, $filter: SweepFilter) {
  lastEventId
  sweeps(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...SweepRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment SweepRow on Sweep {
  id
  name
  status
  createdAt
  finishedAt
  dataset {
    id
    name
  }
  strategy {
    method
    runs
  }
  bestTrainingRun {
    id
    name
    modelVersion {
      id
      number
      testMetrics {
        macroF1
      }
    }
  }
}`);
export const SweepDocument = new TypedDocumentString(`
    query Sweep($id: UUID!) {
  lastEventId
  sweep(id: $id) {
    ...SweepRow
    errorCode
    error
    maxConcurrentRuns
    maxSeconds
    deadlineAt
    dimensions {
      field
      choice
      minimum
      maximum
      scale
    }
    stopping {
      rule
      minEpochs
      minRuns
      reduction
    }
    trials {
      position
      settings {
        field
        value
      }
      decision {
        epoch
        value
        threshold
        comparedRuns
      }
      trainingRun {
        id
        name
        status
        step
        totalSteps
        modelVersion {
          id
          number
          testMetrics {
            macroF1
          }
        }
      }
    }
  }
}
    fragment SweepRow on Sweep {
  id
  name
  status
  createdAt
  finishedAt
  dataset {
    id
    name
  }
  strategy {
    method
    runs
  }
  bestTrainingRun {
    id
    name
    modelVersion {
      id
      number
      testMetrics {
        macroF1
      }
    }
  }
}`);
export const StartSweepFormDocument = new TypedDocumentString(`
    query StartSweepForm($baseModel: String) {
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
}
    `);
export const StartSweepDocument = new TypedDocumentString(`
    mutation StartSweep($input: StartSweepInput!) {
  startSweep(input: $input) {
    id
  }
}
    `);
export const CancelSweepDocument = new TypedDocumentString(`
    mutation CancelSweep($id: UUID!) {
  cancelSweep(id: $id) {
    id
    status
  }
}
    `);
export const SweepEventsDocument = new TypedDocumentString(`
    subscription SweepEvents($id: UUID, $after: ID) {
  sweepEvents(id: $id, after: $after) {
    eventId
    sweepId
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Sweeps: build.query<SweepsQuery, SweepsQueryVariables | void>({
      query: (variables) => ({ document: SweepsDocument as unknown as string, variables })
    }),
    Sweep: build.query<SweepQuery, SweepQueryVariables>({
      query: (variables) => ({ document: SweepDocument as unknown as string, variables })
    }),
    StartSweepForm: build.query<StartSweepFormQuery, StartSweepFormQueryVariables | void>({
      query: (variables) => ({ document: StartSweepFormDocument as unknown as string, variables })
    }),
    StartSweep: build.mutation<StartSweepMutation, StartSweepMutationVariables>({
      query: (variables) => ({ document: StartSweepDocument as unknown as string, variables })
    }),
    CancelSweep: build.mutation<CancelSweepMutation, CancelSweepMutationVariables>({
      query: (variables) => ({ document: CancelSweepDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useSweepsQuery, useLazySweepsQuery, useSweepQuery, useLazySweepQuery, useStartSweepFormQuery, useLazyStartSweepFormQuery, useStartSweepMutation, useCancelSweepMutation } = injectedRtkApi;

