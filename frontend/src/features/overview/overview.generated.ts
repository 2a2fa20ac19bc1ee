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


export type OverviewQuery = { lastEventId: string, activeDeployment: { id: string, revision: number, variant: Types.ModelVariant, createdAt: string, reason: string, actor: string, toVersion: { id: string, number: number, architecture: string, testMetrics: { accuracy: number, macroF1: number }, trainingRun: { id: string, dataset: { id: string, name: string } } } } | null, deployments: { nodes: Array<{ id: string, revision: number, kind: Types.DeploymentKind, actor: string, reason: string, createdAt: string, fromVersion: { id: string, number: number } | null, toVersion: { id: string, number: number } }> }, running: { nodes: Array<{ id: string, name: string, status: Types.TrainingRunStatus, phase: string | null, step: number, totalSteps: number | null, secondsLeft: number | null }> }, waiting: { totalCount: number }, working: { totalCount: number }, failed: { totalCount: number }, articles: { totalCount: number }, articleImports: { nodes: Array<{ id: string, fileName: string, createdAt: string, inserted: number, refused: number }> }, datasets: { totalCount: number, nodes: Array<{ id: string, name: string, sealedAt: string | null }> }, modelVersions: { totalCount: number } };

export type UsageBucketFragment = { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> };

export type UsageOverTimeQueryVariables = Exact<{
  t0: string;
  t1: string;
  t2: string;
  t3: string;
  t4: string;
  t5: string;
  t6: string;
  t7: string;
  t8: string;
  t9: string;
  t10: string;
  t11: string;
  t12: string;
}>;


export type UsageOverTimeQuery = { all: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b0: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b1: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b2: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b3: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b4: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b5: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b6: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b7: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b8: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b9: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b10: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, b11: { count: number, agreed: number, disagreed: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> } };

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
export const UsageBucketFragmentDoc = new TypedDocumentString(`
    fragment UsageBucket on ModelUsage {
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
    fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`, {"fragmentName":"UsageBucket"});
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
    query UsageOverTime($t0: DateTime!, $t1: DateTime!, $t2: DateTime!, $t3: DateTime!, $t4: DateTime!, $t5: DateTime!, $t6: DateTime!, $t7: DateTime!, $t8: DateTime!, $t9: DateTime!, $t10: DateTime!, $t11: DateTime!, $t12: DateTime!) {
  all: modelUsage(from: $t0, to: $t12) {
    ...UsageBucket
  }
  b0: modelUsage(from: $t0, to: $t1) {
    ...UsageBucket
  }
  b1: modelUsage(from: $t1, to: $t2) {
    ...UsageBucket
  }
  b2: modelUsage(from: $t2, to: $t3) {
    ...UsageBucket
  }
  b3: modelUsage(from: $t3, to: $t4) {
    ...UsageBucket
  }
  b4: modelUsage(from: $t4, to: $t5) {
    ...UsageBucket
  }
  b5: modelUsage(from: $t5, to: $t6) {
    ...UsageBucket
  }
  b6: modelUsage(from: $t6, to: $t7) {
    ...UsageBucket
  }
  b7: modelUsage(from: $t7, to: $t8) {
    ...UsageBucket
  }
  b8: modelUsage(from: $t8, to: $t9) {
    ...UsageBucket
  }
  b9: modelUsage(from: $t9, to: $t10) {
    ...UsageBucket
  }
  b10: modelUsage(from: $t10, to: $t11) {
    ...UsageBucket
  }
  b11: modelUsage(from: $t11, to: $t12) {
    ...UsageBucket
  }
}
    fragment UsageBucket on ModelUsage {
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

