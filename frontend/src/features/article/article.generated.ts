/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Which articles to list; every field that is set narrows the list. */
export type ArticleFilter = {
  /** Only articles this import brought or last updated. */
  articleImportId?: string | null | undefined;
  cleaning?: CleaningState | null | undefined;
  /** Only articles this crawl collected. */
  crawlId?: string | null | undefined;
  /** Only articles of this class. */
  labelClassId?: string | null | undefined;
  /** Only articles labelled with a class of this label set. */
  labelSetId?: string | null | undefined;
  /** Only articles with a label (true) or without one (false). */
  labelled?: boolean | null | undefined;
  /** Only articles published at this moment or later. */
  publishedFrom?: string | null | undefined;
  /** Only articles published before this moment. */
  publishedTo?: string | null | undefined;
  /** Only articles of this source. */
  sourceId?: string | null | undefined;
  /** Only articles with this text in the title. */
  text?: string | null | undefined;
};

/** Which imports to list; every field that is set narrows the list. */
export type ArticleImportFilter = {
  /** Only imports into this source. */
  sourceId?: string | null | undefined;
  /** Only imports that stand here. */
  status?: ArticleImportStatus | null | undefined;
};

/** Where an import stands. */
export type ArticleImportStatus =
  /** Somebody stopped it; what was read before is stored. */
  | 'CANCELLED'
  /** It stopped at an error; what was read before is stored, and a retry continues there. */
  | 'FAILED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** It reads; what it has read so far is stored. */
  | 'RUNNING'
  /** The whole file was read. */
  | 'SUCCEEDED';

/** How articles are sorted. */
export type ArticleOrder = {
  /** Which way. */
  direction: SortDirection;
  /** What by. */
  field: ArticleSort;
};

/** What articles are sorted by. */
export type ArticleSort =
  /** When they were first stored. */
  | 'CREATED_AT'
  /** When they were published; articles without a time come last. */
  | 'PUBLISHED_AT';

/** What cleaning decided about an article. */
export type CleaningOutcome =
  /** It may be learnt from. */
  | 'KEPT'
  /** It may not. */
  | 'REJECTED';

/** A cleaning rule, in the order in which rules are asked: the first that rejects an article is named. */
export type CleaningRule =
  /** Advertisements and paid articles are rejected. */
  | 'ADVERTISEMENT'
  /** Bylines, reporters' mail addresses, copyright lines and photo credits are taken out of the text. */
  | 'BOILERPLATE'
  /** Copies of an earlier article are rejected; the earliest is kept. */
  | 'EXACT_DUPLICATE'
  /** An article whose copies have different labels of one label set is rejected: it has no one right class. */
  | 'LABEL_CONFLICT'
  /** Articles that say what an earlier one says in almost the same words are rejected; the earliest is kept. */
  | 'NEAR_DUPLICATE'
  /** HTML entities become characters, text NFC, runs of spaces one. */
  | 'NORMALISE'
  /** Short notices (obituaries, personnel changes, calls for entries) are rejected. */
  | 'NOTICE'
  /** Texts with too small a share of Hangul among their letters are rejected. */
  | 'NOT_KOREAN'
  /** Texts with too few characters are rejected. */
  | 'TOO_SHORT';

export type CleaningState =
  | 'KEPT'
  | 'NOT_CLEANED'
  | 'REJECTED';

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

/** How a file of articles is written. */
export type FileFormat =
  /** Comma-separated values (RFC 4180) in UTF-8, with a header. */
  | 'CSV'
  /** JSON Lines: one object a line. */
  | 'JSONL'
  /** Apache Parquet with flat columns. */
  | 'PARQUET'
  /** Tab-separated values in UTF-8, with a header. */
  | 'TSV';

