import { expect, test } from 'vitest';
import type { UsagePieceFragment } from './overview.generated';
import { askedFor, stack } from './timeRange';

const label = (key: string, position: number) => ({ id: key, key, position, nameKo: key, nameEn: key });

function usage(counts: Record<string, number>): UsagePieceFragment {
  return {
    count: Object.values(counts).reduce((sum, count) => sum + count, 0),
    from: '2026-11-20T03:00:00Z',
    classes: Object.entries(counts).map(([key, count], index) => ({ count, label: label(key, index) })),
  };
}

test('a range is twelve equal steps that end now', () => {
  const asked = askedFor('days', new Date('2026-11-20T03:00:00Z'));
  expect(asked).toEqual({ from: '2026-11-08T03:00:00.000Z', to: '2026-11-20T03:00:00.000Z', pieces: 12 });
});

test('stacked shares fill each step, and a step without predictions shows none', () => {
  const buckets = [usage({ a: 1, b: 3 }), usage({}), usage({ b: 2 })];
  const [a, b] = stack(buckets, ['a', 'b']);
  expect(a?.edges).toEqual([[0, 0.25], undefined, [0, 0]]);
  expect(b?.edges).toEqual([[0.25, 1], undefined, [0, 1]]);
  expect(b?.counts).toEqual([3, 0, 2]);
});
