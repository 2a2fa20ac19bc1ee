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

export type DeploymentRowFragment = { id: string, revision: number, kind: Types.DeploymentKind, actor: string, reason: string, createdAt: string, fromVersion: { id: string, number: number } | null, toVersion: { id: string, number: number } };

export type ActiveDeploymentQueryVariables = Exact<{ [key: string]: never; }>;


export type ActiveDeploymentQuery = { lastEventId: string, activeDeployment: { id: string, revision: number, kind: Types.DeploymentKind, actor: string, reason: string, createdAt: string, fromVersion: { id: string, number: number } | null, toVersion: { id: string, number: number } } | null };

export type DeploymentEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type DeploymentEventsSubscription = { deploymentEvents: { eventId: string, deployment: { id: string } } };

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
export const DeploymentRowFragmentDoc = new TypedDocumentString(`
    fragment DeploymentRow on Deployment {
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
    `, {"fragmentName":"DeploymentRow"});
export const ActiveDeploymentDocument = new TypedDocumentString(`
    query ActiveDeployment {
  lastEventId
  activeDeployment {
    ...DeploymentRow
  }
}
    fragment DeploymentRow on Deployment {
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
}`);
export const DeploymentEventsDocument = new TypedDocumentString(`
    subscription DeploymentEvents($after: ID) {
  deploymentEvents(after: $after) {
    eventId
    deployment {
      id
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    ActiveDeployment: build.query<ActiveDeploymentQuery, ActiveDeploymentQueryVariables | void>({
      query: (variables) => ({ document: ActiveDeploymentDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useActiveDeploymentQuery, useLazyActiveDeploymentQuery } = injectedRtkApi;

