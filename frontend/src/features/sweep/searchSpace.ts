import type { StartSweepFormQuery, SweepDimensionInput } from './sweep.generated';

export type Range = StartSweepFormQuery['trainingParameterRanges'][number];

/** Parameters that are named, not numbered, with the values they may take. */
export const NAMED: Record<string, string[]> = {
  schedule: ['linear', 'cosine', 'constant'],
  classWeights: ['none', 'balanced'],
  precision: ['fp32', 'bf16'],
};

/** What is tried of a parameter, as people type it: values between commas, or the ends of a range. */
export interface Dimension {
  field: string;
  kind: 'choice' | 'range';
  values: string;
  minimum: string;
  maximum: string;
  isLogarithmic: boolean;
}

export const emptyDimension = (field: string): Dimension => ({
  field,
  kind: 'choice',
  values: '',
  minimum: '',
  maximum: '',
  // Rates are compared by their magnitude.
  isLogarithmic: field === 'learningRate' || field === 'weightDecay',
});

export const valuesOf = ({ values }: Dimension) =>
  values
    .split(',')
    .map((value) => value.trim())
    .filter(Boolean);

export type Problem = 'empty' | 'number' | 'whole' | 'outside' | 'order' | 'twice' | 'notPositive' | 'unknown';

/** Why a dimension can't be tried, if it can't. */
export function problemOf(dimension: Dimension, range: Range | undefined): Problem | undefined {
  const named = NAMED[dimension.field];
  if (dimension.kind === 'choice') {
    const values = valuesOf(dimension);
    if (values.length === 0) return 'empty';
    if (new Set(values).size < values.length) return 'twice';
    if (named) return values.every((value) => named.includes(value)) ? undefined : 'unknown';
    return values.map((value) => numberProblem(value, range)).find(Boolean);
  }
  const { minimum, maximum } = dimension;
  if (minimum.trim() === '' || maximum.trim() === '') return 'empty';
  const wrong = numberProblem(minimum, range) ?? numberProblem(maximum, range);
  if (wrong) return wrong;
  if (Number(minimum) >= Number(maximum)) return 'order';
  return dimension.isLogarithmic && Number(minimum) <= 0 ? 'notPositive' : undefined;
}

function numberProblem(text: string, range: Range | undefined): Problem | undefined {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) return 'number';
  if (!range) return undefined;
  if (range.isInteger && !Number.isInteger(value)) return 'whole';
  return value < range.minimum || value > range.maximum ? 'outside' : undefined;
}

/** Combinations of a grid; a range has no end of them. */
export const combinations = (dimensions: readonly Dimension[]) =>
  dimensions.reduce((product, dimension) => product * valuesOf(dimension).length, 1);

/** A dimension as the server takes it. */
export function inputOf(dimension: Dimension): SweepDimensionInput {
  const { field, kind, minimum, maximum, isLogarithmic } = dimension;
  return kind === 'choice'
    ? { field, choice: valuesOf(dimension), scale: 'LINEAR' }
    : {
        field,
        minimum: Number(minimum),
        maximum: Number(maximum),
        scale: isLogarithmic ? 'LOGARITHMIC' : 'LINEAR',
      };
}
