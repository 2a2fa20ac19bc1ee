import { expect, test } from 'vitest';
import { epoch, step, trainingRun } from '@/testing/fixtures';
import { addStep, applyChange, bestEpoch, lossCurve, overOneAxis } from './curve';

test('a new attempt drops what the earlier one drew from there on', () => {
  const steps = [step(1), step(2), step(3)];
  addStep(steps, step(2, { loss: 9 }));
  expect(steps.map(({ step: number, loss }) => [number, loss])).toEqual([
    [1, 1.99],
    [2, 9],
  ]);
});

test('validation losses stand where their epochs end, beside the steps', () => {
  const curve = lossCurve(
    [step(10), step(30)],
    [epoch(1, { validationLoss: 0.7 }), epoch(2, { validationLoss: 0.6 })],
    {
      totalSteps: 60,
      epochs: 3,
    },
  );
  expect(curve.x).toEqual([10, 20, 30, 40]);
  expect(curve.train).toEqual([1.9, null, 1.7, null]);
  expect(curve.validation).toEqual([null, 0.7, null, 0.6]);
});

test('the best epoch is the one the server kept, or the best so far', () => {
  const epochs = [epoch(1, { macroF1: 0.7 }), epoch(2, { macroF1: 0.8 }), epoch(3, { macroF1: 0.75 })];
  expect(bestEpoch({ bestEpoch: 3, epochs })?.epoch).toBe(3);
  expect(bestEpoch({ bestEpoch: null, epochs })?.epoch).toBe(2);
  expect(bestEpoch({ bestEpoch: null, epochs: [] })).toBeUndefined();
});

test('a run that moved on is asked for anew, a step alone is not worth it', () => {
  const run = trainingRun({ status: 'QUEUED' });
  expect(applyChange(run, { __typename: 'TrainingStep', ...step(7) })).toBe(false);
  expect(run.step).toBe(7);
  expect(
    applyChange(run, {
      __typename: 'TrainingRunMoved',
      status: 'SUCCEEDED',
      phase: null,
      errorCode: null,
      error: null,
    }),
  ).toBe(true);
  expect(run.status).toBe('SUCCEEDED');
});

test('an epoch that is measured again replaces itself and what came after it', () => {
  const run = trainingRun({ epochs: [epoch(1), epoch(2), epoch(3)] });
  applyChange(run, { __typename: 'TrainingEpoch', ...epoch(2, { accuracy: 0.5, best: false }) });
  expect(run.epochs.map((one) => [one.epoch, one.accuracy])).toEqual([
    [1, 0.8],
    [2, 0.5],
  ]);
});

test('a run that goes on from a checkpoint forgets what lay behind it', () => {
  const run = trainingRun({ epochs: [epoch(1), epoch(2)] });
  expect(applyChange(run, { __typename: 'TrainingRunResumed', fromStep: 12, fromEpoch: 1 })).toBe(false);
  expect([run.step, run.epochs.map((one) => one.epoch)]).toEqual([12, [1]]);
});

test('short curves keep their own steps on the axis they share', () => {
  const { x, values } = overOneAxis([
    { trainingRunId: 'a', steps: [1, 2, 4], losses: [3, 2, 1] },
    { trainingRunId: 'b', steps: [2, 3], losses: [5, 6] },
  ]);
  expect(x).toEqual([1, 2, 3, 4]);
  expect(values.get('a')).toEqual([3, 2, null, 1]);
  expect(values.get('b')).toEqual([null, 5, 6, null]);
});

test('of hundreds of long curves the axis stays short and no spike is lost', () => {
  const steps = Array.from({ length: 200 }, (_, index) => 1 + index * 50);
  const curves = Array.from({ length: 200 }, (_, run) => ({
    trainingRunId: `run-${run}`,
    steps: steps.map((step) => step + (run % 50)),
    losses: steps.map((_, index) => (index === 77 ? 100 + run : 1)),
  }));
  const { x, values } = overOneAxis(curves);
  expect(x.length).toBeLessThanOrEqual(800);
  expect(x).toEqual([...x].sort((a, b) => a - b));
  curves.forEach(({ trainingRunId }, run) => {
    expect(Math.max(...(values.get(trainingRunId) ?? []).map((value) => value ?? 0))).toBe(100 + run);
  });
});
