/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
export type SearchAmongQueryVariables = Exact<{ [key: string]: never; }>;


export type SearchAmongQuery = { trainingRuns: { nodes: Array<{ id: string, name: string }> }, modelVersions: { nodes: Array<{ id: string, number: number, architecture: string }> }, datasets: { nodes: Array<{ id: string, name: string }> }, sweeps: { nodes: Array<{ id: string, name: string }> }, baseModels: { nodes: Array<{ id: string, name: string }> }, pipelineRuns: { nodes: Array<{ id: string, name: string }> }, schedules: Array<{ id: string, name: string }>, sources: { nodes: Array<{ id: string, key: string, name: string }> } };

export type SearchArticlesQueryVariables = Exact<{
  text: string;
}>;


export type SearchArticlesQuery = { articles: { nodes: Array<{ id: string, title: string }> } };

export type SearchNamedQueryVariables = Exact<{
  text: string;
}>;


export type SearchNamedQuery = { trainingRuns: { nodes: Array<{ id: string, name: string }> }, modelVersions: { nodes: Array<{ id: string, number: number, architecture: string }> }, datasets: { nodes: Array<{ id: string, name: string }> }, sources: { nodes: Array<{ id: string, key: string, name: string }> } };

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

export const SearchAmongDocument = new TypedDocumentString(`
    query SearchAmong {
  trainingRuns(first: 100) {
    nodes {
      id
      name
    }
  }
  modelVersions(first: 100) {
    nodes {
      id
      number
      architecture
    }
  }
  datasets(first: 100) {
    nodes {
      id
      name
    }
  }
  sweeps(first: 100) {
    nodes {
      id
      name
    }
  }
  baseModels(first: 100) {
    nodes {
      id
      name
    }
  }
  pipelineRuns(first: 100) {
    nodes {
      id
      name
    }
  }
  schedules {
    id
    name
  }
  sources(first: 100) {
    nodes {
      id
      key
      name
    }
  }
}
    `);
export const SearchArticlesDocument = new TypedDocumentString(`
    query SearchArticles($text: String!) {
  articles(first: 8, filter: {text: $text}) {
    nodes {
      id
      title
    }
  }
}
    `);
export const SearchNamedDocument = new TypedDocumentString(`
    query SearchNamed($text: String!) {
  trainingRuns(first: 6, filter: {name: $text}) {
    nodes {
      id
      name
    }
  }
  modelVersions(first: 6, filter: {name: $text}) {
    nodes {
      id
      number
      architecture
    }
  }
  datasets(first: 6, filter: {name: $text}) {
    nodes {
      id
      name
    }
  }
  sources(first: 6, name: $text) {
    nodes {
      id
      key
      name
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    SearchAmong: build.query<SearchAmongQuery, SearchAmongQueryVariables | void>({
      query: (variables) => ({ document: SearchAmongDocument as unknown as string, variables })
    }),
    SearchArticles: build.query<SearchArticlesQuery, SearchArticlesQueryVariables>({
      query: (variables) => ({ document: SearchArticlesDocument as unknown as string, variables })
    }),
    SearchNamed: build.query<SearchNamedQuery, SearchNamedQueryVariables>({
      query: (variables) => ({ document: SearchNamedDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useSearchAmongQuery, useLazySearchAmongQuery, useSearchArticlesQuery, useLazySearchArticlesQuery, useSearchNamedQuery, useLazySearchNamedQuery } = injectedRtkApi;