/** A file of articles to be imported. Upload it first (`POST /uploads` answers with its key). */
export type ImportArticlesInput = {
  /** The file's name, for the report. */
  fileName: string;
  /** How the file is written; taken from the file's name if left out. */
  format?: FileFormat | null | undefined;
  /** Key of the label set the file's labels are read in; left out, labels are not read. */
  labelSetKey?: string | null | undefined;
  /**
   * Key of the source the articles belong to; made if it is new. With an article's external id it is the article's
   * identity, so importing a file again changes nothing.
   */
  sourceKey: string;
  /** Name of the source, if it is new; its key if left out. */
  sourceName?: string | null | undefined;
  /** The upload's key. */
  uploadKey: string;
};

/** A label for an article. */
export type LabelArticleInput = {
  /** The article's id. */
  articleId: string;
  /** Key of the class within the label set. */
  labelKey: string;
  /** Key of the label set. */
  labelSetKey: string;
};

/** What kind of author set a label. */
export type LabelOrigin =
  /** The section of the page the article was collected from. */
  | 'CRAWL'
  /** A reader's feedback on a prediction. */
  | 'FEEDBACK'
  /** The file the article came in. */
  | 'IMPORT'
  /** A person. */
  | 'MEMBER'
  /** A model; datasets never take such articles. */
  | 'MODEL';

/** A label for articles. */
export type RelabelArticlesInput = {
  /** The articles' ids: 1 to 5000. */
  articleIds: Array<string>;
  /** Key of the class within the label set. */
  labelKey: string;
  /** Key of the label set. */
  labelSetKey: string;
  /** Why: at most 1000 characters. */
  reason?: string | null | undefined;
};

/** Which way a list is sorted. */
export type SortDirection =
  /** Smallest, oldest or first in the alphabet comes first. */
  | 'ASCENDING'
  /** Largest, newest or last in the alphabet comes first. */
  | 'DESCENDING';

/** A text that has to go. */
export type TakeDownArticleInput = {
  /** The article's id. */
  articleId: string;
  /** Why: 1 to 1000 characters. */
  reason: string;
};

/** Where a takedown stands. */
export type TakedownStatus =
  /** It is gone from all of them. */
  | 'ERASED'
  /** The article's own text is gone; that in the files of sealed datasets and evaluations is being erased. */
  | 'ERASING'
  /** A file couldn't be rewritten; `error` says why. Retry the job. */
  | 'FAILED';

export type ArticleRowFragment = { id: string, title: string, characterCount: number, publishedAt: string | null, collectedAt: string, createdAt: string, labelOrigin: Types.LabelOrigin | null, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } | null, source: { id: string, key: string, name: string } };

export type ArticlesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.ArticleFilter | null | undefined;
  orderBy?: Types.ArticleOrder | null | undefined;
}>;


