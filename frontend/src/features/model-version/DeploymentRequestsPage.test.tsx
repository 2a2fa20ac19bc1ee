import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { modelVersion } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { refusal, server, signedIn } from '@/testing/server';
import type {
  ApproveDeploymentMutation,
  DeploymentRequestsQuery,
  DeploymentRulesQuery,
  PendingDeploymentFragment,
  RejectDeploymentMutation,
  RequestDeploymentMutation,
  RequestDeploymentMutationVariables,
} from './deploymentRequest.generated';
import type { ModelVersionQuery } from './modelVersion.generated';

function pending(changed: Partial<PendingDeploymentFragment> = {}): PendingDeploymentFragment {
  return {
    id: 'request-1',
    status: 'PENDING',
    variant: 'FP32',
    requester: '이학습',
    isMine: false,
    reason: '검증에서 나아짐',
    expectedActiveVersionId: 'version-2',
    createdAt: '2026-11-20T03:00:00Z',
    toVersion: { id: 'version-3', number: 3 },
    ...changed,
  };
}

/** Version 3 while version 2 serves, where deployments need two people. */
function twoPeople(requests: PendingDeploymentFragment[]) {
  let waiting = requests;
  let active = 2;
  const decided = vi.fn<(what: string, variables: unknown) => void>();
  server.use(
    graphql.query<ModelVersionQuery>('ModelVersion', () => HttpResponse.json({ data: modelVersion(3, active) })),
    graphql.query<DeploymentRulesQuery>('DeploymentRules', () =>
      HttpResponse.json({ data: { settings: { fourEyes: true }, pending: { nodes: waiting } } }),
    ),
    graphql.mutation<RequestDeploymentMutation, RequestDeploymentMutationVariables>(
      'RequestDeployment',
      ({ variables }) => {
        decided('request', variables);
        waiting = [pending({ isMine: true })];
        return HttpResponse.json({ data: { requestDeployment: pending({ isMine: true }) } });
      },
    ),
    graphql.mutation<ApproveDeploymentMutation>('ApproveDeployment', ({ variables }) => {
      decided('approve', variables);
      waiting = [];
      active = 3;
      return HttpResponse.json({ data: { approveDeployment: pending({ status: 'APPROVED' }) } });
    }),
    graphql.mutation<RejectDeploymentMutation>('RejectDeployment', ({ variables }) => {
      decided('reject', variables);
      waiting = [];
      return HttpResponse.json({ data: { rejectDeployment: pending({ status: 'REJECTED' }) } });
    }),
  );
  return decided;
}

test('where two people are needed, deploying becomes asking, and one’s own request waits for somebody else', async () => {
  const decided = twoPeople([]);
  const { user } = renderAt('/admin/models/version-3');
  await user.type(await screen.findByLabelText('이유'), '검증에서 나아짐');
  expect(screen.queryByRole('button', { name: 'v2 대신 v3 배포' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'v3 배포 요청' }));
  expect(await screen.findByText(/다른 사람이 승인해야 합니다/)).toBeVisible();
  expect(decided).toHaveBeenCalledExactlyOnceWith('request', {
    versionId: 'version-3',
    expectedActiveVersionId: 'version-2',
    reason: '검증에서 나아짐',
    variant: 'FP32',
  });
  expect(screen.queryByRole('button', { name: /승인하고/ })).toBeNull();
  await user.click(screen.getByRole('button', { name: '요청 거두기' }));
  expect(await screen.findByRole('button', { name: 'v3 배포 요청' })).toBeVisible();
});

test('somebody else sees the request beside the difference, and approves it', async () => {
  const decided = twoPeople([pending()]);
  const { user } = renderAt('/admin/models/version-3');
  const request = within(await screen.findByRole('region', { name: '배포 요청' }));
  expect(request.getByText('이학습님이 이 모델의 배포를 요청했습니다.')).toBeVisible();
  expect(request.getByText('검증에서 나아짐')).toBeVisible();
  expect(screen.getByRole('heading', { name: '지금 서비스 중인 v2와 비교' })).toBeVisible();
  await user.type(request.getByLabelText('결정한 이유'), '확인함');
  await user.click(request.getByRole('button', { name: '승인하고 v3 배포' }));
  expect(await screen.findByRole('button', { name: '이전 모델로 되돌리기' })).toBeVisible();
  expect(decided).toHaveBeenCalledExactlyOnceWith('approve', { id: 'request-1', reason: '확인함' });
});

test('a request is rejected, with the reason', async () => {
  const decided = twoPeople([pending()]);
  const { user } = renderAt('/admin/models/version-3');
  await user.type(await screen.findByLabelText('결정한 이유'), '느림');
  await user.click(screen.getByRole('button', { name: '거절' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: '배포 요청' })).toBeNull());
  expect(decided).toHaveBeenCalledExactlyOnceWith('reject', { id: 'request-1', reason: '느림' });
});

test('what was asked for before something else served can’t be approved, and says so', async () => {
  twoPeople([pending({ expectedActiveVersionId: 'version-1' })]);
  renderAt('/admin/models/version-3');
  expect(await screen.findByText(/승인할 수 없습니다/)).toBeVisible();
  expect(screen.queryByRole('button', { name: /승인하고/ })).toBeNull();
  expect(screen.getByRole('button', { name: '거절' })).toBeVisible();
});

test('of two who decide at once, the later one is told', async () => {
  twoPeople([pending()]);
  server.use(graphql.mutation('ApproveDeployment', () => refusal('CONFLICT')));
  const { user } = renderAt('/admin/models/version-3');
  const request = within(await screen.findByRole('region', { name: '배포 요청' }));
  await user.click(await request.findByRole('button', { name: '승인하고 v3 배포' }));
  expect(await request.findByRole('alert')).toHaveTextContent('그사이 상태가 바뀌었습니다.');
});

test('a viewer reads what is asked for, and is told who decides', async () => {
  twoPeople([pending()]);
  server.use(signedIn('VIEWER'));
  renderAt('/admin/models/version-3');
  const request = within(await screen.findByRole('region', { name: '배포 요청' }));
  expect(await request.findByText('학습 또는 관리자 권한이 있어야 할 수 있습니다.')).toBeVisible();
  expect(request.queryByRole('button')).toBeNull();
});

test('the list leads to what waits, and tells what became of the others', async () => {
  const asked = vi.fn<(variables: unknown) => void>();
  server.use(
    graphql.query<DeploymentRequestsQuery>('DeploymentRequests', ({ variables }) => {
      asked(variables);
      const undecided = { decider: null, decisionReason: null, decidedAt: null };
      const decided = { decider: '김기사', decisionReason: '느림', decidedAt: '2026-11-20T04:00:00Z' };
      const nodes = [
        { ...pending(), ...undecided },
        { ...pending({ id: 'request-0', status: 'REJECTED', toVersion: { id: 'version-2', number: 2 } }), ...decided },
      ];
      const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
      return HttpResponse.json({ data: { deploymentRequests: { totalCount: 2, nodes, pageInfo } } });
    }),
  );
  const { user } = renderAt('/admin/models/requests');
  const waiting = within(await screen.findByRole('row', { name: /v3/ }));
  expect(waiting.getByRole('link', { name: '비교하고 결정' })).toHaveAttribute('href', '/admin/models/version-3');
  expect(within(screen.getByRole('row', { name: /v2/ })).getByText('느림')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '기다리는 중' }));
  await waitFor(() => expect(asked).toHaveBeenLastCalledWith({ first: 50, filter: { status: 'PENDING' } }));
});
