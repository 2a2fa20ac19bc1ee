/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** What is to be different in the next version of the rules. */
export type ChangeCleaningRulesInput = {
  /** The rules that change; all others stay as they are in the newest version. */
  rules: Array<CleaningRuleInput>;
};

/** Articles to be cleaned. */
export type CleanArticlesInput = {
  /** Apply it as soon as it has proposed, without anybody looking. */
  appliesWhenReady?: boolean;
  /** By which version of the rules; the newest if left out. */
  ruleSetVersion?: number | null | undefined;
  /** Which articles; all if left out. */
  selection?: CleaningSelectionInput;
};

/** What kind of change a cleaning run makes. */
export type CleaningChangeKind =
  /** An article that wasn't decided about is kept. */
  | 'KEPT'
  /** An article that was kept, or wasn't decided about, is rejected. */
  | 'REJECTED'
  /** An article that was rejected is kept. */
  | 'RESTORED'
  /** The outcome stays; the reason, the evidence or the cleaned text is another. */
  | 'REVISED';

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

/** What is to be different of one rule. */
export type CleaningRuleInput = {
  /** Whether it is asked; as before if left out. */
  enabled?: boolean | null | undefined;
  /** The rule. */
  rule: CleaningRule;
  /** Its threshold; as before if left out. */
  threshold?: number | null | undefined;
};

/** Which cleaning runs to list; every field that is set narrows the list. */
export type CleaningRunFilter = {
  /** Only runs that stand here. */
  status?: CleaningRunStatus | null | undefined;
};

/** Where a cleaning run stands. */
export type CleaningRunStatus =
  /** Its decisions are in force. */
  | 'APPLIED'
  /** Its decisions are coming in force. */
  | 'APPLYING'
  /** Somebody stopped it before it had judged. */
  | 'CANCELLED'
  /** It couldn't judge; `error` says why. */
  | 'FAILED'
  /** Application or undoing stopped half-way: apply it to go on, or undo it. */
  | 'INTERRUPTED'
  /** It has judged; nothing has changed yet. */
  | 'PROPOSED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** It judges; what is in force stays as it is. */
  | 'RUNNING'
  /** Its decisions are being taken back. */
  | 'UNDOING'
  /** Its decisions were taken back. */
  | 'UNDONE';

/** Which articles a cleaning run judges; every field that is set narrows the choice, and nothing set means all articles. */
export type CleaningSelectionInput = {
  /** Only articles these crawls collected; all if empty. */
  crawlIds?: Array<string>;
  /** Only articles these imports brought or last updated; all if empty. */
  importIds?: Array<string>;
  /** Only articles published at this moment or later. */
  publishedFrom?: string | null | undefined;
  /** Only articles published before this moment. */
  publishedTo?: string | null | undefined;
  /** Only articles of these sources, by key; all if empty. */
  sourceKeys?: Array<string>;
};

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

/** Whether a piece of text stays, goes or comes. */
export type TextDiffChange =
  /** It is in the second only. */
  | 'ADDED'
  /** It is in the first only. */
  | 'REMOVED'
  /** It is in both texts. */
  | 'SAME';

export type CleaningRuleSettingFragment = { rule: Types.CleaningRule, version: number, enabled: boolean, threshold: number | null, thresholdRange: { default: number, minimum: number, maximum: number, isInteger: boolean } | null };

export type CleaningRulesQueryVariables = Exact<{ [key: string]: never; }>;


export type CleaningRulesQuery = { usualCleaningRules: Array<{ rule: Types.CleaningRule, version: number, enabled: boolean, threshold: number | null, thresholdRange: { default: number, minimum: number, maximum: number, isInteger: boolean } | null }>, cleaningRuleSets: { nodes: Array<{ id: string, version: number, createdBy: string, createdAt: string, rules: Array<{ rule: Types.CleaningRule, version: number, enabled: boolean, threshold: number | null, thresholdRange: { default: number, minimum: number, maximum: number, isInteger: boolean } | null }> }> }, sources: { nodes: Array<{ id: string, key: string, name: string }> } };

export type CleaningRunRowFragment = { id: string, status: Types.CleaningRunStatus, appliesWhenReady: boolean, requestedBy: string, createdAt: string, startedAt: string | null, finishedAt: string | null, appliedAt: string | null, undoneAt: string | null, errorCode: string | null, error: string | null, ruleSet: { id: string, version: number }, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null }, report: { articles: number, kept: number, rejected: number, textChanged: number, changes: { total: number, kept: number, rejected: number, restored: number, revised: number } } | null };

