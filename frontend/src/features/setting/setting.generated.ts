/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
export type SettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingsQuery = { settings: { fourEyes: boolean }, signInWay: { providerName: string | null, isLocal: boolean } };

export type DeployersQueryVariables = Exact<{ [key: string]: never; }>;


export type DeployersQuery = { trainers: { nodes: Array<{ id: string }> }, administrators: { nodes: Array<{ id: string }> } };

export type SetFourEyesMutationVariables = Exact<{
  enabled: boolean;
}>;


export type SetFourEyesMutation = { setFourEyes: { fourEyes: boolean } };

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

export const SettingsDocument = new TypedDocumentString(`
    query Settings {
  settings {
    fourEyes
  }
  signInWay {
    providerName
    isLocal
  }
}
    `);
export const DeployersDocument = new TypedDocumentString(`
    query Deployers {
  trainers: members(first: 2, filter: {role: TRAINER, suspended: false}) {
    nodes {
      id
    }
  }
  administrators: members(
    first: 2
    filter: {role: ADMINISTRATOR, suspended: false}
  ) {
    nodes {
      id
    }
  }
}
    `);
export const SetFourEyesDocument = new TypedDocumentString(`
    mutation SetFourEyes($enabled: Boolean!) {
  setFourEyes(enabled: $enabled) {
    fourEyes
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Settings: build.query<SettingsQuery, SettingsQueryVariables | void>({
      query: (variables) => ({ document: SettingsDocument as unknown as string, variables })
    }),
    Deployers: build.query<DeployersQuery, DeployersQueryVariables | void>({
      query: (variables) => ({ document: DeployersDocument as unknown as string, variables })
    }),
    SetFourEyes: build.mutation<SetFourEyesMutation, SetFourEyesMutationVariables>({
      query: (variables) => ({ document: SetFourEyesDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useSettingsQuery, useLazySettingsQuery, useDeployersQuery, useLazyDeployersQuery, useSetFourEyesMutation } = injectedRtkApi;