export type ArticlesQuery = { lastEventId: string, articles: { edges: Array<{ cursor: string, node: { id: string, title: string, characterCount: number, publishedAt: string | null, collectedAt: string, createdAt: string, labelOrigin: Types.LabelOrigin | null, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } | null, source: { id: string, key: string, name: string } } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type ArticleSourcesQueryVariables = Exact<{ [key: string]: never; }>;


export type ArticleSourcesQuery = { sources: { nodes: Array<{ id: string, key: string, name: string }> } };

export type ArticleNeighboursQueryVariables = Exact<{
  at: string;
  filter?: Types.ArticleFilter | null | undefined;
  orderBy?: Types.ArticleOrder | null | undefined;
}>;


export type ArticleNeighboursQuery = { next: { edges: Array<{ cursor: string, node: { id: string } }> }, previous: { edges: Array<{ cursor: string, node: { id: string } }> } };

export type ArticleCountQueryVariables = Exact<{
  filter?: Types.ArticleFilter | null | undefined;
}>;


export type ArticleCountQuery = { articles: { totalCount: number } };

export type LabelSetsQueryVariables = Exact<{ [key: string]: never; }>;


export type LabelSetsQuery = { labelSets: Array<{ id: string, key: string, nameKo: string, nameEn: string, classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }> };

export type ArticleQueryVariables = Exact<{
  id: string;
}>;


export type ArticleQuery = { lastEventId: string, article: { body: string, url: string | null, externalId: string, contentHash: string, labelledBy: string | null, labelledAt: string | null, createdAt: string, updatedAt: string, id: string, title: string, characterCount: number, publishedAt: string | null, collectedAt: string, labelOrigin: Types.LabelOrigin | null, label: { id: string, key: string, position: number, nameKo: string, nameEn: string, labelSet: { id: string, key: string } } | null, articleImport: { id: string, fileName: string } | null, crawl: { id: string, externalId: string, status: Types.CrawlStatus, createdAt: string } | null, cleaningDecision: { outcome: Types.CleaningOutcome, rule: Types.CleaningRule | null, ruleSetVersion: number, cleaningRunId: string, decidedAt: string, isCurrent: boolean, cleanedTitle: string | null, cleanedBody: string | null, evidence: { measured: number | null, threshold: number | null, matched: string | null, labelKeys: Array<string>, keptArticle: { id: string, title: string } | null } | null } | null, labelHistory: Array<{ fromOrigin: Types.LabelOrigin | null, from: { id: string, key: string, position: number, nameKo: string, nameEn: string } | null, to: { id: string, key: string, position: number, nameKo: string, nameEn: string } | null, relabelling: { id: string, undoesId: string | null, madeBy: string, reason: string | null, articleCount: number, createdAt: string } }>, takedown: { id: string, status: Types.TakedownStatus, requestedBy: string, reason: string, createdAt: string, finishedAt: string | null, errorCode: string | null, error: string | null, datasets: Array<{ id: string, name: string }>, trainingRuns: Array<{ id: string, name: string }>, modelVersions: Array<{ id: string, number: number }> } | null, datasets: { nodes: Array<{ id: string, name: string, trainingRuns: { nodes: Array<{ id: string, name: string, modelVersion: { id: string, number: number } | null }> } }> }, source: { id: string, key: string, name: string } } | null };

export type RelabelArticlesMutationVariables = Exact<{
  input: Types.RelabelArticlesInput;
}>;


export type RelabelArticlesMutation = { relabelArticles: { id: string, articleCount: number } };

export type UndoRelabellingMutationVariables = Exact<{
  id: string;
}>;


export type UndoRelabellingMutation = { undoRelabelling: { id: string, articleCount: number } };

export type TakeDownArticleMutationVariables = Exact<{
  input: Types.TakeDownArticleInput;
}>;


export type TakeDownArticleMutation = { takeDownArticle: { id: string } };

export type UnlabelArticleMutationVariables = Exact<{
  articleId: string;
}>;


export type UnlabelArticleMutation = { unlabelArticle: { id: string } };

export type LabelArticleMutationVariables = Exact<{
  input: Types.LabelArticleInput;
}>;


export type LabelArticleMutation = { labelArticle: { id: string } };

export type ArticleImportRowFragment = { id: string, fileName: string, format: Types.FileFormat, sizeBytes: number, status: Types.ArticleImportStatus, rowsRead: number, inserted: number, unchanged: number, updated: number, refused: number, error: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, source: { id: string, key: string, name: string } };

export type ArticleImportsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.ArticleImportFilter | null | undefined;
}>;


export type ArticleImportsQuery = { lastEventId: string, articleImports: { totalCount: number, nodes: Array<{ id: string, fileName: string, format: Types.FileFormat, sizeBytes: number, status: Types.ArticleImportStatus, rowsRead: number, inserted: number, unchanged: number, updated: number, refused: number, error: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, source: { id: string, key: string, name: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type ArticleImportQueryVariables = Exact<{
  id: string;
}>;


export type ArticleImportQuery = { lastEventId: string, articleImport: { id: string, fileName: string, format: Types.FileFormat, sizeBytes: number, status: Types.ArticleImportStatus, rowsRead: number, inserted: number, unchanged: number, updated: number, refused: number, error: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null, labelSet: { id: string, nameKo: string, nameEn: string } | null, refusals: { totalCount: number, nodes: Array<{ rowNumber: number, field: string, reason: string, message: string }> }, source: { id: string, key: string, name: string } } | null };

export type ImportArticlesFormQueryVariables = Exact<{ [key: string]: never; }>;


export type ImportArticlesFormQuery = { labelSets: Array<{ id: string, key: string, nameKo: string, nameEn: string }>, sources: { nodes: Array<{ id: string, key: string, name: string }> } };

export type ImportArticlesMutationVariables = Exact<{
  input: Types.ImportArticlesInput;
}>;


export type ImportArticlesMutation = { importArticles: { id: string } };

export type ArticleEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ArticleEventsSubscription = { articleEvents: { eventId: string, change:
      | { __typename: 'ArticleLabelled', articleId: string }
      | { __typename: 'ArticleTakenDown', takedown: { id: string, article: { id: string } } }
      | { __typename: 'ArticlesImported', articleImportId: string, status: Types.ArticleImportStatus, rowsRead: number, inserted: number, unchanged: number, updated: number, refused: number }
      | { __typename: 'ArticlesRelabelled', relabellingId: string }
     } };

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
export const ArticleRowFragmentDoc = new TypedDocumentString(`
    fragment ArticleRow on Article {
  id
  title
  characterCount
  publishedAt
  collectedAt
  createdAt
  labelOrigin
  label {
    ...LabelClass
  }
  source {
    id
    key
    name
  }
}
    fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`, {"fragmentName":"ArticleRow"});
export const ArticleImportRowFragmentDoc = new TypedDocumentString(`
    fragment ArticleImportRow on ArticleImport {
  id
  fileName
  format
  sizeBytes
  status
  rowsRead
  inserted
  unchanged
  updated
  refused
  error
  createdAt
  startedAt
  finishedAt
  source {
    id
    key
    name
  }
}
    `, {"fragmentName":"ArticleImportRow"});
export const ArticlesDocument = new TypedDocumentString(`
    query Articles($first: Int, $after: String, $last: Int, $before: String, $filter: ArticleFilter, $orderBy: ArticleOrder) {
  lastEventId
  articles(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
    orderBy: $orderBy
  ) {
    edges {
      cursor
      node {
        ...ArticleRow
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
    fragment ArticleRow on Article {
  id
  title
  characterCount
  publishedAt
  collectedAt
  createdAt
  labelOrigin
  label {
    ...LabelClass
  }
  source {
    id
    key
    name
  }
}
fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);
export const ArticleSourcesDocument = new TypedDocumentString(`
    query ArticleSources {
  sources(first: 200) {
    nodes {
      id
      key
      name
    }
  }
}
    `);
export const ArticleNeighboursDocument = new TypedDocumentString(`
    query ArticleNeighbours($at: String!, $filter: ArticleFilter, $orderBy: ArticleOrder) {
  next: articles(first: 1, after: $at, filter: $filter, orderBy: $orderBy) {
    edges {
      cursor
      node {
        id
      }
    }
  }
  previous: articles(last: 1, before: $at, filter: $filter, orderBy: $orderBy) {
    edges {
      cursor
      node {
        id
      }
    }
  }
}
    `);
export const ArticleCountDocument = new TypedDocumentString(`
    query ArticleCount($filter: ArticleFilter) {
  articles(first: 1, filter: $filter) {
    totalCount
  }
}
    `);
export const LabelSetsDocument = new TypedDocumentString(`
    query LabelSets {
  labelSets {
    id
    key
    nameKo
    nameEn
    classes {
      ...LabelClass
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
export const ArticleDocument = new TypedDocumentString(`
    query Article($id: UUID!) {
  lastEventId
  article(id: $id) {
    ...ArticleRow
    body
    url
    externalId
    contentHash
    labelledBy
    labelledAt
    createdAt
    updatedAt
    label {
      labelSet {
        id
        key
      }
    }
    articleImport {
      id
      fileName
    }
    crawl {
      id
      externalId
      status
      createdAt
    }
    cleaningDecision {
      outcome
      rule
      ruleSetVersion
      cleaningRunId
      decidedAt
      isCurrent
      cleanedTitle
      cleanedBody
      evidence {
        measured
        threshold
        matched
        labelKeys
        keptArticle {
          id
          title
        }
      }
    }
    labelHistory {
      from {
        ...LabelClass
      }
      fromOrigin
      to {
        ...LabelClass
      }
      relabelling {
        id
        undoesId
        madeBy
        reason
        articleCount
        createdAt
      }
    }
    takedown {
      id
      status
      requestedBy
      reason
      createdAt
      finishedAt
      errorCode
      error
      datasets {
        id
        name
      }
      trainingRuns {
        id
        name
      }
      modelVersions {
        id
        number
      }
    }
    datasets(first: 10) {
      nodes {
        id
        name
        trainingRuns(first: 20) {
          nodes {
            id
            name
            modelVersion {
              id
              number
            }
          }
        }
      }
    }
  }
}
    fragment ArticleRow on Article {
  id
  title
  characterCount
  publishedAt
  collectedAt
  createdAt
  labelOrigin
  label {
    ...LabelClass
  }
  source {
    id
    key
    name
  }
}
fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);
export const RelabelArticlesDocument = new TypedDocumentString(`
    mutation RelabelArticles($input: RelabelArticlesInput!) {
  relabelArticles(input: $input) {
    id
    articleCount
  }
}
    `);
export const UndoRelabellingDocument = new TypedDocumentString(`
    mutation UndoRelabelling($id: UUID!) {
  undoRelabelling(id: $id) {
    id
    articleCount
  }
}
    `);
export const TakeDownArticleDocument = new TypedDocumentString(`
    mutation TakeDownArticle($input: TakeDownArticleInput!) {
  takeDownArticle(input: $input) {
    id
  }
}
    `);
export const UnlabelArticleDocument = new TypedDocumentString(`
    mutation UnlabelArticle($articleId: UUID!) {
  unlabelArticle(articleId: $articleId) {
    id
  }
}
    `);
export const LabelArticleDocument = new TypedDocumentString(`
    mutation LabelArticle($input: LabelArticleInput!) {
  labelArticle(input: $input) {
    id
  }
}
    `);
export const ArticleImportsDocument = new TypedDocumentString(`
    query ArticleImports($first: Int, $after: String, $last: Int, $before: String, $filter: ArticleImportFilter) {
  lastEventId
  articleImports(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...ArticleImportRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment ArticleImportRow on ArticleImport {
  id
  fileName
  format
  sizeBytes
  status
  rowsRead
  inserted
  unchanged
  updated
  refused
  error
  createdAt
  startedAt
  finishedAt
  source {
    id
    key
    name
  }
}`);
export const ArticleImportDocument = new TypedDocumentString(`
    query ArticleImport($id: UUID!) {
  lastEventId
  articleImport(id: $id) {
    ...ArticleImportRow
    labelSet {
      id
      nameKo
      nameEn
    }
    refusals(first: 100) {
      totalCount
      nodes {
        rowNumber
        field
        reason
        message
      }
    }
  }
}
    fragment ArticleImportRow on ArticleImport {
  id
  fileName
  format
  sizeBytes
  status
  rowsRead
  inserted
  unchanged
  updated
  refused
  error
  createdAt
  startedAt
  finishedAt
  source {
    id
    key
    name
  }
}`);
export const ImportArticlesFormDocument = new TypedDocumentString(`
    query ImportArticlesForm {
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
export const ImportArticlesDocument = new TypedDocumentString(`
    mutation ImportArticles($input: ImportArticlesInput!) {
  importArticles(input: $input) {
    id
  }
}
    `);
export const ArticleEventsDocument = new TypedDocumentString(`
    subscription ArticleEvents($after: ID) {
  articleEvents(after: $after) {
    eventId
    change {
      __typename
      ... on ArticlesImported {
        articleImportId
        status
        rowsRead
        inserted
        unchanged
        updated
        refused
      }
      ... on ArticleLabelled {
        articleId
      }
      ... on ArticlesRelabelled {
        relabellingId
      }
      ... on ArticleTakenDown {
        takedown {
          id
          article {
            id
          }
        }
      }
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Articles: build.query<ArticlesQuery, ArticlesQueryVariables | void>({
      query: (variables) => ({ document: ArticlesDocument as unknown as string, variables })
    }),
    ArticleSources: build.query<ArticleSourcesQuery, ArticleSourcesQueryVariables | void>({
      query: (variables) => ({ document: ArticleSourcesDocument as unknown as string, variables })
    }),
    ArticleNeighbours: build.query<ArticleNeighboursQuery, ArticleNeighboursQueryVariables>({
      query: (variables) => ({ document: ArticleNeighboursDocument as unknown as string, variables })
    }),
    ArticleCount: build.query<ArticleCountQuery, ArticleCountQueryVariables | void>({
      query: (variables) => ({ document: ArticleCountDocument as unknown as string, variables })
    }),
    LabelSets: build.query<LabelSetsQuery, LabelSetsQueryVariables | void>({
      query: (variables) => ({ document: LabelSetsDocument as unknown as string, variables })
    }),
    Article: build.query<ArticleQuery, ArticleQueryVariables>({
      query: (variables) => ({ document: ArticleDocument as unknown as string, variables })
    }),
    RelabelArticles: build.mutation<RelabelArticlesMutation, RelabelArticlesMutationVariables>({
      query: (variables) => ({ document: RelabelArticlesDocument as unknown as string, variables })
    }),
    UndoRelabelling: build.mutation<UndoRelabellingMutation, UndoRelabellingMutationVariables>({
      query: (variables) => ({ document: UndoRelabellingDocument as unknown as string, variables })
    }),
    TakeDownArticle: build.mutation<TakeDownArticleMutation, TakeDownArticleMutationVariables>({
      query: (variables) => ({ document: TakeDownArticleDocument as unknown as string, variables })
    }),
    UnlabelArticle: build.mutation<UnlabelArticleMutation, UnlabelArticleMutationVariables>({
      query: (variables) => ({ document: UnlabelArticleDocument as unknown as string, variables })
    }),
    LabelArticle: build.mutation<LabelArticleMutation, LabelArticleMutationVariables>({
      query: (variables) => ({ document: LabelArticleDocument as unknown as string, variables })
    }),
    ArticleImports: build.query<ArticleImportsQuery, ArticleImportsQueryVariables | void>({
      query: (variables) => ({ document: ArticleImportsDocument as unknown as string, variables })
    }),
    ArticleImport: build.query<ArticleImportQuery, ArticleImportQueryVariables>({
      query: (variables) => ({ document: ArticleImportDocument as unknown as string, variables })
    }),
    ImportArticlesForm: build.query<ImportArticlesFormQuery, ImportArticlesFormQueryVariables | void>({
      query: (variables) => ({ document: ImportArticlesFormDocument as unknown as string, variables })
    }),
    ImportArticles: build.mutation<ImportArticlesMutation, ImportArticlesMutationVariables>({
      query: (variables) => ({ document: ImportArticlesDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useArticlesQuery, useLazyArticlesQuery, useArticleSourcesQuery, useLazyArticleSourcesQuery, useArticleNeighboursQuery, useLazyArticleNeighboursQuery, useArticleCountQuery, useLazyArticleCountQuery, useLabelSetsQuery, useLazyLabelSetsQuery, useArticleQuery, useLazyArticleQuery, useRelabelArticlesMutation, useUndoRelabellingMutation, useTakeDownArticleMutation, useUnlabelArticleMutation, useLabelArticleMutation, useArticleImportsQuery, useLazyArticleImportsQuery, useArticleImportQuery, useLazyArticleImportQuery, useImportArticlesFormQuery, useLazyImportArticlesFormQuery, useImportArticlesMutation } = injectedRtkApi;

