import type { CompareTrainingRunsQuery, ComparedRunFragment } from './trainingRun.generated';

/** Figures by which runs are compared, and whether more is better. */
export const METRICS = {
  macroF1: true,
  accuracy: true,
  validationLoss: false,
  trainLoss: false,
} as const;
export type Metric = keyof typeof METRICS;

/** The server compares so many. */
export const MOST_COMPARED = 200;

/** A run with what sets it apart. */
export interface Compared {
  id: string;
  name: string;
  run: ComparedRunFragment;
  /** What it has for each differing parameter, by field. */
  parameters: Record<string, string | null>;
  /** Its best epoch by macro-F1 on validation. */
  best: number | undefined;
}

export function comparedRuns({ runs, differences }: CompareTrainingRunsQuery['compareTrainingRuns']): Compared[] {
  return runs.map((run, index) => ({
    id: run.trainingRun.id,
    name: run.trainingRun.name,
    run,
    parameters: Object.fromEntries(differences.map(({ field, values }) => [field, values[index] ?? null])),
    best: run.bestEpoch?.macroF1,
  }));
}

/** Lines over the epochs that any of the runs had. */
export function curvesOf(runs: readonly Compared[], metric: Metric): { x: number[]; values: (number | null)[][] } {
  const x = [...new Set(runs.flatMap(({ run }) => run.curve.map(({ epoch }) => epoch)))].sort((a, b) => a - b);
  const values = runs.map(({ run }) => {
    const at = new Map(run.curve.map((epoch) => [epoch.epoch, epoch[metric]]));
    return x.map((epoch) => at.get(epoch) ?? null);
  });
  return { x, values };
}

/** An axis of parallel coordinates: where each run stands on it, 0 at the bottom to 1 at the top; and its marks. */
export interface Axis {
  key: string;
  places: (number | null)[];
  ticks: { at: number; label: string }[];
}

/** Numbers whose largest is so many times the smallest are compared by their magnitude. */
const LOGARITHMIC_FROM = 30;

/** An axis of what runs have: in proportion where all of it is numbers, else one place for each value. */
export function axisOf(
  key: string,
  values: readonly (string | number | null)[],
  write: (value: number) => string,
): Axis {
  const known = values.filter((value) => value !== null);
  const numbers = known.map(Number);
  if (known.length > 0 && numbers.every((value) => Number.isFinite(value))) {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const isLogarithmic = low > 0 && high / low >= LOGARITHMIC_FROM;
    const scale = (value: number) => (isLogarithmic ? Math.log(value) : value);
    const span = scale(high) - scale(low);
    const place = (value: number) => (span === 0 ? 0.5 : (scale(value) - scale(low)) / span);
    const distinct = [...new Set(numbers)].sort((a, b) => a - b);
    const shown =
      distinct.length <= 5 ? distinct : [low, isLogarithmic ? Math.sqrt(low * high) : (low + high) / 2, high];
    return {
      key,
      places: values.map((value) => (value === null ? null : place(Number(value)))),
      ticks: shown.map((value) => ({ at: place(value), label: write(value) })),
    };
  }
  const distinct = [...new Set(known.map(String))].sort();
  const place = (value: string) => (distinct.length === 1 ? 0.5 : distinct.indexOf(value) / (distinct.length - 1));
  return {
    key,
    places: values.map((value) => (value === null ? null : place(String(value)))),
    ticks: distinct.map((value) => ({ at: place(value), label: value })),
  };
}

/** A colour between "poor" and "good", the same in every chart of a comparison; both ends are told apart by everyone. */
export function shade(best: number | undefined, all: readonly (number | undefined)[]): string {
  const known = all.filter((value) => value !== undefined);
  if (best === undefined || known.length === 0) return 'var(--line-strong)';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const share = high === low ? 1 : (best - low) / (high - low);
  return `color-mix(in oklab, var(--accent) ${Math.round(share * 100)}%, var(--class-entertainment))`;
}
