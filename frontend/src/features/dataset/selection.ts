import { z } from 'zod';
import type { BuildDatasetInput } from './dataset.generated';

/** What the form's fields hold, as people type them; shares are in percent. */
export interface SelectionValues {
  name: string;
  labelSetKey: string;
  sourceKey: string;
  maxPerClass: string;
  minCharacters: string;
  seed: string;
  publishedFrom: string;
  publishedTo: string;
  train: string;
  validation: string;
  test: string;
}

export const startingValues = (labelSetKey: string): SelectionValues => ({
  name: '',
  labelSetKey,
  sourceKey: '',
  maxPerClass: '',
  minCharacters: '0',
  seed: '0',
  publishedFrom: '',
  publishedTo: '',
  train: '80',
  validation: '10',
  test: '10',
});

interface Words {
  required: string;
  whole: string;
  share: string;
  sum: string;
  order: string;
}

export function selectionSchema(words: Words) {
  const whole = z.string().regex(/^\d+$/, words.whole);
  const share = z
    .string()
    .refine((text) => text.trim() !== '' && Number(text) >= 0 && Number(text) <= 100, words.share);
  return z
    .object({
      name: z.string().trim().min(1, words.required).max(200),
      labelSetKey: z.string().min(1, words.required),
      sourceKey: z.string(),
      maxPerClass: z.union([z.literal(''), whole.refine((text) => Number(text) > 0, words.whole)], words.whole),
      minCharacters: whole,
      seed: whole,
      publishedFrom: z.string(),
      publishedTo: z.string(),
      train: share,
      validation: share,
      test: share,
    })
    .refine(({ train, validation, test }) => Math.abs(Number(train) + Number(validation) + Number(test) - 100) < 1e-6, {
      path: ['train'],
      message: words.sum,
    })
    .refine(({ publishedFrom, publishedTo }) => !publishedFrom || !publishedTo || publishedFrom < publishedTo, {
      path: ['publishedTo'],
      message: words.order,
    });
}

/** The form as the server takes it. Days begin at midnight where the reader is. */
export function inputOf(values: SelectionValues): BuildDatasetInput {
  const day = (text: string) => (text ? new Date(`${text}T00:00`).toISOString() : undefined);
  return {
    name: values.name.trim(),
    selection: {
      labelSetKey: values.labelSetKey,
      sourceKeys: values.sourceKey ? [values.sourceKey] : [],
      maxPerClass: values.maxPerClass === '' ? undefined : Number(values.maxPerClass),
      minCharacters: Number(values.minCharacters),
      seed: Number(values.seed),
      publishedFrom: day(values.publishedFrom),
      publishedTo: day(values.publishedTo),
      ratios: {
        train: Number(values.train) / 100,
        validation: Number(values.validation) / 100,
        test: Number(values.test) / 100,
      },
    },
  };
}
