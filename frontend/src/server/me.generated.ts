/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from './schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** What a member may do. */
export type MemberRole =
  /** Does everything, members and settings included. */
  | 'ADMINISTRATOR'
  /** Also collects, labels and freezes data. */
  | 'EDITOR'
  /** Also trains, measures and deploys models, but doesn't change data. */
  | 'TRAINER'
  /** Reads everything that isn't about people. */
  | 'VIEWER';

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { allowed: Array<Types.MemberRole>, sessionId: string | null, member: { id: string, name: string, role: Types.MemberRole } } | null };

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

export const MeDocument = new TypedDocumentString(`
    query Me {
  me {
    allowed
    sessionId
    member {
      id
      name
      role
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Me: build.query<MeQuery, MeQueryVariables | void>({
      query: (variables) => ({ document: MeDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useMeQuery, useLazyMeQuery } = injectedRtkApi;

