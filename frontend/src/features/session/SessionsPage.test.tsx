import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { server } from '@/testing/server';
import type { MySessionsQuery, SignOutEverywhereMutation, SignOutSessionMutation } from './session.generated';

type Session = MySessionsQuery['mySessions'][number];

function session(id: string, isCurrent: boolean, userAgent: string): Session {
  const at = '2026-11-20T03:00:00Z';
  return { id, isCurrent, address: '192.0.2.7', userAgent, createdAt: at, refreshedAt: at, expiresAt: at };
}
const here = session('session-1', true, 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36');
const phone = session('session-2', false, 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1');
const laptop = session('session-3', false, 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko Firefox/142.0');

function signedInAt(sessions: Session[]) {
  let now = sessions;
  const ended = vi.fn<(what: unknown) => void>();
  server.use(
    graphql.query<MySessionsQuery>('MySessions', () => HttpResponse.json({ data: { mySessions: now } })),
    graphql.mutation<SignOutSessionMutation>('SignOutSession', ({ variables }) => {
      ended(variables.id);
      now = now.filter(({ id }) => id !== variables.id);
      return HttpResponse.json({ data: { signOutSession: String(variables.id) } });
    }),
    graphql.mutation<SignOutEverywhereMutation>('SignOutEverywhere', ({ variables }) => {
      ended(variables);
      const count = now.length - 1;
      now = now.filter(({ isCurrent }) => isCurrent);
      return HttpResponse.json({ data: { signOutEverywhere: count } });
    }),
  );
  return ended;
}

test('one place is signed out of, and is gone from the list', async () => {
  const ended = signedInAt([here, phone]);
  const { user } = renderAt('/admin/settings/sessions');
  const row = within(await screen.findByRole('row', { name: /Safari · iPhone/ }));
  await user.click(row.getByRole('button', { name: '끝내기' }));
  expect(ended).not.toHaveBeenCalled();
  await user.click(row.getByRole('button', { name: '끝내기' }));
  await waitFor(() => expect(screen.queryByRole('row', { name: /Safari · iPhone/ })).toBeNull());
  expect(ended).toHaveBeenCalledExactlyOnceWith('session-2');
  expect(within(screen.getByRole('row', { name: /Chrome · Windows/ })).getByText('여기')).toBeVisible();
});

test('all other places are signed out of at once', async () => {
  const ended = signedInAt([here, phone, laptop]);
  const { user } = renderAt('/admin/settings/sessions');
  await user.click(await screen.findByRole('button', { name: '다른 곳 모두 끝내기' }));
  expect(screen.getByText('다른 2곳에서 로그아웃할까요?')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '다른 곳 모두 끝내기' }));
  expect(await screen.findByText('다른 2곳에서 로그아웃했습니다.')).toBeVisible();
  expect(ended).toHaveBeenCalledExactlyOnceWith({ exceptHere: true });
  await waitFor(() => expect(screen.queryByRole('button', { name: '다른 곳 모두 끝내기' })).toBeNull());
});
