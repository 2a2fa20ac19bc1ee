/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
export type MySessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type MySessionsQuery = { mySessions: Array<{ id: string, isCurrent: boolean, address: string, userAgent: string, createdAt: string, refreshedAt: string, expiresAt: string }> };

export type SignOutSessionMutationVariables = Exact<{
  id: string;
}>;


export type SignOutSessionMutation = { signOutSession: string };

export type SignOutEverywhereMutationVariables = Exact<{
  exceptHere: boolean;
}>;


export type SignOutEverywhereMutation = { signOutEverywhere: number };

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

export const MySessionsDocument = new TypedDocumentString(`
    query MySessions {
  mySessions {
    id
    isCurrent
    address
    userAgent
    createdAt
    refreshedAt
    expiresAt
  }
}
    `);
export const SignOutSessionDocument = new TypedDocumentString(`
    mutation SignOutSession($id: UUID!) {
  signOutSession(id: $id)
}
    `);
export const SignOutEverywhereDocument = new TypedDocumentString(`
    mutation SignOutEverywhere($exceptHere: Boolean!) {
  signOutEverywhere(exceptHere: $exceptHere)
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    MySessions: build.query<MySessionsQuery, MySessionsQueryVariables | void>({
      query: (variables) => ({ document: MySessionsDocument as unknown as string, variables })
    }),
    SignOutSession: build.mutation<SignOutSessionMutation, SignOutSessionMutationVariables>({
      query: (variables) => ({ document: SignOutSessionDocument as unknown as string, variables })
    }),
    SignOutEverywhere: build.mutation<SignOutEverywhereMutation, SignOutEverywhereMutationVariables>({
      query: (variables) => ({ document: SignOutEverywhereDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useMySessionsQuery, useLazyMySessionsQuery, useSignOutSessionMutation, useSignOutEverywhereMutation } = injectedRtkApi;

