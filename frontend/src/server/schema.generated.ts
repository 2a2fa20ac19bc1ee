export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /**
   * Implement the DateTime<Utc> scalar
   *
   * The input/output is a string in RFC3339 format.
   */
  DateTime: { input: string; output: string; }
  /**
   * A whole number from -2⁶³ to 2⁶³-1: sizes in bytes, and counts that have no bound. It is written as a JSON number, exact
   * in every JSON reader up to 2⁵³ (9 petabytes); as input, digits in a string are taken, too.
   */
  Int64: { input: number; output: number; }
  /**
   * A UUID is a unique 128-bit number, stored as 16 octets. UUIDs are parsed as
   * Strings within GraphQL. UUIDs are used to assign unique identifiers to
   * entities without requiring a central allocating authority.
   *
   * # References
   *
   * * [Wikipedia: Universally Unique Identifier](http://en.wikipedia.org/wiki/Universally_unique_identifier)
   * * [RFC4122: A Universally Unique Identifier (UUID) URN Namespace](http://tools.ietf.org/html/rfc4122)
   */
  UUID: { input: string; output: string; }
};

/** A base model to be added, from a folder or from the hub: give one of `folder` and `hubId`. */
export type AddBaseModelInput = {
  /** A folder on the server's machine, below the server's `base_model_folder`. */
  folder?: InputMaybe<Scalars['String']['input']>;
  /** Its id on the hub ("skt/kobert-base-v1"). */
  hubId?: InputMaybe<Scalars['String']['input']>;
  /** Its name: letters a-z, digits, '.', '_' and '-'; not beginning with "scratch-", which are built in. */
  name: Scalars['String']['input'];
  /** How token states become one; what its own files say if left out. */
  pooling?: InputMaybe<BaseModelPooling>;
  /** The branch, tag or commit on the hub; `main` if left out. The commit it is now is fetched, and named. */
  revision?: InputMaybe<Scalars['String']['input']>;
  /** Put before every text ("query: " for e5 models). */
  textPrefix?: Scalars['String']['input'];
};

/** What a member's program signs in with: `Authorization: Bearer gisa_…`. */
export type ApiToken = {
  __typename?: 'ApiToken';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Until when it holds. */
  expiresAt: Scalars['DateTime']['output'];
  /** Its first characters, so that its owner recognises it. */
  hint: Scalars['String']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** When it was last used, give or take five minutes. */
  lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whose it is. */
  member: Member;
  /** What it is for. */
  name: Scalars['String']['output'];
  /** What it may be used for. */
  scopes: Array<ApiTokenScope>;
};

/** What an API token may be used for, within what its member may do. */
export type ApiTokenScope =
  /** What administrators may. */
  | 'ADMINISTRATION'
  /** What editors may. */
  | 'DATA'
  /** Asking for predictions, as everybody may. */
  | 'PREDICT'
  /** What viewers may. */
  | 'READ'
  /** What trainers may. */
  | 'TRAINING';

/** A raw article as it was collected, never edited, and its label. */
export type Article = {
  __typename?: 'Article';
  /** The import that brought or last updated it. */
  articleImport?: Maybe<ArticleImport>;
  /** Its body, raw; may be empty. */
  body: Scalars['String']['output'];
  /** Characters (Unicode scalar values) in title and body. */
  characterCount: Scalars['Int']['output'];
  /** What cleaning has decided about it; null if it wasn't cleaned. */
  cleaningDecision?: Maybe<CleaningDecision>;
  /** When it was collected. */
  collectedAt: Scalars['DateTime']['output'];
  /** SHA-256 of title and body, hexadecimal. */
  contentHash: Scalars['String']['output'];
  /** The crawl that collected it, if it is known. */
  crawl?: Maybe<Crawl>;
  /** The page that it was read from, as its crawl fetched it; null for an article that came otherwise. */
  crawlPage?: Maybe<CrawlPage>;
  /** When it was first stored. */
  createdAt: Scalars['DateTime']['output'];
  /** The sealed datasets it is a row of, newest first. */
  datasets: DatasetConnection;
  /** Its name at the source; with the source it is the article's identity everywhere. */
  externalId: Scalars['String']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Its class. */
  label?: Maybe<LabelClass>;
  /**
   * The labels it has had, newest first: who changed them, when and why. What files and crawls brought is known as far
   * as a person changed it.
   */
  labelHistory: Array<LabelChange>;
  /** What kind of author set the class. */
  labelOrigin?: Maybe<LabelOrigin>;
  /** When the class was set. */
  labelledAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who or what set the class. */
  labelledBy?: Maybe<Scalars['String']['output']>;
  /** When the press published it. */
  publishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its source. */
  source: Source;
  /** Why its text is gone, if it was taken down. */
  takedown?: Maybe<Takedown>;
  /** Its title, raw. */
  title: Scalars['String']['output'];
  /** When it last changed: an import brought another text, or it was labelled. */
  updatedAt: Scalars['DateTime']['output'];
  /** Its address. */
  url?: Maybe<Scalars['String']['output']>;
};


