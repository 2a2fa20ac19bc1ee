/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Why not every word of a text was left out once. */
export type AttributionBound =
  /** The model reads no further. */
  | 'MODEL_LENGTH'
  /** There are more words than were looked at. */
  | 'WORD_LIMIT';

/** Which of the two answers better. */
export type ComparisonVerdict =
  /** `a` has the higher macro-F1, and by more than chance. */
  | 'A_IS_BETTER'
  /** `b` has the higher macro-F1, and by more than chance: the interval excludes 0 and McNemar's test agrees. */
  | 'B_IS_BETTER'
  /** Chance explains what difference there is. */
  | 'NO_DIFFERENCE'
  /** One test sees a difference, the other doesn't: more rows would tell. */
  | 'UNCLEAR';

/** What moved the ledger. */
export type DeploymentKind =
  /** A version was put into service. */
  | 'DEPLOY'
  /** What served before was put back. */
  | 'ROLLBACK';

/** What to measure, and on what: give either `datasetId` or `importId`. */
export type EvaluateModelVersionInput = {
  /** Measure once more what was measured already; otherwise the finished evaluation is returned. */
  again?: boolean;
  /** A sealed dataset whose classes are the version's. */
  datasetId?: string | null | undefined;
  /** An import that read labels whose classes are the version's: all articles it brought or last updated that have one. */
  importId?: string | null | undefined;
  /** Which rows of the dataset: TEST if left out. Leave it out for an import. */
  split?: EvaluationSplit | null | undefined;
  /** The model version's id. */
  versionId: string;
};

/** Which rows of a dataset are measured. */
export type EvaluationSplit =
  /** All of them. */
  | 'ALL'
  /** Those of the test split. */
  | 'TEST'
  /** Those of the training split: what the version has seen. */
  | 'TRAIN'
  /** Those of the validation split: what chose its best epoch and its temperature. */
  | 'VALIDATION';

/** Where an evaluation stands. */
export type EvaluationStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It ended without figures; `errorCode` and `error` say why. */
  | 'FAILED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** The version answers; `jobs` tells how far it is. */
  | 'RUNNING'
  /** Everything is measured. */
  | 'SUCCEEDED';

/** Which graph of a model's bundle computes the answers. */
export type ModelVariant =
  /** 32-bit weights: what was trained. Every version has it. */
  | 'FP32'
  /** 8-bit weights: faster, within a bounded loss of accuracy. A version has it if that bound was kept. */
  | 'INT8';

/** What a model version is to the training run that made it. */
export type ModelVersionKind =
  /** What the trained one must beat: a linear classifier over character n-grams of the same rows. */
  | 'BASELINE'
  /** What the run was started for. */
  | 'TRAINED';

/** A text to be classified: either `text`, or a title with or without a body. */
export type PredictInput = {
  /** The body. */
  body?: string | null | undefined;
  /** The whole text. */
  text?: string | null | undefined;
  /** The title. */
  title?: string | null | undefined;
  /** How many classes `topK` gives; 3 if left out. */
  topK?: number | null | undefined;
};

export type ModelVersionRowFragment = { id: string, number: number, architecture: string, parameterCount: number, sizeBytes: number, createdAt: string, testMetrics: { rows: number, accuracy: number, macroF1: number }, trainingRun: { id: string, name: string }, labelSet: { id: string, nameKo: string, nameEn: string } };

export type ServingVersionFragment = { id: string, revision: number, kind: Types.DeploymentKind, createdAt: string, fromVersion: { id: string } | null, toVersion: { id: string, number: number } };

export type LedgerRowFragment = { id: string, revision: number, kind: Types.DeploymentKind, variant: Types.ModelVariant, actor: string, reason: string, createdAt: string, fromVersion: { id: string, number: number } | null, toVersion: { id: string, number: number } };

