import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { server, signedIn } from '@/testing/server';
import type {
  ApiTokenRowFragment,
  ApiTokensQuery,
  ApiTokensQueryVariables,
  CreateApiTokenMutation,
  CreateApiTokenMutationVariables,
  RevokeApiTokenMutation,
} from './apiToken.generated';

function token(changed: Partial<ApiTokenRowFragment> = {}): ApiTokenRowFragment {
  return {
    id: 'token-1',
    name: '야간 수집기',
    hint: 'gisa_3f9a',
    scopes: ['READ', 'DATA'],
    member: { id: 'member-1', name: '김기사' },
    createdAt: '2026-11-20T03:00:00Z',
    expiresAt: '2027-02-18T03:00:00Z',
    lastUsedAt: null,
    ...changed,
  };
}

function listing(tokens: (all: boolean) => ApiTokenRowFragment[]) {
  server.use(
    graphql.query<ApiTokensQuery, ApiTokensQueryVariables>('ApiTokens', ({ variables }) =>
      HttpResponse.json({ data: { apiTokens: tokens(variables.all) } }),
    ),
  );
}

test('a token is made for what its member may do, and shown once', async () => {
  listing(() => []);
  const made = vi.fn<(variables: CreateApiTokenMutationVariables) => void>();
  server.use(
    signedIn('EDITOR'),
    graphql.mutation<CreateApiTokenMutation, CreateApiTokenMutationVariables>('CreateApiToken', ({ variables }) => {
      made(variables);
      return HttpResponse.json({ data: { createApiToken: { token: 'gisa_secret', apiToken: token() } } });
    }),
  );
  const { user } = renderAt('/admin/settings/tokens/new');
  const scope = (name: RegExp) => screen.getByRole('checkbox', { name });
  await waitFor(() => expect(screen.getByRole('checkbox', { name: /^자료/ })).toBeEnabled());
  expect(scope(/^학습/)).toBeDisabled();
  expect(scope(/^관리/)).toBeDisabled();
  await user.click(scope(/^예측/));
  await user.click(screen.getByRole('button', { name: '토큰 만들기' }));
  expect(await screen.findByText('하나는 골라야 합니다.')).toBeVisible();
  expect(screen.getByText('꼭 필요한 값입니다.')).toBeVisible();
  await user.type(screen.getByLabelText('이름'), '야간 수집기');
  await user.click(scope(/^읽기/));
  await user.click(scope(/^자료/));
  await user.click(screen.getByRole('button', { name: '토큰 만들기' }));
  expect(await screen.findByLabelText('토큰')).toHaveValue('gisa_secret');
  expect(made).toHaveBeenCalledExactlyOnceWith({
    input: { name: '야간 수집기', scopes: ['READ', 'DATA'], days: 90 },
  });
});

test('a token says when it was last used, and is revoked after a question', async () => {
  let tokens = [token(), token({ id: 'token-2', name: '배포 봇', lastUsedAt: new Date().toISOString() })];
  listing(() => tokens);
  server.use(
    graphql.mutation<RevokeApiTokenMutation>('RevokeApiToken', ({ variables }) => {
      tokens = tokens.filter(({ id }) => id !== variables.id);
      return HttpResponse.json({ data: { revokeApiToken: String(variables.id) } });
    }),
  );
  const { user } = renderAt('/admin/settings/tokens');
  const unused = within(await screen.findByRole('row', { name: /야간 수집기/ }));
  expect(unused.getByText('쓴 적 없음')).toBeVisible();
  expect(within(screen.getByRole('row', { name: /배포 봇/ })).queryByText('쓴 적 없음')).toBeNull();
  await user.click(unused.getByRole('button', { name: '폐기' }));
  expect(tokens).toHaveLength(2);
  await user.click(unused.getByRole('button', { name: '폐기' }));
  await waitFor(() => expect(screen.queryByRole('row', { name: /야간 수집기/ })).toBeNull());
  expect(screen.getByRole('row', { name: /배포 봇/ })).toBeVisible();
});

test('administrators see everybody’s tokens if they ask; nobody else is offered that', async () => {
  listing((all) => (all ? [token({ member: { id: 'member-2', name: '박편집' } })] : []));
  const { user, router, unmount } = renderAt('/admin/settings/tokens');
  expect(await screen.findByText('토큰이 없습니다')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '모두의 토큰' }));
  expect(await screen.findByText('박편집')).toBeVisible();
  expect(router.state.location.search).toBe('?whose=all');
  unmount();
  server.use(signedIn('TRAINER'));
  renderAt('/admin/settings/tokens?whose=all');
  expect(await screen.findByText('토큰이 없습니다')).toBeVisible();
  expect(screen.queryByRole('button', { name: '모두의 토큰' })).toBeNull();
});
