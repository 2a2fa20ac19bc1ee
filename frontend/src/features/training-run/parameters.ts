import { z } from 'zod';
import type {
  TrainingClassWeights,
  TrainingPooling,
  TrainingPrecision,
  TrainingSchedule,
} from '@/server/schema.generated';
import type { StartTrainingRunFormQuery } from './trainingRun.generated';

/** Numeric parameters in the order they are asked for; others the server knows come last. */
export const parameterOrder = [
  'epochs',
  'batchSize',
  'learningRate',
  'maxLength',
  'warmupRatio',
  'weightDecay',
  'labelSmoothing',
  'dropout',
  'tokenDropout',
  'subwordSampling',
  'layerLearningRateDecay',
  'frozenLayers',
  'gradientAccumulationSteps',
  'batchTokens',
  'maxGradNorm',
  'earlyStoppingPatience',
  'vocabularySize',
  'seed',
  'threads',
  'checkpointSeconds',
];

export type Range = StartTrainingRunFormQuery['trainingParameterRanges'][number];

/** What the form's fields hold, as people type them. */
export interface FormValues {
  name: string;
  datasetId: string;
  baseModel: string;
  precision: TrainingPrecision;
  /** Empty means: as suits the base model. */
  schedule: TrainingSchedule | '';
  classWeights: TrainingClassWeights;
  /** Empty means: as the base model says. */
  pooling: TrainingPooling | '';
  device: string;
  numbers: Record<string, string>;
}

/** Arithmetics by the names people know them by. */
export const precisions = { FP32: 'fp32', BF16: 'bf16' } satisfies Record<TrainingPrecision, string>;

export const schedules: TrainingSchedule[] = ['LINEAR', 'COSINE', 'CONSTANT'];
export const classWeights: TrainingClassWeights[] = ['NONE', 'BALANCED'];
export const poolings: TrainingPooling[] = ['MEAN', 'CLS', 'POOLER'];

/** Reads a number as it was typed; empty is allowed where the server has no default, and means "none" there. */
function numberIn(range: Range, words: { empty: string; number: string; whole: string; range: string }) {
  return z.string().superRefine((text, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    if (text.trim() === '') {
      if (!isOptional(range)) refuse(words.empty);
      return;
    }
    const value = Number(text);
    if (Number.isNaN(value)) refuse(words.number);
    else if (range.isInteger && !Number.isInteger(value)) refuse(words.whole);
    else if (value < range.minimum || value > range.maximum) refuse(words.range);
  });
}

/** Early stopping may be switched off; everything else has a value. */
export const isOptional = (range: Range) => range.field === 'earlyStoppingPatience' || range.default === null;

export function formSchema(
  ranges: readonly Range[],
  words: (range: Range) => Parameters<typeof numberIn>[1],
  required: string,
) {
  return z.object({
    name: z.string().trim().min(1, required).max(200),
    datasetId: z.string().min(1, required),
    baseModel: z.string().min(1, required),
    precision: z.custom<TrainingPrecision>((value) => typeof value === 'string' && value in precisions),
    schedule: z.enum(['', ...schedules]),
    classWeights: z.enum(classWeights),
    pooling: z.enum(['', ...poolings]),
    device: z.string().trim().min(1, required),
    numbers: z.object(Object.fromEntries(ranges.map((range) => [range.field, numberIn(range, words(range))]))),
  });
}

/** The numbers as the server takes them. */
export function numbersOf(values: FormValues): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(values.numbers).map(([field, text]) => [field, text.trim() === '' ? null : Number(text)]),
  );
}
