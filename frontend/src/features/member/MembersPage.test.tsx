import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { refusal, server } from '@/testing/server';
import type {
  InvitationsQuery,
  InviteMemberMutation,
  InviteMemberMutationVariables,
  MemberRowFragment,
  MembersQuery,
  MembersQueryVariables,
  ReinstateMemberMutation,
  SetMemberRoleMutation,
  SetMemberRoleMutationVariables,
  SuspendMemberMutation,
} from './member.generated';

const at = '2026-11-20T03:00:00Z';

function member(id: string, name: string, changed: Partial<MemberRowFragment> = {}): MemberRowFragment {
  return {
    id,
    name,
    email: null,
    role: 'ADMINISTRATOR',
    issuer: 'https://kauth.kakao.com',
    suspendedAt: null,
    createdAt: at,
    lastSignInAt: at,
    ...changed,
  };
}
const invitation: InvitationsQuery['invitations'][number] = {
  id: 'invitation-1',
  role: 'EDITOR',
  name: '한새싹',
  email: null,
  invitedBy: '김기사',
  createdAt: at,
  expiresAt: '2026-11-27T03:00:00Z',
};

/** These members, as they stand at each time they are asked for; the first one is signed in. */
function listing(members: MemberRowFragment[], invitations: InvitationsQuery['invitations'] = []) {
  const asked = vi.fn<(variables: MembersQueryVariables) => void>();
  const changed = vi.fn<(change: string) => void>();
  const find = (id: unknown) => members.findIndex((one) => one.id === id);
  const put = (id: unknown, change: Partial<MemberRowFragment>) => {
    const place = find(id);
    const now = { ...(members[place] ?? member('', '')), ...change };
    members[place] = now;
    return now;
  };
  server.use(
    graphql.query<MembersQuery, MembersQueryVariables>('Members', ({ variables }) => {
      asked(variables);
      const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
      const administrators = members.filter(({ role, suspendedAt }) => role === 'ADMINISTRATOR' && !suspendedAt);
      return HttpResponse.json({
        data: {
          members: { totalCount: members.length, nodes: members, pageInfo },
          administrators: { nodes: administrators.slice(0, 2).map(({ id, name }) => ({ id, name })) },
        },
      });
    }),
    graphql.query<InvitationsQuery>('Invitations', () => HttpResponse.json({ data: { invitations } })),
    graphql.mutation<SetMemberRoleMutation, SetMemberRoleMutationVariables>('SetMemberRole', ({ variables }) => {
      changed(`${variables.id} ${variables.role}`);
      return HttpResponse.json({ data: { setMemberRole: put(variables.id, { role: variables.role }) } });
    }),
    graphql.mutation<SuspendMemberMutation>('SuspendMember', ({ variables }) => {
      changed(`${String(variables.id)} suspended`);
      return HttpResponse.json({ data: { suspendMember: put(variables.id, { suspendedAt: at }) } });
    }),
    graphql.mutation<ReinstateMemberMutation>('ReinstateMember', ({ variables }) => {
      changed(`${String(variables.id)} reinstated`);
      return HttpResponse.json({ data: { reinstateMember: put(variables.id, { suspendedAt: null }) } });
    }),
  );
  return { asked, changes: () => changed.mock.calls.map(([change]) => change) };
}

const row = async (name: string) => within(await screen.findByRole('row', { name: new RegExp(name) }));

