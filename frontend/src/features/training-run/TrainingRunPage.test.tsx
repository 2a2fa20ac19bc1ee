import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { epoch, step, trainingRun } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { server, subscriptions, type Subscribed } from '@/testing/server';
import type { TrainingRun } from './curve';
import type {
  CancelTrainingRunMutation,
  TrainingRunEventsSubscription,
  TrainingRunQuery,
  TrainingCurveQuery,
} from './trainingRun.generated';

type Change = TrainingRunEventsSubscription['trainingRunEvents']['change'];

function showing(run: () => TrainingRun) {
  server.use(
    graphql.query<TrainingRunQuery>('TrainingRun', () =>
      HttpResponse.json({ data: { lastEventId: '9', trainingRun: run() } }),
    ),
    graphql.query<TrainingCurveQuery>('TrainingCurve', () =>
      HttpResponse.json({ data: { trainingRun: { id: 'run-1', curve: [] } } }),
    ),
  );
}

/** Serves the run's events, remembering what was asked for each time. */
function following() {
  const watches: Subscribed[] = [];
  server.use(
    subscriptions((subscribed) => {
      if (subscribed.query.includes('subscription TrainingRunEvents')) watches.push(subscribed);
    }),
  );
  const tell = (watch: Subscribed | undefined, eventId: number, change: Change) => {
    const event: TrainingRunEventsSubscription = {
      trainingRunEvents: { eventId: String(eventId), at: '2026-11-20T03:00:02Z', trainingRunId: 'run-1', change },
    };
    watch?.send(event);
  };
  return { watches, tell };
}

const stepChange = (number: number): Change => ({ __typename: 'TrainingStep', ...step(number) });

/** The steps that the loss chart's table shows, newest first. */
async function stepsInTable() {
  const table = await screen.findByRole('table', { name: '아직 배우고 있나요?' });
  return within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getByRole('rowheader').textContent);
}

async function openTable(user: ReturnType<typeof renderAt>['user']) {
  const chart = (await screen.findByText('아직 배우고 있나요?')).closest('figure');
  if (!chart) throw new Error('the loss chart is not there');
  await user.click(within(chart).getByRole('button', { name: '표로 보기' }));
}

test('a running curve grows with every step, from where the server’s answer ended', async () => {
  showing(trainingRun);
  const { watches, tell } = following();
  const { user } = renderAt('/admin/training/run-1');
  await waitFor(() => expect(watches).toHaveLength(1));
  expect(watches[0]?.variables).toEqual({ id: 'run-1', after: '9' });
  tell(watches[0], 10, stepChange(1));
  tell(watches[0], 11, stepChange(2));
  await openTable(user);
  await waitFor(async () => expect(await stepsInTable()).toEqual(['2', '1']));
  tell(watches[0], 12, { __typename: 'TrainingEpoch', ...epoch(1, { macroF1: 0.812 }) });
  const epochs = await screen.findByRole('table', { name: '에폭마다 잰 값' });
  expect(within(epochs).getByText('0.812')).toBeVisible();
  expect(screen.getByText(/2 \/ 100 스텝/)).toBeVisible();
});

test('after a cut the curve continues where it broke off: nothing is missed, nothing comes twice', async () => {
  showing(trainingRun);
  const { watches, tell } = following();
  const { user } = renderAt('/admin/training/run-1');
  await waitFor(() => expect(watches).toHaveLength(1));
  tell(watches[0], 10, stepChange(1));
  tell(watches[0], 11, stepChange(2));
  await openTable(user);
  await waitFor(async () => expect(await stepsInTable()).toEqual(['2', '1']));
  watches[0]?.cut();
  expect(await screen.findByText(/연결이 끊겼습니다/)).toBeVisible();
  await waitFor(() => expect(watches).toHaveLength(2));
  expect(watches[1]?.variables).toEqual({ id: 'run-1', after: '11' });
  tell(watches[1], 11, stepChange(2));
  tell(watches[1], 12, stepChange(3));
  await waitFor(async () => expect(await stepsInTable()).toEqual(['3', '2', '1']));
  expect(screen.queryByText(/연결이 끊겼습니다/)).toBeNull();
});