export type ModelVersionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type ModelVersionsQuery = { modelVersions: { totalCount: number, nodes: Array<{ id: string, number: number, architecture: string, parameterCount: number, sizeBytes: number, createdAt: string, testMetrics: { rows: number, accuracy: number, macroF1: number }, trainingRun: { id: string, name: string }, labelSet: { id: string, nameKo: string, nameEn: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, activeDeployment: { id: string, revision: number, kind: Types.DeploymentKind, createdAt: string, fromVersion: { id: string } | null, toVersion: { id: string, number: number } } | null };

export type LedgerQueryVariables = Exact<{ [key: string]: never; }>;


export type LedgerQuery = { deployments: { totalCount: number, nodes: Array<{ id: string, revision: number, kind: Types.DeploymentKind, variant: Types.ModelVariant, actor: string, reason: string, createdAt: string, fromVersion: { id: string, number: number } | null, toVersion: { id: string, number: number } }> } };

export type ComparedVersionFragment = { id: string, number: number, architecture: string, parameterCount: number, sizeBytes: number, createdAt: string, trainingRun: { id: string, name: string, dataset: { id: string, name: string, rowCount: number | null, manifestSha256: string | null } }, testMetrics: { loss: number, weightedF1: number, confusion: Array<Array<number>>, rows: number, accuracy: number, macroF1: number, classes: Array<{ labelKey: string, precision: number, recall: number, f1: number, support: number }> }, labelSet: { id: string, nameKo: string, nameEn: string } };

export type ModelVersionQueryVariables = Exact<{
  id: string;
}>;


export type ModelVersionQuery = { modelVersion: { bundleSha256: string, id: string, number: number, architecture: string, parameterCount: number, sizeBytes: number, createdAt: string, calibration: { temperature: number, expectedCalibrationErrorBefore: number, expectedCalibrationErrorAfter: number } | null, parity: { cases: number, batches: number, maxSingleDifference: number, maxBatchDifference: number, maxBatchToSingleDifference: number, tolerance: number }, labelSet: { id: string, nameKo: string, nameEn: string, classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }, deployments: { nodes: Array<{ id: string, revision: number, kind: Types.DeploymentKind, variant: Types.ModelVariant, actor: string, reason: string, createdAt: string, fromVersion: { id: string, number: number } | null, toVersion: { id: string, number: number } }> }, trainingRun: { id: string, name: string, dataset: { id: string, name: string, rowCount: number | null, manifestSha256: string | null } }, testMetrics: { loss: number, weightedF1: number, confusion: Array<Array<number>>, rows: number, accuracy: number, macroF1: number, classes: Array<{ labelKey: string, precision: number, recall: number, f1: number, support: number }> } } | null, activeDeployment: { id: string, revision: number, kind: Types.DeploymentKind, createdAt: string, toVersion: { id: string, number: number, architecture: string, parameterCount: number, sizeBytes: number, createdAt: string, trainingRun: { id: string, name: string, dataset: { id: string, name: string, rowCount: number | null, manifestSha256: string | null } }, testMetrics: { loss: number, weightedF1: number, confusion: Array<Array<number>>, rows: number, accuracy: number, macroF1: number, classes: Array<{ labelKey: string, precision: number, recall: number, f1: number, support: number }> }, labelSet: { id: string, nameKo: string, nameEn: string } }, fromVersion: { id: string } | null } | null };

export type DeployModelVersionMutationVariables = Exact<{
  versionId: string;
  expectedActiveVersionId?: string | null | undefined;
  reason: string;
  variant: Types.ModelVariant;
}>;


export type DeployModelVersionMutation = { deployModelVersion: { id: string, revision: number, kind: Types.DeploymentKind, variant: Types.ModelVariant, actor: string, reason: string, createdAt: string, fromVersion: { id: string, number: number } | null, toVersion: { id: string, number: number } } };

export type RollbackDeploymentMutationVariables = Exact<{
  expectedActiveVersionId: string;
  reason: string;
}>;


export type RollbackDeploymentMutation = { rollbackDeployment: { id: string, revision: number, kind: Types.DeploymentKind, variant: Types.ModelVariant, actor: string, reason: string, createdAt: string, fromVersion: { id: string, number: number } | null, toVersion: { id: string, number: number } } };

export type FlipFragment = { text: string, labelKey: string, aKey: string, aProbability: number, bKey: string, bProbability: number, articleId: string };

export type CompareModelVersionsQueryVariables = Exact<{
  a: string;
  b: string;
  datasetId?: string | null | undefined;
  split?: Types.EvaluationSplit | null | undefined;
}>;


export type CompareModelVersionsQuery = { compareModelVersions: { rows: number, disagreements: number, verdict: Types.ComparisonVerdict, a: { id: string, number: number, labelSet: { classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> } }, b: { id: string, number: number }, evaluationA: { id: string, split: Types.EvaluationSplit, accuracy: number | null, macroF1: number | null, calibration: { expectedCalibrationError: number } | null, dataset: { id: string, name: string } | null }, evaluationB: { id: string, accuracy: number | null, macroF1: number | null, calibration: { expectedCalibrationError: number } | null }, mcnemar: { onlyARight: number, onlyBRight: number, pValue: number }, macroF1Difference: { difference: number, low: number, high: number }, classes: Array<{ f1Difference: number, a: { labelKey: string, f1: number }, b: { f1: number } }>, fixed: { totalCount: number, nodes: Array<{ text: string, labelKey: string, aKey: string, aProbability: number, bKey: string, bProbability: number, articleId: string }> }, broken: { totalCount: number, nodes: Array<{ text: string, labelKey: string, aKey: string, aProbability: number, bKey: string, bProbability: number, articleId: string }> } } };

export type CompareVersionsFormQueryVariables = Exact<{ [key: string]: never; }>;


export type CompareVersionsFormQuery = { modelVersions: { nodes: Array<{ id: string, number: number, architecture: string, labelSet: { id: string }, trainingRun: { id: string, name: string, dataset: { id: string, name: string } } }> }, datasets: { nodes: Array<{ id: string, name: string, labelSet: { id: string } }> } };

export type MeasureBothMutationVariables = Exact<{
  a: Types.EvaluateModelVersionInput;
  b: Types.EvaluateModelVersionInput;
}>;


export type MeasureBothMutation = { a: { id: string, status: Types.EvaluationStatus }, b: { id: string, status: Types.EvaluationStatus } };

export type VersionEvaluationsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type VersionEvaluationsSubscription = { evaluationEvents: { eventId: string, change: { evaluationId: string, status: Types.EvaluationStatus } } };

export type ModelBundleQueryVariables = Exact<{
  id: string;
}>;


export type ModelBundleQuery = { modelVersion: { id: string, files: Array<{ name: string, bytes: number, sha256: string, path: string }>, quantisation: { kept: boolean, exactProducts: Array<string>, rows: number, flipCount: number, accuracyFp32: number, accuracyInt8: number, macroF1Fp32: number, macroF1Int8: number, allowedLoss: number, bytesFp32: number, bytesInt8: number, flips: Array<{ text: string | null, labelKey: string, fromKey: string, toKey: string, probabilityFp32: number, probabilityInt8: number }> } | null } | null };

export type TryVersionsFormQueryVariables = Exact<{ [key: string]: never; }>;


export type TryVersionsFormQuery = { modelVersions: { nodes: Array<{ id: string, number: number, kind: Types.ModelVersionKind, architecture: string, testMetrics: { macroF1: number } }> }, activeDeployment: { id: string, revision: number, kind: Types.DeploymentKind, createdAt: string, fromVersion: { id: string } | null, toVersion: { id: string, number: number } } | null };

export type TryVersionMutationVariables = Exact<{
  input: Types.PredictInput;
  versionId: string;
}>;


export type TryVersionMutation = { predict: { id: string, probability: number, sure: boolean, truncated: boolean, label: { id: string, key: string, position: number, nameKo: string, nameEn: string }, probabilities: Array<{ probability: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }>, timing: { totalMicroseconds: number }, attributions: { wordsInText: number, bound: Types.AttributionBound | null, words: Array<{ text: string, start: number, weight: number }> } | null } };

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
export const ServingVersionFragmentDoc = new TypedDocumentString(`
    fragment ServingVersion on Deployment {
  id
  revision
  kind
  createdAt
  fromVersion {
    id
  }
  toVersion {
    id
    number
  }
}
    `, {"fragmentName":"ServingVersion"});
export const LedgerRowFragmentDoc = new TypedDocumentString(`
    fragment LedgerRow on Deployment {
  id
  revision
  kind
  variant
  actor
  reason
  createdAt
  fromVersion {
    id
    number
  }
  toVersion {
    id
    number
  }
}
    `, {"fragmentName":"LedgerRow"});
export const ModelVersionRowFragmentDoc = new TypedDocumentString(`
    fragment ModelVersionRow on ModelVersion {
  id
  number
  architecture
  parameterCount
  sizeBytes
  createdAt
  testMetrics {
    rows
    accuracy
    macroF1
  }
  trainingRun {
    id
    name
  }
  labelSet {
    id
    nameKo
    nameEn
  }
}
    `, {"fragmentName":"ModelVersionRow"});
export const ComparedVersionFragmentDoc = new TypedDocumentString(`
    fragment ComparedVersion on ModelVersion {
  ...ModelVersionRow
  trainingRun {
    dataset {
      id
      name
      rowCount
      manifestSha256
    }
  }
  testMetrics {
    loss
    weightedF1
    confusion
    classes {
      labelKey
      precision
      recall
      f1
      support
    }
  }
}
    fragment ModelVersionRow on ModelVersion {
  id
  number
  architecture
  parameterCount
  sizeBytes
  createdAt
  testMetrics {
    rows
    accuracy
    macroF1
  }
  trainingRun {
    id
    name
  }
  labelSet {
    id
    nameKo
    nameEn
  }
}`, {"fragmentName":"ComparedVersion"});
export const FlipFragmentDoc = new TypedDocumentString(`
    fragment Flip on RowFlip {
  text
  labelKey
  aKey
  aProbability
  bKey
  bProbability
  articleId
}
    `, {"fragmentName":"Flip"});
export const ModelVersionsDocument = new TypedDocumentString(`
    query ModelVersions($first: Int, $after: String, $last: Int, $before: String) {
  modelVersions(first: $first, after: $after, last: $last, before: $before) {
    totalCount
    nodes {
      ...ModelVersionRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
  activeDeployment {
    ...ServingVersion
  }
}
    fragment ModelVersionRow on ModelVersion {
  id
  number
  architecture
  parameterCount
  sizeBytes
  createdAt
  testMetrics {
    rows
    accuracy
    macroF1
  }
  trainingRun {
    id
    name
  }
  labelSet {
    id
    nameKo
    nameEn
  }
}
fragment ServingVersion on Deployment {
  id
  revision
  kind
  createdAt
  fromVersion {
    id
  }
  toVersion {
    id
    number
  }
}`);
export const LedgerDocument = new TypedDocumentString(`
    query Ledger {
  deployments(first: 50) {
    totalCount
    nodes {
      ...LedgerRow
    }
  }
}
    fragment LedgerRow on Deployment {
  id
  revision
  kind
  variant
  actor
  reason
  createdAt
  fromVersion {
    id
    number
  }
  toVersion {
    id
    number
  }
}`);
export const ModelVersionDocument = new TypedDocumentString(`
    query ModelVersion($id: UUID!) {
  modelVersion(id: $id) {
    ...ComparedVersion
    bundleSha256
    calibration {
      temperature
      expectedCalibrationErrorBefore
      expectedCalibrationErrorAfter
    }
    parity {
      cases
      batches
      maxSingleDifference
      maxBatchDifference
      maxBatchToSingleDifference
      tolerance
    }
    labelSet {
      classes {
        ...LabelClass
      }
    }
    deployments(first: 20) {
      nodes {
        ...LedgerRow
      }
    }
  }
  activeDeployment {
    ...ServingVersion
    toVersion {
      ...ComparedVersion
    }
  }
}
    fragment ModelVersionRow on ModelVersion {
  id
  number
  architecture
  parameterCount
  sizeBytes
  createdAt
  testMetrics {
    rows
    accuracy
    macroF1
  }
  trainingRun {
    id
    name
  }
  labelSet {
    id
    nameKo
    nameEn
  }
}
fragment ServingVersion on Deployment {
  id
  revision
  kind
  createdAt
  fromVersion {
    id
  }
  toVersion {
    id
    number
  }
}
fragment LedgerRow on Deployment {
  id
  revision
  kind
  variant
  actor
  reason
  createdAt
  fromVersion {
    id
    number
  }
  toVersion {
    id
    number
  }
}
fragment ComparedVersion on ModelVersion {
  ...ModelVersionRow
  trainingRun {
    dataset {
      id
      name
      rowCount
      manifestSha256
    }
  }
  testMetrics {
    loss
    weightedF1
    confusion
    classes {
      labelKey
      precision
      recall
      f1
      support
    }
  }
}
fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);
export const DeployModelVersionDocument = new TypedDocumentString(`
    mutation DeployModelVersion($versionId: UUID!, $expectedActiveVersionId: UUID, $reason: String!, $variant: ModelVariant!) {
  deployModelVersion(
    versionId: $versionId
    expectedActiveVersionId: $expectedActiveVersionId
    reason: $reason
    variant: $variant
  ) {
    ...LedgerRow
  }
}
    fragment LedgerRow on Deployment {
  id
  revision
  kind
  variant
  actor
  reason
  createdAt
  fromVersion {
    id
    number
  }
  toVersion {
    id
    number
  }
}`);
export const RollbackDeploymentDocument = new TypedDocumentString(`
    mutation RollbackDeployment($expectedActiveVersionId: UUID!, $reason: String!) {
  rollbackDeployment(
    expectedActiveVersionId: $expectedActiveVersionId
    reason: $reason
  ) {
    ...LedgerRow
  }
}
    fragment LedgerRow on Deployment {
  id
  revision
  kind
  variant
  actor
  reason
  createdAt
  fromVersion {
    id
    number
  }
  toVersion {
    id
    number
  }
}`);
export const CompareModelVersionsDocument = new TypedDocumentString(`
    query CompareModelVersions($a: UUID!, $b: UUID!, $datasetId: UUID, $split: EvaluationSplit) {
  compareModelVersions(a: $a, b: $b, datasetId: $datasetId, split: $split) {
    rows
    disagreements
    verdict
    a {
      id
      number
      labelSet {
        classes {
          ...LabelClass
        }
      }
    }
    b {
      id
      number
    }
    evaluationA {
      id
      split
      accuracy
      macroF1
      calibration {
        expectedCalibrationError
      }
      dataset {
        id
        name
      }
    }
    evaluationB {
      id
      accuracy
      macroF1
      calibration {
        expectedCalibrationError
      }
    }
    mcnemar {
      onlyARight
      onlyBRight
      pValue
    }
    macroF1Difference {
      difference
      low
      high
    }
    classes {
      a {
        labelKey
        f1
      }
      b {
        f1
      }
      f1Difference
    }
    fixed: flips(direction: FIXED, first: 20) {
      totalCount
      nodes {
        ...Flip
      }
    }
    broken: flips(direction: BROKEN, first: 20) {
      totalCount
      nodes {
        ...Flip
      }
    }
  }
}
    fragment Flip on RowFlip {
  text
  labelKey
  aKey
  aProbability
  bKey
  bProbability
  articleId
}
fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);
export const CompareVersionsFormDocument = new TypedDocumentString(`
    query CompareVersionsForm {
  modelVersions(first: 100) {
    nodes {
      id
      number
      architecture
      labelSet {
        id
      }
      trainingRun {
        id
        name
        dataset {
          id
          name
        }
      }
    }
  }
  datasets(first: 200, filter: {status: SEALED}) {
    nodes {
      id
      name
      labelSet {
        id
      }
    }
  }
}
    `);
export const MeasureBothDocument = new TypedDocumentString(`
    mutation MeasureBoth($a: EvaluateModelVersionInput!, $b: EvaluateModelVersionInput!) {
  a: evaluateModelVersion(input: $a) {
    id
    status
  }
  b: evaluateModelVersion(input: $b) {
    id
    status
  }
}
    `);
export const VersionEvaluationsDocument = new TypedDocumentString(`
    subscription VersionEvaluations($after: ID) {
  evaluationEvents(after: $after) {
    eventId
    change {
      evaluationId
      status
    }
  }
}
    `);
export const ModelBundleDocument = new TypedDocumentString(`
    query ModelBundle($id: UUID!) {
  modelVersion(id: $id) {
    id
    files {
      name
      bytes
      sha256
      path
    }
    quantisation {
      kept
      exactProducts
      rows
      flipCount
      accuracyFp32
      accuracyInt8
      macroF1Fp32
      macroF1Int8
      allowedLoss
      bytesFp32
      bytesInt8
      flips(first: 20) {
        text
        labelKey
        fromKey
        toKey
        probabilityFp32
        probabilityInt8
      }
    }
  }
}
    `);
export const TryVersionsFormDocument = new TypedDocumentString(`
    query TryVersionsForm {
  modelVersions(first: 100) {
    nodes {
      id
      number
      kind
      architecture
      testMetrics {
        macroF1
      }
    }
  }
  activeDeployment {
    ...ServingVersion
  }
}
    fragment ServingVersion on Deployment {
  id
  revision
  kind
  createdAt
  fromVersion {
    id
  }
  toVersion {
    id
    number
  }
}`);
export const TryVersionDocument = new TypedDocumentString(`
    mutation TryVersion($input: PredictInput!, $versionId: UUID!) {
  predict(input: $input, versionId: $versionId) {
    id
    probability
    sure
    truncated
    label {
      ...LabelClass
    }
    probabilities {
      probability
      label {
        ...LabelClass
      }
    }
    timing {
      totalMicroseconds
    }
    attributions {
      wordsInText
      bound
      words {
        text
        start
        weight
      }
    }
  }
}
    fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    ModelVersions: build.query<ModelVersionsQuery, ModelVersionsQueryVariables | void>({
      query: (variables) => ({ document: ModelVersionsDocument as unknown as string, variables })
    }),
    Ledger: build.query<LedgerQuery, LedgerQueryVariables | void>({
      query: (variables) => ({ document: LedgerDocument as unknown as string, variables })
    }),
    ModelVersion: build.query<ModelVersionQuery, ModelVersionQueryVariables>({
      query: (variables) => ({ document: ModelVersionDocument as unknown as string, variables })
    }),
    DeployModelVersion: build.mutation<DeployModelVersionMutation, DeployModelVersionMutationVariables>({
      query: (variables) => ({ document: DeployModelVersionDocument as unknown as string, variables })
    }),
    RollbackDeployment: build.mutation<RollbackDeploymentMutation, RollbackDeploymentMutationVariables>({
      query: (variables) => ({ document: RollbackDeploymentDocument as unknown as string, variables })
    }),
    CompareModelVersions: build.query<CompareModelVersionsQuery, CompareModelVersionsQueryVariables>({
      query: (variables) => ({ document: CompareModelVersionsDocument as unknown as string, variables })
    }),
    CompareVersionsForm: build.query<CompareVersionsFormQuery, CompareVersionsFormQueryVariables | void>({
      query: (variables) => ({ document: CompareVersionsFormDocument as unknown as string, variables })
    }),
    MeasureBoth: build.mutation<MeasureBothMutation, MeasureBothMutationVariables>({
      query: (variables) => ({ document: MeasureBothDocument as unknown as string, variables })
    }),
    ModelBundle: build.query<ModelBundleQuery, ModelBundleQueryVariables>({
      query: (variables) => ({ document: ModelBundleDocument as unknown as string, variables })
    }),
    TryVersionsForm: build.query<TryVersionsFormQuery, TryVersionsFormQueryVariables | void>({
      query: (variables) => ({ document: TryVersionsFormDocument as unknown as string, variables })
    }),
    TryVersion: build.mutation<TryVersionMutation, TryVersionMutationVariables>({
      query: (variables) => ({ document: TryVersionDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useModelVersionsQuery, useLazyModelVersionsQuery, useLedgerQuery, useLazyLedgerQuery, useModelVersionQuery, useLazyModelVersionQuery, useDeployModelVersionMutation, useRollbackDeploymentMutation, useCompareModelVersionsQuery, useLazyCompareModelVersionsQuery, useCompareVersionsFormQuery, useLazyCompareVersionsFormQuery, useMeasureBothMutation, useModelBundleQuery, useLazyModelBundleQuery, useTryVersionsFormQuery, useLazyTryVersionsFormQuery, useTryVersionMutation } = injectedRtkApi;

