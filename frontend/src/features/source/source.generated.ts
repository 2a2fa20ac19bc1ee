/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Where a crawl stands. */
export type CrawlStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It collected something, but less or other than is usual: `health` says why. Somebody may accept it. */
  | 'DEGRADED'
  /** It collected nothing, or broke off; `errorCode` and `error` say why. */
  | 'FAILED'
  /** Somebody paused it; it goes on where it was when it is resumed. */
  | 'PAUSED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** It collects. */
  | 'RUNNING'
  /** It collected what it set out to, as much as is usual. */
  | 'SUCCEEDED';

/** A source to be made, with the first version of its definition. */
export type CreateSourceInput = {
  /** Why it is made. */
  comment?: string | null | undefined;
  /** The definition, as TOML; the shipped ones are examples. */
  definition: string;
  /** Its key: letters a-z, digits, '-', '_' and '.'. */
  key: string;
};

/** What to try: a page, by address or as text, and a selector. */
export type TrySelectorInput = {
  /** Where the page is; it is asked for as a crawl would ask. Give this or `html`. */
  address?: string | null | undefined;
  /** The page itself. Give this or `address`. */
  html?: string | null | undefined;
  /** A CSS selector, optionally followed by ` @` and an attribute; left out, only the definition is tried. */
  selector?: string | null | undefined;
  /** Key of the source whose definition, manners and hosts count. */
  sourceKey: string;
};

/** A new version of a source's definition. */
export type UpdateSourceInput = {
  /** Why it is made. */
  comment?: string | null | undefined;
  /** The definition, as TOML. */
  definition: string;
  /** The version that was changed; refused if another is current by now. */
  expectedVersion?: number | null | undefined;
  /** Key of the source. */
  key: string;
};

export type SourceRowFragment = { id: string, key: string, name: string, createdAt: string, definition: { id: string, version: number, text: string, needsPermission: boolean, createdAt: string, sections: Array<{ key: string, label: string | null }> } | null, permissions: Array<{ id: string, revokedAt: string | null }>, crawls: { nodes: Array<{ id: string, status: Types.CrawlStatus, createdAt: string }> } };