test('a curve that is long already is drawn by the server and goes on from there', async () => {
  showing(() => trainingRun({ step: 900 }));
  server.use(
    graphql.query<TrainingCurveQuery>('TrainingCurve', () =>
      HttpResponse.json({ data: { trainingRun: { id: 'run-1', curve: [step(1), step(450), step(900)] } } }),
    ),
  );
  const { watches, tell } = following();
  const { user } = renderAt('/admin/training/run-1');
  await waitFor(() => expect(watches).toHaveLength(1));
  // The run was read before the curve: what happened in between comes again.
  tell(watches[0], 10, stepChange(900));
  tell(watches[0], 11, stepChange(901));
  await openTable(user);
  await waitFor(async () => expect(await stepsInTable()).toEqual(['901', '900', '450', '1']));
});

test('a new attempt begins the curve anew', async () => {
  showing(trainingRun);
  const { watches, tell } = following();
  const { user } = renderAt('/admin/training/run-1');
  await waitFor(() => expect(watches).toHaveLength(1));
  for (const [index, number] of [1, 2, 3, 1, 2].entries()) tell(watches[0], index + 10, stepChange(number));
  await openTable(user);
  await waitFor(async () => expect(await stepsInTable()).toEqual(['2', '1']));
});

test('a run that had ended shows the curve the server sampled, and follows nothing', async () => {
  showing(() =>
    trainingRun({
      status: 'SUCCEEDED',
      phase: null,
      step: 1000,
      totalSteps: 1000,
      finishedAt: '2026-11-20T03:05:00Z',
      epochs: [epoch(1)],
    }),
  );
  const { watches } = following();
  const asked = vi.fn<(variables: unknown) => void>();
  server.use(
    graphql.query<TrainingCurveQuery>('TrainingCurve', ({ variables }) => {
      asked(variables);
      return HttpResponse.json({ data: { trainingRun: { id: 'run-1', curve: [step(500), step(1000)] } } });
    }),
  );
  const { user } = renderAt('/admin/training/run-1');
  await openTable(user);
  // The validation loss of epoch 1 of 4 stands where that epoch ended.
  await waitFor(async () => expect(await stepsInTable()).toEqual(['1000', '500', '250']));
  expect(asked).toHaveBeenCalledExactlyOnceWith({ id: 'run-1', maximumPoints: 1000 });
  expect(watches).toHaveLength(0);
  expect(screen.queryByRole('button', { name: '학습 멈추기' })).toBeNull();
});

test('cancelling asks once, then tells the server', async () => {
  let run = trainingRun();
  showing(() => run);
  const cancelled = vi.fn<() => void>();
  server.use(
    graphql.mutation<CancelTrainingRunMutation>('CancelTrainingRun', () => {
      cancelled();
      run = trainingRun({ status: 'CANCELLED', phase: null });
      return HttpResponse.json({ data: { cancelTrainingRun: { id: run.id, status: run.status } } });
    }),
  );
  const { user } = renderAt('/admin/training/run-1');
  await user.click(await screen.findByRole('button', { name: '학습 멈추기' }));
  expect(cancelled).not.toHaveBeenCalled();
  const question = screen.getByRole('group', { name: /멈출까요/ });
  await user.click(within(question).getByRole('button', { name: '학습 멈추기' }));
  expect(await screen.findByText('취소됨')).toBeVisible();
  expect(cancelled).toHaveBeenCalledOnce();
});

test('a run that failed says why, in the trainer’s words', async () => {
  showing(() =>
    trainingRun({
      status: 'FAILED',
      phase: null,
      errorCode: 'loss_not_finite',
      error: 'the loss became NaN at step 12',
      epochs: [],
    }),
  );
  server.use(
    graphql.query<TrainingCurveQuery>('TrainingCurve', () =>
      HttpResponse.json({ data: { trainingRun: { id: 'run-1', curve: [] } } }),
    ),
  );
  renderAt('/admin/training/run-1');
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('학습이 실패했습니다');
  expect(alert).toHaveTextContent('the loss became NaN at step 12');
});
