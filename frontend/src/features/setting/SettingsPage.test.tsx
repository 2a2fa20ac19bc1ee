import { screen, waitFor } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { server, signedIn } from '@/testing/server';
import type { DeployersQuery, SetFourEyesMutation, SettingsQuery } from './setting.generated';

function settings(trainers: number) {
  let fourEyes = false;
  const set = vi.fn<(enabled: boolean) => void>();
  const nodes = (count: number) => ({ nodes: Array.from({ length: count }, (_, index) => ({ id: String(index) })) });
  server.use(
    graphql.query<SettingsQuery>('Settings', () =>
      HttpResponse.json({ data: { settings: { fourEyes }, signInWay: { providerName: 'Kakao', isLocal: false } } }),
    ),
    graphql.query<DeployersQuery>('Deployers', () =>
      HttpResponse.json({ data: { trainers: nodes(trainers), administrators: nodes(1) } }),
    ),
    graphql.mutation<SetFourEyesMutation>('SetFourEyes', ({ variables }) => {
      fourEyes = variables.enabled === true;
      set(fourEyes);
      return HttpResponse.json({ data: { setFourEyes: { fourEyes } } });
    }),
  );
  return set;
}

test('four eyes are switched on, say so, and are switched off by the notice', async () => {
  const set = settings(1);
  const { user } = renderAt('/admin/settings');
  await user.click(await screen.findByRole('button', { name: '켜기' }));
  expect(await screen.findByRole('button', { name: '끄기' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: '되돌리기' }));
  await waitFor(() => expect(set.mock.calls).toEqual([[true], [false]]));
  expect(screen.queryByText(/승인할 수 있는 사람이 한 명뿐/)).toBeNull();
});

test('whoever would be alone with four eyes is warned', async () => {
  settings(0);
  renderAt('/admin/settings');
  expect(await screen.findByText(/승인할 수 있는 사람이 한 명뿐/)).toBeVisible();
});

test('others see how it is set and who may change it', async () => {
  settings(1);
  server.use(signedIn('TRAINER'));
  renderAt('/admin/settings');
  expect(await screen.findByText('꺼짐')).toBeVisible();
  expect(await screen.findByText('관리자 권한이 있어야 할 수 있습니다.')).toBeVisible();
  expect(screen.queryByRole('button', { name: '켜기' })).toBeNull();
});
