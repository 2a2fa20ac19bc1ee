import { screen } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { refusal, server } from '@/testing/server';
import type {
  BaseModelQuery,
  BaseModelsQuery,
  RemoveBaseModelMutation,
  RemoveBaseModelMutationVariables,
} from './baseModel.generated';

function baseModel(
  changed: Partial<NonNullable<BaseModelQuery['baseModel']>> = {},
): NonNullable<BaseModelQuery['baseModel']> {
  return {
    id: 'base-1',
    name: 'e5',
    status: 'READY',
    source: 'HUB',
    location: 'intfloat/multilingual-e5-small',
    family: 'bert',
    parameterCount: 117_000_000,
    vocabularySize: 250_037,
    sizeBytes: 471_000_000,
    createdAt: '2026-11-20T03:00:00Z',
    revision: null,
    resolvedRevision: 'c'.repeat(40),
    textPrefix: 'query: ',
    pooling: 'MEAN',
    sha256: 'd'.repeat(64),
    errorCode: null,
    error: null,
    finishedAt: '2026-11-20T03:05:00Z',
    keyReport: { missing: [], unexpected: [] },
    jobs: { nodes: [] },
    trainingRuns: { totalCount: 0, nodes: [] },
    ...changed,
  };
}

function showing(base: NonNullable<BaseModelQuery['baseModel']>) {
  const removed = vi.fn<(id: string) => void>();
  server.use(
    graphql.query<BaseModelQuery>('BaseModel', () =>
      HttpResponse.json({ data: { lastEventId: '1', baseModel: base } }),
    ),
    graphql.query<BaseModelsQuery>('BaseModels', () =>
      HttpResponse.json({
        data: {
          lastEventId: '1',
          baseModels: {
            totalCount: 0,
            nodes: [],
            pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
          },
          trainingBaseModels: [],
        },
      }),
    ),
    graphql.mutation<RemoveBaseModelMutation, RemoveBaseModelMutationVariables>('RemoveBaseModel', ({ variables }) => {
      removed(variables.id);
      return HttpResponse.json({ data: { removeBaseModel: variables.id } });
    }),
  );
  return removed;
}

test('a base model is deleted only by its name, and the page says that it is gone', async () => {
  const removed = showing(baseModel());
  const { user, router } = renderAt('/admin/base-models/base-1');
  await user.click(await screen.findByRole('button', { name: '바탕 모델 지우기' }));
  const sure = screen.getByRole('button', { name: '바탕 모델 지우기' });
  await user.type(screen.getByLabelText(/그대로 적으세요/), 'e4');
  expect(sure).toBeDisabled();
  await user.clear(screen.getByLabelText(/그대로 적으세요/));
  await user.type(screen.getByLabelText(/그대로 적으세요/), 'e5');
  await user.click(sure);
  expect(await screen.findByText('e5을(를) 지웠습니다.')).toBeVisible();
  expect(removed).toHaveBeenCalledExactlyOnceWith('base-1');
  await screen.findByRole('heading', { level: 1, name: '바탕 모델' });
  expect(router.state.location.pathname).toBe('/admin/base-models');
});

test('a base model that runs refer to cannot be deleted here', async () => {
  showing(baseModel({ trainingRuns: { totalCount: 1, nodes: [] } }));
  renderAt('/admin/base-models/base-1');
  await screen.findByRole('heading', { level: 1, name: 'e5' });
  expect(screen.queryByRole('button', { name: '바탕 모델 지우기' })).toBeNull();
});

test('what failed says why in the server’s words, with its code', async () => {
  showing(baseModel({ status: 'FAILED', errorCode: 'UNKNOWN_ARCHITECTURE', error: 'gpt2 is not known' }));
  renderAt('/admin/base-models/base-1');
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('UNKNOWN_ARCHITECTURE');
  expect(alert).toHaveTextContent('gpt2 is not known');
});

test('a name that the server refuses stands at its field', async () => {
  server.use(
    graphql.mutation('AddBaseModel', () =>
      refusal('BAD_USER_INPUT', { fields: [{ field: 'input.name', message: 'is taken by another base model' }] }),
    ),
  );
  const { user } = renderAt('/admin/base-models/new');
  await user.type(await screen.findByLabelText('허브의 이름'), 'klue/roberta-small');
  await user.type(screen.getByLabelText('이름'), 'Big Name');
  await user.click(screen.getByRole('button', { name: '바탕 모델 추가' }));
  expect(await screen.findByText('영문 소문자, 숫자와 . _ - 만 쓰세요.')).toBeVisible();
  await user.clear(screen.getByLabelText('이름'));
  await user.type(screen.getByLabelText('이름'), 'klue');
  await user.click(screen.getByRole('button', { name: '바탕 모델 추가' }));
  expect(await screen.findByText('is taken by another base model')).toBeVisible();
  expect(screen.getByLabelText('이름')).toBeInvalid();
});
