import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import { classes } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { server, subscriptions, type Subscribed } from '@/testing/server';
import type { EvaluationQuery } from './evaluation.generated';

type Evaluation = NonNullable<EvaluationQuery['evaluation']>;
const [society, economic] = classes as [(typeof classes)[0], (typeof classes)[0]];

function evaluation(changed: Partial<Evaluation> = {}): Evaluation {
  return {
    id: 'evaluation-1',
    status: 'SUCCEEDED',
    split: 'TEST',
    rowCount: 300,
    accuracy: 0.84,
    macroF1: 0.831,
    weightedF1: 0.84,
    createdAt: '2026-11-20T03:00:00Z',
    startedAt: '2026-11-20T03:00:01Z',
    finishedAt: '2026-11-20T03:00:09Z',
    errorCode: null,
    error: null,
    modelVersion: { id: 'version-3', number: 3 },
    dataset: { id: 'dataset-1', name: '8개 면' },
    articleImport: null,
    reportPath: '/evaluations/evaluation-1/report.json',
    csv: '/evaluations/evaluation-1/rows?format=csv',
    metrics: {
      confusion: [
        [90, 8, 2],
        [5, 91, 4],
        [3, 1, 96],
      ],
      classes: classes.map(({ key }) => ({ labelKey: key, precision: 0.9, recall: 0.9, f1: 0.9, support: 100 })),
    },
    calibration: {
      temperature: 1.3,
      expectedCalibrationError: 0.021,
      expectedCalibrationErrorAtTemperature1: 0.064,
      negativeLogLikelihood: 0.5,
      brierScore: 0.2,
      bins: [
        { from: 0, to: 0.5, count: 0, meanProbability: null, accuracy: null },
        { from: 0.5, to: 1, count: 300, meanProbability: 0.86, accuracy: 0.84 },
      ],
    },
    coverage: [
      { threshold: 0.9, coverage: 0.5, accuracy: 0.96 },
      { threshold: 0, coverage: 1, accuracy: 0.84 },
    ],
    notSure: { threshold: 0.88, coverage: 0.55 },
    slices: [
      {
        dimension: 'LENGTH',
        key: '1–20',
        rows: 12,
        accuracy: 0.7,
        accuracyLow: 0.4,
        accuracyHigh: 0.9,
        macroF1: 0.6,
        isSmall: true,
      },
      {
        dimension: 'LENGTH',
        key: '21–40',
        rows: 288,
        accuracy: 0.85,
        accuracyLow: 0.8,
        accuracyHigh: 0.9,
        macroF1: 0.84,
        isSmall: false,
      },
      {
        dimension: 'SOURCE',
        key: 'only-one',
        rows: 300,
        accuracy: 0.84,
        accuracyLow: 0.8,
        accuracyHigh: 0.88,
        macroF1: 0.83,
        isSmall: false,
      },
    ],
    worstMistakes: {
      totalCount: 48,
      nodes: [
        {
          rank: 1,
          text: '전기요금 인상안, 국회 문턱에서 멈춰',
          articleId: 'article-7',
          probability: 0.97,
          labelProbability: 0.01,
          label: society,
          predicted: economic,
        },
      ],
    },
    labelSet: { classes },
    ...changed,
  };
}

function showing(now: () => Evaluation) {
  server.use(
    graphql.query<EvaluationQuery>('Evaluation', () =>
      HttpResponse.json({ data: { lastEventId: '7', evaluation: now() } }),
    ),
  );
}

test('an evaluation says how good, how believable and where it fails', async () => {
  showing(evaluation);
  renderAt('/admin/evaluations/evaluation-1');
  expect(await screen.findByRole('heading', { name: 'v3은 얼마나 맞나요?' })).toBeVisible();
  expect(screen.getByText('0.831')).toBeVisible();
  expect(screen.getByText('2.1%')).toBeVisible();
  expect(screen.getByText('온도를 맞추기 전 6.4%')).toBeVisible();
  expect(screen.getByText('88%')).toBeVisible();
  expect(screen.getByRole('img', { name: /확신과 정답률/ })).toBeVisible();
  const lengths = screen.getByRole('table', { name: '길이별' });
  expect(within(lengths).getAllByRole('row')).toHaveLength(3);
  expect(within(lengths).getByText('글이 적음')).toBeVisible();
  // One slice says what the whole says.
  expect(screen.queryByRole('table', { name: '출처별' })).toBeNull();
  const mistakes = screen.getByRole('table', { name: '확신하고도 틀린 글은?' });
  expect(within(mistakes).getByRole('link', { name: /전기요금/ })).toHaveAttribute('href', '/admin/articles/article-7');
  expect(screen.getByRole('link', { name: 'JSON' })).toHaveAttribute('href', '/evaluations/evaluation-1/report.json');
});

test('an evaluation under way is followed from where the answer ended, until it has figures', async () => {
  let now = evaluation({ status: 'RUNNING', metrics: null, calibration: null, coverage: null, slices: null });
  showing(() => now);
  const watches: Subscribed[] = [];
  server.use(
    subscriptions((subscribed) => {
      if (subscribed.query.includes('subscription EvaluationEvents')) watches.push(subscribed);
    }),
  );
  renderAt('/admin/evaluations/evaluation-1');
  expect(await screen.findByRole('button', { name: '평가 멈추기' })).toBeVisible();
  await waitFor(() => expect(watches).toHaveLength(1));
  expect(watches[0]?.variables).toEqual({ id: 'evaluation-1', after: '7' });
  now = evaluation();
  watches[0]?.send({ evaluationEvents: { eventId: '8' } });
  expect(await screen.findByText('0.831')).toBeVisible();
  expect(screen.queryByRole('button', { name: '평가 멈추기' })).toBeNull();
});
