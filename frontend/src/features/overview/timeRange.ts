import type { UsageBucketFragment, UsageOverTimeQuery, UsageOverTimeQueryVariables } from './overview.generated';

/** How far back one looks, always in twelve steps. */
export const RANGES = { day: 2, days: 24, weeks: 7 * 24 } as const;
export type Range = keyof typeof RANGES;

const STEPS = 12;
const HOUR_MS = 3_600_000;

/** The moments between which predictions are counted: twelve equal steps up to `now`. */
export function moments(range: Range, now: Date): UsageOverTimeQueryVariables {
  const step = RANGES[range] * HOUR_MS;
  const at = (index: number) => new Date(now.getTime() - (STEPS - index) * step).toISOString();
  return Object.fromEntries(
    Array.from({ length: STEPS + 1 }, (_, index) => [`t${index}`, at(index)]),
  ) as UsageOverTimeQueryVariables;
}

export interface Bucket {
  from: string;
  usage: UsageBucketFragment;
}

/** The steps of a range, oldest first. */
export function bucketsOf(data: UsageOverTimeQuery, asked: UsageOverTimeQueryVariables): Bucket[] {
  const named: Record<string, UsageBucketFragment> = data;
  const times: Record<string, string> = { ...asked };
  return Array.from({ length: STEPS }, (_, index) => ({
    from: times[`t${index}`] ?? '',
    usage: named[`b${index}`] ?? data.all,
  }));
}

export interface Layer {
  key: string;
  /** The lower and upper edge at each step, as shares of the step; none where nothing was predicted. */
  edges: ([number, number] | undefined)[];
  counts: number[];
}

/** Shares of classes at each step, stacked in the order of their label set. */
export function stack(buckets: readonly Bucket[], keys: readonly string[]): Layer[] {
  const layers: Layer[] = keys.map((key) => ({ key, edges: [], counts: [] }));
  for (const { usage } of buckets) {
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
