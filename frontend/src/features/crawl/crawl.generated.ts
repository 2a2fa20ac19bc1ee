/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Which crawls to list; every field that is set narrows the list. */
export type CrawlFilter = {
  /** Only crawls of this source. */
  sourceId?: string | null | undefined;
  /** Only crawls that stand here. */
  status?: CrawlStatus | null | undefined;
};

/** Which pages of a crawl to list; every field that is set narrows the list. */
export type CrawlPageFilter = {
  /** Only lists, or only articles. */
  kind?: CrawlPageKind | null | undefined;
  /** Only pages with this outcome. */
  status?: CrawlPageStatus | null | undefined;
};

/** What a page of a crawl is. */
export type CrawlPageKind =
  /** An article. */
  | 'ARTICLE'
  /** A list of articles. */
  | 'LIST';

/** What came of a page of a crawl. */
export type CrawlPageStatus =
  /** It couldn't be had, or nothing usable was on it. */
  | 'FAILED'
  /** An article that was known, and equal or not asked for again. */
  | 'KNOWN'
  /** It will be asked for. */
  | 'QUEUED'
  /** The crawl ended before it was asked for. */
  | 'SKIPPED'
  /** A list: its links are known. An article: it was stored, new. */
  | 'STORED'
  /** An article that was known, and differed. */
  | 'UPDATED';

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

/** What a job does. */
export type JobKind =
  /** Fetches, checks and converts a published encoder. */
  | 'ADD_BASE_MODEL'
  /** Selects, splits and seals a dataset. */
  | 'BUILD_DATASET'
  /** Judges articles by the cleaning rules, applies that, or takes it back. */
  | 'CLEAN_ARTICLES'
  /** Asks a source for its pages and stores their articles. */
  | 'CRAWL_ARTICLES'
  /** Posts a message to an integrator. */
  | 'DELIVER_WEBHOOK'
  /** Erases a text that was taken down wherever it was sealed. */
  | 'ERASE_ARTICLE'
  /** Measures a model version on labelled rows. */
  | 'EVALUATE_MODEL'
  /** Reads a file of articles. */
  | 'IMPORT_ARTICLES'
  /** Reads the pages of a past crawl again. */
  | 'RE_EXTRACT_CRAWL'
  /** Trains a model, proves and registers it. */
  | 'TRAIN_MODEL';

/** Where a job stands. */
export type JobStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It failed for good. */
  | 'FAILED'
  /** It waits for its time and a worker. */
  | 'QUEUED'
  /** A worker runs it. */
  | 'RUNNING'
  /** It is done. */
  | 'SUCCEEDED';

/** A crawl to be made. */
export type StartCrawlInput = {
  /** The list layout to read, by name; the definition's if left out. */
  list?: string | null | undefined;
  /** Most list pages of a section: 1 to 10,000; 1 if left out. */
  pagesPerSection?: number | null | undefined;
  /** Most requests, repeated and redirected ones included; the definition's if left out. */
  requestBudget?: number | null | undefined;
  /** Keys of the sections; all if empty. */
  sections?: Array<string>;
  /** Key of the source. It needs a definition. */
  sourceKey: string;
};

export type CrawlSectionFragment = { key: string, pageBudget: number, pages: number, links: number, articlesNew: number, articlesKnown: number, articlesUpdated: number, articlesFailed: number };

export type CrawlRowFragment = { id: string, status: Types.CrawlStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, requests: number, pagesRead: number, articlesNew: number, articlesKnown: number, articlesUpdated: number, articlesFailed: number, errorCode: string | null, isTrusted: boolean, sections: Array<{ key: string, pageBudget: number, pages: number, links: number, articlesNew: number, articlesKnown: number, articlesUpdated: number, articlesFailed: number }>, source: { id: string, key: string, name: string } };

export type CrawlsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.CrawlFilter | null | undefined;
}>;