/** A raw article as it was collected, never edited, and its label. */
export type ArticleDatasetsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** What happened to articles. */
export type ArticleChange = ArticleLabelled | ArticleTakenDown | ArticlesImported | ArticlesRelabelled;

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type ArticleConnection = {
  __typename?: 'ArticleConnection';
  /** The items with their cursors. */
  edges: Array<ArticleEdge>;
  /** The items alone. */
  nodes: Array<Article>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type ArticleEdge = {
  __typename?: 'ArticleEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Article;
};

/** Something happened to articles. */
export type ArticleEvent = {
  __typename?: 'ArticleEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** What happened. */
  change: ArticleChange;
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
};

/** Which articles to list; every field that is set narrows the list. */
export type ArticleFilter = {
  /** Only articles this import brought or last updated. */
  articleImportId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only articles that cleaning has done this with. */
  cleaning?: InputMaybe<CleaningState>;
  /** Only articles this crawl collected. */
  crawlId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only articles of this class. */
  labelClassId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only articles labelled with a class of this label set. */
  labelSetId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only articles with a label (true) or without one (false). */
  labelled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only articles published at this moment or later. */
  publishedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only articles published before this moment. */
  publishedTo?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only articles of this source. */
  sourceId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only articles with this text in the title. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** A file of articles on its way in, and the report of what became of its rows. */
export type ArticleImport = {
  __typename?: 'ArticleImport';
  /** The articles it brought or last updated, newest first. */
  articles: ArticleConnection;
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it failed. */
  error?: Maybe<Scalars['String']['output']>;
  /** The file's name, as given. */
  fileName: Scalars['String']['output'];
  /** When it ended. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How the file is written. */
  format: FileFormat;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Rows that were new. */
  inserted: Scalars['Int64']['output'];
  /** The jobs that work for it, newest first. */
  jobs: JobConnection;
  /** The label set its labels are read in; null if labels are not read. */
  labelSet?: Maybe<LabelSet>;
  /** The rows that were refused, in the file's order; the first 10,000 of them. */
  refusals: ImportRefusalConnection;
  /** Rows that were refused; see `refusals`. */
  refused: Scalars['Int64']['output'];
  /** Rows read so far. */
  rowsRead: Scalars['Int64']['output'];
  /** The file's size. */
  sizeBytes: Scalars['Int64']['output'];
  /** The source its articles belong to. */
  source: Source;
  /** When it began. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: ArticleImportStatus;
  /** Rows that were known, and equal. */
  unchanged: Scalars['Int64']['output'];
  /** Rows that were known, and differed. */
  updated: Scalars['Int64']['output'];
};


/** A file of articles on its way in, and the report of what became of its rows. */
export type ArticleImportArticlesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A file of articles on its way in, and the report of what became of its rows. */
export type ArticleImportJobsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A file of articles on its way in, and the report of what became of its rows. */
export type ArticleImportRefusalsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type ArticleImportConnection = {
  __typename?: 'ArticleImportConnection';
  /** The items with their cursors. */
  edges: Array<ArticleImportEdge>;
  /** The items alone. */
  nodes: Array<ArticleImport>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type ArticleImportEdge = {
  __typename?: 'ArticleImportEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: ArticleImport;
};

/** Which imports to list; every field that is set narrows the list. */
export type ArticleImportFilter = {
  /** Only imports into this source. */
  sourceId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only imports that stand here. */
  status?: InputMaybe<ArticleImportStatus>;
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

/** An article got a label. */
export type ArticleLabelled = {
  __typename?: 'ArticleLabelled';
  /** The article as it stands now. */
  article: Article;
  /** The article's id. */
  articleId: Scalars['UUID']['output'];
  /** Key of the class. */
  labelKey: Scalars['String']['output'];
  /** What kind of author set it. */
  labelOrigin: LabelOrigin;
  /** Who or what set it. */
  labelledBy: Scalars['String']['output'];
};

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

/** A text was taken down, or is gone from everything sealed. */
export type ArticleTakenDown = {
  __typename?: 'ArticleTakenDown';
  /** Where it stood. */
  status: TakedownStatus;
  /** The takedown as it stands now. */
  takedown: Takedown;
};

/** An import moved on; counts are as they stood then. */
export type ArticlesImported = {
  __typename?: 'ArticlesImported';
  /** The import as it stands now. */
  articleImport: ArticleImport;
  /** The import's id. */
  articleImportId: Scalars['UUID']['output'];
  /** Rows that were new. */
  inserted: Scalars['Int64']['output'];
  /** Rows that were refused. */
  refused: Scalars['Int64']['output'];
  /** Rows read. */
  rowsRead: Scalars['Int64']['output'];
  /** Where it stood. */
  status: ArticleImportStatus;
  /** Rows that were known, and equal. */
  unchanged: Scalars['Int64']['output'];
  /** Rows that were known, and differed. */
  updated: Scalars['Int64']['output'];
};

/** A person changed labels, or took that back. */
export type ArticlesRelabelled = {
  __typename?: 'ArticlesRelabelled';
  /** Articles whose label changed. */
  articleCount: Scalars['Int']['output'];
  /** Key of the class that was given; null if it undid another relabelling. */
  labelKey?: Maybe<Scalars['String']['output']>;
  /** Who did it. */
  madeBy: Scalars['String']['output'];
  /** The relabelling's id. */
  relabellingId: Scalars['UUID']['output'];
};

/** Why not every word of a text was left out once. */
export type AttributionBound =
  /** The model reads no further. */
  | 'MODEL_LENGTH'
  /** There are more words than were looked at. */
  | 'WORD_LIMIT';

/** What each word of a text did to the class of an answer, found by leaving out one word at a time. */
export type Attributions = {
  __typename?: 'Attributions';
  /** Why these aren't all words of the text; null if they are. */
  bound?: Maybe<AttributionBound>;
  /** Probability of the class with every word there, 0 to 1: of the text as far as the model reads it. */
  probability: Scalars['Float']['output'];
  /** The words that were left out, in the text's order. */
  words: Array<WordAttribution>;
  /** Words in the text, between spaces. */
  wordsInText: Scalars['Int']['output'];
};

/** What somebody was signed in with. */
export type AuditAuthorKind =
  /** Nobody who is known. */
  | 'ANONYMOUS'
  /** A member's program. */
  | 'API_TOKEN'
  /** Whoever may run `gisa` on the machine. */
  | 'COMMAND_LINE'
  /** A member, in a browser. */
  | 'SESSION';

/** A line of the audit log. Lines are only ever added; each holds the hash of the one before. */
export type AuditEntry = {
  __typename?: 'AuditEntry';
  /** What was done: a mutation's name, or a command. */
  action: Scalars['String']['output'];
  /** The network address it was done from. */
  address?: Maybe<Scalars['String']['output']>;
  /** The row's state after, as JSON; null for what is gone. */
  after?: Maybe<Scalars['String']['output']>;
  /** When. */
  at: Scalars['DateTime']['output'];
  /** What the author was signed in with. */
  authorKind: AuditAuthorKind;
  /** The author's name at that time. */
  authorName: Scalars['String']['output'];
  /** The row's state before, as JSON; null for what was new. */
  before?: Maybe<Scalars['String']['output']>;
  /** Id of the session or API token it was done with. */
  credentialId?: Maybe<Scalars['UUID']['output']>;
  /** The SHA-256 of this line, the hash before it included. */
  hash: Scalars['String']['output'];
  /** What was asked for, as JSON. */
  input?: Maybe<Scalars['String']['output']>;
  /** Id of the member who did it; null for the command line and for strangers. */
  memberId?: Maybe<Scalars['UUID']['output']>;
  /** What was changed, in words. */
  noun?: Maybe<Scalars['String']['output']>;
  /** The request it was done by, as the server's log has it. */
  requestId?: Maybe<Scalars['String']['output']>;
  /** Its number: 1, 2, 3 …, without gaps. */
  sequence: Scalars['Int64']['output'];
  /** Which row of it. */
  subjectId?: Maybe<Scalars['String']['output']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type AuditEntryConnection = {
  __typename?: 'AuditEntryConnection';
  /** The items with their cursors. */
  edges: Array<AuditEntryEdge>;
  /** The items alone. */
  nodes: Array<AuditEntry>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type AuditEntryEdge = {
  __typename?: 'AuditEntryEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: AuditEntry;
};

/** Which lines to list; every field that is set narrows the list. */
export type AuditEntryFilter = {
  /** Only those of this action. */
  action?: InputMaybe<Scalars['String']['input']>;
  /** Only from this moment on. */
  from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only those by this member. */
  memberId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only those about this noun. */
  noun?: InputMaybe<Scalars['String']['input']>;
  /** Only those about this row. */
  subjectId?: InputMaybe<Scalars['String']['input']>;
  /** Only until before this moment. */
  to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A published encoder that training runs start from, sealed under the hash of its files. */
export type BaseModel = {
  __typename?: 'BaseModel';
  /** Its architecture in full, as JSON in Hugging Face's names. */
  config?: Maybe<Scalars['String']['output']>;
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it failed, and what to do. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** Family of its architecture ("bert", "roberta"). */
  family?: Maybe<Scalars['String']['output']>;
  /** When it became ready or failed. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The jobs that work for it, newest first; `jobEvents` of the newest tells its progress. */
  jobs: JobConnection;
  /** Tensors that its checkpoint lacked or had too many of; once it is ready always there. */
  keyReport?: Maybe<BaseModelKeyReport>;
  /** The folder it was read from, or its id on the hub. */
  location: Scalars['String']['output'];
  /** Its unique name: what a training run gives as `baseModel`. */
  name: Scalars['String']['output'];
  /** Weights in the encoder. */
  parameterCount?: Maybe<Scalars['Int64']['output']>;
  /** How token states become one; once it is ready always there. */
  pooling?: Maybe<BaseModelPooling>;
  /** The commit that it was on the hub. */
  resolvedRevision?: Maybe<Scalars['String']['output']>;
  /** The branch, tag or commit that was asked of the hub. */
  revision?: Maybe<Scalars['String']['output']>;
  /** SHA-256 of the manifest of its sealed files. */
  sha256?: Maybe<Scalars['String']['output']>;
  /** Size of its sealed files. */
  sizeBytes?: Maybe<Scalars['Int64']['output']>;
  /** Where it comes from. */
  source: BaseModelSource;
  /** Where it stands. */
  status: BaseModelStatus;
  /** Put before every text, in training and in service. */
  textPrefix: Scalars['String']['output'];
  /** The training runs that start from it, newest first. */
  trainingRuns: TrainingRunConnection;
  /** Pieces in its tokenizer. */
  vocabularySize?: Maybe<Scalars['Int64']['output']>;
};


/** A published encoder that training runs start from, sealed under the hash of its files. */
export type BaseModelJobsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A published encoder that training runs start from, sealed under the hash of its files. */
export type BaseModelTrainingRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type BaseModelConnection = {
  __typename?: 'BaseModelConnection';
  /** The items with their cursors. */
  edges: Array<BaseModelEdge>;
  /** The items alone. */
  nodes: Array<BaseModel>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type BaseModelEdge = {
  __typename?: 'BaseModelEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: BaseModel;
};

/** Which base models to list; every field that is set narrows the list. */
export type BaseModelFilter = {
  /** Only base models that stand here. */
  status?: InputMaybe<BaseModelStatus>;
};

/** Tensors of a checkpoint that didn't fit its architecture, by name. */
export type BaseModelKeyReport = {
  __typename?: 'BaseModelKeyReport';
  /** Tensors that the architecture has and the checkpoint hasn't. */
  missing: Array<Scalars['String']['output']>;
  /** Tensors that the checkpoint has and the architecture hasn't; they aren't kept. */
  unexpected: Array<Scalars['String']['output']>;
};

/** How the states of a text's tokens become one. */
export type BaseModelPooling =
  /** The state of the first token. */
  | 'CLS'
  /** The mean over the tokens that aren't padding. */
  | 'MEAN'
  /** The first token's state through the model's own pooler layer. */
  | 'POOLER';

/** Where a base model comes from. */
export type BaseModelSource =
  /** The model hub of the server's configuration. */
  | 'HUB'
  /** A folder on the server's machine, in Hugging Face's layout. */
  | 'LOCAL';

/** Where a base model stands. */
export type BaseModelStatus =
  /** It can't be used; `errorCode` and `error` say why. Add it again to try again. */
  | 'FAILED'
  /** Its files are fetched, checked and converted; its job's events tell how far that is. */
  | 'FETCHING'
  /** It waits for a worker. */
  | 'QUEUED'
  /** Training runs can start from it. */
  | 'READY';

/** A training run's baseline was registered, or found to be registered already by a run on the same rows. */
export type BaselineRegistered = {
  __typename?: 'BaselineRegistered';
  /** Its share of right answers on the test split, 0 to 1. */
  accuracy: Scalars['Float']['output'];
  /** Its macro-F1 on the test split, 0 to 1. */
  macroF1: Scalars['Float']['output'];
  /** The baseline. */
  modelVersion: ModelVersion;
  /** The baseline's id. */
  modelVersionId: Scalars['UUID']['output'];
  /** How long it took to make, in seconds. */
  seconds: Scalars['Float']['output'];
};

/** A dataset to be built. */
export type BuildDatasetInput = {
  /** Its name: 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** Which articles, and how they are split. */
  selection: DatasetSelectionInput;
};

/** What is to be different in the next version of the rules. */
export type ChangeCleaningRulesInput = {
  /** The rules that change; all others stay as they are in the newest version. */
  rules: Array<CleaningRuleInput>;
};

/** What is to be different of a schedule; what is left out stays. */
export type ChangeScheduleInput = {
  /** What it starts. */
  action?: InputMaybe<ScheduleActionInput>;
  /** When. */
  cron?: InputMaybe<Scalars['String']['input']>;
  /** The schedule's id. */
  id: Scalars['UUID']['input'];
  /** What becomes of ticks that nobody looked at in time. */
  missed?: InputMaybe<MissedTicks>;
  /** Its name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Whether it rests. One that wakes fires from its next tick on. */
  paused?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Figures of one class by two versions. */
export type ClassComparison = {
  __typename?: 'ClassComparison';
  /** By `a`. */
  a: ClassMetrics;
  /** By `b`. */
  b: ClassMetrics;
  /** F1 by `b` minus F1 by `a`. */
  f1Difference: Scalars['Float']['output'];
};

/** Rows of a class. */
export type ClassCount = {
  __typename?: 'ClassCount';
  /** Key of the class. */
  labelKey: Scalars['String']['output'];
  /** Rows in test. */
  test: Scalars['Int']['output'];
  /** Rows in train. */
  train: Scalars['Int']['output'];
  /** Rows in validation. */
  validation: Scalars['Int']['output'];
};

/** Figures of one class. */
export type ClassMetrics = {
  __typename?: 'ClassMetrics';
  /** Harmonic mean of precision and recall. */
  f1: Scalars['Float']['output'];
  /** Key of the class. */
  labelKey: Scalars['String']['output'];
  /** Share of right ones among those predicted as this class. */
  precision: Scalars['Float']['output'];
  /** Share found among those that are this class. */
  recall: Scalars['Float']['output'];
  /** Rows that are this class. */
  support: Scalars['Int']['output'];
};

/** A class and its probability. */
export type ClassProbability = {
  __typename?: 'ClassProbability';
  /** The class. */
  label: LabelClass;
  /** Its probability, 0 to 1. */
  probability: Scalars['Float']['output'];
};

/** How often a class was predicted. */
export type ClassShare = {
  __typename?: 'ClassShare';
  /** Predictions that name it. */
  count: Scalars['Int64']['output'];
  /** The class. */
  label: LabelClass;
  /** Their share of all predictions, 0 to 1. */
  share: Scalars['Float']['output'];
};

/** Articles to be cleaned. */
export type CleanArticlesInput = {
  /** Apply it as soon as it has proposed, without anybody looking. */
  appliesWhenReady?: Scalars['Boolean']['input'];
  /** By which version of the rules; the newest if left out. */
  ruleSetVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Which articles; all if left out. */
  selection?: CleaningSelectionInput;
};

/** What a cleaning run would change, or has changed, of what is decided about one article. */
export type CleaningChange = {
  __typename?: 'CleaningChange';
  /** The decision after; its `decidedAt` says nothing until it is in force. */
  after: CleaningDecision;
  /** The article. */
  article: Article;
  /** The decision before; null if there was none. */
  before?: Maybe<CleaningDecision>;
  /** What kind of change it is. */
  kind: CleaningChangeKind;
  /** What cleaning does to the article's text. */
  textDiff: CleaningTextDiff;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type CleaningChangeConnection = {
  __typename?: 'CleaningChangeConnection';
  /** The items with their cursors. */
  edges: Array<CleaningChangeEdge>;
  /** The items alone. */
  nodes: Array<CleaningChange>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** Changes against what was in force. */
export type CleaningChangeCounts = {
  __typename?: 'CleaningChangeCounts';
  /** Articles that weren't decided about and are kept. */
  kept: Scalars['Int64']['output'];
  /** Articles that were kept, or not decided about, and are rejected. */
  rejected: Scalars['Int64']['output'];
  /** Articles that were rejected and are kept. */
  restored: Scalars['Int64']['output'];
  /** Articles of which the reason, the evidence or the cleaned text is another. */
  revised: Scalars['Int64']['output'];
  /** All of them. */
  total: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type CleaningChangeEdge = {
  __typename?: 'CleaningChangeEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: CleaningChange;
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

/** What cleaning decided about an article. The raw article is never changed. */
export type CleaningDecision = {
  __typename?: 'CleaningDecision';
  /** The body after cleaning; null where it is the raw one. */
  cleanedBody?: Maybe<Scalars['String']['output']>;
  /** The title after cleaning; null where it is the raw one. */
  cleanedTitle?: Maybe<Scalars['String']['output']>;
  /** The cleaning run that decided. */
  cleaningRunId: Scalars['UUID']['output'];
  /** When it came in force. */
  decidedAt: Scalars['DateTime']['output'];
  /** What the rule saw. */
  evidence?: Maybe<CleaningEvidence>;
  /**
   * Whether it speaks of the text that the article has now: if not, the article arrived with another text since, and
   * counts as not cleaned.
   */
  isCurrent: Scalars['Boolean']['output'];
  /** What was decided. */
  outcome: CleaningOutcome;
  /** The rule that rejected it. */
  rule?: Maybe<CleaningRule>;
  /** The version of the cleaning rules. */
  ruleSetVersion: Scalars['Int']['output'];
  /** The version of that rule's code. */
  ruleVersion?: Maybe<Scalars['Int']['output']>;
};

/** A cleaning run moved. */
export type CleaningEvent = {
  __typename?: 'CleaningEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** Changes it proposes or has made. */
  changeCount: Scalars['Int64']['output'];
  /** The run's id. */
  cleaningRunId: Scalars['UUID']['output'];
  /** The same in words. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed or was interrupted, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
  /** Where it stood. */
  status: CleaningRunStatus;
};

/** What a rule saw. */
export type CleaningEvidence = {
  __typename?: 'CleaningEvidence';
  /** The article that is kept in its stead. */
  keptArticle?: Maybe<Article>;
  /** Keys of the labels that copies of the article have. */
  labelKeys: Array<Scalars['String']['output']>;
  /** The words that gave the article away. */
  matched?: Maybe<Scalars['String']['output']>;
  /** What was measured, as the rule's threshold is: characters, a share or a similarity. */
  measured?: Maybe<Scalars['Float']['output']>;
  /** What it was compared with. */
  threshold?: Maybe<Scalars['Float']['output']>;
};

/** What cleaning decided about an article. */
export type CleaningOutcome =
  /** It may be learnt from. */
  | 'KEPT'
  /** It may not. */
  | 'REJECTED';

/** What a cleaning run found. */
export type CleaningReport = {
  __typename?: 'CleaningReport';
  /** Articles judged. */
  articles: Scalars['Int64']['output'];
  /** Articles by rule, in the order of the rules. */
  byRule: Array<CleaningRuleCount>;
  /** Changes against what was in force, by kind. */
  changes: CleaningChangeCounts;
  /** Of these, articles that are kept. */
  kept: Scalars['Int64']['output'];
  /** Of these, articles that are rejected. */
  rejected: Scalars['Int64']['output'];
  /** Of those kept, articles whose text differs from the raw one. */
  textChanged: Scalars['Int64']['output'];
};

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

/** How many articles a rule rejects or changes. */
export type CleaningRuleCount = {
  __typename?: 'CleaningRuleCount';
  /** Articles judged that it rejects. */
  rejected: Scalars['Int64']['output'];
  /** The rule. */
  rule: CleaningRule;
  /** Articles judged whose text it changes. */
  textChanged: Scalars['Int64']['output'];
};

/** What is to be different of one rule. */
export type CleaningRuleInput = {
  /** Whether it is asked; as before if left out. */
  enabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** The rule. */
  rule: CleaningRule;
  /** Its threshold; as before if left out. */
  threshold?: InputMaybe<Scalars['Float']['input']>;
};

/** A version of how the cleaning rules are set; it never changes. */
export type CleaningRuleSet = {
  __typename?: 'CleaningRuleSet';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Who made it. */
  createdBy: Scalars['String']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** How each rule is set, in the order in which rules are asked. */
  rules: Array<CleaningRuleSetting>;
  /** 1, 2, 3 …; the newest is used unless another is named. */
  version: Scalars['Int']['output'];
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type CleaningRuleSetConnection = {
  __typename?: 'CleaningRuleSetConnection';
  /** The items with their cursors. */
  edges: Array<CleaningRuleSetEdge>;
  /** The items alone. */
  nodes: Array<CleaningRuleSet>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type CleaningRuleSetEdge = {
  __typename?: 'CleaningRuleSetEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: CleaningRuleSet;
};

/** How a rule is set. */
export type CleaningRuleSetting = {
  __typename?: 'CleaningRuleSetting';
  /** What it does. */
  description: Scalars['String']['output'];
  /** Whether it is asked. */
  enabled: Scalars['Boolean']['output'];
  /** The rule. */
  rule: CleaningRule;
  /** Its threshold; null if it has none. */
  threshold?: Maybe<Scalars['Float']['output']>;
  /** What its threshold means and may be; null if it has none. */
  thresholdRange?: Maybe<CleaningThreshold>;
  /** The version of the rule's code when this was set: it grows when the rule decides otherwise about some text. */
  version: Scalars['Int']['output'];
};

/** Articles judged by a version of the cleaning rules: proposed first, then applied, and undone exactly. */
export type CleaningRun = {
  __typename?: 'CleaningRun';
  /** When it came in force. */
  appliedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether it is applied as soon as it has proposed. */
  appliesWhenReady: Scalars['Boolean']['output'];
  /** What it would change, or has changed: samples, or all of it page by page. */
  changes: CleaningChangeConnection;
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it failed or was interrupted, as a sentence. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed or was interrupted, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** When it had judged, or gave up. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The jobs that work for it, newest first. */
  jobs: JobConnection;
  /** What it found, once it has proposed. */
  report?: Maybe<CleaningReport>;
  /** Who asked for it. */
  requestedBy: Scalars['String']['output'];
  /** The rules it judges by. */
  ruleSet: CleaningRuleSet;
  /** Which articles it judges. */
  selection: CleaningSelection;
  /** When it began to judge. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: CleaningRunStatus;
  /** When it was taken back. */
  undoneAt?: Maybe<Scalars['DateTime']['output']>;
};


/** Articles judged by a version of the cleaning rules: proposed first, then applied, and undone exactly. */
export type CleaningRunChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  kind?: InputMaybe<CleaningChangeKind>;
  last?: InputMaybe<Scalars['Int']['input']>;
  rule?: InputMaybe<CleaningRule>;
};


/** Articles judged by a version of the cleaning rules: proposed first, then applied, and undone exactly. */
export type CleaningRunJobsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type CleaningRunConnection = {
  __typename?: 'CleaningRunConnection';
  /** The items with their cursors. */
  edges: Array<CleaningRunEdge>;
  /** The items alone. */
  nodes: Array<CleaningRun>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type CleaningRunEdge = {
  __typename?: 'CleaningRunEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: CleaningRun;
};

/** Which cleaning runs to list; every field that is set narrows the list. */
export type CleaningRunFilter = {
  /** Only runs that stand here. */
  status?: InputMaybe<CleaningRunStatus>;
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

/** Which articles a cleaning run judges. */
export type CleaningSelection = {
  __typename?: 'CleaningSelection';
  /** Ids of the crawls; empty for all. */
  crawlIds: Array<Scalars['UUID']['output']>;
  /** Ids of the imports; empty for all. */
  importIds: Array<Scalars['UUID']['output']>;
  /** Published at this moment or later. */
  publishedFrom?: Maybe<Scalars['DateTime']['output']>;
  /** Published before this moment. */
  publishedTo?: Maybe<Scalars['DateTime']['output']>;
  /** Keys of the sources; empty for all. */
  sourceKeys: Array<Scalars['String']['output']>;
};

/** Which articles a cleaning run judges; every field that is set narrows the choice, and nothing set means all articles. */
export type CleaningSelectionInput = {
  /** Only articles these crawls collected; all if empty. */
  crawlIds?: Array<Scalars['UUID']['input']>;
  /** Only articles these imports brought or last updated; all if empty. */
  importIds?: Array<Scalars['UUID']['input']>;
  /** Only articles published at this moment or later. */
  publishedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only articles published before this moment. */
  publishedTo?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only articles of these sources, by key; all if empty. */
  sourceKeys?: Array<Scalars['String']['input']>;
};

/** What cleaning has done with an article. */
export type CleaningState =
  /** It keeps the article. */
  | 'KEPT'
  /** It hasn't seen the article, or not the text that is there now. */
  | 'NOT_CLEANED'
  /** It rejects the article. */
  | 'REJECTED';

/** What cleaning does to an article's text, in pieces that follow one another. */
export type CleaningTextDiff = {
  __typename?: 'CleaningTextDiff';
  /** The body. */
  body: Array<TextDiff>;
  /** The title. */
  title: Array<TextDiff>;
};

/** What a rule's threshold means and may be. */
export type CleaningThreshold = {
  __typename?: 'CleaningThreshold';
  /** What it is if nobody says otherwise. */
  default: Scalars['Float']['output'];
  /** What it means, with its unit. */
  description: Scalars['String']['output'];
  /** Whether it must be a whole number. */
  isInteger: Scalars['Boolean']['output'];
  /** Largest allowed value. */
  maximum: Scalars['Float']['output'];
  /** Smallest allowed value. */
  minimum: Scalars['Float']['output'];
};

/** A training run among others. */
export type ComparedTrainingRun = {
  __typename?: 'ComparedTrainingRun';
  /** The best of its epochs so far by macro-F1 on the validation split, which is the one that is kept. */
  bestEpoch?: Maybe<TrainingEpoch>;
  /** Its epochs so far, in order. */
  curve: Array<TrainingEpoch>;
  /** Seconds from its start to its end, once it has ended. */
  seconds?: Maybe<Scalars['Float']['output']>;
  /** What its model version measured on the test split, if it made one. */
  testMetrics?: Maybe<EvaluationMetrics>;
  /** The run. */
  trainingRun: TrainingRun;
};

/** Which of the two answers better. */
export type ComparisonVerdict =
  /** `a` has the higher macro-F1, and by more than chance. */
  | 'A_IS_BETTER'
  /** `b` has the higher macro-F1, and by more than chance: the interval excludes 0 and McNemar's test agrees. */
  | 'B_IS_BETTER'
  /** Chance explains what difference there is. */
  | 'NO_DIFFERENCE'
  /** One test sees a difference, the other doesn't: more rows would tell. */
  | 'UNCLEAR';

/** What happens when only answers with at least a certain probability are given. */
export type CoveragePoint = {
  __typename?: 'CoveragePoint';
  /** Share of right answers among those given, 0 to 1. */
  accuracy: Scalars['Float']['output'];
  /** Answers given. */
  answered: Scalars['Int']['output'];
  /** Share of texts that get an answer, 0 to 1. */
  coverage: Scalars['Float']['output'];
  /** Least probability of the class answered. */
  threshold: Scalars['Float']['output'];
};

/** One collection of articles from a source. */
export type Crawl = {
  __typename?: 'Crawl';
  /** When it was accepted. */
  acceptedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who accepted it although it is degraded. */
  acceptedBy?: Maybe<Scalars['String']['output']>;
  /** Why it was accepted. */
  acceptedReason?: Maybe<Scalars['String']['output']>;
  /** The articles it collected, newest first. */
  articles: ArticleConnection;
  /** Articles that couldn't be had. */
  articlesFailed: Scalars['Int']['output'];
  /** Articles that were known, and equal or not asked for again. */
  articlesKnown: Scalars['Int']['output'];
  /** Articles stored that were new. */
  articlesNew: Scalars['Int']['output'];
  /** Articles that were known, and differed. */
  articlesUpdated: Scalars['Int']['output'];
  /** When it was recorded. */
  createdAt: Scalars['DateTime']['output'];
  /** The version of the source's definition that its articles were extracted by; null if it is only known from a file. */
  definition?: Maybe<SourceDefinition>;
  /** Why it failed or is degraded, and what to do. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed or is degraded, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** Its name, unique within the source. */
  externalId: Scalars['String']['output'];
  /** When it ended. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How well it went; null until it has ended. */
  health?: Maybe<CrawlHealth>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Whether what it collected may feed datasets that nobody looks at first: it succeeded, or somebody accepted it. */
  isTrusted: Scalars['Boolean']['output'];
  /** The jobs that work for it, newest first. */
  jobs: JobConnection;
  /** The site asked not to be asked before this moment. */
  notBefore?: Maybe<Scalars['DateTime']['output']>;
  /** Its pages, in the order they are asked for. */
  pages: CrawlPageConnection;
  /** Most list pages of a section. */
  pagesPerSection?: Maybe<Scalars['Int']['output']>;
  /** Pages fetched and read. */
  pagesRead: Scalars['Int']['output'];
  /** Most requests, repeated and redirected ones included. */
  requestBudget?: Maybe<Scalars['Int']['output']>;
  /** Requests made. */
  requests: Scalars['Int']['output'];
  /** Its sections with their counts, in order. */
  sections: Array<CrawlSectionProgress>;
  /** Its source. */
  source: Source;
  /** When it began; null if it is only known from a file of articles. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: CrawlStatus;
};


/** One collection of articles from a source. */
export type CrawlArticlesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** One collection of articles from a source. */
export type CrawlJobsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** One collection of articles from a source. */
export type CrawlPagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: CrawlPageFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** What happened to a crawl. */
export type CrawlChange = CrawlMoved | CrawlPageFailed | CrawlProgressed;

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type CrawlConnection = {
  __typename?: 'CrawlConnection';
  /** The items with their cursors. */
  edges: Array<CrawlEdge>;
  /** The items alone. */
  nodes: Array<Crawl>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type CrawlEdge = {
  __typename?: 'CrawlEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Crawl;
};

/** Something happened to a crawl. */
export type CrawlEvent = {
  __typename?: 'CrawlEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** What happened. */
  change: CrawlChange;
  /** The crawl's id. */
  crawlId: Scalars['UUID']['output'];
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
};

/** How often a field was found. */
export type CrawlFieldCoverage = {
  __typename?: 'CrawlFieldCoverage';
  /** The field. */
  field: Scalars['String']['output'];
  /** Share of the read articles on which it was found. */
  share: Scalars['Float']['output'];
};

/** Which crawls to list; every field that is set narrows the list. */
export type CrawlFilter = {
  /** Only crawls of this source. */
  sourceId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only crawls that stand here. */
  status?: InputMaybe<CrawlStatus>;
};

/** How well a crawl went: what was collected against what is usual. */
export type CrawlHealth = {
  __typename?: 'CrawlHealth';
  /** Articles that were read: new, updated, and known ones that were asked for again. */
  articlesRead: Scalars['Int']['output'];
  /** Share of the read articles on which each field was found. */
  coverage: Array<CrawlFieldCoverage>;
  /** Share of the read articles whose text another one of the crawl has. */
  duplicateShare: Scalars['Float']['output'];
  /** Median of the bodies' characters. */
  medianBodyCharacters?: Maybe<Scalars['Int']['output']>;
  /** Why it isn't succeeded; empty if it is. */
  reasons: Array<CrawlHealthReason>;
  /** Links a list page, by section. */
  yields: Array<CrawlYield>;
};

/** Why a crawl isn't succeeded. */
export type CrawlHealthReason = {
  __typename?: 'CrawlHealthReason';
  /**
   * What, as a code: NO_ARTICLES, NO_LINKS, LOW_YIELD, LIST_FAILED, FIELD_MISSING, DUPLICATES, BODY_LENGTH, PAGES_FAILED,
   * REQUEST_BUDGET or HOST_DOWN.
   */
  code: Scalars['String']['output'];
  /** An address where it can be seen. */
  exampleUrl?: Maybe<Scalars['String']['output']>;
  /** The same in words, with figures and what to do. */
  message: Scalars['String']['output'];
  /** Key of the section, if it is about one. */
  section?: Maybe<Scalars['String']['output']>;
  /** The selectors that found nothing, if it is about some. */
  selectors: Array<Scalars['String']['output']>;
};

/** A crawl's status moved. */
export type CrawlMoved = {
  __typename?: 'CrawlMoved';
  /** The same in words, with what to do. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed or is degraded, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** Where it stood then. */
  status: CrawlStatus;
};

/** A page of a crawl: what came of asking for it, and what was found on it. */
export type CrawlPage = {
  __typename?: 'CrawlPage';
  /** The article that is stored under its external id, if it is an article and one is. */
  article?: Maybe<Article>;
  /** How often it was asked for. */
  attempts: Scalars['Int']['output'];
  /** Characters of the article's body. */
  bodyCharacters?: Maybe<Scalars['Int']['output']>;
  /** The character encoding it was read in. */
  charset?: Maybe<Scalars['String']['output']>;
  /** Its crawl. */
  crawl: Crawl;
  /** How long the last answer took. */
  durationMs?: Maybe<Scalars['Int']['output']>;
  /** Why it failed, or has to be asked for again. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed, or has to be asked for again, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** When the last answer came. */
  fetchedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The address that answered, if a redirect led elsewhere. */
  finalUrl?: Maybe<Scalars['String']['output']>;
  /** The last answer's HTTP status. */
  httpStatus?: Maybe<Scalars['Int']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** A list or an article. */
  kind: CrawlPageKind;
  /** Fields that weren't found on it. */
  missing: Array<Scalars['String']['output']>;
  /** What it is known by in the crawl: an article's external id; a list's section and number. */
  pageKey: Scalars['String']['output'];
  /** A list's number. */
  pageNumber?: Maybe<Scalars['Int']['output']>;
  /** SHA-256 of the page as it was fetched and is kept. */
  rawSha256?: Maybe<Scalars['String']['output']>;
  /** Its size, decompressed. */
  sizeBytes?: Maybe<Scalars['Int']['output']>;
  /** What came of it. */
  status: CrawlPageStatus;
  /** Its address. */
  url: Scalars['String']['output'];
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type CrawlPageConnection = {
  __typename?: 'CrawlPageConnection';
  /** The items with their cursors. */
  edges: Array<CrawlPageEdge>;
  /** The items alone. */
  nodes: Array<CrawlPage>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type CrawlPageEdge = {
  __typename?: 'CrawlPageEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: CrawlPage;
};

/** A page of a crawl couldn't be had, or nothing usable was on it. */
export type CrawlPageFailed = {
  __typename?: 'CrawlPageFailed';
  /** Why, and what to do. */
  error: Scalars['String']['output'];
  /** Why, as a code. */
  errorCode: Scalars['String']['output'];
  /** The page as it stands now. */
  page: CrawlPage;
  /** Its address. */
  url: Scalars['String']['output'];
};

/** Which pages of a crawl to list; every field that is set narrows the list. */
export type CrawlPageFilter = {
  /** Only lists, or only articles. */
  kind?: InputMaybe<CrawlPageKind>;
  /** Only pages with this outcome. */
  status?: InputMaybe<CrawlPageStatus>;
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

/** Pages were fetched; counts are as they stood then. */
export type CrawlProgressed = {
  __typename?: 'CrawlProgressed';
  /** Articles that couldn't be had. */
  articlesFailed: Scalars['Int']['output'];
  /** Articles that were known, and equal or not asked for again. */
  articlesKnown: Scalars['Int']['output'];
  /** Articles stored that were new. */
  articlesNew: Scalars['Int']['output'];
  /** Articles that were known, and differed. */
  articlesUpdated: Scalars['Int']['output'];
  /** Pages fetched and read. */
  pages: Scalars['Int']['output'];
  /** Pages that waited. */
  queued: Scalars['Int']['output'];
  /** Requests made, repeated and redirected ones included. */
  requests: Scalars['Int']['output'];
  /** The same by section. */
  sections: Array<CrawlSectionProgress>;
};

/** How far a section of a crawl was. */
export type CrawlSectionProgress = {
  __typename?: 'CrawlSectionProgress';
  /** Articles that couldn't be had. */
  articlesFailed: Scalars['Int']['output'];
  /** Articles that were known, and equal or not asked for again. */
  articlesKnown: Scalars['Int']['output'];
  /** Articles stored that were new. */
  articlesNew: Scalars['Int']['output'];
  /** Articles that were known, and differed. */
  articlesUpdated: Scalars['Int']['output'];
  /** Its key in the source's definition. */
  key: Scalars['String']['output'];
  /** Links to articles on them, each article once. */
  links: Scalars['Int']['output'];
  /** Most list pages that are fetched. */
  pageBudget: Scalars['Int']['output'];
  /** List pages fetched and read. */
  pages: Scalars['Int']['output'];
};

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

/** Links a list page of a section. */
export type CrawlYield = {
  __typename?: 'CrawlYield';
  /** Links to articles a list page. */
  linksPerPage: Scalars['Float']['output'];
  /** Key of the section. */
  section: Scalars['String']['output'];
};

/** A token to be made. */
export type CreateApiTokenInput = {
  /** Days for which it holds: 1 to 366. */
  days?: Scalars['Int']['input'];
  /** What it is for: 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** What it may be used for; nothing beyond what the member may do. */
  scopes: Array<ApiTokenScope>;
};

/** A schedule to be made. */
export type CreateScheduleInput = {
  /** What it starts. */
  action: ScheduleActionInput;
  /** When, in Korean time, as cron has it: "30 6 * * MON-FRI" is half past six on weekdays. */
  cron: Scalars['String']['input'];
  /** What becomes of ticks that nobody looked at in time. */
  missed?: MissedTicks;
  /** Its name, unique: 1 to 200 characters. */
  name: Scalars['String']['input'];
};

/** A source to be made, with the first version of its definition. */
export type CreateSourceInput = {
  /** Why it is made. */
  comment?: InputMaybe<Scalars['String']['input']>;
  /** The definition, as TOML; the shipped ones are examples. */
  definition: Scalars['String']['input'];
  /** Its key: letters a-z, digits, '-', '_' and '.'. */
  key: Scalars['String']['input'];
};

/** A webhook to be made. */
export type CreateWebhookInput = {
  /** What it is told of: at least one. */
  events: Array<WebhookEvent>;
  /** Whether the receiver is on the server's own machine: then it is reached there alone, and http:// will do. */
  local?: Scalars['Boolean']['input'];
  /** What it is called: 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** Where messages are posted: an address of the public internet that begins with https://. */
  url: Scalars['String']['input'];
};

/** A token, shown now and never again. */
export type CreatedApiToken = {
  __typename?: 'CreatedApiToken';
  /** What is kept of it. */
  apiToken: ApiToken;
  /** The secret to send as `Authorization: Bearer …`. */
  token: Scalars['String']['output'];
};

/** A selection of labelled articles, split into train, validation and test, sealed under the hash of its rows. */
export type Dataset = {
  __typename?: 'Dataset';
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it failed, as a sentence. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** Where its rows can be downloaded from, below this server's address; null until it is sealed. */
  exportPath?: Maybe<Scalars['String']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The jobs that work for it, newest first. */
  jobs: JobConnection;
  /** The label set of its classes. */
  labelSet: LabelSet;
  /** Its identity: SHA-256 over every row. The same selection of the same articles has the same anywhere. */
  manifestSha256?: Maybe<Scalars['String']['output']>;
  /** Its name. */
  name: Scalars['String']['output'];
  /** What was found when it was built, once it is sealed. */
  report?: Maybe<DatasetReport>;
  /** Rows in all splits, once it is sealed. */
  rowCount?: Maybe<Scalars['Int']['output']>;
  /** Its rows, in the order of the manifest; none until it is sealed. */
  rows: DatasetRowConnection;
  /** When it was sealed. */
  sealedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What was asked for. */
  selection: DatasetSelection;
  /** Where it stands. */
  status: DatasetStatus;
  /**
   * Takedowns of articles that are among its rows, oldest first: texts that it was sealed with and that are gone since.
   * Its identity stays: the manifest is made of the texts' hashes.
   */
  takedowns: Array<Takedown>;
  /** The training runs that learn from it, newest first. */
  trainingRuns: TrainingRunConnection;
};


/** A selection of labelled articles, split into train, validation and test, sealed under the hash of its rows. */
export type DatasetExportPathArgs = {
  format: ExportFormat;
};


/** A selection of labelled articles, split into train, validation and test, sealed under the hash of its rows. */
export type DatasetJobsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A selection of labelled articles, split into train, validation and test, sealed under the hash of its rows. */
export type DatasetRowsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: DatasetRowFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A selection of labelled articles, split into train, validation and test, sealed under the hash of its rows. */
export type DatasetTrainingRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type DatasetConnection = {
  __typename?: 'DatasetConnection';
  /** The items with their cursors. */
  edges: Array<DatasetEdge>;
  /** The items alone. */
  nodes: Array<Dataset>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type DatasetEdge = {
  __typename?: 'DatasetEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Dataset;
};

/** A dataset was asked for, sealed, failed or cancelled. */
export type DatasetEvent = {
  __typename?: 'DatasetEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** What happened. */
  change: DatasetMoved;
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
};

/** Which datasets to list; every field that is set narrows the list. */
export type DatasetFilter = {
  /** Only sealed datasets this article is a row of. */
  articleId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only datasets of this label set. */
  labelSetId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only datasets sealed under this hash. */
  manifestSha256?: InputMaybe<Scalars['String']['input']>;
  /** Only datasets with this in the name, in whatever case. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Only datasets that stand here. */
  status?: InputMaybe<DatasetStatus>;
};

/** A dataset moved to another status. */
export type DatasetMoved = {
  __typename?: 'DatasetMoved';
  /** The dataset as it stands now. */
  dataset: Dataset;
  /** The dataset's id. */
  datasetId: Scalars['UUID']['output'];
  /** Why it failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** SHA-256 over every row, if it was sealed. */
  manifestSha256?: Maybe<Scalars['String']['output']>;
  /** Rows in all splits, if it was sealed. */
  rowCount?: Maybe<Scalars['Int']['output']>;
  /** Where it stood. */
  status: DatasetStatus;
};

/** How datasets are sorted. */
export type DatasetOrder = {
  /** Which way. */
  direction: SortDirection;
  /** What by. */
  field: DatasetSort;
};

/** What a selection would take, counted by class. */
export type DatasetPreview = {
  __typename?: 'DatasetPreview';
  /** Articles in all. */
  articles: Scalars['Int64']['output'];
  /** Every class of the label set, in order. */
  classes: Array<PreviewedClass>;
  /**
   * Articles whose title and body another one of their class has to the letter. Near-duplicates are found when the
   * dataset is built.
   */
  copies: Scalars['Int64']['output'];
  /** Whether that is all; otherwise there are more articles than are counted while somebody waits (300,000). */
  isComplete: Scalars['Boolean']['output'];
  /** Articles that are counted at most. */
  mostCounted: Scalars['Int64']['output'];
  /** Whether only what cleaning keeps is taken, as it was asked for or is usual. */
  onlyClean: Scalars['Boolean']['output'];
  /** How many of them the limit per class leaves. */
  taken: Scalars['Int64']['output'];
};

/** What was found when a dataset was built. */
export type DatasetReport = {
  __typename?: 'DatasetReport';
  /** Rows of each class in each split, in the label set's order. */
  classes: Array<ClassCount>;
  /** Rows that say the same. */
  duplicates: DuplicateReport;
  /** The proof that none of them crosses a split. */
  leaks: LeakReport;
  /** Lengths of title and body together. */
  lengths: Array<LengthBin>;
  /** The manifest's first line, which names label set, classes, rules, ratios and seed. */
  manifestHeader: Scalars['String']['output'];
  /** Version of the rules that made it: how texts are read, how near-duplicates are found. */
  ruleVersion: Scalars['String']['output'];
};

/** A row of a sealed dataset: an article as it was then. */
export type DatasetRow = {
  __typename?: 'DatasetRow';
  /** The article. */
  article: Article;
  /** Rows of this dataset with the same number are near-duplicates of each other; they are never in two splits. */
  cluster: Scalars['Int']['output'];
  /** The article's content hash when the dataset was sealed. */
  contentHash: Scalars['String']['output'];
  /** The dataset. */
  dataset: Dataset;
  /** Its class when the dataset was sealed. */
  label: LabelClass;
  /** Its place in the manifest, from 0. */
  position: Scalars['Int']['output'];
  /** The part it belongs to. */
  split: Split;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type DatasetRowConnection = {
  __typename?: 'DatasetRowConnection';
  /** The items with their cursors. */
  edges: Array<DatasetRowEdge>;
  /** The items alone. */
  nodes: Array<DatasetRow>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type DatasetRowEdge = {
  __typename?: 'DatasetRowEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: DatasetRow;
};

/** Which rows to list; every field that is set narrows the list. */
export type DatasetRowFilter = {
  /** Only rows of this cluster of near-duplicates. */
  cluster?: InputMaybe<Scalars['Int']['input']>;
  /** Only rows of this class. */
  labelClassId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only rows of this part. */
  split?: InputMaybe<Split>;
};

/** Which labelled articles a dataset takes, and how it splits them. */
export type DatasetSelection = {
  __typename?: 'DatasetSelection';
  /** Ids of the crawls; empty for all but those that ended badly and that nobody accepted. */
  crawlIds: Array<Scalars['UUID']['output']>;
  /** Key of the label set: articles labelled with one of its classes are taken. */
  labelSetKey: Scalars['String']['output'];
  /** At most this many of each class. */
  maxPerClass?: Maybe<Scalars['Int']['output']>;
  /** At least this many characters in title and body together. */
  minCharacters: Scalars['Int']['output'];
  /** Whether only articles that cleaning keeps were taken, in their cleaned text. */
  onlyClean: Scalars['Boolean']['output'];
  /** Published at this moment or later. */
  publishedFrom?: Maybe<Scalars['DateTime']['output']>;
  /** Published before this moment. */
  publishedTo?: Maybe<Scalars['DateTime']['output']>;
  /** Which share goes where. */
  ratios: SplitRatios;
  /** What of an article models read. */
  recipe: TextRecipe;
  /** Decides which rows are drawn and where they go. */
  seed: Scalars['Int64']['output'];
  /** Keys of the sources; empty for all. */
  sourceKeys: Array<Scalars['String']['output']>;
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
  crawlIds?: Array<Scalars['UUID']['input']>;
  /** Key of the label set: articles labelled with one of its classes are taken. */
  labelSetKey: Scalars['String']['input'];
  /** At most this many of each class, drawn by the seed; a larger number takes a superset. No limit if left out. */
  maxPerClass?: InputMaybe<Scalars['Int']['input']>;
  /** Only articles with at least this many characters in title and body together. */
  minCharacters?: Scalars['Int']['input'];
  /**
   * Only articles that cleaning keeps, in their cleaned text; if left out, so as soon as anything was cleaned. Articles
   * that weren't cleaned, or whose text changed since, aren't taken then.
   */
  onlyClean?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only articles published at this moment or later. */
  publishedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only articles published before this moment. */
  publishedTo?: InputMaybe<Scalars['DateTime']['input']>;
  /** Which share goes where; 0.8, 0.1 and 0.1 if left out. */
  ratios?: InputMaybe<SplitRatiosInput>;
  /** What of an article models read. */
  recipe?: TextRecipe;
  /** Decides which rows are drawn and where they go: 0 to 2⁵³ − 1. */
  seed?: Scalars['Int64']['input'];
  /** Only articles of these sources, by key; all if empty. */
  sourceKeys?: Array<Scalars['String']['input']>;
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

/** A row of the ledger: from this moment on, this version serves. */
export type Deployment = {
  __typename?: 'Deployment';
  /** Who did it. */
  actor: Scalars['String']['output'];
  /** When. */
  createdAt: Scalars['DateTime']['output'];
  /** What served before; null if nothing did. */
  fromVersion?: Maybe<ModelVersion>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Deployment or rollback. */
  kind: DeploymentKind;
  /** Why. */
  reason: Scalars['String']['output'];
  /** Its number: 1, 2, 3 …; the highest says what serves. */
  revision: Scalars['Int']['output'];
  /** What serves from here on. */
  toVersion: ModelVersion;
  /** Which graph of its bundle computes. */
  variant: ModelVariant;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type DeploymentConnection = {
  __typename?: 'DeploymentConnection';
  /** The items with their cursors. */
  edges: Array<DeploymentEdge>;
  /** The items alone. */
  nodes: Array<Deployment>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type DeploymentEdge = {
  __typename?: 'DeploymentEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Deployment;
};

/** Another version serves. */
export type DeploymentEvent = {
  __typename?: 'DeploymentEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** The ledger's new row. */
  deployment: Deployment;
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
};

/** What moved the ledger. */
export type DeploymentKind =
  /** A version was put into service. */
  | 'DEPLOY'
  /** What served before was put back. */
  | 'ROLLBACK';

/** A deployment that one person asks for and another approves. */
export type DeploymentRequest = {
  __typename?: 'DeploymentRequest';
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** When it was decided; null while it waits. */
  decidedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who decided; null while it waits. */
  decider?: Maybe<Scalars['String']['output']>;
  /** Why they decided so. */
  decisionReason?: Maybe<Scalars['String']['output']>;
  /** Id of the row of the ledger that an approval made. */
  deploymentId?: Maybe<Scalars['UUID']['output']>;
  /** Id of the version that served when it was asked for; null if none did. */
  expectedActiveVersionId?: Maybe<Scalars['UUID']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Whether the member who asks here asked for it; where four eyes are needed, somebody else has to approve it. */
  isMine: Scalars['Boolean']['output'];
  /** Why. */
  reason: Scalars['String']['output'];
  /** Who asks. */
  requester: Scalars['String']['output'];
  /** Where it stands. */
  status: DeploymentRequestStatus;
  /** What shall serve. */
  toVersion: ModelVersion;
  /** Which graph of its bundle shall compute. */
  variant: ModelVariant;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type DeploymentRequestConnection = {
  __typename?: 'DeploymentRequestConnection';
  /** The items with their cursors. */
  edges: Array<DeploymentRequestEdge>;
  /** The items alone. */
  nodes: Array<DeploymentRequest>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type DeploymentRequestEdge = {
  __typename?: 'DeploymentRequestEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: DeploymentRequest;
};

/** A deployment was asked for, approved or rejected. */
export type DeploymentRequestEvent = {
  __typename?: 'DeploymentRequestEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
  /** The request as it stands now. */
  request: DeploymentRequest;
  /** Where the request stood then. */
  status: DeploymentRequestStatus;
};

/** Which requests to list; every field that is set narrows the list. */
export type DeploymentRequestFilter = {
  /** Only those that stand here. */
  status?: InputMaybe<DeploymentRequestStatus>;
};

/** Where a request stands. */
export type DeploymentRequestStatus =
  /** Somebody approved it, and it was deployed. */
  | 'APPROVED'
  /** It waits for somebody else. */
  | 'PENDING'
  /** Somebody rejected it, or who asked took it back. */
  | 'REJECTED';

/** A difference and its 95 % interval, by the percentile bootstrap over rows; the same rows give the same interval. */
export type DifferenceInterval = {
  __typename?: 'DifferenceInterval';
  /** The difference over the rows as they are, -1 to 1. */
  difference: Scalars['Float']['output'];
  /** High end of the interval. */
  high: Scalars['Float']['output'];
  /** Low end of the interval. */
  low: Scalars['Float']['output'];
  /** Resamples drawn. */
  resamples: Scalars['Int']['output'];
};

/** Rows that say the same in the same words. */
export type DuplicateReport = {
  __typename?: 'DuplicateReport';
  /** Clusters, those of a single row included. */
  clusters: Scalars['Int']['output'];
  /** Clusters of several rows. */
  duplicateClusters: Scalars['Int']['output'];
  /** Rows beyond the first of their cluster. */
  duplicates: Scalars['Int']['output'];
  /** Those of them that equal another row after normalisation. */
  exactDuplicates: Scalars['Int']['output'];
  /** The biggest clusters, biggest first; at most ten. */
  largest: Array<LargeCluster>;
};

/** What went wrong, as `extensions.code` of an error. These are all there are. */
export type ErrorCode =
  /**
   * The HTTP request or the WebSocket message isn't one that is taken here: its message names the header, the
   * parameter or the part of the body. Nothing was executed.
   */
  | 'BAD_REQUEST'
  /** Fields of the input were refused: `extensions.fields` lists each with its path and what would be accepted. */
  | 'BAD_USER_INPUT'
  /** The state isn't what the change needs, or somebody else was first: look again, then decide. */
  | 'CONFLICT'
  /** The caller's role doesn't allow this; the message says whose does. */
  | 'FORBIDDEN'
  /** A fault of the server. Its cause is in the server's log under `extensions.requestId`. */
  | 'INTERNAL'
  /** The document isn't valid GraphQL for this schema, or asks for too much at once; nothing was executed. */
  | 'INVALID_QUERY'
  /** Nothing has the id or key that was given. */
  | 'NOT_FOUND'
  /** No model version serves: deploy one, or wait until it is loaded (`extensions.retryAfterMs` is there then). */
  | 'NO_ACTIVE_MODEL'
  /** Too much is waiting; try again after `extensions.retryAfterMs` milliseconds. */
  | 'OVERLOADED'
  /** No known document has the SHA-256 that was sent instead of one: send the document itself. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** The caller asked too often; try again after `extensions.retryAfterMs` milliseconds. */
  | 'RATE_LIMITED'
  /** The answer took longer than is waited for; ask for less at once. */
  | 'TIMED_OUT'
  /** The input is larger than is taken at once; `extensions.maximum`, or the message, says how much is. */
  | 'TOO_LARGE'
  /**
   * Only members may have this, and nobody is signed in, or the session or token holds no longer: sign in, then ask
   * again.
   */
  | 'UNAUTHENTICATED'
  /** This server executes documents that it knows and no others. */
  | 'UNTRUSTED_DOCUMENT';

/** What to measure, and on what: give either `datasetId` or `importId`. */
export type EvaluateModelVersionInput = {
  /** Measure once more what was measured already; otherwise the finished evaluation is returned. */
  again?: Scalars['Boolean']['input'];
  /** A sealed dataset whose classes are the version's. */
  datasetId?: InputMaybe<Scalars['UUID']['input']>;
  /** An import that read labels whose classes are the version's: all articles it brought or last updated that have one. */
  importId?: InputMaybe<Scalars['UUID']['input']>;
  /** Which rows of the dataset: TEST if left out. Leave it out for an import. */
  split?: InputMaybe<EvaluationSplit>;
  /** The model version's id. */
  versionId: Scalars['UUID']['input'];
};

/**
 * A model version measured on labelled rows, which it answered as it would answer readers. What was measured is null
 * until it has succeeded.
 */
export type Evaluation = {
  __typename?: 'Evaluation';
  /** Share of right answers, 0 to 1. */
  accuracy?: Maybe<Scalars['Float']['output']>;
  /** The import whose labelled articles it is measured on, unless that is a dataset. */
  articleImport?: Maybe<ArticleImport>;
  /** Whether its probabilities can be believed, with the reliability diagram. */
  calibration?: Maybe<EvaluationCalibration>;
  /**
   * What is gained by not answering when unsure: share of texts answered and accuracy of the answers by threshold, the
   * highest threshold first, at most 101 points.
   */
  coverage?: Maybe<Array<CoveragePoint>>;
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** The dataset it is measured on, unless that is an import. */
  dataset?: Maybe<Dataset>;
  /** Why it failed, and what to do. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** When it ended. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The jobs that work for it, newest first; their progress is its progress. */
  jobs: JobConnection;
  /** The label set of the rows. */
  labelSet: LabelSet;
  /** Mean of the classes' F1, 0 to 1. */
  macroF1?: Maybe<Scalars['Float']['output']>;
  /** Figures of each class and the confusion matrix. */
  metrics?: Maybe<EvaluationMetrics>;
  /** The version that is measured. */
  modelVersion: ModelVersion;
  /** Where everything measured can be downloaded as JSON, below this server's address. */
  reportPath?: Maybe<Scalars['String']['output']>;
  /** Rows measured. */
  rowCount?: Maybe<Scalars['Int']['output']>;
  /** Where every answer beside the truth can be downloaded, below this server's address. */
  rowsPath?: Maybe<Scalars['String']['output']>;
  /** SHA-256 of the stored answers. */
  rowsSha256?: Maybe<Scalars['String']['output']>;
  /** 1, 2, 3 … of the version's evaluations on the same rows. */
  sequence: Scalars['Int']['output'];
  /** Figures of parts of the rows: by length, by source, by month of publication. */
  slices?: Maybe<Array<EvaluationSlice>>;
  /** Which rows of the dataset; ALL for an import. */
  split: EvaluationSplit;
  /** When it began. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: EvaluationStatus;
  /** The threshold that answers most texts with at least this accuracy; null if none of `coverage` reaches it. */
  thresholdFor?: Maybe<CoveragePoint>;
  /** Mean of the classes' F1 weighted by support, 0 to 1. */
  weightedF1?: Maybe<Scalars['Float']['output']>;
  /** The wrong answers with the highest probability, surest first; 200 are kept. */
  worstMistakes: EvaluationMistakeConnection;
};


/**
 * A model version measured on labelled rows, which it answered as it would answer readers. What was measured is null
 * until it has succeeded.
 */
export type EvaluationJobsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * A model version measured on labelled rows, which it answered as it would answer readers. What was measured is null
 * until it has succeeded.
 */
export type EvaluationRowsPathArgs = {
  format: ExportFormat;
};


/**
 * A model version measured on labelled rows, which it answered as it would answer readers. What was measured is null
 * until it has succeeded.
 */
export type EvaluationSlicesArgs = {
  dimension?: InputMaybe<SliceDimension>;
};


/**
 * A model version measured on labelled rows, which it answered as it would answer readers. What was measured is null
 * until it has succeeded.
 */
export type EvaluationThresholdForArgs = {
  accuracy: Scalars['Float']['input'];
};


/**
 * A model version measured on labelled rows, which it answered as it would answer readers. What was measured is null
 * until it has succeeded.
 */
export type EvaluationWorstMistakesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** Whether probabilities can be believed: of answers given with 0.8, 8 in 10 should be right. */
export type EvaluationCalibration = {
  __typename?: 'EvaluationCalibration';
  /** The reliability diagram: 15 bins of equal width, empty ones included. */
  bins: Array<ReliabilityBin>;
  /** Mean Brier score over all classes, 0 to 2. */
  brierScore: Scalars['Float']['output'];
  /**
   * Expected calibration error over 15 bins of equal width, 0 to 1: the mean distance between how sure answers are and
   * how often they are right.
   */
  expectedCalibrationError: Scalars['Float']['output'];
  /** The expected calibration error at temperature 1. */
  expectedCalibrationErrorAtTemperature1: Scalars['Float']['output'];
  /** Mean negative log-likelihood of the truth, in nats. */
  negativeLogLikelihood: Scalars['Float']['output'];
  /** The negative log-likelihood at temperature 1, in nats. */
  negativeLogLikelihoodAtTemperature1: Scalars['Float']['output'];
  /** By what logits were divided before they became probabilities: above 1 the model was too sure of itself. */
  temperature: Scalars['Float']['output'];
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type EvaluationConnection = {
  __typename?: 'EvaluationConnection';
  /** The items with their cursors. */
  edges: Array<EvaluationEdge>;
  /** The items alone. */
  nodes: Array<Evaluation>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type EvaluationEdge = {
  __typename?: 'EvaluationEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Evaluation;
};

/** An evaluation was asked for, began or ended. */
export type EvaluationEvent = {
  __typename?: 'EvaluationEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** What happened. */
  change: EvaluationMoved;
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
};

/** Which evaluations to list; every field that is set narrows the list. */
export type EvaluationFilter = {
  /** Only evaluations on this dataset. */
  datasetId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only evaluations on this import. */
  importId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only evaluations of this version. */
  modelVersionId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only evaluations of these rows. */
  split?: InputMaybe<EvaluationSplit>;
  /** Only evaluations that stand here. */
  status?: InputMaybe<EvaluationStatus>;
};

/** What was measured over a split. Definitions are scikit-learn's; a class that was never predicted has precision 0. */
export type EvaluationMetrics = {
  __typename?: 'EvaluationMetrics';
  /** Share of right predictions, 0 to 1. */
  accuracy: Scalars['Float']['output'];
  /** Figures of each class, in the label set's order. */
  classes: Array<ClassMetrics>;
  /**
   * Counts of predictions, in the label set's order: a row for each true class, in it a column for each predicted
   * one.
   */
  confusion: Array<Array<Scalars['Int']['output']>>;
  /** Mean cross-entropy without label smoothing, in nats. */
  loss: Scalars['Float']['output'];
  /** Mean of the classes' F1, 0 to 1. */
  macroF1: Scalars['Float']['output'];
  /** Rows measured. */
  rows: Scalars['Int']['output'];
  /** Mean of the classes' F1 weighted by support, 0 to 1. */
  weightedF1: Scalars['Float']['output'];
};

/** A wrong answer: the model, or the label, is mistaken. */
export type EvaluationMistake = {
  __typename?: 'EvaluationMistake';
  /** The article as it is now. */
  article: Article;
  /** The article's id. */
  articleId: Scalars['UUID']['output'];
  /** The class the article is labelled with. */
  label: LabelClass;
  /** The probability of the class the article is labelled with, 0 to 1. */
  labelProbability: Scalars['Float']['output'];
  /** The class that was answered. */
  predicted: LabelClass;
  /** The probability of the class that was answered, 0 to 1. */
  probability: Scalars['Float']['output'];
  /** Its place among the mistakes: 1 is the surest. */
  rank: Scalars['Int']['output'];
  /** The first 300 characters of the text, as it was evaluated. */
  text: Scalars['String']['output'];
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type EvaluationMistakeConnection = {
  __typename?: 'EvaluationMistakeConnection';
  /** The items with their cursors. */
  edges: Array<EvaluationMistakeEdge>;
  /** The items alone. */
  nodes: Array<EvaluationMistake>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type EvaluationMistakeEdge = {
  __typename?: 'EvaluationMistakeEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: EvaluationMistake;
};

/** An evaluation moved to another status. */
export type EvaluationMoved = {
  __typename?: 'EvaluationMoved';
  /** Share of right answers, if it had succeeded. */
  accuracy?: Maybe<Scalars['Float']['output']>;
  /** Why it failed, and what to do. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** The evaluation as it stands now. */
  evaluation: Evaluation;
  /** The evaluation's id. */
  evaluationId: Scalars['UUID']['output'];
  /** Mean of the classes' F1, if it had succeeded. */
  macroF1?: Maybe<Scalars['Float']['output']>;
  /** Where it stood. */
  status: EvaluationStatus;
};

/** Figures of a part of the rows. */
export type EvaluationSlice = {
  __typename?: 'EvaluationSlice';
  /** Share of right answers, 0 to 1. */
  accuracy: Scalars['Float']['output'];
  /** High end of the accuracy's 95 % interval (Wilson). */
  accuracyHigh: Scalars['Float']['output'];
  /** Low end of the accuracy's 95 % interval (Wilson). */
  accuracyLow: Scalars['Float']['output'];
  /** What the rows are sorted by. */
  dimension: SliceDimension;
  /** Whether it has fewer than 30 rows, so that its figures say little. */
  isSmall: Scalars['Boolean']['output'];
  /**
   * Which of them these are: a range of characters, a source's key, or a month ("2026-01"; "unknown" where there is no
   * date).
   */
  key: Scalars['String']['output'];
  /** Mean F1 of the classes that occur in the slice, 0 to 1. */
  macroF1: Scalars['Float']['output'];
  /** Rows. */
  rows: Scalars['Int']['output'];
};

/** Which rows of a dataset are measured. */
export type EvaluationSplit =
  /** All of them. */
  | 'ALL'
  /** Those of the test split. */
  | 'TEST'
  /** Those of the training split: what the version has seen. */
  | 'TRAIN'
  /** Those of the validation split: what chose its best epoch and its temperature. */
  | 'VALIDATION';

/** Where an evaluation stands. */
export type EvaluationStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It ended without figures; `errorCode` and `error` say why. */
  | 'FAILED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** The version answers; `jobs` tells how far it is. */
  | 'RUNNING'
  /** Everything is measured. */
  | 'SUCCEEDED';

/** How an exported file is written. */
export type ExportFormat =
  /** Comma-separated values (RFC 4180) in UTF-8, with a header. */
  | 'CSV'
  /** JSON Lines: one object a line. */
  | 'JSONL'
  /** Apache Parquet. */
  | 'PARQUET';

/** The class a reader says is right for a prediction; one for each prediction. */
export type Feedback = {
  __typename?: 'Feedback';
  /** Whether that is what was predicted. */
  agrees: Scalars['Boolean']['output'];
  /** When it was given. */
  createdAt: Scalars['DateTime']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The class the reader says is right. */
  label: LabelClass;
  /** The prediction. */
  prediction: Prediction;
};

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

/** Which way a row flipped. */
export type FlipDirection =
  /** `a` is right, `b` is wrong. */
  | 'BROKEN'
  /** `a` is wrong, `b` is right. */
  | 'FIXED';

/** A reader's word on a prediction. */
export type GiveFeedbackInput = {
  /** Key of the class that is right, out of the label set of the model that answered. */
  labelKey: Scalars['String']['input'];
  /** The prediction's id. */
  predictionId: Scalars['UUID']['input'];
};

/** A file of articles to be imported. Upload it first (`POST /uploads` answers with its key). */
export type ImportArticlesInput = {
  /** The file's name, for the report. */
  fileName: Scalars['String']['input'];
  /** How the file is written; taken from the file's name if left out. */
  format?: InputMaybe<FileFormat>;
  /** Key of the label set the file's labels are read in; left out, labels are not read. */
  labelSetKey?: InputMaybe<Scalars['String']['input']>;
  /**
   * Key of the source the articles belong to; made if it is new. With an article's external id it is the article's
   * identity, so importing a file again changes nothing.
   */
  sourceKey: Scalars['String']['input'];
  /** Name of the source, if it is new; its key if left out. */
  sourceName?: InputMaybe<Scalars['String']['input']>;
  /** The upload's key. */
  uploadKey: Scalars['String']['input'];
};

/** A row that an import refused. */
export type ImportRefusal = {
  __typename?: 'ImportRefusal';
  /** The field at fault. */
  field: Scalars['String']['output'];
  /** Why, as a sentence. */
  message: Scalars['String']['output'];
  /** Why, as a code ("unknown_label"). */
  reason: Scalars['String']['output'];
  /** The row's number in the file, from 1, header not counted. */
  rowNumber: Scalars['Int64']['output'];
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type ImportRefusalConnection = {
  __typename?: 'ImportRefusalConnection';
  /** The items with their cursors. */
  edges: Array<ImportRefusalEdge>;
  /** The items alone. */
  nodes: Array<ImportRefusal>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type ImportRefusalEdge = {
  __typename?: 'ImportRefusalEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: ImportRefusal;
};

/** A one-time link by which somebody becomes a member. What the link holds is shown once, when it is made. */
export type Invitation = {
  __typename?: 'Invitation';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Their e-mail address, if whoever invited them gave one. */
  email?: Maybe<Scalars['String']['output']>;
  /** Until when it holds. */
  expiresAt: Scalars['DateTime']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Who invited them. */
  invitedBy: Scalars['String']['output'];
  /** Their name, if whoever invited them gave one. */
  name?: Maybe<Scalars['String']['output']>;
  /** What they will be. */
  role: MemberRole;
};

/** Somebody to be invited. */
export type InviteMemberInput = {
  /** Days for which the link holds: 1 to 90. */
  days?: Scalars['Int']['input'];
  /** Their e-mail address, if the identity provider might not tell: 1 to 320 characters. Nothing is sent there. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** Their name, if the identity provider might not tell: 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What they will be. */
  role: MemberRole;
};

/** An invitation and its link. */
export type InvitedMember = {
  __typename?: 'InvitedMember';
  /** The invitation. */
  invitation: Invitation;
  /** The path of the link, to be opened on this server. It is a secret, works once, and is shown now and never again. */
  path: Scalars['String']['output'];
};

/** Work in the background. */
export type Job = {
  __typename?: 'Job';
  /** How often it was begun, those times included when its worker died. */
  attempts: Scalars['Int']['output'];
  /** Whether somebody asked it to stop. */
  cancelRequested: Scalars['Boolean']['output'];
  /** When it was enqueued. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it failed last. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed last, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** When it ended. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When its worker was last heard of. */
  heartbeatAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** What it does. */
  kind: JobKind;
  /** How often it may be begun. */
  maxAttempts: Scalars['Int']['output'];
  /** Higher goes first. */
  priority: Scalars['Int']['output'];
  /** Share done, 0 to 1. */
  progress?: Maybe<Scalars['Float']['output']>;
  /** What is being done. */
  progressNote?: Maybe<Scalars['String']['output']>;
  /** It doesn't begin before this moment. */
  runAt: Scalars['DateTime']['output'];
  /** When it was last begun. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: JobStatus;
  /** What it works for. */
  subject?: Maybe<JobSubject>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type JobConnection = {
  __typename?: 'JobConnection';
  /** The items with their cursors. */
  edges: Array<JobEdge>;
  /** The items alone. */
  nodes: Array<Job>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type JobEdge = {
  __typename?: 'JobEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Job;
};

/** A job moved. */
export type JobEvent = {
  __typename?: 'JobEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** What happened. */
  change: JobMoved;
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
};

/** Which jobs to list; every field that is set narrows the list. */
export type JobFilter = {
  /** Only jobs that do this. */
  kind?: InputMaybe<JobKind>;
  /** Only jobs that stand here. */
  status?: InputMaybe<JobStatus>;
  /**
   * Only jobs that work for the import, crawl, cleaning run, takedown, dataset, base model, training run, evaluation
   * or webhook delivery with this id.
   */
  subjectId?: InputMaybe<Scalars['UUID']['input']>;
};

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

/** A job moved; the job as it stood then. */
export type JobMoved = {
  __typename?: 'JobMoved';
  /** How often it had been begun. */
  attempts: Scalars['Int']['output'];
  /** Whether somebody had asked it to stop. */
  cancelRequested: Scalars['Boolean']['output'];
  /** Why it failed last. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed last, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** The job as it stands now. */
  job?: Maybe<Job>;
  /** The job's id. */
  jobId: Scalars['UUID']['output'];
  /** What it does. */
  kind: JobKind;
  /** How often it may be begun. */
  maxAttempts: Scalars['Int']['output'];
  /** Share done, 0 to 1. */
  progress?: Maybe<Scalars['Float']['output']>;
  /** What was being done. */
  progressNote?: Maybe<Scalars['String']['output']>;
  /** It doesn't begin before this moment. */
  runAt: Scalars['DateTime']['output'];
  /** Where it stood. */
  status: JobStatus;
  /** Id of the import, cleaning run, takedown, dataset, base model, training run or evaluation it works for. */
  subjectId?: Maybe<Scalars['UUID']['output']>;
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

/** What a job works for. */
export type JobSubject = ArticleImport | BaseModel | CleaningRun | Crawl | Dataset | Evaluation | Takedown | TrainingRun | WebhookDelivery;

/** A label for an article. */
export type LabelArticleInput = {
  /** The article's id. */
  articleId: Scalars['UUID']['input'];
  /** Key of the class within the label set. */
  labelKey: Scalars['String']['input'];
  /** Key of the label set. */
  labelSetKey: Scalars['String']['input'];
};

/** A label that an article had, and the one it got. */
export type LabelChange = {
  __typename?: 'LabelChange';
  /** Its class before. */
  from?: Maybe<LabelClass>;
  /** Who or what had set that. */
  fromLabelledBy?: Maybe<Scalars['String']['output']>;
  /** What kind of author had set that. */
  fromOrigin?: Maybe<LabelOrigin>;
  /** The relabelling: who, when, why. */
  relabelling: Relabelling;
  /** Its class after. */
  to?: Maybe<LabelClass>;
  /** What kind of author set it. */
  toOrigin?: Maybe<LabelOrigin>;
};

/** A class of a label set. */
export type LabelClass = {
  __typename?: 'LabelClass';
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Its key, unique within the label set ("sports"). */
  key: Scalars['String']['output'];
  /** Its label set. */
  labelSet: LabelSet;
  /** Its name in English. */
  nameEn: Scalars['String']['output'];
  /** Its name in Korean. */
  nameKo: Scalars['String']['output'];
  /** Its place in the order, from 0; also its place in a model's output. */
  position: Scalars['Int']['output'];
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

/** A named, ordered list of classes. A dataset, a training run and a model version each name theirs. */
export type LabelSet = {
  __typename?: 'LabelSet';
  /** Its classes, in order. */
  classes: Array<LabelClass>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Its key, unique ("daum"). */
  key: Scalars['String']['output'];
  /** Its name in English. */
  nameEn: Scalars['String']['output'];
  /** Its name in Korean. */
  nameKo: Scalars['String']['output'];
};

/** A big cluster of near-duplicates, named by the first of its articles. */
export type LargeCluster = {
  __typename?: 'LargeCluster';
  /** The article's name there. */
  externalId: Scalars['String']['output'];
  /** Rows in the cluster. */
  size: Scalars['Int']['output'];
  /** Key of the article's source. */
  sourceKey: Scalars['String']['output'];
  /** The article's title. */
  title: Scalars['String']['output'];
};

/** The proof that no cluster of near-duplicates crosses a split. */
export type LeakReport = {
  __typename?: 'LeakReport';
  /** Clusters with rows in several splits: 0. */
  clustersAcrossSplits: Scalars['Int']['output'];
  /** The two most similar rows in two splits. */
  mostSimilar?: Maybe<SimilarArticles>;
  /** The two most similar rows in two splits that were judged to be two reports of one template, such as the weather. */
  mostSimilarTemplateTwins?: Maybe<SimilarArticles>;
  /** Jaccard similarity from which two texts count as duplicates. */
  similarityThreshold: Scalars['Float']['output'];
};

/** Rows whose length lies in a range. */
export type LengthBin = {
  __typename?: 'LengthBin';
  /** Rows. */
  count: Scalars['Int']['output'];
  /** Shortest length. */
  fromCharacters: Scalars['Int']['output'];
  /** First length beyond; null in the last bin. */
  toCharacters?: Maybe<Scalars['Int']['output']>;
};

/** The training loss of one run among others. */
export type LossCurve = {
  __typename?: 'LossCurve';
  /** The loss of each of them, in nats. */
  losses: Array<Scalars['Float']['output']>;
  /** Numbers of its optimiser steps, in order. */
  steps: Array<Scalars['Int']['output']>;
  /** The run. */
  trainingRunId: Scalars['UUID']['output'];
};

/** McNemar's test over the rows that exactly one of two versions answered right. */
export type McNemarTest = {
  __typename?: 'McNemarTest';
  /** Rows that only `a` answered right. */
  onlyARight: Scalars['Int']['output'];
  /** Rows that only `b` answered right. */
  onlyBRight: Scalars['Int']['output'];
  /** Probability of a difference at least this large if both were equally often right, 0 to 1. */
  pValue: Scalars['Float']['output'];
  /** χ² with continuity correction; null with fewer than 25 such rows, where the exact binomial test is made. */
  statistic?: Maybe<Scalars['Float']['output']>;
};

/** Who asks. */
export type Me = {
  __typename?: 'Me';
  /** Roles whose doings are allowed: by the member's role, and for an API token within its scopes. */
  allowed: Array<MemberRole>;
  /** The API token that asks; null for a session. */
  apiTokenId?: Maybe<Scalars['UUID']['output']>;
  /** The member. */
  member: Member;
  /** The session that asks; null for an API token. */
  sessionId?: Maybe<Scalars['UUID']['output']>;
};

/** A person who may sign in. */
export type Member = {
  __typename?: 'Member';
  /** When they became a member. */
  createdAt: Scalars['DateTime']['output'];
  /** Their e-mail address, if the identity provider tells. */
  email?: Maybe<Scalars['String']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The identity provider that vouches for them; "local" for those who signed in by a link alone. */
  issuer: Scalars['String']['output'];
  /** When they last signed in. */
  lastSignInAt?: Maybe<Scalars['DateTime']['output']>;
  /** Their name, as of the last sign-in. */
  name: Scalars['String']['output'];
  /** What they may do. */
  role: MemberRole;
  /** Since when they may do nothing; null for those who may. */
  suspendedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type MemberConnection = {
  __typename?: 'MemberConnection';
  /** The items with their cursors. */
  edges: Array<MemberEdge>;
  /** The items alone. */
  nodes: Array<Member>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type MemberEdge = {
  __typename?: 'MemberEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Member;
};

/** Which members to list; every field that is set narrows the list. */
export type MemberFilter = {
  /** Only those of this role. */
  role?: InputMaybe<MemberRole>;
  /** Only those who are suspended, or only those who aren't. */
  suspended?: InputMaybe<Scalars['Boolean']['input']>;
};

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

/** What becomes of a tick that nobody looked at in time, because no server ran. */
export type MissedTicks =
  /** They are made up for, once however many there were. */
  | 'RUN_ONCE'
  /** They pass. */
  | 'SKIP';

/** How a version's probabilities were made believable: every logit is divided by one number, fitted after training. */
export type ModelCalibration = {
  __typename?: 'ModelCalibration';
  /** Expected calibration error on them after. */
  expectedCalibrationErrorAfter: Scalars['Float']['output'];
  /** Expected calibration error on them before, 15 bins of equal width. */
  expectedCalibrationErrorBefore: Scalars['Float']['output'];
  /** The split it was fitted on. */
  fittedOn: Scalars['String']['output'];
  /** Mean negative log-likelihood on them after, in nats. */
  negativeLogLikelihoodAfter: Scalars['Float']['output'];
  /** Mean negative log-likelihood on them before, in nats. */
  negativeLogLikelihoodBefore: Scalars['Float']['output'];
  /**
   * Below which probability "not sure" is suggested: with it, 95 % of the answers given on these rows are right. Null
   * if no threshold reaches that.
   */
  notSureBelow?: Maybe<CoveragePoint>;
  /** Rows it was fitted on. */
  rows: Scalars['Int']['output'];
  /** By what logits are divided: above 1 the model was too sure of itself. */
  temperature: Scalars['Float']['output'];
};

/** A file of a model version's bundle. */
export type ModelFile = {
  __typename?: 'ModelFile';
  /** Its size. */
  bytes: Scalars['Int64']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** Where members download it, on this server. */
  path: Scalars['String']['output'];
  /** SHA-256 of its contents, hexadecimal. That of `manifest.json` names the bundle. */
  sha256: Scalars['String']['output'];
};

/** How a model, or all of them, was used over a time. */
export type ModelUsage = {
  __typename?: 'ModelUsage';
  /** Those whose reader agreed. */
  agreed: Scalars['Int64']['output'];
  /** Those that had been computed for an earlier reader of the same text. */
  cached: Scalars['Int64']['output'];
  /** How often each class was predicted; classes that never were are left out. */
  classes: Array<ClassShare>;
  /** Predictions. */
  count: Scalars['Int64']['output'];
  /** Those whose reader disagreed. */
  disagreed: Scalars['Int64']['output'];
  /** Those of which no reader said anything. */
  noAnswer: Scalars['Int64']['output'];
  /** The time within which half of the predictions were answered (nearest rank). */
  p50Microseconds?: Maybe<Scalars['Int']['output']>;
  /** The time within which nine of ten predictions were answered (nearest rank). */
  p90Microseconds?: Maybe<Scalars['Int']['output']>;
  /** The time within which 99 of 100 predictions were answered (nearest rank). */
  p99Microseconds?: Maybe<Scalars['Int']['output']>;
};

/** Which graph of a model's bundle computes the answers. */
export type ModelVariant =
  /** 32-bit weights: what was trained. Every version has it. */
  | 'FP32'
  /** 8-bit weights: faster, within a bounded loss of accuracy. A version has it if that bound was kept. */
  | 'INT8';

/** An immutable model, named by the hash of its files, for which ONNX Runtime was proven to compute what was trained. */
export type ModelVersion = {
  __typename?: 'ModelVersion';
  /** Which model it is ("scratch-mini", or "ngram-linear" for a baseline). */
  architecture: Scalars['String']['output'];
  /** SHA-256 of its bundle's manifest. */
  bundleSha256: Scalars['String']['output'];
  /** How its probabilities were made believable; null for a version whose probabilities stand as they are. */
  calibration?: Maybe<ModelCalibration>;
  /** When it was registered. */
  createdAt: Scalars['DateTime']['output'];
  /** The rows of the ledger from which on it served, newest first. */
  deployments: DeploymentConnection;
  /** What was measured of it, on which rows, newest first. */
  evaluations: EvaluationConnection;
  /** The files of its bundle by name. */
  files: Array<ModelFile>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** What it is to the training run that made it. */
  kind: ModelVersionKind;
  /** The label set of its classes. */
  labelSet: LabelSet;
  /** Its number: 1, 2, 3 … in order of registration. */
  number: Scalars['Int']['output'];
  /** Weights in the model. */
  parameterCount: Scalars['Int64']['output'];
  /** The proof that ONNX Runtime computes what was trained. */
  parity: ParityProof;
  /** The answers it gave, newest first. */
  predictions: PredictionConnection;
  /** What 8-bit weights cost, or would have cost, it; null if they were never measured. */
  quantisation?: Maybe<Quantisation>;
  /** Size of its bundle. */
  sizeBytes: Scalars['Int64']['output'];
  /** Takedowns of articles that it learnt from, or was measured on when it was trained; oldest first. */
  takedowns: Array<Takedown>;
  /** What was measured on the test split. */
  testMetrics: EvaluationMetrics;
  /** The training run that made it; of a baseline the first one, since runs on the same rows share it. */
  trainingRun: TrainingRun;
};


/** An immutable model, named by the hash of its files, for which ONNX Runtime was proven to compute what was trained. */
export type ModelVersionDeploymentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** An immutable model, named by the hash of its files, for which ONNX Runtime was proven to compute what was trained. */
export type ModelVersionEvaluationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  datasetId?: InputMaybe<Scalars['UUID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  split?: InputMaybe<EvaluationSplit>;
};


/** An immutable model, named by the hash of its files, for which ONNX Runtime was proven to compute what was trained. */
export type ModelVersionPredictionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** Two model versions compared on the rows that both were evaluated on. */
export type ModelVersionComparison = {
  __typename?: 'ModelVersionComparison';
  /** The one version. */
  a: ModelVersion;
  /** The other version. */
  b: ModelVersion;
  /** Figures of each class by both, in the order of the classes of `a`. */
  classes: Array<ClassComparison>;
  /** Rows that the two answered differently, right or wrong. */
  disagreements: Scalars['Int']['output'];
  /** The evaluation of `a` that is compared: its newest on these rows. */
  evaluationA: Evaluation;
  /** The evaluation of `b` that is compared: its newest on these rows. */
  evaluationB: Evaluation;
  /** Rows that exactly one of them answered right, the surest mistake first. */
  flips: RowFlipConnection;
  /** Macro-F1 of `b` minus that of `a`, with its interval. */
  macroF1Difference: DifferenceInterval;
  /** Whether the two are equally often right. */
  mcnemar: McNemarTest;
  /** Rows compared. */
  rows: Scalars['Int']['output'];
  /** Which of the two answers better. */
  verdict: ComparisonVerdict;
  /** The verdict as a sentence, with its figures. */
  verdictInWords: Scalars['String']['output'];
};


/** Two model versions compared on the rows that both were evaluated on. */
export type ModelVersionComparisonFlipsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  direction: FlipDirection;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type ModelVersionConnection = {
  __typename?: 'ModelVersionConnection';
  /** The items with their cursors. */
  edges: Array<ModelVersionEdge>;
  /** The items alone. */
  nodes: Array<ModelVersion>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type ModelVersionEdge = {
  __typename?: 'ModelVersionEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: ModelVersion;
};

/** Which model versions to list; every field that is set narrows the list. */
export type ModelVersionFilter = {
  /** Only versions of this kind. */
  kind?: InputMaybe<ModelVersionKind>;
  /** Only versions for this label set. */
  labelSetId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only versions with this in their architecture's name, or with this number ("12", "v12"). */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Only versions that this training run made. */
  trainingRunId?: InputMaybe<Scalars['UUID']['input']>;
};

/** What a model version is to the training run that made it. */
export type ModelVersionKind =
  /** What the trained one must beat: a linear classifier over character n-grams of the same rows. */
  | 'BASELINE'
  /** What the run was started for. */
  | 'TRAINED';

/** A training run's model version was registered. */
export type ModelVersionRegistered = {
  __typename?: 'ModelVersionRegistered';
  /** The version. */
  modelVersion: ModelVersion;
  /** The version's id. */
  modelVersionId: Scalars['UUID']['output'];
};

/** What can be changed. Fields of one document run one after the other. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Accepts a degraded crawl: datasets that nobody looks at first may take its articles. */
  acceptCrawl: Crawl;
  /**
   * Adds a base model and returns it, queued: its job fetches, checks, converts and seals it. Asked again for the
   * same, it returns the one there is; one that failed begins again, and continues with what was fetched.
   */
  addBaseModel: BaseModel;
  /**
   * Has a proposed cleaning run come in force, or one that was interrupted go on, and returns it. Refused with
   * `CONFLICT` if another run was applied or undone since it proposed.
   */
  applyCleaning: CleaningRun;
  /**
   * Approves a deployment that somebody else asked for, and deploys. Refused with `FORBIDDEN` if four eyes are needed
   * and whoever asks here asked for it; with `CONFLICT` if it was decided before, or something else serves by now. For
   * trainers.
   */
  approveDeployment: DeploymentRequest;
  /** Queues the building of a dataset and returns it. */
  buildDataset: Dataset;
  /** Stops what is being done of a cleaning run, within two seconds, and returns it as it stands. */
  cancelCleaning: CleaningRun;
  /** Stops a crawl for good, within two seconds. What it has stored stays. */
  cancelCrawl: Crawl;
  /** Stops an evaluation: a queued one at once, a running one within two seconds. Returns it as it stands. */
  cancelEvaluation: Evaluation;
  /** Stops a job: a queued one at once, a running one within two seconds. Returns it as it stands. */
  cancelJob: Job;
  /**
   * Cancels a pipeline run with the step that runs: at once if that waits, within two seconds if a worker has it.
   * Returns it as it stands.
   */
  cancelPipelineRun: PipelineRun;
  /**
   * Cancels a sweep with all its runs: those that wait at once, those that train within two seconds. Returns it as
   * it stands.
   */
  cancelSweep: Sweep;
  /** Stops a training run: a queued one at once, a running one within two seconds. Returns it as it stands. */
  cancelTrainingRun: TrainingRun;
  /**
   * Makes a version of the cleaning rules and returns it; the newest, if nothing would be different. Nothing is decided
   * anew until articles are cleaned by it.
   */
  changeCleaningRules: CleaningRuleSet;
  /** Changes, pauses or wakes a schedule and returns it. */
  changeSchedule: Schedule;
  /** Queues a cleaning run and returns it. It proposes what would change; `applyCleaning` has that come in force. */
  cleanArticles: CleaningRun;
  /** Makes a token for the member who asks. A token can't make one that may do more than itself. */
  createApiToken: CreatedApiToken;
  /** Makes a schedule and returns it. */
  createSchedule: Schedule;
  /** Makes a source with the first version of its definition, or gives a known one without definition its first. */
  createSource: Source;
  /** Makes a webhook, and gives its secret, once. For administrators. */
  createWebhook: WebhookWithSecret;
  /** Deletes a webhook with the log of its deliveries, and returns its id: nothing is sent any more. For administrators. */
  deleteWebhook: Scalars['UUID']['output'];
  /**
   * Puts a version into service and returns the ledger's new row. Refused with `CONFLICT` if something else serves
   * than the caller believes, so of two who decide at the same moment one wins. Refused with `BAD_USER_INPUT` if the
   * version's bundle doesn't have the variant. Servers load the version, test it, and swap without failing a
   * request.
   */
  deployModelVersion: Deployment;
  /**
   * Queues the evaluation of a model version and returns it. One of the same version on the same rows that waits, runs
   * or has succeeded is returned instead, unless it is asked for again.
   */
  evaluateModelVersion: Evaluation;
  /**
   * Stores the class a reader says is right for a prediction, and returns it. Refused with `CONFLICT` the second
   * time.
   */
  giveFeedback: Feedback;
  /** Queues the import of an uploaded file and returns it. */
  importArticles: ArticleImport;
  /** Makes a one-time link by which somebody becomes a member. For administrators. */
  inviteMember: InvitedMember;
  /** Sets an article's class, over whatever it was, and returns the article. */
  labelArticle: Article;
  /** Pauses a crawl that waits or runs; it stops within two seconds. */
  pauseCrawl: Crawl;
  /**
   * Classifies a text with the model version that serves. The answer is recorded shortly after it is given.
   *
   * Members may try any version instead: it is loaded if it has to be, which takes some seconds, and its answers are
   * no reader's, so they aren't recorded: `prediction` doesn't find them, and nothing counts them.
   */
  predict: Prediction;
  /** Classifies texts, all with the same model version, and returns their answers in order: all, or none. */
  predictBatch: Array<Prediction>;
  /**
   * Extracts the articles of a crawl that has ended again, from the pages that were kept, by the current version of its
   * source's definition. No request leaves. Its job's events tell how far that is; its health is judged anew.
   */
  reExtractCrawl: Crawl;
  /** Records that a site allowed to be crawled against its robots.txt: who said so, and why. Returns its source. */
  recordSourcePermission: Source;
  /** Takes a suspension back: they may sign in again, and their tokens count again. For administrators. */
  reinstateMember: Member;
  /** Rejects a deployment that somebody asked for, or takes one's own request back. For trainers. */
  rejectDeployment: DeploymentRequest;
  /**
   * Gives articles a class, over whatever they had, keeps what that was, and returns the relabelling. Nothing changes
   * if an article isn't there.
   */
  relabelArticles: Relabelling;
  /**
   * Makes an article of a prediction's text (or finds the one that was made of it), with the class that a person says
   * is right. What it was before can be given back with `undoRelabelling`; an article made here is then one without a
   * label, which no dataset takes. Refused with `CONFLICT` once the text is no longer kept.
   */
  relabelPrediction: RelabelledPrediction;
  /**
   * Removes a base model with its files, and returns its id. Refused while training runs refer to it, or while it is
   * being added.
   */
  removeBaseModel: Scalars['UUID']['output'];
  /** Deletes a schedule and returns what it was. What it started goes on. */
  removeSchedule: Schedule;
  /** Sends a message again, with the id and the content it had, and returns the new delivery. For administrators. */
  replayWebhookDelivery: WebhookDelivery;
  /** Asks for a deployment that somebody else is to approve. For trainers. */
  requestDeployment: DeploymentRequest;
  /** Resumes a paused crawl where it was. */
  resumeCrawl: Crawl;
  /**
   * Has a failed or cancelled training run go on from its last checkpoint, or from the beginning if it has none (any
   * more). Returns it as it stands: queued.
   */
  resumeTrainingRun: TrainingRun;
  /** Queues a failed or cancelled job again, and what it works for with it. Returns the job. */
  retryJob: Job;
  /** Has a failed or cancelled pipeline run go on from the step that didn't succeed, and returns it. */
  retryPipelineRun: PipelineRun;
  /**
   * Revokes a token of the member who asks, or of anybody if an administrator asks, and returns its id: from here on
   * it doesn't count, and whoever is connected by it is disconnected.
   */
  revokeApiToken: Scalars['UUID']['output'];
  /** Takes an invitation back that nobody has used, and returns its id. For administrators. */
  revokeInvitation: Scalars['UUID']['output'];
  /**
   * Revokes every permission of a source that holds. A crawl of it that runs stops before its next page. Returns its
   * source.
   */
  revokeSourcePermission: Source;
  /**
   * Puts back what served before the version that serves now, and returns the ledger's new row; again, goes further
   * back. Refused with `CONFLICT` if something else serves than the caller believes, or nothing served before.
   */
  rollbackDeployment: Deployment;
  /**
   * Gives a webhook another secret, shown once. For a day messages carry a signature by the one before, too. For
   * administrators.
   */
  rotateWebhookSecret: WebhookWithSecret;
  /** Decides whether a deployment needs two people. For administrators. */
  setFourEyes: Settings;
  /**
   * Gives a member another role. Whoever is connected as that member is disconnected and comes back with the new
   * role. Refused with `CONFLICT` if nobody else would be an administrator. For administrators.
   */
  setMemberRole: Member;
  /** Signs the member who asks out everywhere, and returns how many sessions that ended. */
  signOutEverywhere: Scalars['Int64']['output'];
  /**
   * Signs the member who asks out of one browser, and returns the session's id. To leave the present browser, post to
   * `/auth/sign-out`, which takes its cookies, too.
   */
  signOutSession: Scalars['UUID']['output'];
  /** Starts a crawl of a source and returns it, queued. A source is crawled once at a time. */
  startCrawl: Crawl;
  /** Starts a pipeline run and returns it: its first step is queued. */
  startPipelineRun: PipelineRun;
  /** Starts a sweep on a sealed dataset and returns it: all its trials are written down, the first are queued. */
  startSweep: Sweep;
  /** Queues a training run on a sealed dataset and returns it. */
  startTrainingRun: TrainingRun;
  /**
   * Lets a member do nothing any more: their sessions end, their tokens don't count. Refused with `CONFLICT` if nobody
   * else would be an administrator. For administrators.
   */
  suspendMember: Member;
  /**
   * Takes an article's text down for good and returns the takedown. The article's own text is gone at once; a job
   * erases it from the files of sealed datasets and evaluations. It can't be undone.
   */
  takeDownArticle: Takedown;
  /**
   * Sends a message of no consequence, once, also to a webhook that is disabled; look at the delivery for how it went.
   * For administrators.
   */
  testWebhook: WebhookDelivery;
  /** Tries a selector, and the source's definition, on a page: nothing is stored. */
  trySelector: SelectorTrial;
  /** Takes an applied cleaning run back, exactly, and returns it. Only the run applied last can be undone. */
  undoCleaning: CleaningRun;
  /**
   * Gives back the labels that a relabelling changed, where they still are what it made them, and returns the
   * relabelling that did it.
   */
  undoRelabelling: Relabelling;
  /** Takes its label from an article, keeps what that was, and returns the relabelling, which can be undone. */
  unlabelArticle: Relabelling;
  /** Makes a new version of a source's definition; crawls that run go on by the one they began with. */
  updateSource: Source;
  /** Changes a webhook. For administrators. */
  updateWebhook: Webhook;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationAcceptCrawlArgs = {
  id: Scalars['UUID']['input'];
  reason: Scalars['String']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationAddBaseModelArgs = {
  input: AddBaseModelInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationApplyCleaningArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationApproveDeploymentArgs = {
  id: Scalars['UUID']['input'];
  reason?: Scalars['String']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationBuildDatasetArgs = {
  input: BuildDatasetInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCancelCleaningArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCancelCrawlArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCancelEvaluationArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCancelJobArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCancelPipelineRunArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCancelSweepArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCancelTrainingRunArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationChangeCleaningRulesArgs = {
  input: ChangeCleaningRulesInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationChangeScheduleArgs = {
  input: ChangeScheduleInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCleanArticlesArgs = {
  input: CleanArticlesInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCreateApiTokenArgs = {
  input: CreateApiTokenInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCreateScheduleArgs = {
  input: CreateScheduleInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCreateSourceArgs = {
  input: CreateSourceInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationCreateWebhookArgs = {
  input: CreateWebhookInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationDeleteWebhookArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationDeployModelVersionArgs = {
  expectedActiveVersionId?: InputMaybe<Scalars['UUID']['input']>;
  reason?: Scalars['String']['input'];
  variant?: ModelVariant;
  versionId: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationEvaluateModelVersionArgs = {
  input: EvaluateModelVersionInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationGiveFeedbackArgs = {
  input: GiveFeedbackInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationImportArticlesArgs = {
  input: ImportArticlesInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationInviteMemberArgs = {
  input: InviteMemberInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationLabelArticleArgs = {
  input: LabelArticleInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationPauseCrawlArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationPredictArgs = {
  input: PredictInput;
  variant?: ModelVariant;
  versionId?: InputMaybe<Scalars['UUID']['input']>;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationPredictBatchArgs = {
  input: PredictBatchInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationReExtractCrawlArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRecordSourcePermissionArgs = {
  grantedBy: Scalars['String']['input'];
  reason: Scalars['String']['input'];
  sourceKey: Scalars['String']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationReinstateMemberArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRejectDeploymentArgs = {
  id: Scalars['UUID']['input'];
  reason?: Scalars['String']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRelabelArticlesArgs = {
  input: RelabelArticlesInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRelabelPredictionArgs = {
  input: RelabelPredictionInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRemoveBaseModelArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRemoveScheduleArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationReplayWebhookDeliveryArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRequestDeploymentArgs = {
  expectedActiveVersionId?: InputMaybe<Scalars['UUID']['input']>;
  reason?: Scalars['String']['input'];
  variant?: ModelVariant;
  versionId: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationResumeCrawlArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationResumeTrainingRunArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRetryJobArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRetryPipelineRunArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRevokeApiTokenArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRevokeInvitationArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRevokeSourcePermissionArgs = {
  sourceKey: Scalars['String']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRollbackDeploymentArgs = {
  expectedActiveVersionId: Scalars['UUID']['input'];
  reason?: Scalars['String']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationRotateWebhookSecretArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationSetFourEyesArgs = {
  enabled: Scalars['Boolean']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationSetMemberRoleArgs = {
  id: Scalars['UUID']['input'];
  role: MemberRole;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationSignOutEverywhereArgs = {
  exceptHere?: Scalars['Boolean']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationSignOutSessionArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationStartCrawlArgs = {
  input: StartCrawlInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationStartPipelineRunArgs = {
  input: StartPipelineRunInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationStartSweepArgs = {
  input: StartSweepInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationStartTrainingRunArgs = {
  input: StartTrainingRunInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationSuspendMemberArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationTakeDownArticleArgs = {
  input: TakeDownArticleInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationTestWebhookArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationTrySelectorArgs = {
  input: TrySelectorInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationUndoCleaningArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationUndoRelabellingArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationUnlabelArticleArgs = {
  articleId: Scalars['UUID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationUpdateSourceArgs = {
  input: UpdateSourceInput;
};


/** What can be changed. Fields of one document run one after the other. */
export type MutationUpdateWebhookArgs = {
  id: Scalars['UUID']['input'];
  input: UpdateWebhookInput;
};

/** Information about pagination in a connection */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** When paginating forwards, the cursor to continue. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** When paginating forwards, are there more items? */
  hasNextPage: Scalars['Boolean']['output'];
  /** When paginating backwards, are there more items? */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** When paginating backwards, the cursor to continue. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A parameter in which runs differ. */
export type ParameterDifference = {
  __typename?: 'ParameterDifference';
  /** The field of `StartTrainingRunInput`. */
  field: Scalars['String']['output'];
  /** Each run's value as one writes it, in the order of the runs; null where it is absent. */
  values: Array<Maybe<Scalars['String']['output']>>;
};

/**
 * The proof that ONNX Runtime computes what was trained, by libtorch or (a baseline) without it: the same token ids, no label flips, and logits that
 * differ by no more than the tolerance.
 */
export type ParityProof = {
  __typename?: 'ParityProof';
  /** Ragged batches compared. */
  batches: Scalars['Int']['output'];
  /** Texts compared. */
  cases: Scalars['Int']['output'];
  /** Largest difference of a logit between training, texts alone, and ONNX Runtime in ragged batches. */
  maxBatchDifference: Scalars['Float']['output'];
  /** Largest difference of a logit in ONNX Runtime between a text alone and in a batch. */
  maxBatchToSingleDifference: Scalars['Float']['output'];
  /** Largest difference of a logit between the two, texts alone. */
  maxSingleDifference: Scalars['Float']['output'];
  /** The allowed difference. */
  tolerance: Scalars['Float']['output'];
};

/** What a pipeline cleans. */
export type PipelineCleaning = {
  __typename?: 'PipelineCleaning';
  /** By which version of the rules; null for the newest. */
  ruleSetVersion?: Maybe<Scalars['Int']['output']>;
  /** Which articles. */
  selection: CleaningSelection;
};

/** What a pipeline cleans. */
export type PipelineCleaningInput = {
  /** By which version of the rules; the newest if left out. */
  ruleSetVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Which articles; all if left out. */
  selection?: CleaningSelectionInput;
};

/** What a pipeline, or a schedule, crawls. */
export type PipelineCrawl = {
  __typename?: 'PipelineCrawl';
  /** Most list pages of a section; null for one. */
  pagesPerSection?: Maybe<Scalars['Int']['output']>;
  /** Key of the source. */
  sourceKey: Scalars['String']['output'];
};

/** What a pipeline, or a schedule, crawls. */
export type PipelineCrawlInput = {
  /** Most list pages of a section; one if left out. */
  pagesPerSection?: InputMaybe<Scalars['Int']['input']>;
  /** Key of the source. */
  sourceKey: Scalars['String']['input'];
};

/** A pipeline run, or one of its steps, moved. */
export type PipelineEvent = {
  __typename?: 'PipelineEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
  /** The run's id. */
  pipelineRunId: Scalars['UUID']['output'];
  /** Where the run stood. */
  status: PipelineRunStatus;
  /** The step that moved; null if only the run did. */
  step?: Maybe<PipelineStepMoved>;
};

/** What a pipeline run does. */
export type PipelinePlan = {
  __typename?: 'PipelinePlan';
  /** What is cleaned then; null if nothing is. */
  clean?: Maybe<PipelineCleaning>;
  /** What is crawled first; null if nothing is. */
  crawl?: Maybe<PipelineCrawl>;
  /** What the dataset takes. */
  dataset: DatasetSelection;
  /** Whether the model is measured on the dataset's test split. */
  evaluate: Scalars['Boolean']['output'];
  /** How a model is trained on it; null if none is. */
  train?: Maybe<PipelineTraining>;
};

/** What a pipeline run is to do: crawl, clean, build a dataset, train, evaluate. What is left out isn't done. */
export type PipelinePlanInput = {
  /** Clean these articles then, and apply that. */
  clean?: InputMaybe<PipelineCleaningInput>;
  /** Crawl a source first. If that ends degraded the run waits for somebody to accept the crawl and retry. */
  crawl?: InputMaybe<PipelineCrawlInput>;
  /** What the dataset takes. */
  dataset: DatasetSelectionInput;
  /** Wait until the model is measured on the dataset's test split; needs `train`. */
  evaluate?: Scalars['Boolean']['input'];
  /** Train a model on it. */
  train?: InputMaybe<PipelineTrainingInput>;
};

/** Cleaning, dataset, training and evaluation, one after the other, with its state in one place. */
export type PipelineRun = {
  __typename?: 'PipelineRun';
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** When it ended. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Its name; what it makes is called so, too. */
  name: Scalars['String']['output'];
  /** What its steps do. */
  plan: PipelinePlan;
  /** Who asked for it. */
  requestedBy: Scalars['String']['output'];
  /** Where it stands. */
  status: PipelineRunStatus;
  /** Its steps, in order. */
  steps: Array<PipelineStep>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type PipelineRunConnection = {
  __typename?: 'PipelineRunConnection';
  /** The items with their cursors. */
  edges: Array<PipelineRunEdge>;
  /** The items alone. */
  nodes: Array<PipelineRun>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type PipelineRunEdge = {
  __typename?: 'PipelineRunEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: PipelineRun;
};

/** Which pipeline runs to list; every field that is set narrows the list. */
export type PipelineRunFilter = {
  /** Only runs that stand here. */
  status?: InputMaybe<PipelineRunStatus>;
};

/** Where a pipeline run stands. */
export type PipelineRunStatus =
  /** Somebody stopped it; `retryPipelineRun` goes on from there. */
  | 'CANCELLED'
  /** A step failed; `retryPipelineRun` goes on from there. */
  | 'FAILED'
  /** One of its steps runs. */
  | 'RUNNING'
  /** All its steps are done. */
  | 'SUCCEEDED';

/** One step of a pipeline run. */
export type PipelineStep = {
  __typename?: 'PipelineStep';
  /** Why it failed, as a sentence. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** When it ended. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What it does. */
  kind: PipelineStepKind;
  /** Its place, from 0. */
  position: Scalars['Int']['output'];
  /** When it began. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: PipelineStepStatus;
  /** What it made, once it began. */
  subject?: Maybe<PipelineStepSubject>;
};

/** What a step of a pipeline run does. */
export type PipelineStepKind =
  /** Cleans articles and applies that. */
  | 'CLEAN'
  /** Crawls a source. */
  | 'CRAWL'
  /** Builds a dataset. */
  | 'DATASET'
  /** Measures that model. */
  | 'EVALUATE'
  /** Trains a model on it. */
  | 'TRAIN';

/** A step that moved. */
export type PipelineStepMoved = {
  __typename?: 'PipelineStepMoved';
  /** The same in words. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** What it does. */
  kind: PipelineStepKind;
  /** Its place, from 0. */
  position: Scalars['Int']['output'];
  /** Where it stood. */
  status: PipelineStepStatus;
  /** Id of the row it made. */
  subjectId?: Maybe<Scalars['UUID']['output']>;
};

/** Where a step stands. */
export type PipelineStepStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It failed. */
  | 'FAILED'
  /** What it made waits for a worker, or runs. */
  | 'RUNNING'
  /** It is done. */
  | 'SUCCEEDED'
  /** Those before it aren't done. */
  | 'WAITING';

/** What a step made. */
export type PipelineStepSubject = CleaningRun | Crawl | Dataset | Evaluation | TrainingRun;

/** How a pipeline trains. */
export type PipelineTraining = {
  __typename?: 'PipelineTraining';
  /** The model it starts from. */
  baseModel: Scalars['String']['output'];
  /** All parameters. */
  parameters: Array<TrainingSetting>;
};

/** How a pipeline, or a schedule, trains. */
export type PipelineTrainingInput = {
  /** Parameters other than their defaults. */
  parameters?: Array<TrainingSettingInput>;
};

/** Texts to be classified together. */
export type PredictBatchInput = {
  /** The texts; 1 to 128, unless the server is set otherwise. */
  texts: Array<Scalars['String']['input']>;
  /** How many classes `topK` gives; 3 if left out. */
  topK?: InputMaybe<Scalars['Int']['input']>;
};

/** A text to be classified: either `text`, or a title with or without a body. */
export type PredictInput = {
  /** The body. */
  body?: InputMaybe<Scalars['String']['input']>;
  /** The whole text. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** The title. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** How many classes `topK` gives; 3 if left out. */
  topK?: InputMaybe<Scalars['Int']['input']>;
};

/** An answer a model version gave to a reader. */
export type Prediction = {
  __typename?: 'Prediction';
  /** What each word of its text did to its class; see `predictionAttributions`, which gives the same. */
  attributions?: Maybe<Attributions>;
  /** Whether it had been computed for an earlier reader of the same text; then it waited and computed for no time. */
  cached: Scalars['Boolean']['output'];
  /** When it was given. */
  createdAt: Scalars['DateTime']['output'];
  /** What a reader said of it, if one did. */
  feedback?: Maybe<Feedback>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The most probable class. */
  label: LabelClass;
  /** The model version that gave it. */
  modelVersion: ModelVersion;
  /**
   * The probability below which the answer wasn't sure: what the model version's calibration suggested, or the
   * server's setting `predict_not_sure_below`. Null if there was neither.
   */
  notSureBelow?: Maybe<Scalars['Float']['output']>;
  /** The probability of every class, in the label set's order; they sum to 1. */
  probabilities: Array<ClassProbability>;
  /** Its probability, 0 to 1. */
  probability: Scalars['Float']['output'];
  /**
   * Whether its probability reaches the threshold under which it was given (`notSureBelow`); an answer without a
   * threshold is sure. Readers are better told "not sure" than the class of an answer that isn't.
   */
  sure: Scalars['Boolean']['output'];
  /** The text, while it is kept. */
  text?: Maybe<Scalars['String']['output']>;
  /** SHA-256 of the text, hexadecimal. */
  textSha256: Scalars['String']['output'];
  /** Where the time went. */
  timing: PredictionTiming;
  /** The most probable classes, most probable first. */
  topK: Array<ClassProbability>;
  /** Whether the text was cut to the model's maximum length. */
  truncated: Scalars['Boolean']['output'];
  /** Which graph of the version's bundle computed it. */
  variant: ModelVariant;
};


/** An answer a model version gave to a reader. */
export type PredictionAttributionsArgs = {
  maximumWords?: Scalars['Int']['input'];
};


/** An answer a model version gave to a reader. */
export type PredictionTopKArgs = {
  k?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type PredictionConnection = {
  __typename?: 'PredictionConnection';
  /** The items with their cursors. */
  edges: Array<PredictionEdge>;
  /** The items alone. */
  nodes: Array<Prediction>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type PredictionEdge = {
  __typename?: 'PredictionEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Prediction;
};

/** Which predictions to list; every field that is set narrows the list. */
export type PredictionFilter = {
  /** Only answers a reader agreed with (true) or disagreed with (false). */
  agrees?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only answers given at this moment or later. */
  from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only answers that name this class. */
  labelClassId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only answers of this model version. */
  modelVersionId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only answers whose class has at least this probability. */
  probabilityAtLeast?: InputMaybe<Scalars['Float']['input']>;
  /** Only answers whose class has at most this probability: those the model was unsure of. */
  probabilityAtMost?: InputMaybe<Scalars['Float']['input']>;
  /** Only answers that were sure (true) or weren't (false). */
  sure?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only answers given before this moment. */
  to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Where the time of a prediction went. */
export type PredictionTiming = {
  __typename?: 'PredictionTiming';
  /** In the model, for the whole batch. */
  computeMicroseconds: Scalars['Int']['output'];
  /** Waiting for a batch. */
  queueMicroseconds: Scalars['Int']['output'];
  /** Cutting the text into tokens. */
  tokenizeMicroseconds: Scalars['Int']['output'];
  /** In all. */
  totalMicroseconds: Scalars['Int']['output'];
};

/** What a selection would take of one class. */
export type PreviewedClass = {
  __typename?: 'PreviewedClass';
  /** Articles, each copy for itself. */
  articles: Scalars['Int64']['output'];
  /** Articles whose title and body another one of the class has to the letter. */
  copies: Scalars['Int64']['output'];
  /** The class. */
  label: LabelClass;
  /** How many of the articles the limit per class leaves. */
  taken: Scalars['Int64']['output'];
};

/** What 8-bit weights would cost or do cost a model version, measured on the validation split. */
export type Quantisation = {
  __typename?: 'Quantisation';
  /** Accuracy with 32-bit weights, 0 to 1. */
  accuracyFp32: Scalars['Float']['output'];
  /** Accuracy with 8-bit weights, 0 to 1. */
  accuracyInt8: Scalars['Float']['output'];
  /** Most accuracy that 8-bit weights may cost, 0 to 1. */
  allowedLoss: Scalars['Float']['output'];
  /** Size of the graph with 32-bit weights. */
  bytesFp32: Scalars['Int64']['output'];
  /** Size of the graph with 8-bit weights. */
  bytesInt8: Scalars['Int64']['output'];
  /** Matrix products that stayed in 32 bits. */
  exactProducts: Array<Scalars['String']['output']>;
  /** Texts whose class changed. */
  flipCount: Scalars['Int64']['output'];
  /** The texts whose class changed, as they come in the split. */
  flips: Array<QuantisationFlip>;
  /** Whether the version has the 8-bit graph. */
  kept: Scalars['Boolean']['output'];
  /** Macro-F1 with 32-bit weights, 0 to 1. */
  macroF1Fp32: Scalars['Float']['output'];
  /** Macro-F1 with 8-bit weights, 0 to 1. */
  macroF1Int8: Scalars['Float']['output'];
  /** Why, in English. */
  reason: Scalars['String']['output'];
  /** Texts compared. */
  rows: Scalars['Int64']['output'];
};


/** What 8-bit weights would cost or do cost a model version, measured on the validation split. */
export type QuantisationFlipsArgs = {
  first?: Scalars['Int']['input'];
};

/** A text that the 8-bit graph gives another class. */
export type QuantisationFlip = {
  __typename?: 'QuantisationFlip';
  /** Key of the class with 32-bit weights. */
  fromKey: Scalars['String']['output'];
  /** Key of its class in the dataset. */
  labelKey: Scalars['String']['output'];
  /** The probability of its class with 32-bit weights, 0 to 1. */
  probabilityFp32: Scalars['Float']['output'];
  /** The probability of its class with 8-bit weights, 0 to 1. */
  probabilityInt8: Scalars['Float']['output'];
  /**
   * The text; null once an article that the version learnt from was taken down, since the bundle can't say which of
   * its texts that is.
   */
  text?: Maybe<Scalars['String']['output']>;
  /** Key of the class with 8-bit weights. */
  toKey: Scalars['String']['output'];
};

/** What can be read. */
export type Query = {
  __typename?: 'Query';
  /** The newest row of the ledger: what serves now. Null if nothing was ever deployed. */
  activeDeployment?: Maybe<Deployment>;
  /** The tokens of the member who asks, newest first, revoked ones left out. */
  apiTokens: Array<ApiToken>;
  /** The article with this id. */
  article?: Maybe<Article>;
  /** The import with this id. */
  articleImport?: Maybe<ArticleImport>;
  /** Imports, newest first. */
  articleImports: ArticleImportConnection;
  /** Articles. */
  articles: ArticleConnection;
  /** The audit log, newest first. For administrators; `gisa audit verify` checks its chain. */
  auditEntries: AuditEntryConnection;
  /** The base model with this id or this name. */
  baseModel?: Maybe<BaseModel>;
  /** Base models, newest first. */
  baseModels: BaseModelConnection;
  /** The versions of the cleaning rules, newest first; empty until something was cleaned or the rules were changed. */
  cleaningRuleSets: CleaningRuleSetConnection;
  /** The cleaning run with this id. */
  cleaningRun?: Maybe<CleaningRun>;
  /** Cleaning runs, newest first. */
  cleaningRuns: CleaningRunConnection;
  /**
   * Compares two model versions on rows that both were evaluated on, from their stored answers. Refused with `CONFLICT`
   * when an evaluation is missing, saying which to start, or when the evaluated rows differ.
   */
  compareModelVersions: ModelVersionComparison;
  /** Up to 200 training runs side by side: parameters that differ, curves, final figures. */
  compareTrainingRuns: TrainingRunComparison;
  /** The crawl with this id. */
  crawl?: Maybe<Crawl>;
  /** The page of a crawl with this id. */
  crawlPage?: Maybe<CrawlPage>;
  /** Crawls, newest first. */
  crawls: CrawlConnection;
  /** The dataset with this id. */
  dataset?: Maybe<Dataset>;
  /** What a selection would take if a dataset were built of it now, counted by class; nothing is built. */
  datasetPreview: DatasetPreview;
  /** Datasets. */
  datasets: DatasetConnection;
  /** The row of the ledger by which a version served at this moment. Null if nothing had been deployed. */
  deploymentAt?: Maybe<Deployment>;
  /** Deployments that were asked for, newest first. */
  deploymentRequests: DeploymentRequestConnection;
  /** The ledger of what served, newest first. */
  deployments: DeploymentConnection;
  /** The codes an error may have in `extensions.code`: these are all there are. */
  errorCodes: Array<ErrorCode>;
  /** The evaluation with this id. */
  evaluation?: Maybe<Evaluation>;
  /** Evaluations, newest first. */
  evaluations: EvaluationConnection;
  /** Invitations that still hold and that nobody has used, newest first. For administrators. */
  invitations: Array<Invitation>;
  /** The job with this id. */
  job?: Maybe<Job>;
  /** Jobs, newest first. */
  jobs: JobConnection;
  /** The label set with this key. */
  labelSet?: Maybe<LabelSet>;
  /** All label sets, by key. */
  labelSets: Array<LabelSet>;
  /**
   * The id of the newest event, "0" if there is none. It is read before anything else of the document: whatever the
   * answer doesn't show yet has an event after this one. So a page asks for its rows and for this in one query, then
   * subscribes with it as `after`, and misses nothing.
   */
  lastEventId: Scalars['ID']['output'];
  /** Who asks; null for those who aren't signed in. */
  me?: Maybe<Me>;
  /** The member with this id. For administrators. */
  member?: Maybe<Member>;
  /** Members, first come first. For administrators. */
  members: MemberConnection;
  /** How a model version, or all of them, was used over a time. */
  modelUsage: ModelUsage;
  /** The model version with this id. */
  modelVersion?: Maybe<ModelVersion>;
  /** Model versions, newest first. */
  modelVersions: ModelVersionConnection;
  /** Where the member who asks is signed in, newest first. */
  mySessions: Array<Session>;
  /** The pipeline run with this id. */
  pipelineRun?: Maybe<PipelineRun>;
  /** Pipeline runs, newest first. */
  pipelineRuns: PipelineRunConnection;
  /** The prediction with this id. */
  prediction?: Maybe<Prediction>;
  /**
   * What each word of a prediction's text did to its class: the model version that gave it is asked again without
   * each of the first words. Every text that it is asked about counts as one predicted.
   *
   * Null if the text isn't kept, if the version isn't in service any more, or if there is no such prediction. Like
   * `giveFeedback` it is for whoever has the prediction's id.
   */
  predictionAttributions?: Maybe<Attributions>;
  /** Predictions, newest first. */
  predictions: PredictionConnection;
  /** Relabellings, newest first. */
  relabellings: RelabellingConnection;
  /** The schedule with this id. */
  schedule?: Maybe<Schedule>;
  /** All schedules, by name. */
  schedules: Array<Schedule>;
  /** What is decided for the whole installation. For members. */
  settings: Settings;
  /** How people sign in here. For everybody. */
  signInWay: SignInWay;
  /** The source with this key. */
  source?: Maybe<Source>;
  /** Sources, by key. */
  sources: SourceConnection;
  /** The sweep with this id. */
  sweep?: Maybe<Sweep>;
  /** Sweeps, newest first. */
  sweeps: SweepConnection;
  /** Takedowns, newest first. */
  takedowns: TakedownConnection;
  /** The models a training run can start from, smallest first. */
  trainingBaseModels: Array<Scalars['String']['output']>;
  /** What is allowed for each numeric parameter of a training run, and its default, which depends on the base model. */
  trainingParameterRanges: Array<TrainingParameterRange>;
  /** The training run with this id. */
  trainingRun?: Maybe<TrainingRun>;
  /** Training runs. */
  trainingRuns: TrainingRunConnection;
  /**
   * How a model version, or all of them, was used over a time, in pieces of equal length, oldest first; with one
   * question to the database whatever their number.
   */
  usageHistory: Array<UsagePiece>;
  /** How the rules are set if nobody says otherwise, with what may be set. */
  usualCleaningRules: Array<CleaningRuleSetting>;
  /** The webhook with this id. For administrators. */
  webhook?: Maybe<Webhook>;
  /** Messages to webhooks, newest first. Kept for 30 days. For administrators. */
  webhookDeliveries: WebhookDeliveryConnection;
  /** The message with this id. For administrators. */
  webhookDelivery?: Maybe<WebhookDelivery>;
  /** Where integrators want to be told, newest first. For administrators. */
  webhooks: WebhookConnection;
};


/** What can be read. */
export type QueryApiTokensArgs = {
  all?: Scalars['Boolean']['input'];
};


/** What can be read. */
export type QueryArticleArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryArticleImportArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryArticleImportsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: ArticleImportFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryArticlesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: ArticleFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ArticleOrder>;
};


/** What can be read. */
export type QueryAuditEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: AuditEntryFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryBaseModelArgs = {
  id?: InputMaybe<Scalars['UUID']['input']>;
  name?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. */
export type QueryBaseModelsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: BaseModelFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryCleaningRuleSetsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryCleaningRunArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryCleaningRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: CleaningRunFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryCompareModelVersionsArgs = {
  a: Scalars['UUID']['input'];
  b: Scalars['UUID']['input'];
  datasetId?: InputMaybe<Scalars['UUID']['input']>;
  importId?: InputMaybe<Scalars['UUID']['input']>;
  split?: InputMaybe<EvaluationSplit>;
};


/** What can be read. */
export type QueryCompareTrainingRunsArgs = {
  ids: Array<Scalars['UUID']['input']>;
};


/** What can be read. */
export type QueryCrawlArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryCrawlPageArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryCrawlsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: CrawlFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryDatasetArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryDatasetPreviewArgs = {
  selection: DatasetSelectionInput;
};


/** What can be read. */
export type QueryDatasetsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: DatasetFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<DatasetOrder>;
};


/** What can be read. */
export type QueryDeploymentAtArgs = {
  time: Scalars['DateTime']['input'];
};


/** What can be read. */
export type QueryDeploymentRequestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: DeploymentRequestFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryDeploymentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryEvaluationArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryEvaluationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: EvaluationFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryJobArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryJobsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: JobFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryLabelSetArgs = {
  key: Scalars['String']['input'];
};


/** What can be read. */
export type QueryMemberArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryMembersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: MemberFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryModelUsageArgs = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
  versionId?: InputMaybe<Scalars['UUID']['input']>;
};


/** What can be read. */
export type QueryModelVersionArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryModelVersionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: ModelVersionFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryPipelineRunArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryPipelineRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: PipelineRunFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryPredictionArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryPredictionAttributionsArgs = {
  maximumWords?: Scalars['Int']['input'];
  predictionId: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryPredictionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: PredictionFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryRelabellingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryScheduleArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QuerySourceArgs = {
  key: Scalars['String']['input'];
};


/** What can be read. */
export type QuerySourcesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  name?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. */
export type QuerySweepArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QuerySweepsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: SweepFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryTakedownsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<TakedownStatus>;
};


/** What can be read. */
export type QueryTrainingParameterRangesArgs = {
  baseModel?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. */
export type QueryTrainingRunArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryTrainingRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: TrainingRunFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TrainingRunOrder>;
};


/** What can be read. */
export type QueryUsageHistoryArgs = {
  from: Scalars['DateTime']['input'];
  pieces?: Scalars['Int']['input'];
  to: Scalars['DateTime']['input'];
  versionId?: InputMaybe<Scalars['UUID']['input']>;
};


/** What can be read. */
export type QueryWebhookArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryWebhookDeliveriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: WebhookDeliveryFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryWebhookDeliveryArgs = {
  id: Scalars['UUID']['input'];
};


/** What can be read. */
export type QueryWebhooksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A label for articles. */
export type RelabelArticlesInput = {
  /** The articles' ids: 1 to 5000. */
  articleIds: Array<Scalars['UUID']['input']>;
  /** Key of the class within the label set. */
  labelKey: Scalars['String']['input'];
  /** Key of the label set. */
  labelSetKey: Scalars['String']['input'];
  /** Why: at most 1000 characters. */
  reason?: InputMaybe<Scalars['String']['input']>;
};

/** The class that a person says is right for a prediction's text. */
export type RelabelPredictionInput = {
  /** Key of the class, out of the label set of the model that answered. */
  labelKey: Scalars['String']['input'];
  /** The prediction's id. */
  predictionId: Scalars['UUID']['input'];
};

/** An article made of a prediction's text, and how it got its label. */
export type RelabelledPrediction = {
  __typename?: 'RelabelledPrediction';
  /** The article. */
  article: Article;
  /** The relabelling; undo it by its id. */
  relabelling: Relabelling;
};

/** Labels changed by a person, for one article or many, which can be taken back as a whole. */
export type Relabelling = {
  __typename?: 'Relabelling';
  /** Articles whose label changed. */
  articleCount: Scalars['Int']['output'];
  /** When. */
  createdAt: Scalars['DateTime']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The class that was given; null if it took labels, or undoes another relabelling. */
  label?: Maybe<LabelClass>;
  /** Who did it. */
  madeBy: Scalars['String']['output'];
  /** Why, as that person said. */
  reason?: Maybe<Scalars['String']['output']>;
  /** Id of the relabelling that it undoes. */
  undoesId?: Maybe<Scalars['UUID']['output']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type RelabellingConnection = {
  __typename?: 'RelabellingConnection';
  /** The items with their cursors. */
  edges: Array<RelabellingEdge>;
  /** The items alone. */
  nodes: Array<Relabelling>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type RelabellingEdge = {
  __typename?: 'RelabellingEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Relabelling;
};

/** One bin of a reliability diagram. */
export type ReliabilityBin = {
  __typename?: 'ReliabilityBin';
  /** Share of right ones among them; null in an empty bin. */
  accuracy?: Maybe<Scalars['Float']['output']>;
  /** Answers in the bin. */
  count: Scalars['Int']['output'];
  /** Answers given with a probability above this … */
  from: Scalars['Float']['output'];
  /** Their mean probability; null in an empty bin. */
  meanProbability?: Maybe<Scalars['Float']['output']>;
  /** … up to and with this. */
  to: Scalars['Float']['output'];
};

/** A row that exactly one of two versions answered right. */
export type RowFlip = {
  __typename?: 'RowFlip';
  /** Key of the class `a` answered. */
  aKey: Scalars['String']['output'];
  /** Its probability, 0 to 1. */
  aProbability: Scalars['Float']['output'];
  /** The article as it is now. */
  article: Article;
  /** The article's id. */
  articleId: Scalars['String']['output'];
  /** Key of the class `b` answered. */
  bKey: Scalars['String']['output'];
  /** Its probability, 0 to 1. */
  bProbability: Scalars['Float']['output'];
  /** Key of the class the article is labelled with. */
  labelKey: Scalars['String']['output'];
  /** The first 300 characters of the text, as it was evaluated. */
  text: Scalars['String']['output'];
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type RowFlipConnection = {
  __typename?: 'RowFlipConnection';
  /** The items with their cursors. */
  edges: Array<RowFlipEdge>;
  /** The items alone. */
  nodes: Array<RowFlip>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type RowFlipEdge = {
  __typename?: 'RowFlipEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: RowFlip;
};

/** What is done by the clock, in Korean time. However many servers there are, a tick fires once. */
export type Schedule = {
  __typename?: 'Schedule';
  /** What it starts. */
  action: ScheduleAction;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Who made it. */
  createdBy: Scalars['String']['output'];
  /** When, in Korean time: minute, hour, day, month and weekday as cron has them. */
  cron: Scalars['String']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** When its last tick was. */
  lastAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why the last tick started nothing. */
  lastError?: Maybe<Scalars['String']['output']>;
  /** What became of that. */
  lastOutcome?: Maybe<ScheduleOutcome>;
  /** Id of the row that it started last: a cleaning run, dataset, training run or pipeline run. */
  lastSubjectId?: Maybe<Scalars['UUID']['output']>;
  /** What becomes of ticks that nobody looked at in time. */
  missed: MissedTicks;
  /** Its name. */
  name: Scalars['String']['output'];
  /** The next five times at which it fires; none while it rests. */
  nextTimes: Array<Scalars['DateTime']['output']>;
  /** Whether it rests. */
  paused: Scalars['Boolean']['output'];
  /** When a person last changed it. */
  updatedAt: Scalars['DateTime']['output'];
};

/** What a schedule starts. */
export type ScheduleAction = PipelineCrawl | ScheduledCleaning | ScheduledDataset | ScheduledPipeline | ScheduledTraining;

/** What a schedule is to start: exactly one of these. */
export type ScheduleActionInput =
  /** Build a dataset, named like the schedule. */
  { buildDataset: DatasetSelectionInput; clean?: never; crawl?: never; pipeline?: never; train?: never; }
  |  /** Clean articles. */
  { buildDataset?: never; clean: ScheduledCleaningInput; crawl?: never; pipeline?: never; train?: never; }
  |  /** Crawl a source. */
  { buildDataset?: never; clean?: never; crawl: PipelineCrawlInput; pipeline?: never; train?: never; }
  |  /** Start a pipeline run, named like the schedule. */
  { buildDataset?: never; clean?: never; crawl?: never; pipeline: PipelinePlanInput; train?: never; }
  |  /** Train on the newest sealed dataset then. */
  { buildDataset?: never; clean?: never; crawl?: never; pipeline?: never; train: ScheduledTrainingInput; };

/** A schedule fired, or was changed. */
export type ScheduleEvent = {
  __typename?: 'ScheduleEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** Why it started nothing. */
  error?: Maybe<Scalars['String']['output']>;
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
  /** What happened: `created`, `changed`, `removed` or `fired`. */
  kind: Scalars['String']['output'];
  /** Its name then. */
  name: Scalars['String']['output'];
  /** What became of the tick, if it fired. */
  outcome?: Maybe<ScheduleOutcome>;
  /** The schedule's id. */
  scheduleId: Scalars['UUID']['output'];
  /** Id of the row that it started. */
  subjectId?: Maybe<Scalars['UUID']['output']>;
};

/** What became of a tick. */
export type ScheduleOutcome =
  /** Nobody looked in time, and such ticks pass. */
  | 'MISSED'
  /** What the tick before started was still at work. */
  | 'OVERLAPPED'
  /** The action was refused; `lastError` says why. */
  | 'REFUSED'
  /** The action was started. */
  | 'STARTED';

/** A cleaning by the clock. */
export type ScheduledCleaning = {
  __typename?: 'ScheduledCleaning';
  /** Whether it is applied as soon as it has proposed. */
  appliesWhenReady: Scalars['Boolean']['output'];
  /** Which articles. */
  selection: CleaningSelection;
};

/** A cleaning by the clock. */
export type ScheduledCleaningInput = {
  /** Apply it as soon as it has proposed. */
  appliesWhenReady?: Scalars['Boolean']['input'];
  /** Which articles; all if left out. */
  selection?: CleaningSelectionInput;
};

/** A dataset by the clock. */
export type ScheduledDataset = {
  __typename?: 'ScheduledDataset';
  /** What it takes. */
  selection: DatasetSelection;
};

/** A pipeline run by the clock. */
export type ScheduledPipeline = {
  __typename?: 'ScheduledPipeline';
  /** What it does. */
  plan: PipelinePlan;
};

/** A training by the clock, on the newest sealed dataset then. */
export type ScheduledTraining = {
  __typename?: 'ScheduledTraining';
  /** Key of the dataset's label set. */
  labelSetKey: Scalars['String']['output'];
  /** How. */
  training: PipelineTraining;
};

/** A training by the clock. */
export type ScheduledTrainingInput = {
  /** Key of the dataset's label set. */
  labelSetKey: Scalars['String']['input'];
  /** How; with default parameters if left out. */
  training?: InputMaybe<PipelineTrainingInput>;
};

/** What was found on a page. */
export type SelectorTrial = {
  __typename?: 'SelectorTrial';
  /** The body, by the source's definition; empty if it wasn't found. */
  body: Scalars['String']['output'];
  /** The character encoding that the page was read in. */
  charset: Scalars['String']['output'];
  /** The address that answered; null for a page that was given as text. */
  finalUrl?: Maybe<Scalars['String']['output']>;
  /** What the selector found, at most 50 texts. */
  matches: Array<Scalars['String']['output']>;
  /** Fields that the definition looks for and didn't find. */
  missing: Array<Scalars['String']['output']>;
  /** The press, by the source's definition. */
  press?: Maybe<Scalars['String']['output']>;
  /** The time of publication, by the source's definition. */
  publishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The title, by the source's definition; empty if it wasn't found. */
  title: Scalars['String']['output'];
};

/** A browser in which a member is signed in. */
export type Session = {
  __typename?: 'Session';
  /** The network address it was begun from. */
  address: Scalars['String']['output'];
  /** When it was begun. */
  createdAt: Scalars['DateTime']['output'];
  /** When it ends at the latest. */
  expiresAt: Scalars['DateTime']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Whether it is the one that asks. */
  isCurrent: Scalars['Boolean']['output'];
  /** When it was last kept going; while a page is open, every quarter of an hour. */
  refreshedAt: Scalars['DateTime']['output'];
  /** What the browser calls itself. */
  userAgent: Scalars['String']['output'];
};

/** What administrators decide for the whole installation. */
export type Settings = {
  __typename?: 'Settings';
  /** Whether a deployment needs two people: one who asks for it and another who approves it. */
  fourEyes: Scalars['Boolean']['output'];
};

/** How people sign in here. */
export type SignInWay = {
  __typename?: 'SignInWay';
  /** Whether this is a development server that lets the local administrator in without a provider. */
  isLocal: Scalars['Boolean']['output'];
  /** The path to go to in order to sign in, `return_to` being the page to come back to; null if nobody can. */
  path?: Maybe<Scalars['String']['output']>;
  /** What the identity provider is called; null if there is none. */
  providerName?: Maybe<Scalars['String']['output']>;
};

/** One of two similar rows. */
export type SimilarArticle = {
  __typename?: 'SimilarArticle';
  /** The article's name there. */
  externalId: Scalars['String']['output'];
  /** Key of the article's source. */
  sourceKey: Scalars['String']['output'];
  /** The part the row belongs to. */
  split: Split;
  /** The article's title. */
  title: Scalars['String']['output'];
};

/** Two similar rows in two splits. */
export type SimilarArticles = {
  __typename?: 'SimilarArticles';
  /** One of the two. */
  first: SimilarArticle;
  /** The other. */
  second: SimilarArticle;
  /** Jaccard similarity of their character n-grams, 0 to 1. */
  similarity: Scalars['Float']['output'];
};

/** What rows are sorted by into slices. */
export type SliceDimension =
  /** Characters of the text. */
  | 'LENGTH'
  /** Month of publication. */
  | 'MONTH'
  /** Key of the source. */
  | 'SOURCE';

/** Which way a list is sorted. */
export type SortDirection =
  /** Smallest, oldest or first in the alphabet comes first. */
  | 'ASCENDING'
  /** Largest, newest or last in the alphabet comes first. */
  | 'DESCENDING';

/** Where articles come from: a newspaper, a portal, a published data set. */
export type Source = {
  __typename?: 'Source';
  /** Its articles, newest first. */
  articles: ArticleConnection;
  /** Its crawls, newest first. */
  crawls: CrawlConnection;
  /** When it was first heard of. */
  createdAt: Scalars['DateTime']['output'];
  /** The current version of its definition; null if it has none and can't be crawled. */
  definition?: Maybe<SourceDefinition>;
  /** All versions of its definition, newest first. */
  definitions: Array<SourceDefinition>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Its key, unique. */
  key: Scalars['String']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** The permissions of the site that were ever recorded, newest first. */
  permissions: Array<SourcePermission>;
};


/** Where articles come from: a newspaper, a portal, a published data set. */
export type SourceArticlesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** Where articles come from: a newspaper, a portal, a published data set. */
export type SourceCrawlsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type SourceConnection = {
  __typename?: 'SourceConnection';
  /** The items with their cursors. */
  edges: Array<SourceEdge>;
  /** The items alone. */
  nodes: Array<Source>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** A version of a source's definition. A version never changes. */
export type SourceDefinition = {
  __typename?: 'SourceDefinition';
  /** Why it was made. */
  comment?: Maybe<Scalars['String']['output']>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Who made it. */
  createdBy: Scalars['String']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The names of its list layouts; the first that crawls read comes first. */
  lists: Array<Scalars['String']['output']>;
  /** Whether it needs a recorded permission of the site. */
  needsPermission: Scalars['Boolean']['output'];
  /** Its sections. */
  sections: Array<SourceSection>;
  /** SHA-256 of the text. */
  sha256: Scalars['String']['output'];
  /** Its source. */
  source: Source;
  /** The definition, as TOML. */
  text: Scalars['String']['output'];
  /** 1, 2, 3 … */
  version: Scalars['Int']['output'];
};

/** An item of a list and its place in it. */
export type SourceEdge = {
  __typename?: 'SourceEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Source;
};

/** A permission of a site to crawl it against its robots.txt. Permissions are revoked, never deleted. */
export type SourcePermission = {
  __typename?: 'SourcePermission';
  /** Who gave it, at the site. */
  grantedBy: Scalars['String']['output'];
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Why, and where it is written down. */
  reason: Scalars['String']['output'];
  /** When it was recorded. */
  recordedAt: Scalars['DateTime']['output'];
  /** Who recorded it here. */
  recordedBy: Scalars['String']['output'];
  /** When it was revoked; null while it holds. */
  revokedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who revoked it; null while it holds. */
  revokedBy?: Maybe<Scalars['String']['output']>;
};

/** A section of a source. */
export type SourceSection = {
  __typename?: 'SourceSection';
  /** Its key. */
  key: Scalars['String']['output'];
  /** Key of the class its articles get; null if they get none. */
  label?: Maybe<Scalars['String']['output']>;
};

/** The part of a dataset a row belongs to. */
export type Split =
  /** What is looked at once, at the end. */
  | 'TEST'
  /** What weights are fitted to. */
  | 'TRAIN'
  /** What chooses the best epoch. */
  | 'VALIDATION';

/** What share of the rows each split gets; they sum to 1. */
export type SplitRatios = {
  __typename?: 'SplitRatios';
  /** Share of test. */
  test: Scalars['Float']['output'];
  /** Share of train. */
  train: Scalars['Float']['output'];
  /** Share of validation. */
  validation: Scalars['Float']['output'];
};

/** What share of the rows each split gets; they must sum to 1. */
export type SplitRatiosInput = {
  /** Share of test. */
  test: Scalars['Float']['input'];
  /** Share of train: more than 0. */
  train: Scalars['Float']['input'];
  /** Share of validation. */
  validation: Scalars['Float']['input'];
};

/** A crawl to be made. */
export type StartCrawlInput = {
  /** The list layout to read, by name; the definition's if left out. */
  list?: InputMaybe<Scalars['String']['input']>;
  /** Most list pages of a section: 1 to 10,000; 1 if left out. */
  pagesPerSection?: InputMaybe<Scalars['Int']['input']>;
  /** Most requests, repeated and redirected ones included; the definition's if left out. */
  requestBudget?: InputMaybe<Scalars['Int']['input']>;
  /** Keys of the sections; all if empty. */
  sections?: Array<Scalars['String']['input']>;
  /** Key of the source. It needs a definition. */
  sourceKey: Scalars['String']['input'];
};

/** A pipeline run to be started. */
export type StartPipelineRunInput = {
  /** Its name: 1 to 200 characters. What it makes is called so, too. */
  name: Scalars['String']['input'];
  /** What it is to do. */
  plan: PipelinePlanInput;
};

/** A sweep to be started. */
export type StartSweepInput = {
  /** The parameters that are tried, each once. */
  dimensions: Array<SweepDimensionInput>;
  /** Most runs that wait or train at the same time. */
  maxConcurrentRuns?: Scalars['Int']['input'];
  /** Most runs: a grid with more combinations is refused. At most 500. */
  maxRuns?: Scalars['Int']['input'];
  /** Most seconds from its start to its end, when its runs are stopped; null means no limit. */
  maxSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** The sweep's name, its dataset, and what isn't tried: parameters that all its runs have. */
  run: StartTrainingRunInput;
  /** How many runs a random search draws: 1 to `maxRuns`. */
  runs?: Scalars['Int']['input'];
  /** Decides what a random search draws; more runs begin with those of fewer. */
  seed?: Scalars['Int64']['input'];
  /** When a run has lost; by the median rule if left out. */
  stopping?: SweepStoppingInput;
  /** How trials are made of them. */
  strategy: SweepMethod;
};

/**
 * A training run to be started. Parameters that are left out take their default; `trainingParameterRanges` tells it
 * and what is allowed.
 */
export type StartTrainingRunInput = {
  /** The model it starts from; see `trainingBaseModels`. */
  baseModel?: InputMaybe<Scalars['String']['input']>;
  /** Rows in one batch. */
  batchSize?: InputMaybe<Scalars['Int']['input']>;
  /** Most tokens in one batch, padding included; given, it decides instead of `batchSize`. */
  batchTokens?: InputMaybe<Scalars['Int']['input']>;
  /** Seconds of training between two checkpoints: what a kill may cost. */
  checkpointSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** How much a row counts in the loss. */
  classWeights?: InputMaybe<TrainingClassWeights>;
  /** Id of the sealed dataset it learns from. */
  datasetId: Scalars['UUID']['input'];
  /** Where to compute: `auto` (a GPU if there is one), `cpu`, or `cuda:N` for the N-th GPU from 0. */
  device?: InputMaybe<Scalars['String']['input']>;
  /** Probability of dropping an activation. */
  dropout?: InputMaybe<Scalars['Float']['input']>;
  /** Stop after this many epochs without a better validation macro-F1; null means never. */
  earlyStoppingPatience?: InputMaybe<Scalars['Int']['input']>;
  /** Passes over the training split, unless early stopping ends the run sooner. */
  epochs?: InputMaybe<Scalars['Int']['input']>;
  /** The embeddings and this many layers above them stay as they are; 0 trains everything. */
  frozenLayers?: InputMaybe<Scalars['Int']['input']>;
  /** Batches whose gradients make one optimiser step. */
  gradientAccumulationSteps?: InputMaybe<Scalars['Int']['input']>;
  /** Probability mass taken from the right class and spread over all. */
  labelSmoothing?: InputMaybe<Scalars['Float']['input']>;
  /** Each layer learns at this share of the rate of the layer above it; the classifier at the full rate. */
  layerLearningRateDecay?: InputMaybe<Scalars['Float']['input']>;
  /** Peak learning rate, reached at the end of warm-up. */
  learningRate?: InputMaybe<Scalars['Float']['input']>;
  /** Gradients are scaled down so that their global L2 norm is at most this. */
  maxGradNorm?: InputMaybe<Scalars['Float']['input']>;
  /** Longest input in tokens; longer texts are cut. */
  maxLength?: InputMaybe<Scalars['Int']['input']>;
  /** The run's name: 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** How a base model's token states become one; if left out, as the base says. */
  pooling?: InputMaybe<TrainingPooling>;
  /** Arithmetic in matrix products. */
  precision?: InputMaybe<TrainingPrecision>;
  /** How the learning rate goes on after its warm-up. */
  schedule?: InputMaybe<TrainingSchedule>;
  /** Fixes initial weights, row order, dropout and sampling. */
  seed?: InputMaybe<Scalars['Int64']['input']>;
  /** Probability that a word of a training row is cut into sampled pieces rather than the likeliest ones. */
  subwordSampling?: InputMaybe<Scalars['Float']['input']>;
  /** CPU threads; 0 means all. */
  threads?: InputMaybe<Scalars['Int']['input']>;
  /** Probability that a token of a training row is hidden. */
  tokenDropout?: InputMaybe<Scalars['Float']['input']>;
  /** Most pieces in the tokenizer trained on the dataset. */
  vocabularySize?: InputMaybe<Scalars['Int']['input']>;
  /** Share of all steps during which the learning rate rises from 0 to its peak. */
  warmupRatio?: InputMaybe<Scalars['Float']['input']>;
  /** Decoupled weight decay of AdamW; biases and layer norms have none. */
  weightDecay?: InputMaybe<Scalars['Float']['input']>;
};

/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type Subscription = {
  __typename?: 'Subscription';
  /** What happens to articles: imports move on, labels are set, texts are taken down. */
  articleEvents: ArticleEvent;
  /** What happens to cleaning runs, or to one of them; how far one is, its job's events tell. */
  cleaningEvents: CleaningEvent;
  /**
   * What happens to crawls, or to one of them: every step with its counts by section, every failed page, every change
   * of status.
   */
  crawlEvents: CrawlEvent;
  /** What happens to datasets, or to one of them. */
  datasetEvents: DatasetEvent;
  /** What is added to the ledger of what serves. */
  deploymentEvents: DeploymentEvent;
  /** What happens to deployments that one person asks for and another approves. */
  deploymentRequestEvents: DeploymentRequestEvent;
  /** What happens to evaluations, or to one of them. How far a running one is, `jobEvents` tells. */
  evaluationEvents: EvaluationEvent;
  /** What happens to jobs, or to one of them. */
  jobEvents: JobEvent;
  /** What happens to pipeline runs, or to one of them. */
  pipelineEvents: PipelineEvent;
  /** What happens to schedules, or to one of them. */
  scheduleEvents: ScheduleEvent;
  /** What happens to sweeps, or to one of them. */
  sweepEvents: SweepEvent;
  /** What happens to training runs, or to one of them: every step, every epoch, every change of status. */
  trainingRunEvents: TrainingRunEvent;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionArticleEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionCleaningEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  id?: InputMaybe<Scalars['UUID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionCrawlEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  id?: InputMaybe<Scalars['UUID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionDatasetEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  id?: InputMaybe<Scalars['UUID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionDeploymentEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionDeploymentRequestEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionEvaluationEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  id?: InputMaybe<Scalars['UUID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionJobEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  id?: InputMaybe<Scalars['UUID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionPipelineEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  id?: InputMaybe<Scalars['UUID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionScheduleEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  id?: InputMaybe<Scalars['UUID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionSweepEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  id?: InputMaybe<Scalars['UUID']['input']>;
};


/**
 * What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
 * reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
 * `after` a subscription starts now; with `after: "0"` it starts at the beginning.
 */
export type SubscriptionTrainingRunEventsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  id?: InputMaybe<Scalars['UUID']['input']>;
};

/** A search for better parameters: a fixed list of trials, each a training run, the losers of which end early. */
export type Sweep = {
  __typename?: 'Sweep';
  /**
   * The best of its runs so far: of those that made a model version, the one with the highest macro-F1 on the
   * validation split.
   */
  bestTrainingRun?: Maybe<TrainingRun>;
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** The dataset its runs learn from. */
  dataset: Dataset;
  /** When its time is over. */
  deadlineAt?: Maybe<Scalars['DateTime']['output']>;
  /** The parameters that are tried, with their values. */
  dimensions: Array<SweepDimension>;
  /** The same in words, with what to do. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it ended otherwise than by the end of its last run, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** When it ended. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Most runs that wait or train at the same time. */
  maxConcurrentRuns: Scalars['Int']['output'];
  /** Most seconds from its start to its end; null means no limit. */
  maxSeconds?: Maybe<Scalars['Int']['output']>;
  /** Its name. */
  name: Scalars['String']['output'];
  /** Where it stands. */
  status: SweepStatus;
  /** When a run has lost. */
  stopping: SweepStopping;
  /** How its trials were chosen. */
  strategy: SweepStrategy;
  /** Its runs, newest first. */
  trainingRuns: TrainingRunConnection;
  /** Its trials, in the order in which they are launched. */
  trials: Array<SweepTrial>;
};


/** A search for better parameters: a fixed list of trials, each a training run, the losers of which end early. */
export type SweepTrainingRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** What happened to a sweep. */
export type SweepChange = SweepMoved | SweepRunEnded | SweepRunLaunched | SweepRunStopped;

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type SweepConnection = {
  __typename?: 'SweepConnection';
  /** The items with their cursors. */
  edges: Array<SweepEdge>;
  /** The items alone. */
  nodes: Array<Sweep>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/**
 * Why a run was stopped early: its best macro-F1 on the validation split was below what the sweep's other runs had
 * reached by the same epoch.
 */
export type SweepDecision = {
  __typename?: 'SweepDecision';
  /** How many other runs that comes from. */
  comparedRuns: Scalars['Int']['output'];
  /** After which epoch, from 1. */
  epoch: Scalars['Int']['output'];
  /** All of it in a sentence. */
  sentence: Scalars['String']['output'];
  /** The rule. */
  stopping: SweepStopping;
  /** What it would have had to reach. */
  threshold: Scalars['Float']['output'];
  /** The run's best macro-F1 until then. */
  value: Scalars['Float']['output'];
};

/** A parameter that is tried. */
export type SweepDimension = {
  __typename?: 'SweepDimension';
  /** Values to choose from, as one writes them; null for a range. */
  choice?: Maybe<Array<Scalars['String']['output']>>;
  /** The field of `StartTrainingRunInput`. */
  field: Scalars['String']['output'];
  /** Largest value of a range. */
  maximum?: Maybe<Scalars['Float']['output']>;
  /** Smallest value of a range. */
  minimum?: Maybe<Scalars['Float']['output']>;
  /** How it is drawn from a range. */
  scale?: Maybe<SweepScale>;
};

/** A parameter that is tried: give `choice`, or `minimum` and `maximum`. */
export type SweepDimensionInput = {
  /** Values to choose from, as one writes them ("0.0003", "bf16"). */
  choice?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The field of `StartTrainingRunInput`. */
  field: Scalars['String']['input'];
  /** Largest value. */
  maximum?: InputMaybe<Scalars['Float']['input']>;
  /** Smallest value. */
  minimum?: InputMaybe<Scalars['Float']['input']>;
  /** How it is drawn between them. */
  scale?: SweepScale;
};

/** An item of a list and its place in it. */
export type SweepEdge = {
  __typename?: 'SweepEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Sweep;
};

/** A sweep moved. */
export type SweepEvent = {
  __typename?: 'SweepEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** What happened. */
  change: SweepChange;
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
  /** The sweep's id. */
  sweepId: Scalars['UUID']['output'];
};

/** Which sweeps to list; every field that is set narrows the list. */
export type SweepFilter = {
  /** Only sweeps on this dataset. */
  datasetId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only sweeps that stand here. */
  status?: InputMaybe<SweepStatus>;
};

/** How trials are made of the dimensions. */
export type SweepMethod =
  /** Every combination. */
  | 'GRID'
  /** Different combinations, drawn by a seed. */
  | 'RANDOM';

/** A sweep's status moved. */
export type SweepMoved = {
  __typename?: 'SweepMoved';
  /** The same in words. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it ended otherwise than by the end of its last run, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** Where it stood. */
  status: SweepStatus;
};

/** A run of a sweep has ended. */
export type SweepRunEnded = {
  __typename?: 'SweepRunEnded';
  /** The trial's place in the sweep, from 0. */
  position: Scalars['Int']['output'];
  /** How it ended. */
  status: TrainingRunStatus;
  /** The run's id. */
  trainingRunId: Scalars['UUID']['output'];
};

/** A trial became a training run. */
export type SweepRunLaunched = {
  __typename?: 'SweepRunLaunched';
  /** The trial's place in the sweep, from 0. */
  position: Scalars['Int']['output'];
  /** The run's id. */
  trainingRunId: Scalars['UUID']['output'];
};

/** A run has lost and is being stopped. */
export type SweepRunStopped = {
  __typename?: 'SweepRunStopped';
  /** By which rule, with the figures. */
  decision: SweepDecision;
  /** The trial's place in the sweep, from 0. */
  position: Scalars['Int']['output'];
  /** The run's id. */
  trainingRunId: Scalars['UUID']['output'];
};

/** How a number is drawn from a range. */
export type SweepScale =
  /** Evenly. */
  | 'LINEAR'
  /** Its logarithm evenly: as many from 0.001 to 0.01 as from 0.01 to 0.1. */
  | 'LOGARITHMIC';

/** A value that a trial sets. */
export type SweepSetting = {
  __typename?: 'SweepSetting';
  /** The field of `StartTrainingRunInput`. */
  field: Scalars['String']['output'];
  /** Its value, as one writes it. */
  value: Scalars['String']['output'];
};

/** Where a sweep stands. */
export type SweepStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** It has ended without one; `errorCode` and `error` say why. */
  | 'FAILED'
  /** Its runs wait or train. */
  | 'RUNNING'
  /** It has ended, and at least one of its runs made a model version. */
  | 'SUCCEEDED';

/** When a run has lost. */
export type SweepStopping = {
  __typename?: 'SweepStopping';
  /** The first epoch at which it may lose. */
  minEpochs?: Maybe<Scalars['Int']['output']>;
  /** Other runs to compare with that the median rule needs. */
  minRuns?: Maybe<Scalars['Int']['output']>;
  /** One in so many goes on by successive halving. */
  reduction?: Maybe<Scalars['Int']['output']>;
  /** By what. */
  rule: SweepStoppingRule;
};

/** When a run has lost; it is never stopped at its last epoch. */
export type SweepStoppingInput = {
  /** The first epoch at which it may lose. */
  minEpochs?: Scalars['Int']['input'];
  /** Other runs to compare with that the median rule needs. */
  minRuns?: Scalars['Int']['input'];
  /** One in so many goes on by successive halving. */
  reduction?: Scalars['Int']['input'];
  /** By what. */
  rule?: SweepStoppingRule;
};

/** By what a run has lost. */
export type SweepStoppingRule =
  /**
   * At the epochs `minEpochs` · `reduction`ᵏ only the best one in `reduction` of the runs that came so far go on, once
   * `reduction` have (asynchronous successive halving, Li et al. 2020).
   */
  | 'HALVING'
  /**
   * From epoch `minEpochs` on, a run whose best macro-F1 on validation is below the median of the other runs' bests up
   * to the same epoch has lost, once `minRuns` others have come as far (Golovin et al. 2017).
   */
  | 'MEDIAN'
  /** Nothing: every run trains to its end. */
  | 'NEVER';

/** How a sweep's trials were chosen. */
export type SweepStrategy = {
  __typename?: 'SweepStrategy';
  /** On a grid or at random. */
  method: SweepMethod;
  /** How many runs a random search was to draw. */
  runs?: Maybe<Scalars['Int']['output']>;
  /** What decided which. */
  seed?: Maybe<Scalars['Int64']['output']>;
};

/** One combination of parameters that a sweep tries. */
export type SweepTrial = {
  __typename?: 'SweepTrial';
  /** Why its run was stopped early, if it was. */
  decision?: Maybe<SweepDecision>;
  /** Its place in the sweep, from 0. */
  position: Scalars['Int']['output'];
  /** The values tried; everything else is the same in all trials. */
  settings: Array<SweepSetting>;
  /** Its run, once it was launched. */
  trainingRun?: Maybe<TrainingRun>;
};

/** A text that has to go. */
export type TakeDownArticleInput = {
  /** The article's id. */
  articleId: Scalars['UUID']['input'];
  /** Why: 1 to 1000 characters. */
  reason: Scalars['String']['input'];
};

/**
 * An article whose text had to go. Its hash stays, so that what was sealed can still be verified, and the text doesn't
 * come back by the next import.
 */
export type Takedown = {
  __typename?: 'Takedown';
  /** The article, without its text. */
  article: Article;
  /** SHA-256 of the text that was there, hexadecimal: the tombstone. */
  contentHash: Scalars['String']['output'];
  /** When it was asked for; from then on nothing new learns from the text. */
  createdAt: Scalars['DateTime']['output'];
  /** Sealed datasets that held it. */
  datasetCount: Scalars['Int']['output'];
  /** The sealed datasets that used it, oldest first. */
  datasets: Array<Dataset>;
  /** Why erasing failed, as a sentence. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why erasing failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** When it was gone from everything sealed. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The model versions that learnt from it, oldest first. */
  modelVersions: Array<ModelVersion>;
  /** Why. */
  reason: Scalars['String']['output'];
  /** Who asked for it. */
  requestedBy: Scalars['String']['output'];
  /** Where it stands. */
  status: TakedownStatus;
  /** The training runs that used it, oldest first. */
  trainingRuns: Array<TrainingRun>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type TakedownConnection = {
  __typename?: 'TakedownConnection';
  /** The items with their cursors. */
  edges: Array<TakedownEdge>;
  /** The items alone. */
  nodes: Array<Takedown>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type TakedownEdge = {
  __typename?: 'TakedownEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Takedown;
};

/** Where a takedown stands. */
export type TakedownStatus =
  /** It is gone from all of them. */
  | 'ERASED'
  /** The article's own text is gone; that in the files of sealed datasets and evaluations is being erased. */
  | 'ERASING'
  /** A file couldn't be rewritten; `error` says why. Retry the job. */
  | 'FAILED';

/** A piece of text that stays, goes or comes. */
export type TextDiff = {
  __typename?: 'TextDiff';
  /** Whether it stays, goes or comes. */
  change: TextDiffChange;
  /** The piece. */
  text: Scalars['String']['output'];
};

/** Whether a piece of text stays, goes or comes. */
export type TextDiffChange =
  /** It is in the second only. */
  | 'ADDED'
  /** It is in the first only. */
  | 'REMOVED'
  /** It is in both texts. */
  | 'SAME';

/** What of an article models read: a dataset, the runs on it, their model versions and predictions have the same. */
export type TextRecipe =
  /** Title and body, of which only Hangul syllables and the spaces between words are left. */
  | 'HANGUL_ONLY'
  /** The title alone. */
  | 'TITLE'
  /** Title and body, with everything in them: digits, hanja and Latin letters too. */
  | 'TITLE_BODY';

/** How much a row counts in the loss. */
export type TrainingClassWeights =
  /** Rows of rare classes count more: rows / (classes × rows of the class). */
  | 'BALANCED'
  /** Every row counts the same. */
  | 'NONE';

/** One pass over the training split, measured on the validation split. */
export type TrainingEpoch = {
  __typename?: 'TrainingEpoch';
  /** Accuracy on the validation split, 0 to 1. */
  accuracy: Scalars['Float']['output'];
  /** Whether it was the best so far. */
  best: Scalars['Boolean']['output'];
  /** Its number, from 1. */
  epoch: Scalars['Int']['output'];
  /** Macro-F1 on the validation split, 0 to 1; the best epoch by this is kept. */
  macroF1: Scalars['Float']['output'];
  /** Everything measured on the validation split. */
  metrics: EvaluationMetrics;
  /** When it was recorded. */
  recordedAt: Scalars['DateTime']['output'];
  /** How long it took, validation included. */
  seconds: Scalars['Float']['output'];
  /** Mean loss over its training steps, in nats, label smoothing and dropout included. */
  trainLoss: Scalars['Float']['output'];
  /** Mean loss over the validation split, in nats, with neither. */
  validationLoss: Scalars['Float']['output'];
};

/** What is allowed for a numeric training parameter, both ends included. */
export type TrainingParameterRange = {
  __typename?: 'TrainingParameterRange';
  /** What it is if left out; null means that the parameter is absent then. */
  default?: Maybe<Scalars['Float']['output']>;
  /** What it is, in a line. */
  description: Scalars['String']['output'];
  /** The field of `StartTrainingRunInput`. */
  field: Scalars['String']['output'];
  /** Whether it must be a whole number. */
  isInteger: Scalars['Boolean']['output'];
  /** Largest allowed value. */
  maximum: Scalars['Float']['output'];
  /** Smallest allowed value. */
  minimum: Scalars['Float']['output'];
};

/** The parameters a training run was started with, in full. */
export type TrainingParameters = {
  __typename?: 'TrainingParameters';
  /** The model it starts from. */
  baseModel: Scalars['String']['output'];
  /** Rows in one batch. */
  batchSize: Scalars['Int']['output'];
  /** Most tokens in one batch, padding included; if it isn't null, it decides instead of `batchSize`. */
  batchTokens?: Maybe<Scalars['Int']['output']>;
  /** Seconds of training between two checkpoints: what a kill may cost. */
  checkpointSeconds: Scalars['Int']['output'];
  /** How much a row counts in the loss. */
  classWeights: TrainingClassWeights;
  /** Where to compute: `auto` (a GPU if there is one), `cpu`, or `cuda:N` for the N-th GPU from 0. */
  device: Scalars['String']['output'];
  /** Probability of dropping an activation. */
  dropout: Scalars['Float']['output'];
  /** Stop after this many epochs without a better validation macro-F1; null means never. */
  earlyStoppingPatience?: Maybe<Scalars['Int']['output']>;
  /** Passes over the training split, unless early stopping ends the run sooner. */
  epochs: Scalars['Int']['output'];
  /** The embeddings and this many layers above them stay as they are; 0 trains everything. */
  frozenLayers: Scalars['Int']['output'];
  /** Batches whose gradients make one optimiser step. */
  gradientAccumulationSteps: Scalars['Int']['output'];
  /** Probability mass taken from the right class and spread over all. */
  labelSmoothing: Scalars['Float']['output'];
  /** Each layer learns at this share of the rate of the layer above it; the classifier at the full rate. */
  layerLearningRateDecay: Scalars['Float']['output'];
  /** Peak learning rate, reached at the end of warm-up. */
  learningRate: Scalars['Float']['output'];
  /** Gradients are scaled down so that their global L2 norm is at most this. */
  maxGradNorm: Scalars['Float']['output'];
  /** Longest input in tokens; longer texts are cut. */
  maxLength: Scalars['Int']['output'];
  /** How a base model's token states become one; null: as the base says. */
  pooling?: Maybe<TrainingPooling>;
  /** Arithmetic in matrix products. */
  precision: TrainingPrecision;
  /** How the learning rate goes on after its warm-up. */
  schedule: TrainingSchedule;
  /** Fixes initial weights, row order, dropout and sampling. */
  seed: Scalars['Int64']['output'];
  /** Probability that a word of a training row is cut into sampled pieces rather than the likeliest ones. */
  subwordSampling: Scalars['Float']['output'];
  /** CPU threads; 0 means all. */
  threads: Scalars['Int']['output'];
  /** Probability that a token of a training row is hidden. */
  tokenDropout: Scalars['Float']['output'];
  /** Most pieces in the tokenizer trained on the dataset. */
  vocabularySize: Scalars['Int']['output'];
  /** Share of all steps during which the learning rate rises from 0 to its peak. */
  warmupRatio: Scalars['Float']['output'];
  /** Decoupled weight decay of AdamW; biases and layer norms have none. */
  weightDecay: Scalars['Float']['output'];
};

/** How token states become one state a text. */
export type TrainingPooling =
  /** The state of the first token. */
  | 'CLS'
  /** Mean over the tokens that aren't padding. */
  | 'MEAN'
  /** The first token's state through the pooler: a matrix product and tanh. */
  | 'POOLER';

/** Arithmetic in matrix products while training; weights are kept in 32 bits either way. */
export type TrainingPrecision =
  /** 16-bit brain floating point products, 32-bit sums and weights. */
  | 'BF16'
  /** 32-bit floating point. */
  | 'FP32';

/** One training of one model on one dataset. */
export type TrainingRun = {
  __typename?: 'TrainingRun';
  /** How often a trainer was started for it: more than once when one was killed, stopped or resumed. */
  attempts: Scalars['Int']['output'];
  /** The registered base model it starts from; null for one that is built in. */
  baseModel?: Maybe<BaseModel>;
  /**
   * What its model must beat: a linear classifier over character n-grams of the same dataset, a deployable model
   * version of its own. Runs on the same rows share it. Null until the trainer has made it, in seconds.
   */
  baseline?: Maybe<ModelVersion>;
  /** The epoch that was kept: the best by validation macro-F1. */
  bestEpoch?: Maybe<Scalars['Int']['output']>;
  /** What trained it (program and library versions, threads, device), as JSON. */
  build?: Maybe<Scalars['String']['output']>;
  /** The step of its newest checkpoint: where it would go on from if its trainer were killed now. */
  checkpointStep?: Maybe<Scalars['Int']['output']>;
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /**
   * Its steps so far with few points, in order, to be drawn: all of them if they are no more than that, else the
   * first, the last and, of each of many stretches of equal length, the steps with the least and the greatest loss and
   * with the greatest gradient norm. However long the run, no spike of these is lost. Whoever looks at a part of it
   * asks for that part, and sees it as finely.
   */
  curve: Array<TrainingStep>;
  /** The dataset it learns from. */
  dataset: Dataset;
  /** Its epochs so far, in order. */
  epochs: Array<TrainingEpoch>;
  /** Why it failed, and what to do. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** When it ended. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** The jobs that work for it, newest first. */
  jobs: JobConnection;
  /** The label set of its classes. */
  labelSet: LabelSet;
  /** The model version it made, if it succeeded. */
  modelVersion?: Maybe<ModelVersion>;
  /** Its name. */
  name: Scalars['String']['output'];
  /** Its parameters, in full. */
  parameters: TrainingParameters;
  /** What the trainer is doing: tokenizer, baseline, training, evaluating, exporting, quantising or proving. */
  phase?: Maybe<Scalars['String']['output']>;
  /** The step of an earlier attempt that the last one went on from; null if it began anew. */
  resumedFromStep?: Maybe<Scalars['Int']['output']>;
  /** Estimated seconds until training ends. */
  secondsLeft?: Maybe<Scalars['Float']['output']>;
  /** When its first attempt began. */
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: TrainingRunStatus;
  /** Optimiser steps taken. */
  step: Scalars['Int']['output'];
  /** Its steps so far, in order. */
  steps: TrainingStepConnection;
  /** The sweep it is a trial of, if it is. */
  sweep?: Maybe<Sweep>;
  /** Takedowns of articles that its dataset was sealed with, oldest first. */
  takedowns: Array<Takedown>;
  /** Optimiser steps planned, once known. */
  totalSteps?: Maybe<Scalars['Int']['output']>;
};


/** One training of one model on one dataset. */
export type TrainingRunCurveArgs = {
  fromStep?: InputMaybe<Scalars['Int']['input']>;
  maximumPoints?: Scalars['Int']['input'];
  toStep?: InputMaybe<Scalars['Int']['input']>;
};


/** One training of one model on one dataset. */
export type TrainingRunJobsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** One training of one model on one dataset. */
export type TrainingRunStepsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** What happened to a training run. */
export type TrainingRunChange = BaselineRegistered | ModelVersionRegistered | TrainingEpoch | TrainingRunMoved | TrainingRunResumed | TrainingStep;

/**
 * Training runs side by side, in the order in which they were asked for. `compareModelVersions` compares what two of
 * them made on the same rows.
 */
export type TrainingRunComparison = {
  __typename?: 'TrainingRunComparison';
  /** The parameters in which they differ, by name; `datasetId` is one of them. */
  differences: Array<ParameterDifference>;
  /**
   * The training loss of each run with few points, to be drawn over one axis: all steps if they are no more than
   * that, else of each of many stretches, the same for all runs, those with the least and the greatest loss.
   */
  lossCurves: Array<LossCurve>;
  /** Each run with its curve and its final figures. */
  runs: Array<ComparedTrainingRun>;
};


/**
 * Training runs side by side, in the order in which they were asked for. `compareModelVersions` compares what two of
 * them made on the same rows.
 */
export type TrainingRunComparisonLossCurvesArgs = {
  fromStep?: InputMaybe<Scalars['Int']['input']>;
  maximumPoints?: Scalars['Int']['input'];
  toStep?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type TrainingRunConnection = {
  __typename?: 'TrainingRunConnection';
  /** The items with their cursors. */
  edges: Array<TrainingRunEdge>;
  /** The items alone. */
  nodes: Array<TrainingRun>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type TrainingRunEdge = {
  __typename?: 'TrainingRunEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: TrainingRun;
};

/** A training run moved. */
export type TrainingRunEvent = {
  __typename?: 'TrainingRunEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** What happened. */
  change: TrainingRunChange;
  /** Its place in the order of all events; give the last one seen as `after` to continue. */
  eventId: Scalars['ID']['output'];
  /** The training run's id. */
  trainingRunId: Scalars['UUID']['output'];
};

/** Which training runs to list; every field that is set narrows the list. */
export type TrainingRunFilter = {
  /** Only runs that start from this base model. */
  baseModelId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only runs on this dataset. */
  datasetId?: InputMaybe<Scalars['UUID']['input']>;
  /** Only runs with this in the name, in whatever case. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Only runs that stand here. */
  status?: InputMaybe<TrainingRunStatus>;
  /** Only trials of this sweep. */
  sweepId?: InputMaybe<Scalars['UUID']['input']>;
};

/** A training run's status or phase moved. */
export type TrainingRunMoved = {
  __typename?: 'TrainingRunMoved';
  /** Why it failed, and what to do. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why it failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** What the trainer did. */
  phase?: Maybe<Scalars['String']['output']>;
  /** Where it stood. */
  status: TrainingRunStatus;
};

/** How training runs are sorted. */
export type TrainingRunOrder = {
  /** Which way. */
  direction: SortDirection;
  /** What by. */
  field: TrainingRunSort;
};

/** Another attempt at a training run began. Steps and epochs of its curve that lie behind these are void and told again. */
export type TrainingRunResumed = {
  __typename?: 'TrainingRunResumed';
  /** Which attempt, from 1. */
  attempt: Scalars['Int']['output'];
  /** The epochs that were measured by then. */
  fromEpoch: Scalars['Int']['output'];
  /** The step it goes on from; 0 if it began anew. */
  fromStep: Scalars['Int']['output'];
};

/** What training runs are sorted by. */
export type TrainingRunSort =
  /** When they were asked for. */
  | 'CREATED_AT'
  /** When they ended; those that haven't come last. */
  | 'FINISHED_AT'
  /** Their name. */
  | 'NAME';

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

/** How the learning rate goes on after its warm-up. */
export type TrainingSchedule =
  /** Stays at its peak. */
  | 'CONSTANT'
  /** Falls along half a cosine to 0 at the last step. */
  | 'COSINE'
  /** Falls in a line to 0 at the last step. */
  | 'LINEAR';

/** A training parameter and its value. */
export type TrainingSetting = {
  __typename?: 'TrainingSetting';
  /** The field of `StartTrainingRunInput`. */
  field: Scalars['String']['output'];
  /** Its value, as one writes it. */
  value: Scalars['String']['output'];
};

/** A training parameter and its value. */
export type TrainingSettingInput = {
  /** The field of `StartTrainingRunInput`, such as `baseModel` or `epochs`. */
  field: Scalars['String']['input'];
  /** Its value, as one writes it. */
  value: Scalars['String']['input'];
};

/** One optimiser step. */
export type TrainingStep = {
  __typename?: 'TrainingStep';
  /** The epoch it belongs to, from 1. */
  epoch: Scalars['Int']['output'];
  /** Global L2 norm of the gradient before clipping. */
  gradientNorm: Scalars['Float']['output'];
  /** Learning rate applied. */
  learningRate: Scalars['Float']['output'];
  /** Mean loss over its rows, in nats, label smoothing included. */
  loss: Scalars['Float']['output'];
  /** Rows a second, over the last steps. */
  samplesPerSecond: Scalars['Float']['output'];
  /** Estimated seconds until training ends. */
  secondsLeft: Scalars['Float']['output'];
  /** Its number, from 1. */
  step: Scalars['Int']['output'];
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type TrainingStepConnection = {
  __typename?: 'TrainingStepConnection';
  /** The items with their cursors. */
  edges: Array<TrainingStepEdge>;
  /** The items alone. */
  nodes: Array<TrainingStep>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type TrainingStepEdge = {
  __typename?: 'TrainingStepEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: TrainingStep;
};

/** What to try: a page, by address or as text, and a selector. */
export type TrySelectorInput = {
  /** Where the page is; it is asked for as a crawl would ask. Give this or `html`. */
  address?: InputMaybe<Scalars['String']['input']>;
  /** The page itself. Give this or `address`. */
  html?: InputMaybe<Scalars['String']['input']>;
  /** A CSS selector, optionally followed by ` @` and an attribute; left out, only the definition is tried. */
  selector?: InputMaybe<Scalars['String']['input']>;
  /** Key of the source whose definition, manners and hosts count. */
  sourceKey: Scalars['String']['input'];
};

/** A new version of a source's definition. */
export type UpdateSourceInput = {
  /** Why it is made. */
  comment?: InputMaybe<Scalars['String']['input']>;
  /** The definition, as TOML. */
  definition: Scalars['String']['input'];
  /** The version that was changed; refused if another is current by now. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Key of the source. */
  key: Scalars['String']['input'];
};

/** What is to be changed of a webhook; what is absent stays. */
export type UpdateWebhookInput = {
  /** Whether it is told anything. To enable one that was disabled for its failures forgets them. */
  enabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** What it is told of: at least one. */
  events?: InputMaybe<Array<WebhookEvent>>;
  /** Whether the receiver is on the server's own machine: then it is reached there alone, and http:// will do. */
  local?: InputMaybe<Scalars['Boolean']['input']>;
  /** What it is called: 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Where messages are posted: an address of the public internet that begins with https://. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** How a model, or all of them, was used in a piece of time. */
export type UsagePiece = {
  __typename?: 'UsagePiece';
  /** Those whose reader agreed. */
  agreed: Scalars['Int64']['output'];
  /** Those that had been computed for an earlier reader of the same text. */
  cached: Scalars['Int64']['output'];
  /** How often each class was predicted; classes that never were are left out. */
  classes: Array<ClassShare>;
  /** Predictions. */
  count: Scalars['Int64']['output'];
  /** Those whose reader disagreed. */
  disagreed: Scalars['Int64']['output'];
  /** When the piece begins; it ends where the next one does. */
  from: Scalars['DateTime']['output'];
  /** The longest time of an answer; null where there was none. */
  slowestMicroseconds?: Maybe<Scalars['Int']['output']>;
};

/**
 * Where an integrator wants to be told. Messages are posted as JSON (`type`, `timestamp`, `data`) and signed by
 * Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
 */
export type Webhook = {
  __typename?: 'Webhook';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Who made it. */
  createdBy: Scalars['String']['output'];
  /** What it was told, and is still to be told, newest first. Kept for 30 days. */
  deliveries: WebhookDeliveryConnection;
  /** Why it isn't, if nobody disabled it: after a day of nothing but failures, or when its receiver says that it is gone. */
  disabledReason?: Maybe<Scalars['String']['output']>;
  /** Whether it is told anything. */
  enabled: Scalars['Boolean']['output'];
  /** What it is told of. */
  events: Array<WebhookEvent>;
  /** Since when every attempt failed; null if the last one succeeded. */
  failingSince?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** Whether that is on the server's own machine. */
  local: Scalars['Boolean']['output'];
  /** What it is called. */
  name: Scalars['String']['output'];
  /** Until when messages are signed with the secret before, too; null if it was never rotated. */
  previousSecretUntil?: Maybe<Scalars['DateTime']['output']>;
  /** When somebody last changed it. */
  updatedAt: Scalars['DateTime']['output'];
  /** Where messages are posted. */
  url: Scalars['String']['output'];
};


/**
 * Where an integrator wants to be told. Messages are posted as JSON (`type`, `timestamp`, `data`) and signed by
 * Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
 */
export type WebhookDeliveriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: WebhookDeliveryFilter;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type WebhookConnection = {
  __typename?: 'WebhookConnection';
  /** The items with their cursors. */
  edges: Array<WebhookEdge>;
  /** The items alone. */
  nodes: Array<Webhook>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** A message to a webhook. It is tried until the receiver answers 2xx, with growing pauses, for a day. */
export type WebhookDelivery = {
  __typename?: 'WebhookDelivery';
  /** How often it was tried. */
  attempts: Scalars['Int']['output'];
  /** When the change happened that it tells of, or somebody asked for it. */
  createdAt: Scalars['DateTime']['output'];
  /** How long the last attempt took, in milliseconds; null before the first. */
  durationMs?: Maybe<Scalars['Int']['output']>;
  /** Why the last attempt failed. */
  error?: Maybe<Scalars['String']['output']>;
  /** Why the last attempt failed, as a code. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** What it tells of. */
  event: WebhookEvent;
  /** When it was taken or given up. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its id. */
  id: Scalars['UUID']['output'];
  /** When it was last tried. */
  lastAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** What the receiver knows it by, however often it comes (`webhook-id`). */
  messageId: Scalars['String']['output'];
  /** When it will be tried again; null before the first attempt and after the last. */
  nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  /** What is posted: JSON. */
  payload: Scalars['String']['output'];
  /** Id of the delivery that it repeats because somebody asked. */
  replayOfId?: Maybe<Scalars['UUID']['output']>;
  /** The HTTP status of the last answer; null if there was none. */
  responseStatus?: Maybe<Scalars['Int']['output']>;
  /** Where it stands. */
  status: WebhookDeliveryStatus;
  /** To whom; null if that was deleted in this moment. */
  webhook?: Maybe<Webhook>;
};

/** A page of a list. Rows that are added while a client pages neither repeat nor hide others. */
export type WebhookDeliveryConnection = {
  __typename?: 'WebhookDeliveryConnection';
  /** The items with their cursors. */
  edges: Array<WebhookDeliveryEdge>;
  /** The items alone. */
  nodes: Array<WebhookDelivery>;
  /** Where the page begins and ends, and whether there is more. */
  pageInfo: PageInfo;
  /** Items in the whole list. Counted only when asked for; on a long list that takes a while. */
  totalCount: Scalars['Int64']['output'];
};

/** An item of a list and its place in it. */
export type WebhookDeliveryEdge = {
  __typename?: 'WebhookDeliveryEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: WebhookDelivery;
};

/** Which messages to list; every field that is set narrows the list. */
export type WebhookDeliveryFilter = {
  /** Only those that tell of this. */
  event?: InputMaybe<WebhookEvent>;
  /** Only those that stand here. */
  status?: InputMaybe<WebhookDeliveryStatus>;
  /** Only those to the webhook with this id. */
  webhookId?: InputMaybe<Scalars['UUID']['input']>;
};

/** Where a message stands. */
export type WebhookDeliveryStatus =
  /** The receiver took it. */
  | 'DELIVERED'
  /** It won't be tried again. */
  | 'FAILED'
  /** It is to be tried, or tried again. */
  | 'PENDING';

/** An item of a list and its place in it. */
export type WebhookEdge = {
  __typename?: 'WebhookEdge';
  /** The item's place in the list, opaque; give it as `after` or `before` with the same order. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Webhook;
};

/** What integrators can be told of. */
export type WebhookEvent =
  /** A crawl ended, however it did (`crawl.finished`). */
  | 'CRAWL_FINISHED'
  /** A dataset was sealed (`dataset.sealed`). */
  | 'DATASET_SEALED'
  /** Another version was deployed (`deployment.deployed`). */
  | 'DEPLOYED'
  /** A model version was registered (`model_version.registered`). */
  | 'MODEL_VERSION_REGISTERED'
  /** An earlier version was returned to (`deployment.rolled_back`). */
  | 'ROLLED_BACK'
  /** An administrator tries a webhook (`webhook.test`). Nobody subscribes to it. */
  | 'TEST'
  /** A training run ended, however it did (`training_run.finished`). */
  | 'TRAINING_RUN_FINISHED';

/** A webhook and its secret, shown now and never again. */
export type WebhookWithSecret = {
  __typename?: 'WebhookWithSecret';
  /** What messages are signed with: `whsec_` and 32 bytes in base64. */
  secret: Scalars['String']['output'];
  /** The webhook. */
  webhook: Webhook;
};

/** What one word did to the class of an answer. */
export type WordAttribution = {
  __typename?: 'WordAttribution';
  /** Probability of the class without it, 0 to 1. */
  probabilityWithout: Scalars['Float']['output'];
  /** Characters (Unicode code points) before it. */
  start: Scalars['Int']['output'];
  /** The word, as it stands in the text. */
  text: Scalars['String']['output'];
  /** By how much the class's log-odds are higher with it: above 0 the word speaks for the class, below against it. */
  weight: Scalars['Float']['output'];
};
