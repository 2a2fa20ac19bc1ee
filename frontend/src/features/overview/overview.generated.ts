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

/** Which graph of a model's bundle computes the answers. */
export type ModelVariant =
  /** 32-bit weights: what was trained. Every version has it. */
  | 'FP32'
  /** 8-bit weights: faster, within a bounded loss of accuracy. A version has it if that bound was kept. */
  | 'INT8';

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

export type OverviewRunFragment = { id: string, name: string, status: Types.TrainingRunStatus, phase: string | null, step: number, totalSteps: number | null, secondsLeft: number | null };

export type OverviewQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewQuery = { lastEventId: string, activeDeployment: { id: string, revision: number, variant: Types.ModelVariant, createdAt: string, reason: string, actor: string, toVersion: { id: string, number: number, architecture: string, testMetrics: { accuracy: number, macroF1: number }, trainingRun: { id: string, dataset: { id: string, name: string } } } } | null, deployments: { nodes: Array<{ id: string, revision: number, kind: Types.DeploymentKind, actor: string, reason: string, createdAt: string, fromVersion: { id: string, number: number } | null, toVersion: { id: string, number: number } }> }, pending: { totalCount: number }, running: { nodes: Array<{ id: string, name: string, status: Types.TrainingRunStatus, phase: string | null, step: number, totalSteps: number | null, secondsLeft: number | null }> }, waiting: { totalCount: number }, working: { totalCount: number }, failed: { totalCount: number }, articles: { totalCount: number }, articleImports: { nodes: Array<{ id: string, fileName: string, createdAt: string, inserted: number, refused: number }> }, datasets: { totalCount: number, nodes: Array<{ id: string, name: string, sealedAt: string | null }> }, modelVersions: { totalCount: number } };

export type UsagePieceFragment = { from: string, count: number, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> };

export type UsageOverTimeQueryVariables = Exact<{
  from: string;
  to: string;
  pieces: number;
}>;


export type UsageOverTimeQuery = { all: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, usageHistory: Array<{ from: string, count: number, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }> };

export type OverviewJobsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OverviewJobsSubscription = { jobEvents: { eventId: string, change: { jobId: string, status: Types.JobStatus, attempts: number } } };

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
export const OverviewRunFragmentDoc = new TypedDocumentString(`
    fragment OverviewRun on TrainingRun {
  id
  name
  status
  phase
  step
  totalSteps
  secondsLeft
}
    `, {"fragmentName":"OverviewRun"});
export const UsagePieceFragmentDoc = new TypedDocumentString(`
    fragment UsagePiece on UsagePiece {
  from
  count
  classes {
    count
    label {
      ...LabelClass
    }
  }
}
    fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`, {"fragmentName":"UsagePiece"});
export const OverviewDocument = new TypedDocumentString(`
    query Overview {
  lastEventId
  activeDeployment {
    id
    revision
    variant
    createdAt
    reason
    actor
    toVersion {
      id
      number
      architecture
      testMetrics {
        accuracy
        macroF1
      }
      trainingRun {
        id
        dataset {
          id
          name
        }
      }
    }
  }
  deployments(first: 5) {
    nodes {
      id
      revision
      kind
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
  }
  pending: deploymentRequests(first: 1, filter: {status: PENDING}) {
    totalCount
  }
  running: trainingRuns(first: 5, filter: {status: RUNNING}) {
    nodes {
      ...OverviewRun
    }
  }
  waiting: jobs(first: 1, filter: {status: QUEUED}) {
    totalCount
  }
  working: jobs(first: 1, filter: {status: RUNNING}) {
    totalCount
  }
  failed: jobs(first: 5, filter: {status: FAILED}) {
    totalCount
  }
  articles(first: 1) {
    totalCount
  }
  articleImports(first: 1) {
    nodes {
      id
      fileName
      createdAt
      inserted
      refused
    }
  }
  datasets(first: 1, filter: {status: SEALED}) {
    totalCount
    nodes {
      id
      name
      sealedAt
    }
  }
  modelVersions(first: 1) {
    totalCount
  }
}
    fragment OverviewRun on TrainingRun {
  id
  name
  status
  phase
  step
  totalSteps
  secondsLeft
}`);
export const UsageOverTimeDocument = new TypedDocumentString(`
    query UsageOverTime($from: DateTime!, $to: DateTime!, $pieces: Int!) {
  all: modelUsage(from: $from, to: $to) {
    count
    agreed
    disagreed
    p50Microseconds
    p99Microseconds
    classes {
      count
      label {
        ...LabelClass
      }
    }
  }
  usageHistory(from: $from, to: $to, pieces: $pieces) {
    ...UsagePiece
  }
}
    fragment UsagePiece on UsagePiece {
  from
  count
  classes {
    count
    label {
      ...LabelClass
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
export const OverviewJobsDocument = new TypedDocumentString(`
    subscription OverviewJobs($after: ID) {
  jobEvents(after: $after) {
    eventId
    change {
      jobId
      status
      attempts
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Overview: build.query<OverviewQuery, OverviewQueryVariables | void>({
      query: (variables) => ({ document: OverviewDocument as unknown as string, variables })
    }),
    UsageOverTime: build.query<UsageOverTimeQuery, UsageOverTimeQueryVariables>({
      query: (variables) => ({ document: UsageOverTimeDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useOverviewQuery, useLazyOverviewQuery, useUsageOverTimeQuery, useLazyUsageOverTimeQuery } = injectedRtkApi;

