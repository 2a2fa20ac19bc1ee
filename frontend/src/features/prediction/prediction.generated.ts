/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Which graph of a model's bundle computes the answers. */
export type ModelVariant =
  /** 32-bit weights: what was trained. Every version has it. */
  | 'FP32'
  /** 8-bit weights: faster, within a bounded loss of accuracy. A version has it if that bound was kept. */
  | 'INT8';

/** Which predictions to list; every field that is set narrows the list. */
export type PredictionFilter = {
  /** Only answers a reader agreed with (true) or disagreed with (false). */
  agrees?: boolean | null | undefined;
  /** Only answers given at this moment or later. */
  from?: string | null | undefined;
  /** Only answers that name this class. */
  labelClassId?: string | null | undefined;
  /** Only answers of this model version. */
  modelVersionId?: string | null | undefined;
  /** Only answers whose class has at least this probability. */
  probabilityAtLeast?: number | null | undefined;
  /** Only answers whose class has at most this probability: those the model was unsure of. */
  probabilityAtMost?: number | null | undefined;
  /** Only answers that were sure (true) or weren't (false). */
  sure?: boolean | null | undefined;
  /** Only answers given before this moment. */
  to?: string | null | undefined;
};

/** The class that a person says is right for a prediction's text. */
export type RelabelPredictionInput = {
  /** Key of the class, out of the label set of the model that answered. */
  labelKey: string;
  /** The prediction's id. */
  predictionId: string;
};

export type PredictionRowFragment = { id: string, text: string | null, textSha256: string, probability: number, truncated: boolean, createdAt: string, label: { id: string, key: string, position: number, nameKo: string, nameEn: string }, timing: { totalMicroseconds: number }, modelVersion: { id: string, number: number }, feedback: { agrees: boolean, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } } | null };

export type PredictionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.PredictionFilter | null | undefined;
}>;


