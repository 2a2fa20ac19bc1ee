import { useTranslation } from 'react-i18next';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { DataTable } from '@/ui/DataTable';
import { FailureNotice } from '@/ui/FailureNotice';
import { useNotify } from '@/ui/notices';
import { Section } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { useInvitationsQuery, useRevokeInvitationMutation } from './memberApi';

/** Links that nobody has used yet. */
export function Invitations() {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const { data, error, refetch } = useInvitationsQuery();
  const [revoke, revoking] = useRevokeInvitationMutation();
  if (error) return <FailureNotice failure={error} retry={() => void refetch()} />;
  if (!data || data.invitations.length === 0) return null;
  const confirm = async (id: string) => {
    const revoked = await revoke({ id });
    if (revoked.data) notify(t('invitation.revoked'));
  };
  return (
    <Section title={t('invitation.waiting')}>
      {revoking.error ? <FailureNotice failure={revoking.error} /> : null}
      <DataTable
        caption={t('invitation.list')}
        rows={data.invitations}
        rowKey={(invitation) => invitation.id}
        columns={[
          {
            key: 'who',
            header: t('invitation.who'),
            wide: true,
            cell: ({ name, email }) => name ?? email ?? t('invitation.anybody'),
          },
          { key: 'role', header: t('member.role'), cell: ({ role }) => t(`session.role.${role}`) },
          { key: 'by', header: t('invitation.by'), minor: true, cell: ({ invitedBy }) => invitedBy },
          {
            key: 'made',
            header: t('invitation.made'),
            numeric: true,
            minor: true,
            cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
          },
          {
            key: 'until',
            header: t('invitation.until'),
            numeric: true,
            cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
          },
          {
            key: 'actions',
            header: '',
            numeric: true,
            cell: ({ id }) => (
              <ConfirmButton
                label={t('invitation.revoke')}
                question={t('invitation.revokeSure')}
                size="xs"
                isLoading={revoking.isLoading && revoking.originalArgs?.id === id}
                confirm={() => void confirm(id)}
              />
            ),
          },
        ]}
      />
    </Section>
  );
}
