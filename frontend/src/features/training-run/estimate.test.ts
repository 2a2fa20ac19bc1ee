import { expect, test } from 'vitest';
import { estimatedSeconds } from './estimate';

const run = (baseModel: string, rows: number, epochs: number[]) => ({
  id: baseModel,
  startedAt: '2026-11-20T03:00:00Z',
  finishedAt: '2026-11-20T03:01:00Z',
  dataset: { rowCount: rows },
  parameters: { baseModel, maxLength: 64 },
  epochs: epochs.map((seconds, index) => ({ epoch: index + 1, seconds })),
});

test('a run takes as long a row and epoch as the newest one from the same base, and what that took besides', () => {
  const finished = [run('scratch-mini', 1000, [10, 20]), run('scratch-tiny', 500, [1])];
  // 15 s for 1,000 rows and an epoch; 30 s besides.
  expect(estimatedSeconds(finished, { baseModel: 'scratch-mini', rows: 2000, epochs: 3 })).toBeCloseTo(15 * 2 * 3 + 30);
});

test('without a run from the same base nothing is claimed', () => {
  expect(estimatedSeconds([run('scratch-tiny', 500, [1])], { baseModel: 'e5', rows: 2000, epochs: 3 })).toBeUndefined();
  expect(estimatedSeconds([run('e5', 500, [1])], { baseModel: 'e5', rows: undefined, epochs: 3 })).toBeUndefined();
  expect(estimatedSeconds([run('e5', 500, [1])], { baseModel: 'e5', rows: 10, epochs: NaN })).toBeUndefined();
});
