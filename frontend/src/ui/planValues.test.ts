import { expect, test } from 'vitest';
import type { PlanFragment } from '@/server/plan.generated';
import { fromPlan, planInput, startingPlan, wrongIn } from './planValues';

const choices = {
  labelSets: [{ key: 'daum' }],
  sources: {
    nodes: [
      { key: 'files', definition: null, permissions: [] },
      { key: 'daum', definition: { needsPermission: true }, permissions: [{ revokedAt: '2026-11-20T03:00:00Z' }] },
      { key: 'sample', definition: { needsPermission: false }, permissions: [] },
    ],
  },
  trainingBaseModels: ['scratch-tiny', 'scratch-mini'],
};

test('the usual plan crawls a source that may be, and does everything after it', () => {
  expect(planInput(startingPlan(choices))).toEqual({
    crawl: { sourceKey: 'sample', pagesPerSection: 1 },
    clean: { selection: { sourceKeys: [], crawlIds: [], importIds: [] } },
    dataset: { labelSetKey: 'daum', sourceKeys: [], maxPerClass: undefined, recipe: 'TITLE_BODY' },
    train: {
      parameters: [
        { field: 'baseModel', value: 'scratch-mini' },
        { field: 'epochs', value: '6' },
      ],
    },
    evaluate: true,
  });
});

test('without training nothing is measured', () => {
  const plan = planInput({ ...startingPlan(choices), trains: false });
  expect([plan.train, plan.evaluate]).toEqual([undefined, false]);
});

test('a plan that is edited keeps what the form doesn’t show', () => {
  const plan: PlanFragment = {
    crawl: null,
    clean: {
      ruleSetVersion: 4,
      selection: { sourceKeys: ['sample'], crawlIds: [], importIds: [], publishedFrom: null, publishedTo: null },
    },
    dataset: {
      labelSetKey: 'daum',
      sourceKeys: ['sample'],
      crawlIds: ['crawl-1'],
      publishedFrom: '2026-01-01T00:00:00Z',
      publishedTo: null,
      maxPerClass: 500,
      minCharacters: 30,
      onlyClean: true,
      recipe: 'TITLE',
      seed: 7,
      ratios: { train: 0.7, validation: 0.2, test: 0.1 },
    },
    train: {
      baseModel: 'scratch-tiny',
      parameters: [
        { field: 'baseModel', value: 'scratch-tiny' },
        { field: 'epochs', value: '3' },
        { field: 'learningRate', value: '0.001' },
      ],
    },
    evaluate: false,
  };
  const input = planInput(fromPlan(startingPlan(choices), plan));
  expect(input.crawl).toBeUndefined();
  expect(input.clean).toEqual(plan.clean);
  expect(input.dataset).toEqual({ ...plan.dataset });
  expect(input.train?.parameters).toEqual([
    { field: 'learningRate', value: '0.001' },
    { field: 'baseModel', value: 'scratch-tiny' },
    { field: 'epochs', value: '3' },
  ]);
});

test('only fields of steps that are done can be wrong', () => {
  const values = { ...startingPlan(choices), pagesPerSection: '0', epochs: 'many', maxPerClass: '-1' };
  expect(wrongIn(values)).toEqual({ pagesPerSection: true, maxPerClass: true, epochs: true });
  expect(wrongIn({ ...values, crawls: false, trains: false, maxPerClass: '' })).toEqual({});
});
