/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** A dataset to be built. */
export type BuildDatasetInput = {
  /** Its name: 1 to 200 characters. */
  name: string;
  /** Which articles, and how they are split. */
  selection: DatasetSelectionInput;
};

/** Which datasets to list; every field that is set narrows the list. */
export type DatasetFilter = {
  /** Only sealed datasets this article is a row of. */
  articleId?: string | null | undefined;
  /** Only datasets of this label set. */
  labelSetId?: string | null | undefined;
  /** Only datasets sealed under this hash. */
  manifestSha256?: string | null | undefined;
  /** Only datasets that stand here. */
  status?: DatasetStatus | null | undefined;
};

/**
 * Which labelled articles a dataset takes, and how it splits them. Articles labelled by a model are never taken: a
 * model would learn its own mistakes.
 */
export type DatasetSelectionInput = {
  /** Only articles these crawls collected; all if empty. */
  crawlIds?: Array<string>;
  /** Key of the label set: articles labelled with one of its classes are taken. */
  labelSetKey: string;
  /** At most this many of each class, drawn by the seed; a larger number takes a superset. No limit if left out. */
  maxPerClass?: number | null | undefined;
  /** Only articles with at least this many characters in title and body together. */
  minCharacters?: number;
  /** Only articles published at this moment or later. */
  publishedFrom?: string | null | undefined;
  /** Only articles published before this moment. */
  publishedTo?: string | null | undefined;
  /** Which share goes where; 0.8, 0.1 and 0.1 if left out. */
  ratios?: SplitRatiosInput | null | undefined;
  /** Decides which rows are drawn and where they go: 0 to 2⁵³ − 1. */
  seed?: number;
  /** Only articles of these sources, by key; all if empty. */
  sourceKeys?: Array<string>;
};

/** Where a dataset stands. */
export type DatasetStatus =
  /** It waits for a worker, or is being built. */
  | 'BUILDING'
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It couldn't be built. */
  | 'FAILED'
  /** It is done and will never change. */
  | 'SEALED';

/** The part of a dataset a row belongs to. */
export type Split =
  /** What is looked at once, at the end. */
  | 'TEST'
  /** What weights are fitted to. */
  | 'TRAIN'
  /** What chooses the best epoch. */
  | 'VALIDATION';

/** What share of the rows each split gets; they must sum to 1. */
export type SplitRatiosInput = {
  /** Share of test. */
  test: number;
  /** Share of train: more than 0. */
  train: number;
  /** Share of validation. */
  validation: number;
};

/** Where a training run stands. */
export type TrainingRunStatus =
  /** Somebody stopped it, or its sweep did (`errorCode` is `STOPPED_EARLY` then). */
  | 'CANCELLED'
  /** It ended without one; `errorCode` and `error` say why. */
  | 'FAILED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** A trainer works on it. */
  | 'RUNNING'
  /** It made a model version. */
  | 'SUCCEEDED';

export type DatasetRowFragment = { id: string, name: string, status: Types.DatasetStatus, rowCount: number | null, manifestSha256: string | null, createdAt: string, sealedAt: string | null, labelSet: { id: string, nameKo: string, nameEn: string } };

export type DatasetsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.DatasetFilter | null | undefined;
}>;


