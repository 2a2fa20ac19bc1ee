import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/ui/Allowed';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { useNotify } from '@/ui/notices';
import { Page } from '@/ui/Page';
import { useFilter } from '@/ui/paging';
import { RelativeTime } from '@/ui/RelativeTime';
import { SettingTabs } from '@/ui/SettingTabs';
import type { ApiTokenRowFragment } from './apiToken.generated';
import { useApiTokensQuery, useRevokeApiTokenMutation } from './apiTokenApi';
import styles from './ApiTokensPage.module.css';

/** What programs sign in with: one's own tokens, and for administrators everybody's (`?whose=all`). */
export function ApiTokensPage() {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const mayAll = useMay()('members');
  const [whose, choose] = useFilter('whose');
  const all = mayAll && whose === 'all';
  const { data, currentData, error, refetch } = useApiTokensQuery({ all });
  const [revoke, revoking] = useRevokeApiTokenMutation();
  const tokens = (currentData ?? data)?.apiTokens;
  const end = async ({ id, name }: ApiTokenRowFragment) => {
    const revoked = await revoke({ id });
    if (revoked.data) notify(t('apiToken.revoked', { name }));
  };
  const columns: Column<ApiTokenRowFragment>[] = [
    {
      key: 'name',
      header: t('column.name'),
      wide: true,
      cell: ({ name, hint }) => (
        <>
          {name} <code className={styles.hint}>{hint}…</code>
        </>
      ),
    },
    ...(all
      ? [{ key: 'member', header: t('apiToken.member'), cell: ({ member }: ApiTokenRowFragment) => member.name }]
      : []),
    {
      key: 'scopes',
      header: t('apiToken.scopes'),
      minor: true,
      cell: ({ scopes }) => scopes.map((scope) => t(`apiToken.scope.${scope}`)).join(', '),
    },
    {
      key: 'used',
      header: t('apiToken.lastUsed'),
      numeric: true,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime at={lastUsedAt} /> : t('apiToken.unused')),
    },
    {
      key: 'created',
      header: t('apiToken.created'),
      numeric: true,
      minor: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      key: 'expires',
      header: t('apiToken.expires'),
      numeric: true,
      minor: true,
      cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
    },
    {
      key: 'actions',
      header: '',
      numeric: true,
      cell: (token) => (
        <ConfirmButton
          label={t('apiToken.revoke')}
          question={t('apiToken.revokeSure')}
          size="xs"
          isLoading={revoking.isLoading && revoking.originalArgs?.id === token.id}
          confirm={() => void end(token)}
        />
      ),
    },
  ];
  const create = (
    <Button component={Link} to="/admin/settings/tokens/new">
      {t('apiToken.create')}
    </Button>
  );
  return (
    <Page title={t('places.tokens')} purpose={t('apiToken.purpose')} action={create}>
      <SettingTabs />
      {mayAll ? (
        <Filters>
          <FilterChips
            label={t('apiToken.whose')}
            options={[
              { value: 'mine', name: t('apiToken.mine') },
              { value: 'all', name: t('apiToken.everybodys') },
            ]}
            chosen={all ? 'all' : 'mine'}
            choose={(value) => choose(value === 'all' ? value : undefined)}
            isRequired
          />
        </Filters>
      ) : null}
      {revoking.error ? <FailureNotice failure={revoking.error} /> : null}
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {tokens?.length === 0 ? (
        <EmptyState title={t('apiToken.empty')} explanation={t('apiToken.emptyWhy')} action={create} />
      ) : error && !tokens ? null : (
        <DataTable
          caption={t('places.tokens')}
          columns={columns}
          rows={tokens}
          rowKey={({ id }) => id}
          busy={tokens !== undefined && !currentData}
          expected={3}
        />
      )}
    </Page>
  );
}
