/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Why not every word of a text was left out once. */
export type AttributionBound =
  /** The model reads no further. */
  | 'MODEL_LENGTH'
  /** There are more words than were looked at. */
  | 'WORD_LIMIT';

/** A reader's word on a prediction. */
export type GiveFeedbackInput = {
  /** Key of the class that is right, out of the label set of the model that answered. */
  labelKey: string;
  /** The prediction's id. */
  predictionId: string;
};

/** Texts to be classified together. */
export type PredictBatchInput = {
  /** The texts; 1 to 128, unless the server is set otherwise. */
  texts: Array<string>;
  /** How many classes `topK` gives; 3 if left out. */
  topK?: number | null | undefined;
};

/** A text to be classified: either `text`, or a title with or without a body. */
export type PredictInput = {
  /** The body. */
  body?: string | null | undefined;
  /** The whole text. */
  text?: string | null | undefined;
  /** The title. */
  title?: string | null | undefined;
  /** How many classes `topK` gives; 3 if left out. */
  topK?: number | null | undefined;
};

export type AnswerFragment = { id: string, probability: number, truncated: boolean, label: { id: string, key: string, position: number, nameKo: string, nameEn: string }, probabilities: Array<{ probability: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }>, timing: { totalMicroseconds: number }, modelVersion: { id: string, number: number, createdAt: string, calibration: { notSureBelow: { threshold: number } | null } | null } };

export type PredictMutationVariables = Exact<{
  input: Types.PredictInput;
}>;


export type PredictMutation = { predict: { id: string, probability: number, truncated: boolean, label: { id: string, key: string, position: number, nameKo: string, nameEn: string }, probabilities: Array<{ probability: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } }>, timing: { totalMicroseconds: number }, modelVersion: { id: string, number: number, createdAt: string, calibration: { notSureBelow: { threshold: number } | null } | null } } };

export type GiveFeedbackMutationVariables = Exact<{
  input: Types.GiveFeedbackInput;
}>;


export type GiveFeedbackMutation = { giveFeedback: { id: string, agrees: boolean, label: { id: string, key: string, position: number, nameKo: string, nameEn: string } } };

export type BatchAnswerFragment = { id: string, probability: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string }, probabilities: Array<{ probability: number, label: { key: string } }>, modelVersion: { id: string, number: number, calibration: { notSureBelow: { threshold: number } | null } | null } };

export type PredictBatchMutationVariables = Exact<{
  input: Types.PredictBatchInput;
}>;


export type PredictBatchMutation = { predictBatch: Array<{ id: string, probability: number, label: { id: string, key: string, position: number, nameKo: string, nameEn: string }, probabilities: Array<{ probability: number, label: { key: string } }>, modelVersion: { id: string, number: number, calibration: { notSureBelow: { threshold: number } | null } | null } }> };

export type AttributionsQueryVariables = Exact<{
  predictionId: string;
}>;


export type AttributionsQuery = { predictionAttributions: { wordsInText: number, bound: Types.AttributionBound | null, words: Array<{ text: string, start: number, weight: number, probabilityWithout: number }> } | null };

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
export const AnswerFragmentDoc = new TypedDocumentString(`
    fragment Answer on Prediction {
  id
  label {
    ...LabelClass
  }
  probability
  probabilities {
    label {
      ...LabelClass
    }
    probability
  }
  truncated
  timing {
    totalMicroseconds
  }
  modelVersion {
    id
    number
    createdAt
    calibration {
      notSureBelow {
        threshold
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
}`, {"fragmentName":"Answer"});
export const BatchAnswerFragmentDoc = new TypedDocumentString(`
    fragment BatchAnswer on Prediction {
  id
  probability
  label {
    ...LabelClass
  }
  probabilities {
    probability
    label {
      key
    }
  }
  modelVersion {
    id
    number
    calibration {
      notSureBelow {
        threshold
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
}`, {"fragmentName":"BatchAnswer"});
export const PredictDocument = new TypedDocumentString(`
    mutation Predict($input: PredictInput!) {
  predict(input: $input) {
    ...Answer
  }
}
    fragment Answer on Prediction {
  id
  label {
    ...LabelClass
  }
  probability
  probabilities {
    label {
      ...LabelClass
    }
    probability
  }
  truncated
  timing {
    totalMicroseconds
  }
  modelVersion {
    id
    number
    createdAt
    calibration {
      notSureBelow {
        threshold
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
export const GiveFeedbackDocument = new TypedDocumentString(`
    mutation GiveFeedback($input: GiveFeedbackInput!) {
  giveFeedback(input: $input) {
    id
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
export const PredictBatchDocument = new TypedDocumentString(`
    mutation PredictBatch($input: PredictBatchInput!) {
  predictBatch(input: $input) {
    ...BatchAnswer
  }
}
    fragment BatchAnswer on Prediction {
  id
  probability
  label {
    ...LabelClass
  }
  probabilities {
    probability
    label {
      key
    }
  }
  modelVersion {
    id
    number
    calibration {
      notSureBelow {
        threshold
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
export const AttributionsDocument = new TypedDocumentString(`
    query Attributions($predictionId: UUID!) {
  predictionAttributions(predictionId: $predictionId) {
    wordsInText
    bound
    words {
      text
      start
      weight
      probabilityWithout
    }
  }
}
    `);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Predict: build.mutation<PredictMutation, PredictMutationVariables>({
      query: (variables) => ({ document: PredictDocument as unknown as string, variables })
    }),
    GiveFeedback: build.mutation<GiveFeedbackMutation, GiveFeedbackMutationVariables>({
      query: (variables) => ({ document: GiveFeedbackDocument as unknown as string, variables })
    }),
    PredictBatch: build.mutation<PredictBatchMutation, PredictBatchMutationVariables>({
      query: (variables) => ({ document: PredictBatchDocument as unknown as string, variables })
    }),
    Attributions: build.query<AttributionsQuery, AttributionsQueryVariables>({
      query: (variables) => ({ document: AttributionsDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { usePredictMutation, useGiveFeedbackMutation, usePredictBatchMutation, useAttributionsQuery, useLazyAttributionsQuery } = injectedRtkApi;