export type CrawlsQuery = { crawls: { totalCount: number, nodes: Array<{ id: string, status: Types.CrawlStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, requests: number, pagesRead: number, articlesNew: number, articlesKnown: number, articlesUpdated: number, articlesFailed: number, errorCode: string | null, isTrusted: boolean, sections: Array<{ key: string, pageBudget: number, pages: number, links: number, articlesNew: number, articlesKnown: number, articlesUpdated: number, articlesFailed: number }>, source: { id: string, key: string, name: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type CrawlSourcesQueryVariables = Exact<{ [key: string]: never; }>;


export type CrawlSourcesQuery = { sources: { nodes: Array<{ id: string, key: string, name: string }> } };

export type CrawlQueryVariables = Exact<{
  id: string;
}>;


export type CrawlQuery = { lastEventId: string, crawl: { externalId: string, pagesPerSection: number | null, requestBudget: number | null, notBefore: string | null, error: string | null, acceptedBy: string | null, acceptedAt: string | null, acceptedReason: string | null, id: string, status: Types.CrawlStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, requests: number, pagesRead: number, articlesNew: number, articlesKnown: number, articlesUpdated: number, articlesFailed: number, errorCode: string | null, isTrusted: boolean, definition: { id: string, version: number, sections: Array<{ key: string, label: string | null }> } | null, health: { articlesRead: number, duplicateShare: number, medianBodyCharacters: number | null, reasons: Array<{ code: string, message: string, section: string | null, selectors: Array<string>, exampleUrl: string | null }>, yields: Array<{ section: string, linksPerPage: number }>, coverage: Array<{ field: string, share: number }> } | null, queued: { totalCount: number }, articles: { totalCount: number }, jobs: { nodes: Array<{ id: string, kind: Types.JobKind, status: Types.JobStatus, progress: number | null, progressNote: string | null }> }, sections: Array<{ key: string, pageBudget: number, pages: number, links: number, articlesNew: number, articlesKnown: number, articlesUpdated: number, articlesFailed: number }>, source: { id: string, key: string, name: string } } | null };

export type CrawlPageRowFragment = { id: string, kind: Types.CrawlPageKind, status: Types.CrawlPageStatus, pageKey: string, pageNumber: number | null, url: string, attempts: number, httpStatus: number | null, charset: string | null, fetchedAt: string | null, durationMs: number | null, sizeBytes: number | null, missing: Array<string>, bodyCharacters: number | null, errorCode: string | null, error: string | null, article: { id: string, title: string } | null };

export type CrawlPagesQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.CrawlPageFilter | null | undefined;
}>;


export type CrawlPagesQuery = { crawl: { id: string, pages: { totalCount: number, nodes: Array<{ id: string, kind: Types.CrawlPageKind, status: Types.CrawlPageStatus, pageKey: string, pageNumber: number | null, url: string, attempts: number, httpStatus: number | null, charset: string | null, fetchedAt: string | null, durationMs: number | null, sizeBytes: number | null, missing: Array<string>, bodyCharacters: number | null, errorCode: string | null, error: string | null, article: { id: string, title: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type StartCrawlFormQueryVariables = Exact<{ [key: string]: never; }>;


export type StartCrawlFormQuery = { sources: { nodes: Array<{ id: string, key: string, name: string, definition: { id: string, version: number, needsPermission: boolean, lists: Array<string>, sections: Array<{ key: string, label: string | null }> } | null, permissions: Array<{ id: string, revokedAt: string | null }>, crawls: { nodes: Array<{ id: string, status: Types.CrawlStatus }> } }> } };

export type StartCrawlMutationVariables = Exact<{
  input: Types.StartCrawlInput;
}>;


export type StartCrawlMutation = { startCrawl: { id: string } };

export type PauseCrawlMutationVariables = Exact<{
  id: string;
}>;


export type PauseCrawlMutation = { pauseCrawl: { id: string } };

export type ResumeCrawlMutationVariables = Exact<{
  id: string;
}>;


export type ResumeCrawlMutation = { resumeCrawl: { id: string } };

export type CancelCrawlMutationVariables = Exact<{
  id: string;
}>;


export type CancelCrawlMutation = { cancelCrawl: { id: string } };

export type AcceptCrawlMutationVariables = Exact<{
  id: string;
  reason: string;
}>;


export type AcceptCrawlMutation = { acceptCrawl: { id: string } };

export type ReExtractCrawlMutationVariables = Exact<{
  id: string;
}>;


export type ReExtractCrawlMutation = { reExtractCrawl: { id: string } };

export type CrawlEventsSubscriptionVariables = Exact<{
  id?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type CrawlEventsSubscription = { crawlEvents: { eventId: string, at: string, crawlId: string, change:
      | { __typename: 'CrawlMoved', status: Types.CrawlStatus }
      | { __typename: 'CrawlPageFailed', url: string }
      | { __typename: 'CrawlProgressed', requests: number, pages: number, queued: number, articlesNew: number, articlesKnown: number, articlesUpdated: number, articlesFailed: number, sections: Array<{ key: string, pageBudget: number, pages: number, links: number, articlesNew: number, articlesKnown: number, articlesUpdated: number, articlesFailed: number }> }
     } };

export type CrawlJobEventsSubscriptionVariables = Exact<{
  id?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type CrawlJobEventsSubscription = { jobEvents: { eventId: string, change: { jobId: string, status: Types.JobStatus, progress: number | null, progressNote: string | null } } };

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
export const CrawlSectionFragmentDoc = new TypedDocumentString(`
    fragment CrawlSection on CrawlSectionProgress {
  key
  pageBudget
  pages
  links
  articlesNew
  articlesKnown
  articlesUpdated
  articlesFailed
}
    `, {"fragmentName":"CrawlSection"});
export const CrawlRowFragmentDoc = new TypedDocumentString(`
    fragment CrawlRow on Crawl {
  id
  status
  createdAt
  startedAt
  finishedAt
  requests
  pagesRead
  articlesNew
  articlesKnown
  articlesUpdated
  articlesFailed
  errorCode
  isTrusted
  sections {
    ...CrawlSection
  }
  source {
    id
    key
    name
  }
}
    fragment CrawlSection on CrawlSectionProgress {
  key
  pageBudget
  pages
  links
  articlesNew
  articlesKnown
  articlesUpdated
  articlesFailed
}`, {"fragmentName":"CrawlRow"});
export const CrawlPageRowFragmentDoc = new TypedDocumentString(`
    fragment CrawlPageRow on CrawlPage {
  id
  kind
  status
  pageKey
  pageNumber
  url
  attempts
  httpStatus
  charset
  fetchedAt
  durationMs
  sizeBytes
  missing
  bodyCharacters
  errorCode
  error
  article {
    id
    title
  }
}
    `, {"fragmentName":"CrawlPageRow"});
export const CrawlsDocument = new TypedDocumentString(`
    query Crawls($first: Int, $after: String, $last: Int, $before: String, $filter: CrawlFilter) {
  crawls(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...CrawlRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment CrawlSection on CrawlSectionProgress {
  key
  pageBudget
  pages
  links
  articlesNew
  articlesKnown
  articlesUpdated
  articlesFailed
}
fragment CrawlRow on Crawl {
  id
  status
  createdAt
  startedAt
  finishedAt
  requests
  pagesRead
  articlesNew
  articlesKnown
  articlesUpdated
  articlesFailed
  errorCode
  isTrusted
  sections {
    ...CrawlSection
  }
  source {
    id
    key
    name
  }
}`);
export const CrawlSourcesDocument = new TypedDocumentString(`
    query CrawlSources {
  sources(first: 200) {
    nodes {
      id
      key
      name
    }
  }
}
    `);
export const CrawlDocument = new TypedDocumentString(`
    query Crawl($id: UUID!) {
  lastEventId
  crawl(id: $id) {
    ...CrawlRow
    externalId
    pagesPerSection
    requestBudget
    notBefore
    error
    acceptedBy
    acceptedAt
    acceptedReason
    definition {
      id
      version
      sections {
        key
        label
      }
    }
    health {
      articlesRead
      duplicateShare
      medianBodyCharacters
      reasons {
        code
        message
        section
        selectors
        exampleUrl
      }
      yields {
        section
        linksPerPage
      }
      coverage {
        field
        share
      }
    }
    queued: pages(first: 1, filter: {status: QUEUED}) {
      totalCount
    }
    articles(first: 1) {
      totalCount
    }
    jobs(first: 1) {
      nodes {
        id
        kind
        status
        progress
        progressNote
      }
    }
  }
}
    fragment CrawlSection on CrawlSectionProgress {
  key
  pageBudget
  pages
  links
  articlesNew
  articlesKnown
  articlesUpdated
  articlesFailed
}
fragment CrawlRow on Crawl {
  id
  status
  createdAt
  startedAt
  finishedAt
  requests
  pagesRead
  articlesNew
  articlesKnown
  articlesUpdated
  articlesFailed
  errorCode
  isTrusted
  sections {
    ...CrawlSection
  }
  source {
    id
    key
    name
  }
}`);
export const CrawlPagesDocument = new TypedDocumentString(`
    query CrawlPages($id: UUID!, $first: Int, $after: String, $last: Int, $before: String, $filter: CrawlPageFilter) {
  crawl(id: $id) {
    id
    pages(
      first: $first
      after: $after
      last: $last
      before: $before
      filter: $filter
    ) {
      totalCount
      nodes {
        ...CrawlPageRow
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
    fragment CrawlPageRow on CrawlPage {
  id
  kind
  status
  pageKey
  pageNumber
  url
  attempts
  httpStatus
  charset
  fetchedAt
  durationMs
  sizeBytes
  missing
  bodyCharacters
  errorCode
  error
  article {
    id
    title
  }
}`);
export const StartCrawlFormDocument = new TypedDocumentString(`
    query StartCrawlForm {
  sources(first: 200) {
    nodes {
      id
      key
      name
      definition {
        id
        version
        needsPermission
        lists
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
        }
      }
    }
  }
}
    `);
export const StartCrawlDocument = new TypedDocumentString(`
    mutation StartCrawl($input: StartCrawlInput!) {
  startCrawl(input: $input) {
    id
  }
}
    `);
export const PauseCrawlDocument = new TypedDocumentString(`
    mutation PauseCrawl($id: UUID!) {
  pauseCrawl(id: $id) {
    id
  }
}
    `);
export const ResumeCrawlDocument = new TypedDocumentString(`
    mutation ResumeCrawl($id: UUID!) {
  resumeCrawl(id: $id) {
    id
  }
}
    `);
export const CancelCrawlDocument = new TypedDocumentString(`
    mutation CancelCrawl($id: UUID!) {
  cancelCrawl(id: $id) {
    id
  }
}
    `);
export const AcceptCrawlDocument = new TypedDocumentString(`
    mutation AcceptCrawl($id: UUID!, $reason: String!) {
  acceptCrawl(id: $id, reason: $reason) {
    id
  }
}
    `);
export const ReExtractCrawlDocument = new TypedDocumentString(`
    mutation ReExtractCrawl($id: UUID!) {
  reExtractCrawl(id: $id) {
    id
  }
}
    `);
export const CrawlEventsDocument = new TypedDocumentString(`
    subscription CrawlEvents($id: UUID, $after: ID) {
  crawlEvents(id: $id, after: $after) {
    eventId
    at
    crawlId
    change {
      __typename
      ... on CrawlMoved {
        status
      }
      ... on CrawlProgressed {
        requests
        pages
        queued
        articlesNew
        articlesKnown
        articlesUpdated
        articlesFailed
        sections {
          ...CrawlSection
        }
      }
      ... on CrawlPageFailed {
        url
      }
    }
  }
}
    fragment CrawlSection on CrawlSectionProgress {
  key
  pageBudget
  pages
  links
  articlesNew
  articlesKnown
  articlesUpdated
  articlesFailed
}`);
export const CrawlJobEventsDocument = new TypedDocumentString(`
    subscription CrawlJobEvents($id: UUID, $after: ID) {
  jobEvents(id: $id, after: $after) {
    eventId
    change {
      jobId
      status
      progress
      progressNote
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Crawls: build.query<CrawlsQuery, CrawlsQueryVariables | void>({
      query: (variables) => ({ document: CrawlsDocument as unknown as string, variables })
    }),
    CrawlSources: build.query<CrawlSourcesQuery, CrawlSourcesQueryVariables | void>({
      query: (variables) => ({ document: CrawlSourcesDocument as unknown as string, variables })
    }),
    Crawl: build.query<CrawlQuery, CrawlQueryVariables>({
      query: (variables) => ({ document: CrawlDocument as unknown as string, variables })
    }),
    CrawlPages: build.query<CrawlPagesQuery, CrawlPagesQueryVariables>({
      query: (variables) => ({ document: CrawlPagesDocument as unknown as string, variables })
    }),
    StartCrawlForm: build.query<StartCrawlFormQuery, StartCrawlFormQueryVariables | void>({
      query: (variables) => ({ document: StartCrawlFormDocument as unknown as string, variables })
    }),
    StartCrawl: build.mutation<StartCrawlMutation, StartCrawlMutationVariables>({
      query: (variables) => ({ document: StartCrawlDocument as unknown as string, variables })
    }),
    PauseCrawl: build.mutation<PauseCrawlMutation, PauseCrawlMutationVariables>({
      query: (variables) => ({ document: PauseCrawlDocument as unknown as string, variables })
    }),
    ResumeCrawl: build.mutation<ResumeCrawlMutation, ResumeCrawlMutationVariables>({
      query: (variables) => ({ document: ResumeCrawlDocument as unknown as string, variables })
    }),
    CancelCrawl: build.mutation<CancelCrawlMutation, CancelCrawlMutationVariables>({
      query: (variables) => ({ document: CancelCrawlDocument as unknown as string, variables })
    }),
    AcceptCrawl: build.mutation<AcceptCrawlMutation, AcceptCrawlMutationVariables>({
      query: (variables) => ({ document: AcceptCrawlDocument as unknown as string, variables })
    }),
    ReExtractCrawl: build.mutation<ReExtractCrawlMutation, ReExtractCrawlMutationVariables>({
      query: (variables) => ({ document: ReExtractCrawlDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useCrawlsQuery, useLazyCrawlsQuery, useCrawlSourcesQuery, useLazyCrawlSourcesQuery, useCrawlQuery, useLazyCrawlQuery, useCrawlPagesQuery, useLazyCrawlPagesQuery, useStartCrawlFormQuery, useLazyStartCrawlFormQuery, useStartCrawlMutation, usePauseCrawlMutation, useResumeCrawlMutation, useCancelCrawlMutation, useAcceptCrawlMutation, useReExtractCrawlMutation } = injectedRtkApi;