export type DatasetsQuery = { datasets: { totalCount: number, nodes: Array<{ id: string, name: string, status: Types.DatasetStatus, rowCount: number | null, manifestSha256: string | null, createdAt: string, sealedAt: string | null, labelSet: { id: string, nameKo: string, nameEn: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type SimilarPairFragment = { similarity: number, first: { title: string, split: Types.Split }, second: { title: string, split: Types.Split } };

export type DatasetQueryVariables = Exact<{
  id: string;
}>;


export type DatasetQuery = { dataset: { errorCode: string | null, error: string | null, id: string, name: string, status: Types.DatasetStatus, rowCount: number | null, manifestSha256: string | null, createdAt: string, sealedAt: string | null, csv: string | null, jsonl: string | null, parquet: string | null, selection: { sourceKeys: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, seed: number, ratios: { train: number, validation: number, test: number } }, labelSet: { id: string, nameKo: string, nameEn: string, classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }, report: { ruleVersion: string, classes: Array<{ labelKey: string, train: number, validation: number, test: number }>, lengths: Array<{ fromCharacters: number, toCharacters: number | null, count: number }>, duplicates: { clusters: number, duplicateClusters: number, duplicates: number, exactDuplicates: number, largest: Array<{ externalId: string, title: string, size: number }> }, leaks: { similarityThreshold: number, clustersAcrossSplits: number, mostSimilar: { similarity: number, first: { title: string, split: Types.Split }, second: { title: string, split: Types.Split } } | null, mostSimilarTemplateTwins: { similarity: number, first: { title: string, split: Types.Split }, second: { title: string, split: Types.Split } } | null } } | null, trainingRuns: { nodes: Array<{ id: string, name: string, status: Types.TrainingRunStatus, createdAt: string, modelVersion: { id: string, number: number } | null }> } } | null };

export type BuildDatasetFormQueryVariables = Exact<{ [key: string]: never; }>;


export type BuildDatasetFormQuery = { labelSets: Array<{ id: string, key: string, nameKo: string, nameEn: string }>, sources: { nodes: Array<{ id: string, key: string, name: string }> } };

export type BuildDatasetMutationVariables = Exact<{
  input: Types.BuildDatasetInput;
}>;


export type BuildDatasetMutation = { buildDataset: { id: string } };

export type DatasetEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type DatasetEventsSubscription = { datasetEvents: { eventId: string, change: { datasetId: string, status: Types.DatasetStatus } } };

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
export const DatasetRowFragmentDoc = new TypedDocumentString(`
    fragment DatasetRow on Dataset {
  id
  name
  status
  rowCount
  manifestSha256
  createdAt
  sealedAt
  labelSet {
    id
    nameKo
    nameEn
  }
}
    `, {"fragmentName":"DatasetRow"});
export const SimilarPairFragmentDoc = new TypedDocumentString(`
    fragment SimilarPair on SimilarArticles {
  similarity
  first {
    title
    split
  }
  second {
    title
    split
  }
}
    `, {"fragmentName":"SimilarPair"});
export const DatasetsDocument = new TypedDocumentString(`
    query Datasets($first: Int, $after: String, $last: Int, $before: String, $filter: DatasetFilter) {
  datasets(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...DatasetRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment DatasetRow on Dataset {
  id
  name
  status
  rowCount
  manifestSha256
  createdAt
  sealedAt
  labelSet {
    id
    nameKo
    nameEn
  }
}`);
export const DatasetDocument = new TypedDocumentString(`
    query Dataset($id: UUID!) {
  dataset(id: $id) {
    ...DatasetRow
    errorCode
    error
    csv: exportPath(format: CSV)
    jsonl: exportPath(format: JSONL)
    parquet: exportPath(format: PARQUET)
    selection {
      sourceKeys
      publishedFrom
      publishedTo
      maxPerClass
      minCharacters
      seed
      ratios {
        train
        validation
        test
      }
    }
    labelSet {
      classes {
        ...LabelClass
      }
    }
    report {
      ruleVersion
      classes {
        labelKey
        train
        validation
        test
      }
      lengths {
        fromCharacters
        toCharacters
        count
      }
      duplicates {
        clusters
        duplicateClusters
        duplicates
        exactDuplicates
        largest {
          externalId
          title
          size
        }
      }
      leaks {
        similarityThreshold
        clustersAcrossSplits
        mostSimilar {
          ...SimilarPair
        }
        mostSimilarTemplateTwins {
          ...SimilarPair
        }
      }
    }
    trainingRuns(first: 10) {
      nodes {
        id
        name
        status
        createdAt
        modelVersion {
          id
          number
        }
      }
    }
  }
}
    fragment DatasetRow on Dataset {
  id
  name
  status
  rowCount
  manifestSha256
  createdAt
  sealedAt
  labelSet {
    id
    nameKo
    nameEn
  }
}
fragment SimilarPair on SimilarArticles {
  similarity
  first {
    title
    split
  }
  second {
    title
    split
  }
}
fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);
export const BuildDatasetFormDocument = new TypedDocumentString(`
    query BuildDatasetForm {
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
    }
  }
}
    `);
export const BuildDatasetDocument = new TypedDocumentString(`
    mutation BuildDataset($input: BuildDatasetInput!) {
  buildDataset(input: $input) {
    id
  }
}
    `);
export const DatasetEventsDocument = new TypedDocumentString(`
    subscription DatasetEvents($after: ID) {
  datasetEvents(after: $after) {
    eventId
    change {
      datasetId
      status
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Datasets: build.query<DatasetsQuery, DatasetsQueryVariables | void>({
      query: (variables) => ({ document: DatasetsDocument as unknown as string, variables })
    }),
    Dataset: build.query<DatasetQuery, DatasetQueryVariables>({
      query: (variables) => ({ document: DatasetDocument as unknown as string, variables })
    }),
    BuildDatasetForm: build.query<BuildDatasetFormQuery, BuildDatasetFormQueryVariables | void>({
      query: (variables) => ({ document: BuildDatasetFormDocument as unknown as string, variables })
    }),
    BuildDataset: build.mutation<BuildDatasetMutation, BuildDatasetMutationVariables>({
      query: (variables) => ({ document: BuildDatasetDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useDatasetsQuery, useLazyDatasetsQuery, useDatasetQuery, useLazyDatasetQuery, useBuildDatasetFormQuery, useLazyBuildDatasetFormQuery, useBuildDatasetMutation } = injectedRtkApi;