test('a member’s role is changed where it stands, and changed back by the notice', async () => {
  const { changes } = listing([member('member-1', '김기사'), member('member-2', '박편집', { role: 'VIEWER' })]);
  const { user } = renderAt('/admin/members');
  await user.selectOptions(await screen.findByLabelText('박편집님의 권한'), 'EDITOR');
  expect(await screen.findByText('박편집님의 권한을 편집(으)로 바꾸었습니다.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '되돌리기' }));
  await waitFor(() => expect(changes()).toEqual(['member-2 EDITOR', 'member-2 VIEWER']));
});

test('the last administrator can be neither demoted nor suspended, and the page says why', async () => {
  listing([member('member-1', '김기사'), member('member-2', '박편집', { role: 'EDITOR' })]);
  renderAt('/admin/members');
  expect(await screen.findByText(/관리자가 김기사님 한 사람뿐이라/)).toBeVisible();
  const last = await row('김기사');
  expect(last.queryByRole('combobox')).toBeNull();
  expect(last.queryByRole('button')).toBeNull();
  expect(last.getByLabelText('마지막 관리자입니다')).toBeVisible();
});

test('whoever gives their own role away is asked first', async () => {
  const { changes } = listing([member('member-1', '김기사'), member('member-2', '박편집')]);
  const { user } = renderAt('/admin/members');
  await user.selectOptions(await screen.findByLabelText('김기사님의 권한'), 'VIEWER');
  expect(changes()).toEqual([]);
  await user.click(await screen.findByRole('button', { name: '보기(으)로 바꾸기' }));
  await waitFor(() => expect(changes()).toEqual(['member-1 VIEWER']));
});

test('of two administrators who demote each other, the later one is told that somebody must remain', async () => {
  listing([member('member-1', '김기사'), member('member-2', '박편집')]);
  server.use(graphql.mutation('SetMemberRole', () => refusal('CONFLICT')));
  const { user } = renderAt('/admin/members');
  await user.selectOptions(await screen.findByLabelText('박편집님의 권한'), 'VIEWER');
  expect(await screen.findByRole('alert')).toHaveTextContent('관리자가 한 사람도 남지 않습니다');
});

test('a suspension asks, is told, and can be taken back', async () => {
  const { changes } = listing([member('member-1', '김기사'), member('member-2', '박편집', { role: 'EDITOR' })]);
  const { user } = renderAt('/admin/members');
  await user.click((await row('박편집')).getByRole('button', { name: '정지' }));
  await user.click((await row('박편집')).getByRole('button', { name: '정지' }));
  expect(await screen.findByText('박편집님을 정지했습니다.')).toBeVisible();
  const suspended = await row('박편집');
  await user.click(await suspended.findByRole('button', { name: '정지 풀기' }));
  await waitFor(() => expect(changes()).toEqual(['member-2 suspended', 'member-2 reinstated']));
});

test('filters live in the address', async () => {
  const { asked } = listing([member('member-1', '김기사')]);
  const { user, router } = renderAt('/admin/members?role=EDITOR');
  await waitFor(() => expect(asked).toHaveBeenLastCalledWith({ first: 50, filter: { role: 'EDITOR' } }));
  await user.click(await screen.findByRole('button', { name: '정지됨' }));
  await waitFor(() =>
    expect(asked).toHaveBeenLastCalledWith({ first: 50, filter: { role: 'EDITOR', suspended: true } }),
  );
  expect(router.state.location.search).toBe('?role=EDITOR&state=SUSPENDED');
});

test('an invitation’s link is shown once, whole, to be copied', async () => {
  listing([member('member-1', '김기사')], [invitation]);
  const invited = vi.fn<(variables: InviteMemberMutationVariables) => void>();
  server.use(
    graphql.mutation<InviteMemberMutation, InviteMemberMutationVariables>('InviteMember', ({ variables }) => {
      invited(variables);
      return HttpResponse.json({ data: { inviteMember: { path: '/auth/invitation/secret', invitation } } });
    }),
  );
  const { user } = renderAt('/admin/members/invite');
  await user.click(await screen.findByRole('radio', { name: /편집/ }));
  await user.type(screen.getByLabelText('이름'), '한새싹');
  await user.clear(screen.getByLabelText('링크가 살아 있는 날'));
  await user.type(screen.getByLabelText('링크가 살아 있는 날'), '91');
  await user.click(screen.getByRole('button', { name: '초대 링크 만들기' }));
  expect(await screen.findByText('1에서 90 사이로 적으세요.')).toBeVisible();
  await user.clear(screen.getByLabelText('링크가 살아 있는 날'));
  await user.type(screen.getByLabelText('링크가 살아 있는 날'), '3');
  await user.click(screen.getByRole('button', { name: '초대 링크 만들기' }));
  const link = 'http://gisa.test/auth/invitation/secret';
  expect(await screen.findByRole('textbox', { name: '초대 링크' })).toHaveValue(link);
  expect(invited).toHaveBeenCalledExactlyOnceWith({ input: { role: 'EDITOR', name: '한새싹', days: 3 } });
  await user.click(screen.getByRole('button', { name: '복사' }));
  expect(await screen.findByRole('button', { name: '복사했습니다' })).toBeVisible();
  expect(await navigator.clipboard.readText()).toBe(link);
  await user.click(screen.getByRole('link', { name: '구성원 목록으로' }));
  expect(await screen.findByRole('row', { name: /한새싹/ })).toBeVisible();
  expect(screen.queryByDisplayValue(link)).toBeNull();
});

test('an invitation that nobody used can be revoked', async () => {
  let waiting = [invitation];
  listing([member('member-1', '김기사')]);
  server.use(
    graphql.query<InvitationsQuery>('Invitations', () => HttpResponse.json({ data: { invitations: waiting } })),
    graphql.mutation('RevokeInvitation', ({ variables }) => {
      expect(variables).toEqual({ id: 'invitation-1' });
      waiting = [];
      return HttpResponse.json({ data: { revokeInvitation: 'invitation-1' } });
    }),
  );
  const { user } = renderAt('/admin/members');
  await user.click((await row('한새싹')).getByRole('button', { name: '거두기' }));
  await user.click((await row('한새싹')).getByRole('button', { name: '거두기' }));
  await waitFor(() => expect(screen.queryByRole('row', { name: /한새싹/ })).toBeNull());
});
