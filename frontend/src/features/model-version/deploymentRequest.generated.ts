/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Which requests to list; every field that is set narrows the list. */
export type DeploymentRequestFilter = {
  /** Only those that stand here. */
  status?: DeploymentRequestStatus | null | undefined;
};

/** Where a request stands. */
export type DeploymentRequestStatus =
  /** Somebody approved it, and it was deployed. */
  | 'APPROVED'
  /** It waits for somebody else. */
  | 'PENDING'
  /** Somebody rejected it, or who asked took it back. */
  | 'REJECTED';

/** Which graph of a model's bundle computes the answers. */
export type ModelVariant =
  /** 32-bit weights: what was trained. Every version has it. */
  | 'FP32'
  /** 8-bit weights: faster, within a bounded loss of accuracy. A version has it if that bound was kept. */
  | 'INT8';

export type PendingDeploymentFragment = { id: string, status: Types.DeploymentRequestStatus, variant: Types.ModelVariant, requester: string, isMine: boolean, reason: string, expectedActiveVersionId: string | null, createdAt: string, toVersion: { id: string, number: number } };

export type DeploymentRulesQueryVariables = Exact<{ [key: string]: never; }>;


export type DeploymentRulesQuery = { settings: { fourEyes: boolean }, pending: { nodes: Array<{ id: string, status: Types.DeploymentRequestStatus, variant: Types.ModelVariant, requester: string, isMine: boolean, reason: string, expectedActiveVersionId: string | null, createdAt: string, toVersion: { id: string, number: number } }> } };

export type DeploymentRequestsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.DeploymentRequestFilter | null | undefined;
}>;


export type DeploymentRequestsQuery = { deploymentRequests: { totalCount: number, nodes: Array<{ decider: string | null, decisionReason: string | null, decidedAt: string | null, id: string, status: Types.DeploymentRequestStatus, variant: Types.ModelVariant, requester: string, isMine: boolean, reason: string, expectedActiveVersionId: string | null, createdAt: string, toVersion: { id: string, number: number } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type RequestDeploymentMutationVariables = Exact<{
  versionId: string;
  expectedActiveVersionId?: string | null | undefined;
  reason: string;
  variant: Types.ModelVariant;
}>;


export type RequestDeploymentMutation = { requestDeployment: { id: string, status: Types.DeploymentRequestStatus, variant: Types.ModelVariant, requester: string, isMine: boolean, reason: string, expectedActiveVersionId: string | null, createdAt: string, toVersion: { id: string, number: number } } };

export type ApproveDeploymentMutationVariables = Exact<{
  id: string;
  reason: string;
}>;


export type ApproveDeploymentMutation = { approveDeployment: { id: string, status: Types.DeploymentRequestStatus, variant: Types.ModelVariant, requester: string, isMine: boolean, reason: string, expectedActiveVersionId: string | null, createdAt: string, toVersion: { id: string, number: number } } };

export type RejectDeploymentMutationVariables = Exact<{
  id: string;
  reason: string;
}>;


export type RejectDeploymentMutation = { rejectDeployment: { id: string, status: Types.DeploymentRequestStatus, variant: Types.ModelVariant, requester: string, isMine: boolean, reason: string, expectedActiveVersionId: string | null, createdAt: string, toVersion: { id: string, number: number } } };

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
export const PendingDeploymentFragmentDoc = new TypedDocumentString(`
    fragment PendingDeployment on DeploymentRequest {
  id
  status
  variant
  requester
  isMine
  reason
  expectedActiveVersionId
  createdAt
  toVersion {
    id
    number
  }
}
    `, {"fragmentName":"PendingDeployment"});
export const DeploymentRulesDocument = new TypedDocumentString(`
    query DeploymentRules {
  settings {
    fourEyes
  }
  pending: deploymentRequests(first: 50, filter: {status: PENDING}) {
    nodes {
      ...PendingDeployment
    }
  }
}
    fragment PendingDeployment on DeploymentRequest {
  id
  status
  variant
  requester
  isMine
  reason
  expectedActiveVersionId
  createdAt
  toVersion {
    id
    number
  }
}`);
export const DeploymentRequestsDocument = new TypedDocumentString(`
    query DeploymentRequests($first: Int, $after: String, $last: Int, $before: String, $filter: DeploymentRequestFilter) {
  deploymentRequests(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...PendingDeployment
      decider
      decisionReason
      decidedAt
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment PendingDeployment on DeploymentRequest {
  id
  status
  variant
  requester
  isMine
  reason
  expectedActiveVersionId
  createdAt
  toVersion {
    id
    number
  }
}`);
export const RequestDeploymentDocument = new TypedDocumentString(`
    mutation RequestDeployment($versionId: UUID!, $expectedActiveVersionId: UUID, $reason: String!, $variant: ModelVariant!) {
  requestDeployment(
    versionId: $versionId
    expectedActiveVersionId: $expectedActiveVersionId
    reason: $reason
    variant: $variant
  ) {
    ...PendingDeployment
  }
}
    fragment PendingDeployment on DeploymentRequest {
  id
  status
  variant
  requester
  isMine
  reason
  expectedActiveVersionId
  createdAt
  toVersion {
    id
    number
  }
}`);
export const ApproveDeploymentDocument = new TypedDocumentString(`
    mutation ApproveDeployment($id: UUID!, $reason: String!) {
  approveDeployment(id: $id, reason: $reason) {
    ...PendingDeployment
  }
}
    fragment PendingDeployment on DeploymentRequest {
  id
  status
  variant
  requester
  isMine
  reason
  expectedActiveVersionId
  createdAt
  toVersion {
    id
    number
  }
}`);
export const RejectDeploymentDocument = new TypedDocumentString(`
    mutation RejectDeployment($id: UUID!, $reason: String!) {
  rejectDeployment(id: $id, reason: $reason) {
    ...PendingDeployment
  }
}
    fragment PendingDeployment on DeploymentRequest {
  id
  status
  variant
  requester
  isMine
  reason
  expectedActiveVersionId
  createdAt
  toVersion {
    id
    number
  }
}`);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    DeploymentRules: build.query<DeploymentRulesQuery, DeploymentRulesQueryVariables | void>({
      query: (variables) => ({ document: DeploymentRulesDocument as unknown as string, variables })
    }),
    DeploymentRequests: build.query<DeploymentRequestsQuery, DeploymentRequestsQueryVariables | void>({
      query: (variables) => ({ document: DeploymentRequestsDocument as unknown as string, variables })
    }),
    RequestDeployment: build.mutation<RequestDeploymentMutation, RequestDeploymentMutationVariables>({
      query: (variables) => ({ document: RequestDeploymentDocument as unknown as string, variables })
    }),
    ApproveDeployment: build.mutation<ApproveDeploymentMutation, ApproveDeploymentMutationVariables>({
      query: (variables) => ({ document: ApproveDeploymentDocument as unknown as string, variables })
    }),
    RejectDeployment: build.mutation<RejectDeploymentMutation, RejectDeploymentMutationVariables>({
      query: (variables) => ({ document: RejectDeploymentDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useDeploymentRulesQuery, useLazyDeploymentRulesQuery, useDeploymentRequestsQuery, useLazyDeploymentRequestsQuery, useRequestDeploymentMutation, useApproveDeploymentMutation, useRejectDeploymentMutation } = injectedRtkApi;

