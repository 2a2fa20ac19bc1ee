import { screen, waitFor } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { trainingRun } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { refusal, server } from '@/testing/server';
import type {
  StartTrainingRunFormQuery,
  StartTrainingRunFormQueryVariables,
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
  trainingBaseModels: ['scratch-tiny', 'scratch-mini', 'e5'],
  datasets: { nodes: [{ id: 'dataset-1', name: '8개 면', rowCount: 26_040 }] },
  finished: { nodes: [] },
};

/** What the server says is usual where a run starts from a published model. */
const published: StartTrainingRunFormQuery = {
  ...choices,
  trainingParameterRanges: choices.trainingParameterRanges.map((range) =>
    range.field === 'learningRate'
      ? { ...range, default: 2e-5 }
      : range.field === 'epochs'
        ? { ...range, default: 3 }
        : range,
  ),
};

function offering() {
  const started = vi.fn<(input: StartTrainingRunMutationVariables['input']) => void>();
  server.use(
    graphql.query<StartTrainingRunFormQuery, StartTrainingRunFormQueryVariables>(
      'StartTrainingRunForm',
      ({ variables }) => HttpResponse.json({ data: variables.baseModel === 'e5' ? published : choices }),
    ),
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
    classWeights: 'NONE',
    device: 'auto',
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

test('another base model brings its own defaults, and leaves what was typed', async () => {
  const started = offering();
  const { user } = renderAt('/admin/training/new');
  await user.type(await screen.findByLabelText('이름'), '바탕에서');
  const epochs = screen.getByLabelText('에폭');
  await user.clear(epochs);
  await user.type(epochs, '5');
  await user.selectOptions(screen.getByLabelText('시작 모델'), 'e5');
  await waitFor(() => expect(screen.getByLabelText('학습률')).toHaveValue('0.00002'));
  await user.click(screen.getByRole('button', { name: '학습 시작' }));
  await screen.findByRole('heading', { name: '첫 mini' });
  expect(started.mock.calls[0]?.[0]).toMatchObject({ baseModel: 'e5', epochs: 5, learningRate: 2e-5 });
});
