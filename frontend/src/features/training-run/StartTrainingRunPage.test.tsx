import { screen } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { trainingRun } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { refusal, server } from '@/testing/server';
import type {
  StartTrainingRunFormQuery,
  StartTrainingRunMutation,
  StartTrainingRunMutationVariables,
  TrainingCurveQuery,
  TrainingRunQuery,
} from './trainingRun.generated';

const choices: StartTrainingRunFormQuery = {
  trainingParameterRanges: [
    { field: 'epochs', minimum: 1, maximum: 500, isInteger: true, default: 8 },
    { field: 'learningRate', minimum: 1e-7, maximum: 0.1, isInteger: false, default: 5e-4 },
    { field: 'earlyStoppingPatience', minimum: 1, maximum: 500, isInteger: true, default: 3 },
  ],
  trainingBaseModels: ['scratch-tiny', 'scratch-mini'],
  datasets: { nodes: [{ id: 'dataset-1', name: '8개 면', rowCount: 26_040 }] },
};

function offering() {
  const started = vi.fn<(input: StartTrainingRunMutationVariables['input']) => void>();
  server.use(
    graphql.query<StartTrainingRunFormQuery>('StartTrainingRunForm', () => HttpResponse.json({ data: choices })),
    graphql.query<TrainingRunQuery>('TrainingRun', () =>
      HttpResponse.json({ data: { lastEventId: '0', trainingRun: trainingRun() } }),
    ),
    graphql.query<TrainingCurveQuery>('TrainingCurve', () =>
      HttpResponse.json({ data: { trainingRun: { id: 'run-1', curve: [] } } }),
    ),
    graphql.mutation<StartTrainingRunMutation, StartTrainingRunMutationVariables>(
      'StartTrainingRun',
      ({ variables }) => {
        started(variables.input);
        return HttpResponse.json({ data: { startTrainingRun: { id: 'run-1' } } });
      },
    ),
  );
  return started;
}

test('a name is enough to start; the rest is what the server says is usual', async () => {
  const started = offering();
  const { user, router } = renderAt('/admin/training/new');
  await user.type(await screen.findByLabelText('이름'), '첫 mini');
  await user.click(screen.getByRole('button', { name: '학습 시작' }));
  await screen.findByRole('heading', { name: '첫 mini' });
  expect(router.state.location.pathname).toBe('/admin/training/run-1');
  expect(started).toHaveBeenCalledExactlyOnceWith({
    name: '첫 mini',
    datasetId: 'dataset-1',
    baseModel: 'scratch-mini',
    precision: 'FP32',
    epochs: 8,
    learningRate: 5e-4,
    earlyStoppingPatience: 3,
  });
});

test('a value out of its range is refused before it is sent, with the range', async () => {
  const started = offering();
  const { user } = renderAt('/admin/training/new');
  await user.type(await screen.findByLabelText('이름'), '첫 mini');
  const epochs = screen.getByLabelText('에폭');
  await user.clear(epochs);
  await user.type(epochs, '0');
  await user.click(screen.getByRole('button', { name: '학습 시작' }));
  expect(await screen.findByText('1에서 500 사이로 적으세요.')).toBeVisible();
  expect(epochs).toBeInvalid();
  expect(started).not.toHaveBeenCalled();
});

test('an empty patience means never to stop early', async () => {
  const started = offering();
  const { user } = renderAt('/admin/training/new');
  await user.type(await screen.findByLabelText('이름'), '첫 mini');
  await user.clear(screen.getByLabelText('조기 종료'));
  await user.click(screen.getByRole('button', { name: '학습 시작' }));
  await screen.findByRole('heading', { name: '첫 mini' });
  expect(started.mock.calls[0]?.[0].earlyStoppingPatience).toBeNull();
});

test('what only the server can refuse stands at its field', async () => {
  offering();
  server.use(
    graphql.mutation('StartTrainingRun', () =>
      refusal('BAD_USER_INPUT', {
        fields: [{ field: 'input.learningRate', message: 'must be a number from 1e-7 to 0.1' }],
      }),
    ),
  );
  const { user } = renderAt('/admin/training/new?from=run-1');
  await user.click(await screen.findByRole('button', { name: '학습 시작' }));
  expect(await screen.findByText('must be a number from 1e-7 to 0.1')).toBeVisible();
  expect(screen.getByLabelText('학습률')).toBeInvalid();
});
