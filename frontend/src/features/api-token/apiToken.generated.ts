/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** What an API token may be used for, within what its member may do. */
export type ApiTokenScope =
  /** What administrators may. */
  | 'ADMINISTRATION'
  /** What editors may. */
  | 'DATA'
  /** Asking for predictions, as everybody may. */
  | 'PREDICT'
  /** What viewers may. */
  | 'READ'
  /** What trainers may. */
  | 'TRAINING';

/** A token to be made. */
export type CreateApiTokenInput = {
  /** Days for which it holds: 1 to 366. */
  days?: number;
  /** What it is for: 1 to 200 characters. */
  name: string;
  /** What it may be used for; nothing beyond what the member may do. */
  scopes: Array<ApiTokenScope>;
};

export type ApiTokenRowFragment = { id: string, name: string, hint: string, scopes: Array<Types.ApiTokenScope>, createdAt: string, expiresAt: string, lastUsedAt: string | null, member: { id: string, name: string } };

export type ApiTokensQueryVariables = Exact<{
  all: boolean;
}>;


export type ApiTokensQuery = { apiTokens: Array<{ id: string, name: string, hint: string, scopes: Array<Types.ApiTokenScope>, createdAt: string, expiresAt: string, lastUsedAt: string | null, member: { id: string, name: string } }> };

export type CreateApiTokenMutationVariables = Exact<{
  input: Types.CreateApiTokenInput;
}>;


export type CreateApiTokenMutation = { createApiToken: { token: string, apiToken: { id: string, name: string, hint: string, scopes: Array<Types.ApiTokenScope>, createdAt: string, expiresAt: string, lastUsedAt: string | null, member: { id: string, name: string } } } };

export type RevokeApiTokenMutationVariables = Exact<{
  id: string;
}>;


export type RevokeApiTokenMutation = { revokeApiToken: string };

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
export const ApiTokenRowFragmentDoc = new TypedDocumentString(`
    fragment ApiTokenRow on ApiToken {
  id
  name
  hint
  scopes
  member {
    id
    name
  }
  createdAt
  expiresAt
  lastUsedAt
}
    `, {"fragmentName":"ApiTokenRow"});
export const ApiTokensDocument = new TypedDocumentString(`
    query ApiTokens($all: Boolean!) {
  apiTokens(all: $all) {
    ...ApiTokenRow
  }
}
    fragment ApiTokenRow on ApiToken {
  id
  name
  hint
  scopes
  member {
    id
    name
  }
  createdAt
  expiresAt
  lastUsedAt
}`);
export const CreateApiTokenDocument = new TypedDocumentString(`
    mutation CreateApiToken($input: CreateApiTokenInput!) {
  createApiToken(input: $input) {
    token
    apiToken {
      ...ApiTokenRow
    }
  }
}
    fragment ApiTokenRow on ApiToken {
  id
  name
  hint
  scopes
  member {
    id
    name
  }
  createdAt
  expiresAt
  lastUsedAt
}`);
export const RevokeApiTokenDocument = new TypedDocumentString(`
    mutation RevokeApiToken($id: UUID!) {
  revokeApiToken(id: $id)
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    ApiTokens: build.query<ApiTokensQuery, ApiTokensQueryVariables>({
      query: (variables) => ({ document: ApiTokensDocument as unknown as string, variables })
    }),
    CreateApiToken: build.mutation<CreateApiTokenMutation, CreateApiTokenMutationVariables>({
      query: (variables) => ({ document: CreateApiTokenDocument as unknown as string, variables })
    }),
    RevokeApiToken: build.mutation<RevokeApiTokenMutation, RevokeApiTokenMutationVariables>({
      query: (variables) => ({ document: RevokeApiTokenDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useApiTokensQuery, useLazyApiTokensQuery, useCreateApiTokenMutation, useRevokeApiTokenMutation } = injectedRtkApi;

