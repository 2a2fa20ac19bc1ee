import { screen } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { source, sourceDefinitions } from '@/testing/collecting';
import { renderAt } from '@/testing/render';
import { refusal, server } from '@/testing/server';
import type {
  RecordSourcePermissionMutation,
  RecordSourcePermissionMutationVariables,
  SourceDefinitionsQuery,
  SourceQuery,
  TrySelectorMutation,
  TrySelectorMutationVariables,
  UpdateSourceMutation,
  UpdateSourceMutationVariables,
} from './source.generated';

function showing(shown: () => SourceQuery['source']) {
  server.use(
    graphql.query<SourceQuery>('Source', () => HttpResponse.json({ data: { source: shown() } })),
    graphql.query<SourceDefinitionsQuery>('SourceDefinitions', () =>
      HttpResponse.json({ data: { source: sourceDefinitions() } }),
    ),
  );
}

test('a permission is recorded with who gave it and why, and then stands on the page', async () => {
  let shown = source();
  showing(() => shown);
  const recorded = vi.fn<(variables: RecordSourcePermissionMutationVariables) => void>();
  server.use(
    graphql.mutation<RecordSourcePermissionMutation, RecordSourcePermissionMutationVariables>(
      'RecordSourcePermission',
      ({ variables }) => {
        recorded(variables);
        const { grantedBy, reason } = variables;
        const by = { recordedBy: 'editor', recordedAt: '2026-11-20T03:00:00Z', revokedBy: null, revokedAt: null };
        shown = source({ permissions: [{ id: 'permission-1', grantedBy, reason, ...by }] });
        return HttpResponse.json({ data: { recordSourcePermission: { id: 'source-1' } } });
      },
    ),
  );
  const { user } = renderAt('/admin/sources/daum');
  expect(await screen.findByText('허락이 필요함')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '허락 적기' }));
  await user.click(screen.getByRole('button', { name: '허락 적기' }));
  expect(screen.getAllByText('꼭 필요한 값입니다.')).toHaveLength(2);
  await user.type(screen.getByLabelText('허락한 사람'), '제휴팀 김');
  await user.type(screen.getByLabelText('까닭'), '연구 협약 7조');
  await user.click(screen.getByRole('button', { name: '허락 적기' }));
  expect(await screen.findByText('허락 받음')).toBeVisible();
  expect(recorded).toHaveBeenCalledExactlyOnceWith({
    sourceKey: 'daum',
    grantedBy: '제휴팀 김',
    reason: '연구 협약 7조',
  });
  expect(screen.getByRole('button', { name: '허락 거두기' })).toBeVisible();
});

test('a site of this machine is called so', async () => {
  const { definition } = source();
  showing(() => source({ definition: definition && { ...definition, text: 'local = true\n' } }));
  renderAt('/admin/sources/daum');
  expect(await screen.findByText('이 컴퓨터 안의 사이트')).toBeVisible();
  expect(screen.getByText(/바깥 사이트에는 쓰지 마세요/)).toBeVisible();
});

test('a definition is saved as a new version of the one it was made from', async () => {
  showing(source);
  const updated = vi.fn<(input: UpdateSourceMutationVariables['input']) => void>();
  server.use(
    graphql.mutation<UpdateSourceMutation, UpdateSourceMutationVariables>('UpdateSource', ({ variables }) => {
      updated(variables.input);
      return HttpResponse.json({
        data: { updateSource: { id: 'source-1', definition: { id: 'definition-3', version: 3 } } },
      });
    }),
  );
  const { user } = renderAt('/admin/sources/daum/definition');
  const editor = await screen.findByLabelText('정의 (TOML)');
  expect(screen.getByRole('button', { name: '새 버전 저장' })).toBeDisabled();
  await user.clear(editor);
  await user.type(editor, 'name = "고침"');
  await user.type(screen.getByLabelText('바꾼 까닭'), '이름');
  await user.click(screen.getByRole('button', { name: '새 버전 저장' }));
  expect(await screen.findByText('버전 3을(를) 저장했습니다.')).toBeVisible();
  expect(updated).toHaveBeenCalledExactlyOnceWith({
    key: 'daum',
    definition: 'name = "고침"',
    expectedVersion: 2,
    comment: '이름',
  });
});

test('what the server refuses of a definition is marked at its line, which one click reaches', async () => {
  showing(source);
  server.use(
    graphql.mutation('UpdateSource', () =>
      refusal('BAD_USER_INPUT', {
        fields: [{ field: 'input.definition.politeness.requestBudget', message: 'must be from 1 to 1000000' }],
      }),
    ),
  );
  const { user } = renderAt('/admin/sources/daum/definition');
  const editor = await screen.findByLabelText<HTMLTextAreaElement>('정의 (TOML)');
  await user.type(editor, '0');
  await user.click(screen.getByRole('button', { name: '새 버전 저장' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('politeness.requestBudget must be from 1 to 1000000');
  expect(editor).toBeInvalid();
  await user.click(screen.getByRole('button', { name: '4째 줄' }));
  expect(editor).toHaveFocus();
  expect(editor.value.slice(editor.selectionStart, editor.selectionEnd)).toContain('request_budget');
});

test('an earlier version can be read, and brought back into the editor', async () => {
  showing(source);
  const { user } = renderAt('/admin/sources/daum/definition?version=1');
  expect(await screen.findByLabelText('정의 (TOML)')).toHaveValue('name = "옛 이름"\n');
  await user.click(screen.getByRole('button', { name: '이 버전으로 되돌리기' }));
  expect(await screen.findByRole('button', { name: '새 버전 저장' })).toBeEnabled();
  expect(screen.getByLabelText('정의 (TOML)')).toHaveValue('name = "옛 이름"\n');
});

test('a selector is tried at the address that a finding led to', async () => {
  showing(source);
  const tried = vi.fn<(input: TrySelectorMutationVariables['input']) => void>();
  server.use(
    graphql.mutation<TrySelectorMutation, TrySelectorMutationVariables>('TrySelector', ({ variables }) => {
      tried(variables.input);
      const found = { charset: 'utf-8', finalUrl: null, title: '제목', body: '', publishedAt: null, press: null };
      return HttpResponse.json({ data: { trySelector: { ...found, matches: ['첫째', '둘째'], missing: ['body'] } } });
    }),
  );
  const { user } = renderAt('/admin/sources/daum/try?address=https%3A%2F%2Fa.kr%2F1&selector=h3');
  await user.click(await screen.findByRole('button', { name: '시험하기' }));
  expect(await screen.findByText('둘째')).toBeVisible();
  expect(screen.getByText('찾지 못한 항목: body')).toBeVisible();
  expect(tried).toHaveBeenCalledExactlyOnceWith({ sourceKey: 'daum', address: 'https://a.kr/1', selector: 'h3' });
});
