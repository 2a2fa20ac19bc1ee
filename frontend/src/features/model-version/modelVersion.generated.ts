/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** What moved the ledger. */
export type DeploymentKind =
  /** A version was put into service. */
  | 'DEPLOY'
  /** What served before was put back. */
  | 'ROLLBACK';

/** Which graph of a model's bundle computes the answers. */
export type ModelVariant =
  /** 32-bit weights: what was trained. Every version has it. */
  | 'FP32'
  /** 8-bit weights: faster, within a bounded loss of accuracy. A version has it if that bound was kept. */
  | 'INT8';

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
  }),
});

export { injectedRtkApi as api };
export const { useModelVersionsQuery, useLazyModelVersionsQuery, useLedgerQuery, useLazyLedgerQuery, useModelVersionQuery, useLazyModelVersionQuery, useDeployModelVersionMutation, useRollbackDeploymentMutation } = injectedRtkApi;