export type CleaningRunsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.CleaningRunFilter | null | undefined;
}>;


export type CleaningRunsQuery = { cleaningRuns: { totalCount: number, nodes: Array<{ id: string, status: Types.CleaningRunStatus, appliesWhenReady: boolean, requestedBy: string, createdAt: string, startedAt: string | null, finishedAt: string | null, appliedAt: string | null, undoneAt: string | null, errorCode: string | null, error: string | null, ruleSet: { id: string, version: number }, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null }, report: { articles: number, kept: number, rejected: number, textChanged: number, changes: { total: number, kept: number, rejected: number, restored: number, revised: number } } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type CleaningRunQueryVariables = Exact<{
  id: string;
}>;


export type CleaningRunQuery = { lastEventId: string, cleaningRun: { id: string, status: Types.CleaningRunStatus, appliesWhenReady: boolean, requestedBy: string, createdAt: string, startedAt: string | null, finishedAt: string | null, appliedAt: string | null, undoneAt: string | null, errorCode: string | null, error: string | null, ruleSet: { id: string, version: number, rules: Array<{ rule: Types.CleaningRule, version: number, enabled: boolean, threshold: number | null, thresholdRange: { default: number, minimum: number, maximum: number, isInteger: boolean } | null }> }, report: { articles: number, kept: number, rejected: number, textChanged: number, byRule: Array<{ rule: Types.CleaningRule, rejected: number, textChanged: number }>, changes: { total: number, kept: number, rejected: number, restored: number, revised: number } } | null, jobs: { nodes: Array<{ id: string, status: Types.JobStatus, progress: number | null, progressNote: string | null }> }, selection: { sourceKeys: Array<string>, crawlIds: Array<string>, importIds: Array<string>, publishedFrom: string | null, publishedTo: string | null } } | null };

export type CleaningVerdictFragment = { outcome: Types.CleaningOutcome, rule: Types.CleaningRule | null, evidence: { measured: number | null, threshold: number | null, matched: string | null, labelKeys: Array<string>, keptArticle: { id: string, title: string } | null } | null };

export type CleaningChangeRowFragment = { kind: Types.CleaningChangeKind, article: { id: string, title: string }, before: { outcome: Types.CleaningOutcome, rule: Types.CleaningRule | null, evidence: { measured: number | null, threshold: number | null, matched: string | null, labelKeys: Array<string>, keptArticle: { id: string, title: string } | null } | null } | null, after: { outcome: Types.CleaningOutcome, rule: Types.CleaningRule | null, evidence: { measured: number | null, threshold: number | null, matched: string | null, labelKeys: Array<string>, keptArticle: { id: string, title: string } | null } | null }, textDiff: { title: Array<{ change: Types.TextDiffChange, text: string }>, body: Array<{ change: Types.TextDiffChange, text: string }> } };

export type CleaningChangesQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  kind?: Types.CleaningChangeKind | null | undefined;
  rule?: Types.CleaningRule | null | undefined;
}>;


export type CleaningChangesQuery = { cleaningRun: { id: string, changes: { totalCount: number, nodes: Array<{ kind: Types.CleaningChangeKind, article: { id: string, title: string }, before: { outcome: Types.CleaningOutcome, rule: Types.CleaningRule | null, evidence: { measured: number | null, threshold: number | null, matched: string | null, labelKeys: Array<string>, keptArticle: { id: string, title: string } | null } | null } | null, after: { outcome: Types.CleaningOutcome, rule: Types.CleaningRule | null, evidence: { measured: number | null, threshold: number | null, matched: string | null, labelKeys: Array<string>, keptArticle: { id: string, title: string } | null } | null }, textDiff: { title: Array<{ change: Types.TextDiffChange, text: string }>, body: Array<{ change: Types.TextDiffChange, text: string }> } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type ChangeCleaningRulesMutationVariables = Exact<{
  input: Types.ChangeCleaningRulesInput;
}>;


export type ChangeCleaningRulesMutation = { changeCleaningRules: { id: string, version: number } };

export type CleanArticlesMutationVariables = Exact<{
  input: Types.CleanArticlesInput;
}>;


export type CleanArticlesMutation = { cleanArticles: { id: string } };

export type ApplyCleaningMutationVariables = Exact<{
  id: string;
}>;


export type ApplyCleaningMutation = { applyCleaning: { id: string } };

export type UndoCleaningMutationVariables = Exact<{
  id: string;
}>;


export type UndoCleaningMutation = { undoCleaning: { id: string } };

export type CancelCleaningMutationVariables = Exact<{
  id: string;
}>;


export type CancelCleaningMutation = { cancelCleaning: { id: string } };

export type CleaningEventsSubscriptionVariables = Exact<{
  id?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type CleaningEventsSubscription = { cleaningEvents: { eventId: string, cleaningRunId: string, status: Types.CleaningRunStatus, changeCount: number } };

export type CleaningJobEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CleaningJobEventsSubscription = { jobEvents: { eventId: string, change: { jobId: string, status: Types.JobStatus, progress: number | null, progressNote: string | null } } };

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
export const CleaningRuleSettingFragmentDoc = new TypedDocumentString(`
    fragment CleaningRuleSetting on CleaningRuleSetting {
  rule
  version
  enabled
  threshold
  thresholdRange {
    default
    minimum
    maximum
    isInteger
  }
}
    `, {"fragmentName":"CleaningRuleSetting"});
export const CleaningRunRowFragmentDoc = new TypedDocumentString(`
    fragment CleaningRunRow on CleaningRun {
  id
  status
  appliesWhenReady
  requestedBy
  createdAt
  startedAt
  finishedAt
  appliedAt
  undoneAt
  errorCode
  error
  ruleSet {
    id
    version
  }
  selection {
    sourceKeys
    crawlIds
    importIds
    publishedFrom
    publishedTo
  }
  report {
    articles
    kept
    rejected
    textChanged
    changes {
      total
      kept
      rejected
      restored
      revised
    }
  }
}
    `, {"fragmentName":"CleaningRunRow"});
export const CleaningVerdictFragmentDoc = new TypedDocumentString(`
    fragment CleaningVerdict on CleaningDecision {
  outcome
  rule
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
    `, {"fragmentName":"CleaningVerdict"});
export const CleaningChangeRowFragmentDoc = new TypedDocumentString(`
    fragment CleaningChangeRow on CleaningChange {
  kind
  article {
    id
    title
  }
  before {
    ...CleaningVerdict
  }
  after {
    ...CleaningVerdict
  }
  textDiff {
    title {
      change
      text
    }
    body {
      change
      text
    }
  }
}
    fragment CleaningVerdict on CleaningDecision {
  outcome
  rule
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
}`, {"fragmentName":"CleaningChangeRow"});
export const CleaningRulesDocument = new TypedDocumentString(`
    query CleaningRules {
  usualCleaningRules {
    ...CleaningRuleSetting
  }
  cleaningRuleSets(first: 20) {
    nodes {
      id
      version
      createdBy
      createdAt
      rules {
        ...CleaningRuleSetting
      }
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
    fragment CleaningRuleSetting on CleaningRuleSetting {
  rule
  version
  enabled
  threshold
  thresholdRange {
    default
    minimum
    maximum
    isInteger
  }
}`);
export const CleaningRunsDocument = new TypedDocumentString(`
    query CleaningRuns($first: Int, $after: String, $last: Int, $before: String, $filter: CleaningRunFilter) {
  cleaningRuns(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...CleaningRunRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment CleaningRunRow on CleaningRun {
  id
  status
  appliesWhenReady
  requestedBy
  createdAt
  startedAt
  finishedAt
  appliedAt
  undoneAt
  errorCode
  error
  ruleSet {
    id
    version
  }
  selection {
    sourceKeys
    crawlIds
    importIds
    publishedFrom
    publishedTo
  }
  report {
    articles
    kept
    rejected
    textChanged
    changes {
      total
      kept
      rejected
      restored
      revised
    }
  }
}`);
export const CleaningRunDocument = new TypedDocumentString(`
    query CleaningRun($id: UUID!) {
  lastEventId
  cleaningRun(id: $id) {
    ...CleaningRunRow
    ruleSet {
      rules {
        ...CleaningRuleSetting
      }
    }
    report {
      byRule {
        rule
        rejected
        textChanged
      }
    }
    jobs(first: 1) {
      nodes {
        id
        status
        progress
        progressNote
      }
    }
  }
}
    fragment CleaningRuleSetting on CleaningRuleSetting {
  rule
  version
  enabled
  threshold
  thresholdRange {
    default
    minimum
    maximum
    isInteger
  }
}
fragment CleaningRunRow on CleaningRun {
  id
  status
  appliesWhenReady
  requestedBy
  createdAt
  startedAt
  finishedAt
  appliedAt
  undoneAt
  errorCode
  error
  ruleSet {
    id
    version
  }
  selection {
    sourceKeys
    crawlIds
    importIds
    publishedFrom
    publishedTo
  }
  report {
    articles
    kept
    rejected
    textChanged
    changes {
      total
      kept
      rejected
      restored
      revised
    }
  }
}`);
export const CleaningChangesDocument = new TypedDocumentString(`
    query CleaningChanges($id: UUID!, $first: Int, $after: String, $last: Int, $before: String, $kind: CleaningChangeKind, $rule: CleaningRule) {
  cleaningRun(id: $id) {
    id
    changes(
      first: $first
      after: $after
      last: $last
      before: $before
      kind: $kind
      rule: $rule
    ) {
      totalCount
      nodes {
        ...CleaningChangeRow
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
    fragment CleaningVerdict on CleaningDecision {
  outcome
  rule
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
fragment CleaningChangeRow on CleaningChange {
  kind
  article {
    id
    title
  }
  before {
    ...CleaningVerdict
  }
  after {
    ...CleaningVerdict
  }
  textDiff {
    title {
      change
      text
    }
    body {
      change
      text
    }
  }
}`);
export const ChangeCleaningRulesDocument = new TypedDocumentString(`
    mutation ChangeCleaningRules($input: ChangeCleaningRulesInput!) {
  changeCleaningRules(input: $input) {
    id
    version
  }
}
    `);
export const CleanArticlesDocument = new TypedDocumentString(`
    mutation CleanArticles($input: CleanArticlesInput!) {
  cleanArticles(input: $input) {
    id
  }
}
    `);
export const ApplyCleaningDocument = new TypedDocumentString(`
    mutation ApplyCleaning($id: UUID!) {
  applyCleaning(id: $id) {
    id
  }
}
    `);
export const UndoCleaningDocument = new TypedDocumentString(`
    mutation UndoCleaning($id: UUID!) {
  undoCleaning(id: $id) {
    id
  }
}
    `);
export const CancelCleaningDocument = new TypedDocumentString(`
    mutation CancelCleaning($id: UUID!) {
  cancelCleaning(id: $id) {
    id
  }
}
    `);
export const CleaningEventsDocument = new TypedDocumentString(`
    subscription CleaningEvents($id: UUID, $after: ID) {
  cleaningEvents(id: $id, after: $after) {
    eventId
    cleaningRunId
    status
    changeCount
  }
}
    `);
export const CleaningJobEventsDocument = new TypedDocumentString(`
    subscription CleaningJobEvents($after: ID) {
  jobEvents(after: $after) {
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
    CleaningRules: build.query<CleaningRulesQuery, CleaningRulesQueryVariables | void>({
      query: (variables) => ({ document: CleaningRulesDocument as unknown as string, variables })
    }),
    CleaningRuns: build.query<CleaningRunsQuery, CleaningRunsQueryVariables | void>({
      query: (variables) => ({ document: CleaningRunsDocument as unknown as string, variables })
    }),
    CleaningRun: build.query<CleaningRunQuery, CleaningRunQueryVariables>({
      query: (variables) => ({ document: CleaningRunDocument as unknown as string, variables })
    }),
    CleaningChanges: build.query<CleaningChangesQuery, CleaningChangesQueryVariables>({
      query: (variables) => ({ document: CleaningChangesDocument as unknown as string, variables })
    }),
    ChangeCleaningRules: build.mutation<ChangeCleaningRulesMutation, ChangeCleaningRulesMutationVariables>({
      query: (variables) => ({ document: ChangeCleaningRulesDocument as unknown as string, variables })
    }),
    CleanArticles: build.mutation<CleanArticlesMutation, CleanArticlesMutationVariables>({
      query: (variables) => ({ document: CleanArticlesDocument as unknown as string, variables })
    }),
    ApplyCleaning: build.mutation<ApplyCleaningMutation, ApplyCleaningMutationVariables>({
      query: (variables) => ({ document: ApplyCleaningDocument as unknown as string, variables })
    }),
    UndoCleaning: build.mutation<UndoCleaningMutation, UndoCleaningMutationVariables>({
      query: (variables) => ({ document: UndoCleaningDocument as unknown as string, variables })
    }),
    CancelCleaning: build.mutation<CancelCleaningMutation, CancelCleaningMutationVariables>({
      query: (variables) => ({ document: CancelCleaningDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useCleaningRulesQuery, useLazyCleaningRulesQuery, useCleaningRunsQuery, useLazyCleaningRunsQuery, useCleaningRunQuery, useLazyCleaningRunQuery, useCleaningChangesQuery, useLazyCleaningChangesQuery, useChangeCleaningRulesMutation, useCleanArticlesMutation, useApplyCleaningMutation, useUndoCleaningMutation, useCancelCleaningMutation } = injectedRtkApi;