export type PredictionsQuery = { predictions: { nodes: Array<{ id: string, text: string | null, textSha256: string, probability: number, truncated: boolean, createdAt: string, label: { id: string, key: string, position: number, nameKo: string, nameEn: string }, timing: { totalMicroseconds: number }, modelVersion: { id: string, number: number }, feedback: { agrees: boolean, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type ModelUsageQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type ModelUsageQuery = { modelUsage: { count: number, agreed: number, disagreed: number, noAnswer: number, p50Microseconds: number | null, p99Microseconds: number | null, classes: Array<{ count: number, share: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }> } };

export type PredictionVersionsQueryVariables = Exact<{ [key: string]: never; }>;


export type PredictionVersionsQuery = { modelVersions: { nodes: Array<{ id: string, number: number }> } };

export type PredictionQueryVariables = Exact<{
  id: string;
}>;


export type PredictionQuery = { prediction: { variant: Types.ModelVariant, cached: boolean, id: string, text: string | null, textSha256: string, probability: number, truncated: boolean, createdAt: string, probabilities: Array<{ probability: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }>, timing: { queueMicroseconds: number, tokenizeMicroseconds: number, computeMicroseconds: number, totalMicroseconds: number }, feedback: { createdAt: string, agrees: boolean, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } } | null, modelVersion: { architecture: string, bundleSha256: string, id: string, number: number, calibration: { temperature: number, notSureBelow: { threshold: number } | null } | null, trainingRun: { id: string, name: string, dataset: { id: string, name: string, rowCount: number | null } }, deployments: { nodes: Array<{ id: string, revision: number }> } }, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } } | null };

export type RelabelPredictionMutationVariables = Exact<{
  input: Types.RelabelPredictionInput;
}>;


export type RelabelPredictionMutation = { relabelPrediction: { article: { id: string }, relabelling: { id: string } } };

export type UndoPredictionLabelMutationVariables = Exact<{
  id: string;
}>;


export type UndoPredictionLabelMutation = { undoRelabelling: { id: string } };

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
export const PredictionRowFragmentDoc = new TypedDocumentString(`
    fragment PredictionRow on Prediction {
  id
  text
  textSha256
  probability
  truncated
  createdAt
  label {
    ...LabelClass
  }
  timing {
    totalMicroseconds
  }
  modelVersion {
    id
    number
  }
  feedback {
    agrees
    label {
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
}`, {"fragmentName":"PredictionRow"});
export const PredictionsDocument = new TypedDocumentString(`
    query Predictions($first: Int, $after: String, $last: Int, $before: String, $filter: PredictionFilter) {
  predictions(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    nodes {
      ...PredictionRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    fragment PredictionRow on Prediction {
  id
  text
  textSha256
  probability
  truncated
  createdAt
  label {
    ...LabelClass
  }
  timing {
    totalMicroseconds
  }
  modelVersion {
    id
    number
  }
  feedback {
    agrees
    label {
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
export const ModelUsageDocument = new TypedDocumentString(`
    query ModelUsage($from: DateTime!, $to: DateTime!) {
  modelUsage(from: $from, to: $to) {
    count
    agreed
    disagreed
    noAnswer
    p50Microseconds
    p99Microseconds
    classes {
      count
      share
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
export const PredictionVersionsDocument = new TypedDocumentString(`
    query PredictionVersions {
  modelVersions(first: 50) {
    nodes {
      id
      number
    }
  }
}
    `);
export const PredictionDocument = new TypedDocumentString(`
    query Prediction($id: UUID!) {
  prediction(id: $id) {
    ...PredictionRow
    variant
    cached
    probabilities {
      probability
      label {
        ...LabelClass
      }
    }
    timing {
      queueMicroseconds
      tokenizeMicroseconds
      computeMicroseconds
    }
    feedback {
      createdAt
    }
    modelVersion {
      architecture
      bundleSha256
      calibration {
        temperature
        notSureBelow {
          threshold
        }
      }
      trainingRun {
        id
        name
        dataset {
          id
          name
          rowCount
        }
      }
      deployments(first: 1) {
        nodes {
          id
          revision
        }
      }
    }
  }
}
    fragment PredictionRow on Prediction {
  id
  text
  textSha256
  probability
  truncated
  createdAt
  label {
    ...LabelClass
  }
  timing {
    totalMicroseconds
  }
  modelVersion {
    id
    number
  }
  feedback {
    agrees
    label {
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
export const RelabelPredictionDocument = new TypedDocumentString(`
    mutation RelabelPrediction($input: RelabelPredictionInput!) {
  relabelPrediction(input: $input) {
    article {
      id
    }
    relabelling {
      id
    }
  }
}
    `);
export const UndoPredictionLabelDocument = new TypedDocumentString(`
    mutation UndoPredictionLabel($id: UUID!) {
  undoRelabelling(id: $id) {
    id
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Predictions: build.query<PredictionsQuery, PredictionsQueryVariables | void>({
      query: (variables) => ({ document: PredictionsDocument as unknown as string, variables })
    }),
    ModelUsage: build.query<ModelUsageQuery, ModelUsageQueryVariables>({
      query: (variables) => ({ document: ModelUsageDocument as unknown as string, variables })
    }),
    PredictionVersions: build.query<PredictionVersionsQuery, PredictionVersionsQueryVariables | void>({
      query: (variables) => ({ document: PredictionVersionsDocument as unknown as string, variables })
    }),
    Prediction: build.query<PredictionQuery, PredictionQueryVariables>({
      query: (variables) => ({ document: PredictionDocument as unknown as string, variables })
    }),
    RelabelPrediction: build.mutation<RelabelPredictionMutation, RelabelPredictionMutationVariables>({
      query: (variables) => ({ document: RelabelPredictionDocument as unknown as string, variables })
    }),
    UndoPredictionLabel: build.mutation<UndoPredictionLabelMutation, UndoPredictionLabelMutationVariables>({
      query: (variables) => ({ document: UndoPredictionLabelDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { usePredictionsQuery, useLazyPredictionsQuery, useModelUsageQuery, useLazyModelUsageQuery, usePredictionVersionsQuery, useLazyPredictionVersionsQuery, usePredictionQuery, useLazyPredictionQuery, useRelabelPredictionMutation, useUndoPredictionLabelMutation } = injectedRtkApi;

