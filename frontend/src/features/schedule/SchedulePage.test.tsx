import { screen, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import type { PlanChoicesQuery } from '@/server/plan.generated';
import { renderAt } from '@/testing/render';
import { refusal, server } from '@/testing/server';
import type {
  ChangeScheduleMutation,
  ChangeScheduleMutationVariables,
  CreateScheduleMutation,
  CreateScheduleMutationVariables,
  RemoveScheduleMutation,
  ScheduleQuery,
  ScheduleRowFragment,
  SchedulesQuery,
} from './schedule.generated';

const schedule = (changed: Partial<ScheduleRowFragment> = {}): ScheduleRowFragment => ({
  id: 'schedule-1',
  name: '새벽 수집',
  cron: '30 6 * * *',
  missed: 'RUN_ONCE',
  paused: false,
  nextTimes: ['2026-11-20T21:30:00Z', '2026-11-21T21:30:00Z'],
  lastAt: '2026-11-19T21:30:00Z',
  lastOutcome: 'REFUSED',
  lastSubjectId: null,
  lastError: 'its source is being crawled already',
  createdBy: 'editor',
  createdAt: '2026-11-01T03:00:00Z',
  updatedAt: '2026-11-01T03:00:00Z',
  action: { __typename: 'PipelineCrawl', sourceKey: 'sample', pagesPerSection: 2 },
  ...changed,
});

function offering(shown: () => ScheduleRowFragment) {
  const changed = vi.fn<(input: ChangeScheduleMutationVariables['input']) => void>();
  const choices: PlanChoicesQuery = {
    labelSets: [{ id: 'set-1', key: 'daum', nameKo: '다음 뉴스', nameEn: 'Daum News' }],
    sources: {
      nodes: [
        {
          id: 'source-1',
          key: 'sample',
          name: '견본',
          definition: { id: 'd', version: 1, needsPermission: false },
          permissions: [],
        },
      ],
    },
    trainingBaseModels: ['scratch-tiny', 'scratch-mini'],
  };
  server.use(
    graphql.query<PlanChoicesQuery>('PlanChoices', () => HttpResponse.json({ data: choices })),
    graphql.query<ScheduleQuery>('Schedule', () => HttpResponse.json({ data: { schedule: shown() } })),
    graphql.query<SchedulesQuery>('Schedules', () => HttpResponse.json({ data: { schedules: [shown()] } })),
    graphql.mutation<ChangeScheduleMutation, ChangeScheduleMutationVariables>('ChangeSchedule', ({ variables }) => {
      changed(variables.input);
      return HttpResponse.json({ data: { changeSchedule: shown() } });
    }),
  );
  return changed;
}

test('the next times are Korean, and what became of the last one is said with its reason', async () => {
  offering(schedule);
  renderAt('/admin/schedules/schedule-1');
  const next = within(await screen.findByRole('region', { name: '다음 다섯 번' }));
  expect(next.getByText(/11월 21일.*06:30/)).toBeVisible();
  expect(screen.getByText('거절됨')).toBeVisible();
  expect(screen.getByText('its source is being crawled already')).toBeVisible();
});

test('a schedule rests, and that is taken back from the notice', async () => {
  let paused = false;
  const changed = offering(() => schedule({ paused }));
  changed.mockImplementation((input) => {
    paused = input.paused ?? paused;
  });
  const { user } = renderAt('/admin/schedules');
  await user.click(await screen.findByRole('button', { name: '쉬게 하기' }));
  expect(await screen.findByRole('button', { name: '깨우기' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: '되돌리기' }));
  expect(await screen.findByRole('button', { name: '쉬게 하기' })).toBeVisible();
  expect(changed.mock.calls).toEqual([[{ id: 'schedule-1', paused: true }], [{ id: 'schedule-1', paused: false }]]);
});

test('a schedule is changed by a preset, and keeps what it starts', async () => {
  const changed = offering(schedule);
  const { user } = renderAt('/admin/schedules/schedule-1');
  await user.click(await screen.findByRole('button', { name: '일요일 3:00' }));
  expect(screen.getByLabelText('cron 식')).toHaveValue('0 3 * * SUN');
  await user.click(screen.getByRole('button', { name: '일정 저장' }));
  expect(await screen.findByText('일정을 저장했습니다.')).toBeVisible();
  expect(changed).toHaveBeenCalledExactlyOnceWith({
    id: 'schedule-1',
    name: '새벽 수집',
    cron: '0 3 * * SUN',
    missed: 'RUN_ONCE',
    action: { crawl: { sourceKey: 'sample', pagesPerSection: 2 } },
  });
});

test('a cron expression that the server refuses says so at its field', async () => {
  offering(schedule);
  server.use(
    graphql.mutation('ChangeSchedule', () =>
      refusal('BAD_USER_INPUT', { fields: [{ field: 'input.cron', message: 'minute 61 is out of range' }] }),
    ),
  );
  const { user } = renderAt('/admin/schedules/schedule-1');
  const cron = await screen.findByLabelText('cron 식');
  await user.clear(cron);
  await user.type(cron, '61 * * * *');
  await user.click(screen.getByRole('button', { name: '일정 저장' }));
  expect(await screen.findByText('minute 61 is out of range')).toBeVisible();
  expect(cron).toBeInvalid();
});

test('a new schedule is made of what was chosen', async () => {
  offering(schedule);
  const created = vi.fn<(input: CreateScheduleMutationVariables['input']) => void>();
  server.use(
    graphql.mutation<CreateScheduleMutation, CreateScheduleMutationVariables>('CreateSchedule', ({ variables }) => {
      created(variables.input);
      const { id, name, cron, missed } = schedule();
      return HttpResponse.json({ data: { createSchedule: { id, name, cron, missed } } });
    }),
  );
  const { user } = renderAt('/admin/schedules/new');
  await user.type(await screen.findByLabelText('이름'), '주마다 학습');
  await user.click(screen.getByRole('button', { name: '학습' }));
  await user.clear(screen.getByLabelText('에폭'));
  await user.click(screen.getByRole('button', { name: '일정 만들기' }));
  expect(await screen.findByText('1 이상의 정수로 적으세요.')).toBeVisible();
  await user.type(screen.getByLabelText('에폭'), '4');
  await user.selectOptions(screen.getByLabelText('놓친 때'), 'SKIP');
  await user.click(screen.getByRole('button', { name: '일정 만들기' }));
  await screen.findByRole('heading', { level: 1, name: '새벽 수집' });
  expect(created).toHaveBeenCalledExactlyOnceWith({
    name: '주마다 학습',
    cron: '30 6 * * *',
    missed: 'SKIP',
    action: {
      train: {
        labelSetKey: 'daum',
        training: {
          parameters: [
            { field: 'baseModel', value: 'scratch-mini' },
            { field: 'epochs', value: '4' },
          ],
        },
      },
    },
  });
});

test('a schedule is deleted only by its name', async () => {
  offering(schedule);
  const removed = vi.fn<(id: unknown) => void>();
  server.use(
    graphql.mutation<RemoveScheduleMutation>('RemoveSchedule', ({ variables }) => {
      removed(variables.id);
      return HttpResponse.json({ data: { removeSchedule: { id: 'schedule-1' } } });
    }),
  );
  const { user } = renderAt('/admin/schedules/schedule-1');
  await user.click(await screen.findByRole('button', { name: '일정 지우기' }));
  expect(screen.getByRole('button', { name: '일정 지우기' })).toBeDisabled();
  await user.type(screen.getByLabelText(/그대로 적으세요/), '새벽 수집');
  await user.click(screen.getByRole('button', { name: '일정 지우기' }));
  expect(await screen.findByText('새벽 수집을(를) 지웠습니다.')).toBeVisible();
  expect(removed).toHaveBeenCalledExactlyOnceWith('schedule-1');
});
