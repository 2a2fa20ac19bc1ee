/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** What somebody was signed in with. */
export type AuditAuthorKind =
  /** Nobody who is known. */
  | 'ANONYMOUS'
  /** A member's program. */
  | 'API_TOKEN'
  /** Whoever may run `gisa` on the machine. */
  | 'COMMAND_LINE'
  /** A member, in a browser. */
  | 'SESSION';

/** Which lines to list; every field that is set narrows the list. */
export type AuditEntryFilter = {
  /** Only those of this action. */
  action?: string | null | undefined;
  /** Only from this moment on. */
  from?: string | null | undefined;
  /** Only those by this member. */
  memberId?: string | null | undefined;
  /** Only those about this noun. */
  noun?: string | null | undefined;
  /** Only those about this row. */
  subjectId?: string | null | undefined;
  /** Only until before this moment. */
  to?: string | null | undefined;
};

export type AuditEntryRowFragment = { sequence: number, at: string, authorKind: Types.AuditAuthorKind, authorName: string, memberId: string | null, credentialId: string | null, address: string | null, requestId: string | null, action: string, input: string | null, noun: string | null, subjectId: string | null, before: string | null, after: string | null, hash: string };

export type AuditEntriesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.AuditEntryFilter | null | undefined;
}>;


export type AuditEntriesQuery = { auditEntries: { nodes: Array<{ sequence: number, at: string, authorKind: Types.AuditAuthorKind, authorName: string, memberId: string | null, credentialId: string | null, address: string | null, requestId: string | null, action: string, input: string | null, noun: string | null, subjectId: string | null, before: string | null, after: string | null, hash: string }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type AuditFiltersQueryVariables = Exact<{ [key: string]: never; }>;


export type AuditFiltersQuery = { newest: { nodes: Array<{ sequence: number, at: string, hash: string }> }, members: { nodes: Array<{ id: string, name: string }> } };

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
export const AuditEntryRowFragmentDoc = new TypedDocumentString(`
    fragment AuditEntryRow on AuditEntry {
  sequence
  at
  authorKind
  authorName
  memberId
  credentialId
  address
  requestId
  action
  input
  noun
  subjectId
  before
  after
  hash
}
    `, {"fragmentName":"AuditEntryRow"});
export const AuditEntriesDocument = new TypedDocumentString(`
    query AuditEntries($first: Int, $after: String, $last: Int, $before: String, $filter: AuditEntryFilter) {
  auditEntries(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    nodes {
      ...AuditEntryRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment AuditEntryRow on AuditEntry {
  sequence
  at
  authorKind
  authorName
  memberId
  credentialId
  address
  requestId
  action
  input
  noun
  subjectId
  before
  after
  hash
}`);
export const AuditFiltersDocument = new TypedDocumentString(`
    query AuditFilters {
  newest: auditEntries(first: 1) {
    nodes {
      sequence
      at
      hash
    }
  }
  members(first: 200) {
    nodes {
      id
      name
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    AuditEntries: build.query<AuditEntriesQuery, AuditEntriesQueryVariables | void>({
      query: (variables) => ({ document: AuditEntriesDocument as unknown as string, variables })
    }),
    AuditFilters: build.query<AuditFiltersQuery, AuditFiltersQueryVariables | void>({
      query: (variables) => ({ document: AuditFiltersDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useAuditEntriesQuery, useLazyAuditEntriesQuery, useAuditFiltersQuery, useLazyAuditFiltersQuery } = injectedRtkApi;

