/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** What to measure, and on what: give either `datasetId` or `importId`. */
export type EvaluateModelVersionInput = {
  /** Measure once more what was measured already; otherwise the finished evaluation is returned. */
  again?: boolean;
  /** A sealed dataset whose classes are the version's. */
  datasetId?: string | null | undefined;
  /** An import that read labels whose classes are the version's: all articles it brought or last updated that have one. */
  importId?: string | null | undefined;
  /** Which rows of the dataset: TEST if left out. Leave it out for an import. */
  split?: EvaluationSplit | null | undefined;
  /** The model version's id. */
  versionId: string;
};

/** Which evaluations to list; every field that is set narrows the list. */
export type EvaluationFilter = {
  /** Only evaluations on this dataset. */
  datasetId?: string | null | undefined;
  /** Only evaluations on this import. */
  importId?: string | null | undefined;
  /** Only evaluations of this version. */
  modelVersionId?: string | null | undefined;
  /** Only evaluations of these rows. */
  split?: EvaluationSplit | null | undefined;
  /** Only evaluations that stand here. */
  status?: EvaluationStatus | null | undefined;
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

/** What rows are sorted by into slices. */
export type SliceDimension =
  /** Characters of the text. */
  | 'LENGTH'
  /** Month of publication. */
  | 'MONTH'
  /** Key of the source. */
  | 'SOURCE';

export type EvaluationRowFragment = { id: string, status: Types.EvaluationStatus, split: Types.EvaluationSplit, rowCount: number | null, accuracy: number | null, macroF1: number | null, createdAt: string, modelVersion: { id: string, number: number }, dataset: { id: string, name: string } | null, articleImport: { id: string, fileName: string } | null };

export type EvaluationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.EvaluationFilter | null | undefined;
}>;


