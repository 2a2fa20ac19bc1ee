import { screen } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { modelVersion } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { refusal, server } from '@/testing/server';
import type {
  DeployModelVersionMutation,
  DeployModelVersionMutationVariables,
  LedgerRowFragment,
  ModelBundleQuery,
  ModelVersionQuery,
  RollbackDeploymentMutation,
  RollbackDeploymentMutationVariables,
} from './modelVersion.generated';

function showing(number: number, active: () => number | undefined) {
  server.use(
    graphql.query<ModelVersionQuery>('ModelVersion', () => HttpResponse.json({ data: modelVersion(number, active()) })),
    graphql.query<ModelBundleQuery>('ModelBundle', () => HttpResponse.json({ data: { modelVersion: bundle } })),
  );
}

const bundle: ModelBundleQuery['modelVersion'] = {
  id: 'version-3',
  files: [
    {
      name: 'model.onnx',
      bytes: 4_200_000,
      sha256: 'a'.repeat(64),
      path: '/model-versions/version-3/files/model.onnx',
    },
  ],
  quantisation: {
    kept: true,
    exactProducts: [],
    rows: 300,
    flipCount: 2,
    accuracyFp32: 0.84,
    accuracyInt8: 0.838,
    macroF1Fp32: 0.83,
    macroF1Int8: 0.829,
    allowedLoss: 0.003,
    bytesFp32: 4_200_000,
    bytesInt8: 1_100_000,
    flips: [
      {
        text: '연봉 협상 끝에 남기로',
        labelKey: 'sports',
        fromKey: 'sports',
        toKey: 'economic',
        probabilityFp32: 0.51,
        probabilityInt8: 0.49,
      },
    ],
  },
};

function ledgerRow(from: number | undefined, to: number, kind: LedgerRowFragment['kind']): LedgerRowFragment {
  return {
    id: 'row',
    revision: 7,
    kind,
    variant: 'FP32',
    actor: 'administrator',
    reason: '',
    createdAt: '2026-11-20T04:00:00Z',
    fromVersion: from === undefined ? null : { id: `version-${from}`, number: from },
    toVersion: { id: `version-${to}`, number: to },
  };
}

test('deploying tells the server what this page shows as serving, and why', async () => {
  let active = 2;
  showing(3, () => active);
  const deployed = vi.fn<(variables: DeployModelVersionMutationVariables) => void>();
  server.use(
    graphql.mutation<DeployModelVersionMutation, DeployModelVersionMutationVariables>(
      'DeployModelVersion',
      ({ variables }) => {
        deployed(variables);
        active = 3;
        return HttpResponse.json({ data: { deployModelVersion: ledgerRow(2, 3, 'DEPLOY') } });
      },
    ),
  );
  const { user } = renderAt('/admin/models/version-3');
  await user.type(await screen.findByLabelText('이유'), ' 검증에서 나아짐 ');
  await user.click(screen.getByRole('button', { name: 'v2 대신 v3 배포' }));
  expect(await screen.findByText(/v3이\(가\) 서비스를 맡았습니다/)).toBeVisible();
  expect(deployed).toHaveBeenCalledExactlyOnceWith({
    versionId: 'version-3',
    expectedActiveVersionId: 'version-2',
    reason: '검증에서 나아짐',
    variant: 'FP32',
  });
  expect(await screen.findByRole('button', { name: '이전 모델로 되돌리기' })).toBeVisible();
});

test('of two who decide at once, the later one is told and sees what serves now', async () => {
  let active = 2;
  showing(3, () => active);
  server.use(
    graphql.mutation('DeployModelVersion', () => {
      active = 4;
      return refusal('CONFLICT');
    }),
  );
  const { user } = renderAt('/admin/models/version-3');
  await user.click(await screen.findByRole('button', { name: 'v2 대신 v3 배포' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('그사이 상태가 바뀌었습니다.');
  expect(await screen.findByRole('button', { name: 'v4 대신 v3 배포' })).toBeVisible();
});

test('the first deployment expects nothing to serve', async () => {
  showing(3, () => undefined);
  const deployed = vi.fn<(variables: DeployModelVersionMutationVariables) => void>();
  server.use(
    graphql.mutation<DeployModelVersionMutation, DeployModelVersionMutationVariables>(
      'DeployModelVersion',
      ({ variables }) => {
        deployed(variables);
        return HttpResponse.json({ data: { deployModelVersion: ledgerRow(undefined, 3, 'DEPLOY') } });
      },
    ),
  );
  const { user } = renderAt('/admin/models/version-3');
  await user.click(await screen.findByRole('button', { name: 'v3 배포' }));
  await screen.findByText(/v3이\(가\) 서비스를 맡았습니다/);
  expect(deployed.mock.calls[0]?.[0].expectedActiveVersionId).toBeUndefined();
});

test('a version without 8-bit weights says so where they were chosen', async () => {
  showing(3, () => 2);
  server.use(
    graphql.mutation('DeployModelVersion', ({ variables }) => {
      expect(variables).toMatchObject({ variant: 'INT8' });
      return refusal('BAD_USER_INPUT', { fields: [{ field: 'variant', message: 'the bundle has no int8 graph' }] });
    }),
  );
  const { user } = renderAt('/admin/models/version-3');
  await user.selectOptions(await screen.findByLabelText('가중치'), 'INT8');
  await user.click(screen.getByRole('button', { name: 'v2 대신 v3 배포' }));
  expect(await screen.findByText('the bundle has no int8 graph')).toBeVisible();
  expect(screen.getByLabelText('가중치')).toBeInvalid();
});

test('what serves can be rolled back', async () => {
  showing(3, () => 3);
  const rolledBack = vi.fn<(variables: RollbackDeploymentMutationVariables) => void>();
  server.use(
    graphql.mutation<RollbackDeploymentMutation, RollbackDeploymentMutationVariables>(
      'RollbackDeployment',
      ({ variables }) => {
        rolledBack(variables);
        return HttpResponse.json({ data: { rollbackDeployment: ledgerRow(3, 2, 'ROLLBACK') } });
      },
    ),
  );
  const { user } = renderAt('/admin/models/version-3');
  await user.click(await screen.findByRole('button', { name: '이전 모델로 되돌리기' }));
  expect(await screen.findByText(/v2이\(가\) 서비스를 맡았습니다/)).toBeVisible();
  expect(rolledBack).toHaveBeenCalledExactlyOnceWith({ expectedActiveVersionId: 'version-3', reason: '' });
});

test('a candidate that is worse than what serves comes with a warning', async () => {
  showing(2, () => 3);
  renderAt('/admin/models/version-2');
  expect(await screen.findByText('후보의 macro-F1이 지금 모델보다 낮습니다.')).toBeVisible();
});

test('every file of the bundle can be downloaded and checked, and what 8 bits cost is told', async () => {
  showing(3, () => undefined);
  renderAt('/admin/models/version-3');
  const link = await screen.findByRole('link', { name: 'model.onnx' });
  expect(link).toHaveAttribute('href', '/model-versions/version-3/files/model.onnx');
  const int8 = screen.getByRole('region', { name: '8비트 가중치' });
  expect(int8).toHaveTextContent('정확도가 0.20점만 달라져');
  expect(int8).toHaveTextContent('연봉 협상 끝에 남기로');
  expect(int8).toHaveTextContent('답이 바뀐 글 2건 가운데 1건');
});
