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
  name?: string | null | undefined;
  /** Only datasets that stand here. */
  status?: DatasetStatus | null | undefined;
};

/** How datasets are sorted. */
export type DatasetOrder = {
  /** Which way. */
  direction: SortDirection;
  /** What by. */
  field: DatasetSort;
};

/** Which rows to list; every field that is set narrows the list. */
export type DatasetRowFilter = {
  /** Only rows of this cluster of near-duplicates. */
  cluster?: number | null | undefined;
  /** Only rows of this class. */
  labelClassId?: string | null | undefined;
  /** Only rows of this part. */
  split?: Split | null | undefined;
};

/**
 * Which labelled articles a dataset takes, and how it splits them. Articles labelled by a model are never taken: a
 * model would learn its own mistakes.
 */
export type DatasetSelectionInput = {
  /**
   * Only articles these crawls collected. If empty, all articles but those of crawls that haven't ended, or ended badly
   * without that somebody accepted them.
   */
  crawlIds?: Array<string>;
  /** Key of the label set: articles labelled with one of its classes are taken. */
  labelSetKey: string;
  /** At most this many of each class, drawn by the seed; a larger number takes a superset. No limit if left out. */
  maxPerClass?: number | null | undefined;
  /** Only articles with at least this many characters in title and body together. */
  minCharacters?: number;
  /**
   * Only articles that cleaning keeps, in their cleaned text; if left out, so as soon as anything was cleaned. Articles
   * that weren't cleaned, or whose text changed since, aren't taken then.
   */
  onlyClean?: boolean | null | undefined;
  /** Only articles published at this moment or later. */
  publishedFrom?: string | null | undefined;
  /** Only articles published before this moment. */
  publishedTo?: string | null | undefined;
  /** Which share goes where; 0.8, 0.1 and 0.1 if left out. */
  ratios?: SplitRatiosInput | null | undefined;
  /** What of an article models read. */
  recipe?: TextRecipe;
  /** Decides which rows are drawn and where they go: 0 to 2⁵³ − 1. */
  seed?: number;
  /** Only articles of these sources, by key; all if empty. */
  sourceKeys?: Array<string>;
};

/** What datasets are sorted by. */
export type DatasetSort =
  /** When they were asked for. */
  | 'CREATED_AT'
  /** Their name. */
  | 'NAME'
  /** How many rows they have; those that aren't sealed come last. */
  | 'ROW_COUNT';

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

/** Which way a list is sorted. */
export type SortDirection =
  /** Smallest, oldest or first in the alphabet comes first. */
  | 'ASCENDING'
  /** Largest, newest or last in the alphabet comes first. */
  | 'DESCENDING';

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

/** What of an article models read: a dataset, the runs on it, their model versions and predictions have the same. */
export type TextRecipe =
  /** Title and body, of which only Hangul syllables and the spaces between words are left. */
  | 'HANGUL_ONLY'
  /** The title alone. */
  | 'TITLE'
  /** Title and body, with everything in them: digits, hanja and Latin letters too. */
  | 'TITLE_BODY';

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
  orderBy?: Types.DatasetOrder | null | undefined;
}>;


