import type { UsageOverTimeQueryVariables, UsagePieceFragment } from './overview.generated';

/** How far back one looks, always in twelve steps. */
export const RANGES = { day: 2, days: 24, weeks: 7 * 24 } as const;
export type Range = keyof typeof RANGES;

const STEPS = 12;
const HOUR_MS = 3_600_000;

/** The time in which predictions are counted: twelve equal steps up to `now`. */
export function askedFor(range: Range, now: Date): UsageOverTimeQueryVariables {
  const from = new Date(now.getTime() - STEPS * RANGES[range] * HOUR_MS);
  return { from: from.toISOString(), to: now.toISOString(), pieces: STEPS };
}

export interface Layer {
  key: string;
  /** The lower and upper edge at each step, as shares of the step; none where nothing was predicted. */
  edges: ([number, number] | undefined)[];
  counts: number[];
}

/** Shares of classes at each step, stacked in the order of their label set. */
export function stack(
  pieces: readonly Pick<UsagePieceFragment, 'count' | 'classes'>[],
  keys: readonly string[],
): Layer[] {
  const layers: Layer[] = keys.map((key) => ({ key, edges: [], counts: [] }));
  for (const usage of pieces) {
    let below = 0;
    for (const layer of layers) {
      const count = usage.classes.find(({ label }) => label.key === layer.key)?.count ?? 0;
      const above = below + (usage.count > 0 ? count / usage.count : 0);
      layer.edges.push(usage.count > 0 ? [below, above] : undefined);
      layer.counts.push(count);
      below = above;
    }
  }
  return layers;
}