export type EvaluationsQuery = { lastEventId: string, evaluations: { totalCount: number, nodes: Array<{ id: string, status: Types.EvaluationStatus, split: Types.EvaluationSplit, rowCount: number | null, accuracy: number | null, macroF1: number | null, createdAt: string, modelVersion: { id: string, number: number }, dataset: { id: string, name: string } | null, articleImport: { id: string, fileName: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type EvaluationQueryVariables = Exact<{
  id: string;
}>;


export type EvaluationQuery = { lastEventId: string, evaluation: { errorCode: string | null, error: string | null, startedAt: string | null, finishedAt: string | null, weightedF1: number | null, reportPath: string | null, id: string, status: Types.EvaluationStatus, split: Types.EvaluationSplit, rowCount: number | null, accuracy: number | null, macroF1: number | null, createdAt: string, csv: string | null, metrics: { confusion: Array<Array<number>>, classes: Array<{ labelKey: string, precision: number, recall: number, f1: number, support: number }> } | null, calibration: { temperature: number, expectedCalibrationError: number, expectedCalibrationErrorAtTemperature1: number, negativeLogLikelihood: number, brierScore: number, bins: Array<{ from: number, to: number, count: number, meanProbability: number | null, accuracy: number | null }> } | null, coverage: Array<{ threshold: number, coverage: number, accuracy: number }> | null, notSure: { threshold: number, coverage: number } | null, slices: Array<{ dimension: Types.SliceDimension, key: string, rows: number, accuracy: number, accuracyLow: number, accuracyHigh: number, macroF1: number, isSmall: boolean }> | null, worstMistakes: { totalCount: number, nodes: Array<{ rank: number, text: string, articleId: string, probability: number, labelProbability: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string }, predicted: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> }, labelSet: { classes: Array<{ id: string, key: string, position: number, nameKo: string, nameEn: string }> }, modelVersion: { id: string, number: number }, dataset: { id: string, name: string } | null, articleImport: { id: string, fileName: string } | null } | null };

export type EvaluateFormQueryVariables = Exact<{
  versionId: string;
}>;


export type EvaluateFormQuery = { modelVersion: { id: string, number: number, trainingRun: { dataset: { id: string, name: string } }, labelSet: { id: string } } | null, datasets: { nodes: Array<{ id: string, name: string, rowCount: number | null, labelSet: { id: string } }> } };

export type EvaluateModelVersionMutationVariables = Exact<{
  input: Types.EvaluateModelVersionInput;
}>;


export type EvaluateModelVersionMutation = { evaluateModelVersion: { id: string } };

export type CancelEvaluationMutationVariables = Exact<{
  id: string;
}>;


export type CancelEvaluationMutation = { cancelEvaluation: { id: string, status: Types.EvaluationStatus } };

export type EvaluationEventsSubscriptionVariables = Exact<{
  id?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type EvaluationEventsSubscription = { evaluationEvents: { eventId: string } };

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
export const EvaluationRowFragmentDoc = new TypedDocumentString(`
    fragment EvaluationRow on Evaluation {
  id
  status
  split
  rowCount
  accuracy
  macroF1
  createdAt
  modelVersion {
    id
    number
  }
  dataset {
    id
    name
  }
  articleImport {
    id
    fileName
  }
}
    `, {"fragmentName":"EvaluationRow"});
export const EvaluationsDocument = new TypedDocumentString(`
    query Evaluations($first: Int, $after: String, $last: Int, $before: String, $filter: EvaluationFilter) {
  lastEventId
  evaluations(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...EvaluationRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment EvaluationRow on Evaluation {
  id
  status
  split
  rowCount
  accuracy
  macroF1
  createdAt
  modelVersion {
    id
    number
  }
  dataset {
    id
    name
  }
  articleImport {
    id
    fileName
  }
}`);
export const EvaluationDocument = new TypedDocumentString(`
    query Evaluation($id: UUID!) {
  lastEventId
  evaluation(id: $id) {
    ...EvaluationRow
    errorCode
    error
    startedAt
    finishedAt
    weightedF1
    reportPath
    csv: rowsPath(format: CSV)
    metrics {
      confusion
      classes {
        labelKey
        precision
        recall
        f1
        support
      }
    }
    calibration {
      temperature
      expectedCalibrationError
      expectedCalibrationErrorAtTemperature1
      negativeLogLikelihood
      brierScore
      bins {
        from
        to
        count
        meanProbability
        accuracy
      }
    }
    coverage {
      threshold
      coverage
      accuracy
    }
    notSure: thresholdFor(accuracy: 0.95) {
      threshold
      coverage
    }
    slices {
      dimension
      key
      rows
      accuracy
      accuracyLow
      accuracyHigh
      macroF1
      isSmall
    }
    worstMistakes(first: 20) {
      totalCount
      nodes {
        rank
        text
        articleId
        probability
        labelProbability
        label {
          ...LabelClass
        }
        predicted {
          ...LabelClass
        }
      }
    }
    labelSet {
      classes {
        ...LabelClass
      }
    }
  }
}
    fragment EvaluationRow on Evaluation {
  id
  status
  split
  rowCount
  accuracy
  macroF1
  createdAt
  modelVersion {
    id
    number
  }
  dataset {
    id
    name
  }
  articleImport {
    id
    fileName
  }
}
fragment LabelClass on LabelClass {
  id
  key
  position
  nameKo
  nameEn
}`);
export const EvaluateFormDocument = new TypedDocumentString(`
    query EvaluateForm($versionId: UUID!) {
  modelVersion(id: $versionId) {
    id
    number
    trainingRun {
      dataset {
        id
        name
      }
    }
    labelSet {
      id
    }
  }
  datasets(first: 200, filter: {status: SEALED}) {
    nodes {
      id
      name
      rowCount
      labelSet {
        id
      }
    }
  }
}
    `);
export const EvaluateModelVersionDocument = new TypedDocumentString(`
    mutation EvaluateModelVersion($input: EvaluateModelVersionInput!) {
  evaluateModelVersion(input: $input) {
    id
  }
}
    `);
export const CancelEvaluationDocument = new TypedDocumentString(`
    mutation CancelEvaluation($id: UUID!) {
  cancelEvaluation(id: $id) {
    id
    status
  }
}
    `);
export const EvaluationEventsDocument = new TypedDocumentString(`
    subscription EvaluationEvents($id: UUID, $after: ID) {
  evaluationEvents(id: $id, after: $after) {
    eventId
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Evaluations: build.query<EvaluationsQuery, EvaluationsQueryVariables | void>({
      query: (variables) => ({ document: EvaluationsDocument as unknown as string, variables })
    }),
    Evaluation: build.query<EvaluationQuery, EvaluationQueryVariables>({
      query: (variables) => ({ document: EvaluationDocument as unknown as string, variables })
    }),
    EvaluateForm: build.query<EvaluateFormQuery, EvaluateFormQueryVariables>({
      query: (variables) => ({ document: EvaluateFormDocument as unknown as string, variables })
    }),
    EvaluateModelVersion: build.mutation<EvaluateModelVersionMutation, EvaluateModelVersionMutationVariables>({
      query: (variables) => ({ document: EvaluateModelVersionDocument as unknown as string, variables })
    }),
    CancelEvaluation: build.mutation<CancelEvaluationMutation, CancelEvaluationMutationVariables>({
      query: (variables) => ({ document: CancelEvaluationDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useEvaluationsQuery, useLazyEvaluationsQuery, useEvaluationQuery, useLazyEvaluationQuery, useEvaluateFormQuery, useLazyEvaluateFormQuery, useEvaluateModelVersionMutation, useCancelEvaluationMutation } = injectedRtkApi;