export type DatasetsQuery = { lastEventId: string, datasets: { totalCount: number, nodes: Array<{ id: string, name: string, status: Types.DatasetStatus, rowCount: number | null, manifestSha256: string | null, createdAt: string, sealedAt: string | null, labelSet: { id: string, nameKo: string, nameEn: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type SimilarPairFragment = { similarity: number, first: { title: string, split: Types.Split }, second: { title: string, split: Types.Split } };

export type DatasetQueryVariables = Exact<{
  id: string;
}>;


export type DatasetQuery = { lastEventId: string, dataset: { errorCode: string | null, error: string | null, id: string, name: string, status: Types.DatasetStatus, rowCount: number | null, manifestSha256: string | null, createdAt: string, sealedAt: string | null, csv: string | null, jsonl: string | null, parquet: string | null, selection: { sourceKeys: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, seed: number, ratios: { train: number, validation: number, test: number } }, labelSet: { id: string, nameKo: string, nameEn: string, classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }, report: { ruleVersion: string, classes: Array<{ labelKey: string, train: number, validation: number, test: number }>, lengths: Array<{ fromCharacters: number, toCharacters: number | null, count: number }>, duplicates: { clusters: number, duplicateClusters: number, duplicates: number, exactDuplicates: number, largest: Array<{ externalId: string, title: string, size: number }> }, leaks: { similarityThreshold: number, clustersAcrossSplits: number, mostSimilar: { similarity: number, first: { title: string, split: Types.Split }, second: { title: string, split: Types.Split } } | null, mostSimilarTemplateTwins: { similarity: number, first: { title: string, split: Types.Split }, second: { title: string, split: Types.Split } } | null } } | null, trainingRuns: { nodes: Array<{ id: string, name: string, status: Types.TrainingRunStatus, createdAt: string, modelVersion: { id: string, number: number } | null }> } } | null };

export type BuildDatasetFormQueryVariables = Exact<{ [key: string]: never; }>;


export type BuildDatasetFormQuery = { labelSets: Array<{ id: string, key: string, nameKo: string, nameEn: string, classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }>, sources: { nodes: Array<{ id: string, key: string, name: string }> } };

export type BuildDatasetMutationVariables = Exact<{
  input: Types.BuildDatasetInput;
}>;


export type BuildDatasetMutation = { buildDataset: { id: string } };

export type DatasetEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type DatasetEventsSubscription = { datasetEvents: { eventId: string, change: { datasetId: string, status: Types.DatasetStatus } } };

export type DatasetPreviewQueryVariables = Exact<{
  selection: Types.DatasetSelectionInput;
}>;


export type DatasetPreviewQuery = { datasetPreview: { articles: number, taken: number, copies: number, isComplete: boolean, mostCounted: number, onlyClean: boolean, classes: Array<{ articles: number, copies: number, taken: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> } };

export type DatasetRowsQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter: Types.DatasetRowFilter;
}>;


export type DatasetRowsQuery = { dataset: { id: string, name: string, labelSet: { id: string, classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }, rows: { totalCount: number, nodes: Array<{ position: number, split: Types.Split, cluster: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string }, article: { id: string, title: string, characterCount: number } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type ComparedDatasetFragment = { id: string, name: string, rowCount: number | null, manifestSha256: string | null, sealedAt: string | null, selection: { sourceKeys: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, seed: number, ratios: { train: number, validation: number, test: number } }, labelSet: { id: string, nameKo: string, nameEn: string, classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }, report: { ruleVersion: string, classes: Array<{ labelKey: string, train: number, validation: number, test: number }>, duplicates: { clusters: number, duplicates: number, exactDuplicates: number }, leaks: { clustersAcrossSplits: number } } | null };

export type CompareDatasetsQueryVariables = Exact<{
  a: string;
  b: string;
}>;


export type CompareDatasetsQuery = { a: { id: string, name: string, rowCount: number | null, manifestSha256: string | null, sealedAt: string | null, selection: { sourceKeys: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, seed: number, ratios: { train: number, validation: number, test: number } }, labelSet: { id: string, nameKo: string, nameEn: string, classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }, report: { ruleVersion: string, classes: Array<{ labelKey: string, train: number, validation: number, test: number }>, duplicates: { clusters: number, duplicates: number, exactDuplicates: number }, leaks: { clustersAcrossSplits: number } } | null } | null, b: { id: string, name: string, rowCount: number | null, manifestSha256: string | null, sealedAt: string | null, selection: { sourceKeys: Array<string>, publishedFrom: string | null, publishedTo: string | null, maxPerClass: number | null, minCharacters: number, seed: number, ratios: { train: number, validation: number, test: number } }, labelSet: { id: string, nameKo: string, nameEn: string, classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }, report: { ruleVersion: string, classes: Array<{ labelKey: string, train: number, validation: number, test: number }>, duplicates: { clusters: number, duplicates: number, exactDuplicates: number }, leaks: { clustersAcrossSplits: number } } | null } | null };

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
export const ComparedDatasetFragmentDoc = new TypedDocumentString(`
    fragment ComparedDataset on Dataset {
  id
  name
  rowCount
  manifestSha256
  sealedAt
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
    id
    nameKo
    nameEn
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
    duplicates {
      clusters
      duplicates
      exactDuplicates
    }
    leaks {
      clustersAcrossSplits
    }
  }
}
    fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`, {"fragmentName":"ComparedDataset"});
export const DatasetsDocument = new TypedDocumentString(`
    query Datasets($first: Int, $after: String, $last: Int, $before: String, $filter: DatasetFilter, $orderBy: DatasetOrder) {
  lastEventId
  datasets(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
    orderBy: $orderBy
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
  lastEventId
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
    classes {
      ...LabelClass
    }
  }
  sources(first: 200) {
    nodes {
      id
      key
      name
    }
  }
}
    fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);
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
export const DatasetPreviewDocument = new TypedDocumentString(`
    query DatasetPreview($selection: DatasetSelectionInput!) {
  datasetPreview(selection: $selection) {
    articles
    taken
    copies
    isComplete
    mostCounted
    onlyClean
    classes {
      articles
      copies
      taken
      label {
        ...LabelClass
      }
    }
  }
}
    fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);
export const DatasetRowsDocument = new TypedDocumentString(`
    query DatasetRows($id: UUID!, $first: Int, $after: String, $last: Int, $before: String, $filter: DatasetRowFilter!) {
  dataset(id: $id) {
    id
    name
    labelSet {
      id
      classes {
        ...LabelClass
      }
    }
    rows(
      first: $first
      after: $after
      last: $last
      before: $before
      filter: $filter
    ) {
      totalCount
      nodes {
        position
        split
        cluster
        label {
          ...LabelClass
        }
        article {
          id
          title
          characterCount
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
}
    fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);
export const CompareDatasetsDocument = new TypedDocumentString(`
    query CompareDatasets($a: UUID!, $b: UUID!) {
  a: dataset(id: $a) {
    ...ComparedDataset
  }
  b: dataset(id: $b) {
    ...ComparedDataset
  }
}
    fragment ComparedDataset on Dataset {
  id
  name
  rowCount
  manifestSha256
  sealedAt
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
    id
    nameKo
    nameEn
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
    duplicates {
      clusters
      duplicates
      exactDuplicates
    }
    leaks {
      clustersAcrossSplits
    }
  }
}
fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);

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
    DatasetPreview: build.query<DatasetPreviewQuery, DatasetPreviewQueryVariables>({
      query: (variables) => ({ document: DatasetPreviewDocument as unknown as string, variables })
    }),
    DatasetRows: build.query<DatasetRowsQuery, DatasetRowsQueryVariables>({
      query: (variables) => ({ document: DatasetRowsDocument as unknown as string, variables })
    }),
    CompareDatasets: build.query<CompareDatasetsQuery, CompareDatasetsQueryVariables>({
      query: (variables) => ({ document: CompareDatasetsDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useDatasetsQuery, useLazyDatasetsQuery, useDatasetQuery, useLazyDatasetQuery, useBuildDatasetFormQuery, useLazyBuildDatasetFormQuery, useBuildDatasetMutation, useDatasetPreviewQuery, useLazyDatasetPreviewQuery, useDatasetRowsQuery, useLazyDatasetRowsQuery, useCompareDatasetsQuery, useLazyCompareDatasetsQuery } = injectedRtkApi;

