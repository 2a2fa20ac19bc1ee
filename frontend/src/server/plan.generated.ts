/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from './schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** What of an article models read: a dataset, the runs on it, their model versions and predictions have the same. */
export type TextRecipe =
  /** Title and body, of which only Hangul syllables and the spaces between words are left. */
  | 'HANGUL_ONLY'
  /** The title alone. */
  | 'TITLE'
  /** Title and body, with everything in them: digits, hanja and Latin letters too. */
  | 'TITLE_BODY';

export type PlanChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type PlanChoicesQuery = { trainingBaseModels: Array<string>, labelSets: Array<{ id: string, key: string, nameKo: string, nameEn: string }>, sources: { nodes: Array<{ id: string, key: string, name: string, definition: { id: string, version: number, needsPermission: boolean } | null, permissions: Array<{ id: string, revokedAt: string | null }> }> } };

export type PlanFragment = { evaluate: boolean, crawl: { sourceKey: string, pagesPerSection: number | null } | null, clean: { ruleSetVersion: number | null, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } } | null, dataset: { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } }, train: { baseModel: string, parameters: Array<{ field: string, value: string }> } | null };

export type PlanDatasetFragment = { labelSetKey: string, sourceKeys: Array<string>, crawlIds: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, onlyClean: boolean, recipe: Types.TextRecipe, seed: number, ratios: { train: number, validation: number, test: number } };

export type PlanTrainingFragment = { baseModel: string, parameters: Array<{ field: string, value: string }> };

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
export const PlanDatasetFragmentDoc = new TypedDocumentString(`
    fragment PlanDataset on DatasetSelection {
  labelSetKey
  sourceKeys
  crawlIds
  publishedFrom
  publishedTo
  maxPerClass
  minCharacters
  onlyClean
  recipe
  seed
  ratios {
    train
    validation
    test
  }
}
    `, {"fragmentName":"PlanDataset"});
export const PlanTrainingFragmentDoc = new TypedDocumentString(`
    fragment PlanTraining on PipelineTraining {
  baseModel
  parameters {
    field
    value
  }
}
    `, {"fragmentName":"PlanTraining"});
export const PlanFragmentDoc = new TypedDocumentString(`
    fragment Plan on PipelinePlan {
  crawl {
    sourceKey
    pagesPerSection
  }
  clean {
    ruleSetVersion
    selection {
      sourceKeys
      crawlIds
      importIds
      publishedFrom
      publishedTo
    }
  }
  dataset {
    ...PlanDataset
  }
  train {
    ...PlanTraining
  }
  evaluate
}
    fragment PlanDataset on DatasetSelection {
  labelSetKey
  sourceKeys
  crawlIds
  publishedFrom
  publishedTo
  maxPerClass
  minCharacters
  onlyClean
  recipe
  seed
  ratios {
    train
    validation
    test
  }
}
fragment PlanTraining on PipelineTraining {
  baseModel
  parameters {
    field
    value
  }
}`, {"fragmentName":"Plan"});
export const PlanChoicesDocument = new TypedDocumentString(`
    query PlanChoices {
  labelSets {
    id
    key
    nameKo
    nameEn
  }
  sources(first: 200) {
    nodes {
      id
      key
      name
      definition {
        id
        version
        needsPermission
      }
      permissions {
        id
        revokedAt
      }
    }
  }
  trainingBaseModels
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    PlanChoices: build.query<PlanChoicesQuery, PlanChoicesQueryVariables | void>({
      query: (variables) => ({ document: PlanChoicesDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { usePlanChoicesQuery, useLazyPlanChoicesQuery } = injectedRtkApi;