export type SourcesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type SourcesQuery = { sources: { totalCount: number, nodes: Array<{ id: string, key: string, name: string, createdAt: string, definition: { id: string, version: number, text: string, needsPermission: boolean, createdAt: string, sections: Array<{ key: string, label: string | null }> } | null, permissions: Array<{ id: string, revokedAt: string | null }>, crawls: { nodes: Array<{ id: string, status: Types.CrawlStatus, createdAt: string }> } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type SourceQueryVariables = Exact<{
  key: string;
}>;


export type SourceQuery = { source: { id: string, key: string, name: string, createdAt: string, definition: { id: string, version: number, text: string, needsPermission: boolean, lists: Array<string>, createdAt: string, createdBy: string, sections: Array<{ key: string, label: string | null }> } | null, permissions: Array<{ id: string, grantedBy: string, reason: string, recordedBy: string, recordedAt: string, revokedBy: string | null, revokedAt: string | null }>, articles: { totalCount: number }, crawls: { totalCount: number, nodes: Array<{ id: string, status: Types.CrawlStatus, createdAt: string, articlesNew: number, articlesFailed: number, isTrusted: boolean }> } } | null };

export type SourceDefinitionsQueryVariables = Exact<{
  key: string;
}>;


export type SourceDefinitionsQuery = { source: { id: string, key: string, name: string, definitions: Array<{ id: string, version: number, text: string, comment: string | null, createdBy: string, createdAt: string }> } | null };

export type CreateSourceMutationVariables = Exact<{
  input: Types.CreateSourceInput;
}>;


export type CreateSourceMutation = { createSource: { id: string, key: string } };

export type UpdateSourceMutationVariables = Exact<{
  input: Types.UpdateSourceInput;
}>;


export type UpdateSourceMutation = { updateSource: { id: string, definition: { id: string, version: number } | null } };

export type RecordSourcePermissionMutationVariables = Exact<{
  sourceKey: string;
  grantedBy: string;
  reason: string;
}>;


export type RecordSourcePermissionMutation = { recordSourcePermission: { id: string } };

export type RevokeSourcePermissionMutationVariables = Exact<{
  sourceKey: string;
}>;


export type RevokeSourcePermissionMutation = { revokeSourcePermission: { id: string } };

export type TrySelectorMutationVariables = Exact<{
  input: Types.TrySelectorInput;
}>;


export type TrySelectorMutation = { trySelector: { charset: string, finalUrl: string | null, matches: Array<string>, title: string, body: string, publishedAt: string | null, press: string | null, missing: Array<string> } };

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
export const SourceRowFragmentDoc = new TypedDocumentString(`
    fragment SourceRow on Source {
  id
  key
  name
  createdAt
  definition {
    id
    version
    text
    needsPermission
    createdAt
    sections {
      key
      label
    }
  }
  permissions {
    id
    revokedAt
  }
  crawls(first: 1) {
    nodes {
      id
      status
      createdAt
    }
  }
}
    `, {"fragmentName":"SourceRow"});
export const SourcesDocument = new TypedDocumentString(`
    query Sources($first: Int, $after: String, $last: Int, $before: String) {
  sources(first: $first, after: $after, last: $last, before: $before) {
    totalCount
    nodes {
      ...SourceRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment SourceRow on Source {
  id
  key
  name
  createdAt
  definition {
    id
    version
    text
    needsPermission
    createdAt
    sections {
      key
      label
    }
  }
  permissions {
    id
    revokedAt
  }
  crawls(first: 1) {
    nodes {
      id
      status
      createdAt
    }
  }
}`);
export const SourceDocument = new TypedDocumentString(`
    query Source($key: String!) {
  source(key: $key) {
    id
    key
    name
    createdAt
    definition {
      id
      version
      text
      needsPermission
      lists
      createdAt
      createdBy
      sections {
        key
        label
      }
    }
    permissions {
      id
      grantedBy
      reason
      recordedBy
      recordedAt
      revokedBy
      revokedAt
    }
    articles(first: 1) {
      totalCount
    }
    crawls(first: 8) {
      totalCount
      nodes {
        id
        status
        createdAt
        articlesNew
        articlesFailed
        isTrusted
      }
    }
  }
}
    `);
export const SourceDefinitionsDocument = new TypedDocumentString(`
    query SourceDefinitions($key: String!) {
  source(key: $key) {
    id
    key
    name
    definitions {
      id
      version
      text
      comment
      createdBy
      createdAt
    }
  }
}
    `);
export const CreateSourceDocument = new TypedDocumentString(`
    mutation CreateSource($input: CreateSourceInput!) {
  createSource(input: $input) {
    id
    key
  }
}
    `);
export const UpdateSourceDocument = new TypedDocumentString(`
    mutation UpdateSource($input: UpdateSourceInput!) {
  updateSource(input: $input) {
    id
    definition {
      id
      version
    }
  }
}
    `);
export const RecordSourcePermissionDocument = new TypedDocumentString(`
    mutation RecordSourcePermission($sourceKey: String!, $grantedBy: String!, $reason: String!) {
  recordSourcePermission(
    sourceKey: $sourceKey
    grantedBy: $grantedBy
    reason: $reason
  ) {
    id
  }
}
    `);
export const RevokeSourcePermissionDocument = new TypedDocumentString(`
    mutation RevokeSourcePermission($sourceKey: String!) {
  revokeSourcePermission(sourceKey: $sourceKey) {
    id
  }
}
    `);
export const TrySelectorDocument = new TypedDocumentString(`
    mutation TrySelector($input: TrySelectorInput!) {
  trySelector(input: $input) {
    charset
    finalUrl
    matches
    title
    body
    publishedAt
    press
    missing
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Sources: build.query<SourcesQuery, SourcesQueryVariables | void>({
      query: (variables) => ({ document: SourcesDocument as unknown as string, variables })
    }),
    Source: build.query<SourceQuery, SourceQueryVariables>({
      query: (variables) => ({ document: SourceDocument as unknown as string, variables })
    }),
    SourceDefinitions: build.query<SourceDefinitionsQuery, SourceDefinitionsQueryVariables>({
      query: (variables) => ({ document: SourceDefinitionsDocument as unknown as string, variables })
    }),
    CreateSource: build.mutation<CreateSourceMutation, CreateSourceMutationVariables>({
      query: (variables) => ({ document: CreateSourceDocument as unknown as string, variables })
    }),
    UpdateSource: build.mutation<UpdateSourceMutation, UpdateSourceMutationVariables>({
      query: (variables) => ({ document: UpdateSourceDocument as unknown as string, variables })
    }),
    RecordSourcePermission: build.mutation<RecordSourcePermissionMutation, RecordSourcePermissionMutationVariables>({
      query: (variables) => ({ document: RecordSourcePermissionDocument as unknown as string, variables })
    }),
    RevokeSourcePermission: build.mutation<RevokeSourcePermissionMutation, RevokeSourcePermissionMutationVariables>({
      query: (variables) => ({ document: RevokeSourcePermissionDocument as unknown as string, variables })
    }),
    TrySelector: build.mutation<TrySelectorMutation, TrySelectorMutationVariables>({
      query: (variables) => ({ document: TrySelectorDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useSourcesQuery, useLazySourcesQuery, useSourceQuery, useLazySourceQuery, useSourceDefinitionsQuery, useLazySourceDefinitionsQuery, useCreateSourceMutation, useUpdateSourceMutation, useRecordSourcePermissionMutation, useRevokeSourcePermissionMutation, useTrySelectorMutation } = injectedRtkApi;

