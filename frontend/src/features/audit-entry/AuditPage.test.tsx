import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { server } from '@/testing/server';
import type {
  AuditEntriesQuery,
  AuditEntriesQueryVariables,
  AuditEntryRowFragment,
  AuditFiltersQuery,
} from './auditEntry.generated';

function entry(sequence: number, changed: Partial<AuditEntryRowFragment> = {}): AuditEntryRowFragment {
  return {
    sequence,
    at: '2026-11-20T03:00:00Z',
    authorKind: 'SESSION',
    authorName: '김기사',
    memberId: 'member-1',
    credentialId: 'session-1',
    address: '192.0.2.7',
    requestId: 'request-7',
    action: 'setMemberRole',
    input: '{"id":"member-2","role":"EDITOR"}',
    noun: 'member',
    subjectId: 'member-2',
    before: '{"name":"박편집","role":"viewer"}',
    after: '{"name":"박편집","role":"editor"}',
    hash: 'a'.repeat(64),
    ...changed,
  };
}

function listing(entries: AuditEntryRowFragment[]) {
  const asked = vi.fn<(variables: AuditEntriesQueryVariables) => void>();
  server.use(
    graphql.query<AuditEntriesQuery, AuditEntriesQueryVariables>('AuditEntries', ({ variables }) => {
      asked(variables);
      const pageInfo = { hasNextPage: true, hasPreviousPage: false, startCursor: 'first', endCursor: 'last' };
      return HttpResponse.json({ data: { auditEntries: { nodes: entries, pageInfo } } });
    }),
    graphql.query<AuditFiltersQuery>('AuditFilters', () =>
      HttpResponse.json({
        data: {
          newest: { nodes: entries.slice(0, 1) },
          members: { nodes: [{ id: 'member-1', name: '김기사' }] },
        },
      }),
    ),
  );
  return asked;
}

test('a line says who did what and how the state changed, and opens to the rest', async () => {
  listing([
    entry(12),
    entry(11, { authorKind: 'COMMAND_LINE', action: 'gisa user invite', before: null, after: null }),
  ]);
  const { user } = renderAt('/admin/audit');
  const list = await screen.findByRole('list', { name: '기록' });
  const [line, command] = within(list).getAllByRole('listitem');
  if (!line || !command) throw new Error('the lines are not there');
  const summary = within(line).getByText('권한 바꿈').closest('summary');
  expect(summary).toHaveTextContent('김기사');
  expect(summary).toHaveTextContent('role viewer → editor');
  expect(command).toHaveTextContent('gisa user invite');
  await user.click(within(line).getByText('권한 바꿈'));
  const table = within(within(line).getByRole('table', { name: '앞뒤 비교' }));
  expect(table.getAllByRole('row').map((row) => row.textContent)).toEqual([
    '항목전후',
    'roleviewereditor',
    'name박편집박편집',
  ]);
  expect(within(line).getByText('192.0.2.7')).toBeVisible();
  expect(within(line).getByText('request-7')).toBeVisible();
});

test('the end of the chain of hashes can be noted', async () => {
  listing([entry(12)]);
  renderAt('/admin/audit');
  const chain = within(await screen.findByRole('region', { name: '해시 사슬' }));
  expect(chain.getByText(/12번 줄/)).toBeVisible();
  expect(chain.getByText('a'.repeat(64))).toBeVisible();
  expect(chain.getByText('gisa audit verify')).toBeVisible();
});

test('who, what and when are asked of the server, and live in the address with the page', async () => {
  const asked = listing([entry(12)]);
  const { user, router } = renderAt('/admin/audit?from=2026-11-20T00:00:00Z');
  await screen.findByRole('list', { name: '기록' });
  await user.selectOptions(await screen.findByLabelText('누가'), 'member-1');
  await user.selectOptions(screen.getByLabelText('무엇을 했나'), 'setMemberRole');
  const filter = { memberId: 'member-1', action: 'setMemberRole', from: '2026-11-20T00:00:00.000Z' };
  await waitFor(() => expect(asked).toHaveBeenLastCalledWith({ first: 50, filter }));
  await user.click(screen.getByRole('button', { name: '뒤쪽' }));
  await waitFor(() => expect(asked).toHaveBeenLastCalledWith({ first: 50, after: 'last', filter }));
  expect(Object.fromEntries(new URLSearchParams(router.state.location.search))).toEqual({
    from: '2026-11-20T00:00:00Z',
    member: 'member-1',
    action: 'setMemberRole',
    after: 'last',
  });
  await user.click(screen.getByRole('button', { name: '조건 지우기' }));
  await waitFor(() => expect(asked).toHaveBeenLastCalledWith({ first: 50, filter: {} }));
});
