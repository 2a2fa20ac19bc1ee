import { expect, test } from 'vitest';
import type { UsageBucketFragment } from './overview.generated';
import { moments, stack } from './timeRange';

const label = (key: string, position: number) => ({ id: key, key, position, nameKo: key, nameEn: key });

function usage(counts: Record<string, number>): UsageBucketFragment {
  return {
    count: Object.values(counts).reduce((sum, count) => sum + count, 0),
    agreed: 0,
    disagreed: 0,
    p50Microseconds: null,
    p99Microseconds: null,
    classes: Object.entries(counts).map(([key, count], index) => ({ count, label: label(key, index) })),
  };
}

test('a range is twelve equal steps that end now', () => {
  const asked = moments('days', new Date('2026-11-20T03:00:00Z'));
  expect(asked.t12).toBe('2026-11-20T03:00:00.000Z');
  expect(asked.t11).toBe('2026-11-19T03:00:00.000Z');
  expect(asked.t0).toBe('2026-11-08T03:00:00.000Z');
});

test('stacked shares fill each step, and a step without predictions shows none', () => {
  const buckets = [usage({ a: 1, b: 3 }), usage({}), usage({ b: 2 })].map((one) => ({ from: '', usage: one }));
  const [a, b] = stack(buckets, ['a', 'b']);
  expect(a?.edges).toEqual([[0, 0.25], undefined, [0, 0]]);
  expect(b?.edges).toEqual([[0.25, 1], undefined, [0, 1]]);
  expect(b?.counts).toEqual([3, 0, 2]);
});
