import { screen, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { classes } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { refusal, server, subscriptions, type Subscribed } from '@/testing/server';
import type {
  CompareModelVersionsQuery,
  CompareVersionsFormQuery,
  MeasureBothMutation,
  MeasureBothMutationVariables,
} from './modelVersion.generated';

const dataset = { id: 'dataset-1', name: '8개 면' };
const version = (number: number) => ({
  id: `version-${number}`,
  number,
  architecture: 'scratch-mini',
  labelSet: { id: 'set-1' },
  trainingRun: { id: `run-${number}`, name: `학습 ${number}`, dataset },
});
const choices: CompareVersionsFormQuery = {
  modelVersions: { nodes: [version(2), version(1)] },
  datasets: { nodes: [{ ...dataset, labelSet: { id: 'set-1' } }] },
};
const figures = (macroF1: number) => ({ accuracy: macroF1, macroF1, calibration: { expectedCalibrationError: 0.05 } });
const flip = (text: string) => ({
  text,
  labelKey: 'economic',
  aKey: 'society',
  aProbability: 0.8,
  bKey: 'economic',
  bProbability: 0.7,
  articleId: `article-${text}`,
});
const comparison: CompareModelVersionsQuery['compareModelVersions'] = {
  rows: 300,
  disagreements: 20,
  verdict: 'B_IS_BETTER',
  a: { id: 'version-1', number: 1, labelSet: { classes } },
  b: { id: 'version-2', number: 2 },
  evaluationA: { id: 'evaluation-1', split: 'TEST', dataset, ...figures(0.8) },
  evaluationB: { id: 'evaluation-2', ...figures(0.85) },
  mcnemar: { onlyARight: 3, onlyBRight: 17, pValue: 0.0026 },
  macroF1Difference: { difference: 0.05, low: 0.021, high: 0.079 },
  classes: classes.map(({ key }) => ({ a: { labelKey: key, f1: 0.8 }, b: { f1: 0.85 }, f1Difference: 0.05 })),
  fixed: { totalCount: 17, nodes: [flip('금리')] },
  broken: { totalCount: 0, nodes: [] },
};

function offering() {
  server.use(
    graphql.query<CompareVersionsFormQuery>('CompareVersionsForm', () => HttpResponse.json({ data: choices })),
  );
}

test('the newer version is held against the older one, with a verdict, its interval and the texts they part on', async () => {
  offering();
  server.use(
    graphql.query<CompareModelVersionsQuery>('CompareModelVersions', ({ variables }) => {
      expect(variables).toEqual({ a: 'version-1', b: 'version-2', datasetId: 'dataset-1', split: 'TEST' });
      return HttpResponse.json({ data: { compareModelVersions: comparison } });
    }),
  );
  renderAt('/admin/models/compare');
  expect(await screen.findByText('v2이(가) 더 낫습니다')).toBeVisible();
  expect(screen.getByText(/\+0\.050 \(95 % 구간 \+0\.021 – \+0\.079\), McNemar p = 0\.003, 글 300건/)).toBeVisible();
  const fixed = screen.getByRole('table', { name: 'v2만 맞힌 글 17건' });
  expect(within(fixed).getByRole('link', { name: '금리' })).toHaveAttribute('href', '/admin/articles/article-금리');
});

test('versions that were not measured on the same rows can be, and the comparison appears by itself', async () => {
  offering();
  const measured = vi.fn<(versions: string[]) => void>();
  let isMeasured = false;
  let finish: Subscribed['send'] = () => undefined;
  server.use(
    graphql.query('CompareModelVersions', () =>
      isMeasured ? HttpResponse.json({ data: { compareModelVersions: comparison } }) : refusal('CONFLICT'),
    ),
    graphql.mutation<MeasureBothMutation, MeasureBothMutationVariables>('MeasureBoth', ({ variables: { a, b } }) => {
      measured([a.versionId, b.versionId]);
      return HttpResponse.json({
        data: { a: { id: 'evaluation-1', status: 'QUEUED' }, b: { id: 'evaluation-2', status: 'QUEUED' } },
      });
    }),
    subscriptions(({ query, send }) => {
      if (query.includes('VersionEvaluations')) finish = send;
    }),
  );
  const { user } = renderAt('/admin/models/compare');
  await user.click(await screen.findByRole('button', { name: '두 모델 평가하기' }));
  expect(await screen.findByText(/재고 있습니다/)).toBeVisible();
  expect(measured).toHaveBeenCalledExactlyOnceWith(['version-1', 'version-2']);
  isMeasured = true;
  finish({
    evaluationEvents: { eventId: '1', change: { evaluationId: 'evaluation-2', status: 'SUCCEEDED' } },
  });
  expect(await screen.findByText('v2이(가) 더 낫습니다')).toBeVisible();
});
