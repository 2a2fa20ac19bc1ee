import { expect, test } from 'vitest';
import type { PlanChoicesQuery } from '@/server/plan.generated';
import type { ScheduleRowFragment } from './schedule.generated';
import { actionInput, startingSchedule, valuesOf, wrongFields } from './scheduleValues';

const choices: PlanChoicesQuery = {
  labelSets: [{ id: 'set-1', key: 'daum', nameKo: '다음 뉴스', nameEn: 'Daum News' }],
  sources: {
    nodes: [
      {
        id: 'source-1',
        key: 'sample',
        name: 'Sample',
        definition: { id: 'd', version: 1, needsPermission: false },
        permissions: [],
      },
    ],
  },
  trainingBaseModels: ['scratch-tiny', 'scratch-mini'],
};
const training = {
  baseModel: 'scratch-tiny',
  parameters: [
    { field: 'epochs', value: '3' },
    { field: 'learningRate', value: '0.001' },
  ],
};
const schedule = (action: ScheduleRowFragment['action']): ScheduleRowFragment => ({
  id: 'schedule-1',
  name: '새벽',
  cron: '0 5 * * *',
  missed: 'SKIP',
  paused: false,
  nextTimes: [],
  lastAt: null,
  lastOutcome: null,
  lastSubjectId: null,
  lastError: null,
  createdBy: 'editor',
  createdAt: '2026-11-20T03:00:00Z',
  updatedAt: '2026-11-20T03:00:00Z',
  action,
});
const selection = { sourceKeys: ['sample'], crawlIds: [], importIds: [], publishedFrom: null, publishedTo: null };

test('a schedule that is opened and saved unchanged starts what it started before', () => {
  const again = (action: ScheduleRowFragment['action']) => actionInput(valuesOf(schedule(action), choices));
  expect(again({ __typename: 'PipelineCrawl', sourceKey: 'sample', pagesPerSection: 4 })).toEqual({
    crawl: { sourceKey: 'sample', pagesPerSection: 4 },
  });
  expect(again({ __typename: 'ScheduledCleaning', selection, appliesWhenReady: false })).toEqual({
    clean: { selection, appliesWhenReady: false },
  });
  expect(again({ __typename: 'ScheduledTraining', labelSetKey: 'daum', training })).toEqual({
    train: {
      labelSetKey: 'daum',
      training: {
        parameters: [
          { field: 'learningRate', value: '0.001' },
          { field: 'baseModel', value: 'scratch-tiny' },
          { field: 'epochs', value: '3' },
        ],
      },
    },
  });
});

test('an action is exactly one of its kinds', () => {
  const values = startingSchedule(choices);
  for (const kind of ['crawl', 'clean', 'buildDataset', 'train', 'pipeline'] as const)
    expect(Object.keys(actionInput({ ...values, kind }))).toEqual([kind]);
});

test('only fields that the kind has can be wrong', () => {
  const values = startingSchedule(choices);
  const plan = { ...values.plan, pagesPerSection: '', epochs: '' };
  expect([...wrongFields({ ...values, plan, kind: 'crawl' })]).toEqual(['pagesPerSection']);
  expect([...wrongFields({ ...values, plan, kind: 'clean' })]).toEqual([]);
  expect([...wrongFields({ ...values, plan, kind: 'train' })]).toEqual(['epochs']);
});
