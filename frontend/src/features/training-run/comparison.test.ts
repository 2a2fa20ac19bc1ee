import { expect, test } from 'vitest';
import { axisOf, comparedRuns, curvesOf, shade } from './comparison';
import type { ComparedRunFragment } from './trainingRun.generated';

const epoch = (number: number, macroF1: number) => ({
  epoch: number,
  trainLoss: 1,
  validationLoss: 1,
  accuracy: macroF1,
  macroF1,
});
const run = (id: string, scores: number[]): ComparedRunFragment => ({
  seconds: 10,
  trainingRun: { id, name: id, status: 'SUCCEEDED', createdAt: '2026-11-20T03:00:00Z', modelVersion: null },
  curve: scores.map((score, index) => epoch(index + 1, score)),
  bestEpoch: null,
  testMetrics: null,
});

test('each run keeps its own value of what differs', () => {
  const [a, b] = comparedRuns({
    runs: [run('a', []), run('b', [])],
    differences: [{ field: 'learningRate', values: ['0.001', null] }],
  });
  expect(a?.parameters).toEqual({ learningRate: '0.001' });
  expect(b?.parameters).toEqual({ learningRate: null });
});

test('curves of different lengths share one axis, with gaps where a run had ended', () => {
  const runs = comparedRuns({ runs: [run('a', [0.1, 0.2, 0.3]), run('b', [0.5])], differences: [] });
  expect(curvesOf(runs, 'macroF1')).toEqual({
    x: [1, 2, 3],
    values: [
      [0.1, 0.2, 0.3],
      [0.5, null, null],
    ],
  });
});

test('numbers stand in proportion, by magnitude where they span one, and words in places of their own', () => {
  const write = String;
  expect(axisOf('batchSize', ['16', '64', null, '32'], write).places).toEqual([0, 1, null, 1 / 3]);
  const rates = axisOf('learningRate', ['0.0001', '0.01', '0.001'], write);
  expect(rates.places[2]).toBeCloseTo(0.5);
  expect(axisOf('precision', ['fp32', 'bf16', 'fp32'], write).places).toEqual([1, 0, 1]);
  expect(axisOf('seed', ['7', '7'], write).places).toEqual([0.5, 0.5]);
});

test('the best run has the accent, the poorest the other end, and a run without figures neither', () => {
  expect(shade(0.9, [0.1, 0.9])).toContain('100%');
  expect(shade(0.1, [0.1, 0.9])).toContain(' 0%');
  expect(shade(undefined, [0.1, 0.9])).toBe('var(--line-strong)');
});
