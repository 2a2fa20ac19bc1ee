import { screen } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { server } from '@/testing/server';
import type {
  StartSweepFormQuery,
  StartSweepMutation,
  StartSweepMutationVariables,
  SweepQuery,
} from './sweep.generated';

const choices: StartSweepFormQuery = {
  trainingParameterRanges: [
    { field: 'epochs', minimum: 1, maximum: 500, isInteger: true, default: 6 },
    { field: 'learningRate', minimum: 1e-7, maximum: 0.1, isInteger: false, default: 5e-4 },
    { field: 'batchSize', minimum: 1, maximum: 1024, isInteger: true, default: 64 },
  ],
  trainingBaseModels: ['scratch-tiny', 'scratch-mini'],
  datasets: { nodes: [{ id: 'dataset-1', name: '8개 면', rowCount: 26_040 }] },
};

function offering() {
  const started = vi.fn<(input: StartSweepMutationVariables['input']) => void>();
  server.use(
    graphql.query<StartSweepFormQuery>('StartSweepForm', () => HttpResponse.json({ data: choices })),
    graphql.query<SweepQuery>('Sweep', () => HttpResponse.json({ data: { lastEventId: '0', sweep: null } })),
    graphql.mutation<StartSweepMutation, StartSweepMutationVariables>('StartSweep', ({ variables }) => {
      started(variables.input);
      return HttpResponse.json({ data: { startSweep: { id: 'sweep-1' } } });
    }),
  );
  return started;
}

test('a grid of two parameters tells how many runs it makes, and is sent as the server takes it', async () => {
  const started = offering();
  const { user } = renderAt('/admin/sweeps/new');
  await user.type(await screen.findByLabelText('이름'), '찾기');
  await user.type(screen.getByLabelText('값'), '0.0003, 0.001');
  await user.click(screen.getByRole('button', { name: '매개변수 더하기' }));
  const [, second] = screen.getAllByLabelText('매개변수');
  await user.selectOptions(second as HTMLElement, 'batchSize');
  await user.type(screen.getAllByLabelText('값')[1] as HTMLElement, '16,32,64');
  expect(screen.getByText('학습 6번')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '스윕 시작' }));
  await screen.findByText('이 스윕은 없습니다');
  expect(started).toHaveBeenCalledExactlyOnceWith({
    run: { name: '찾기', datasetId: 'dataset-1', baseModel: 'scratch-mini', epochs: 3 },
    dimensions: [
      { field: 'learningRate', choice: ['0.0003', '0.001'], scale: 'LINEAR' },
      { field: 'batchSize', choice: ['16', '32', '64'], scale: 'LINEAR' },
    ],
    strategy: 'GRID',
    maxConcurrentRuns: 1,
    stopping: { rule: 'MEDIAN' },
  });
});

test('a range can only be drawn from, and what is wrong is said before anything is sent', async () => {
  const started = offering();
  const { user } = renderAt('/admin/sweeps/new');
  await user.type(await screen.findByLabelText('이름'), '찾기');
  await user.selectOptions(screen.getByLabelText('방식'), 'range');
  expect(screen.getByLabelText('고르는 법')).toBeDisabled();
  await user.type(screen.getByLabelText('가장 작은 값'), '0.01');
  await user.type(screen.getByLabelText('가장 큰 값'), '0.001');
  await user.click(screen.getByRole('button', { name: '스윕 시작' }));
  expect(await screen.findByText('큰 값이 작은 값보다 커야 합니다.')).toBeVisible();
  expect(started).not.toHaveBeenCalled();
});
