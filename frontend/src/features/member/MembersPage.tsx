import { Button } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isServerFailure } from '@/server/failure';
import { useMeQuery } from '@/server/me';
import type { MemberRole } from '@/server/schema.generated';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { useNotify } from '@/ui/notices';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { PeopleTabs } from '@/ui/PeopleTabs';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { Invitations } from './Invitations';
import type { MemberRowFragment } from './member.generated';
import {
  useMembersQuery,
  useReinstateMemberMutation,
  useSetMemberRoleMutation,
  useSuspendMemberMutation,
} from './memberApi';
import styles from './MembersPage.module.css';
import { RoleChoice } from './RoleChoice';
import { ROLES } from './roles';

const STATES = ['ACTIVE', 'SUSPENDED'] as const;

/** Who may come in, and what each of them may do. */
export function MembersPage() {
  const { t } = useTranslation('console');
  const { page, turn } = usePaging();
  const [roleText, chooseRole] = useFilter('role');
  const [stateText, chooseState] = useFilter('state');
  const role = ROLES.find((one) => one === roleText);
  const state = STATES.find((one) => one === stateText);
  const { data, currentData, error, refetch } = useMembersQuery({
    ...page,
    filter: { role, suspended: state && state === 'SUSPENDED' },
  });
  const shown = currentData ?? data;
  const list = shown?.members;
  const administrators = shown?.administrators.nodes ?? [];
  const last = administrators.length === 1 ? administrators[0] : undefined;
  const { refusal, ...actions } = useActions();
  const columns = useColumns(last?.id, actions);
  const isLastRefused = isServerFailure(refusal) && refusal.code === 'CONFLICT';
  return (
    <Page
      title={t('places.members')}
      purpose={t('member.purpose')}
      action={
        <Button component={Link} to="/admin/members/invite">
          {t('invitation.invite')}
        </Button>
      }
    >
      <PeopleTabs />
      <Filters>
        <FilterChips
          label={t('member.role')}
          options={ROLES.map((value) => ({ value, name: t(`session.role.${value}`) }))}
          chosen={role}
          choose={chooseRole}
        />
        <FilterChips
          label={t('column.status')}
          options={STATES.map((value) => ({ value, name: t(`status.${value}`) }))}
          chosen={state}
          choose={chooseState}
        />
      </Filters>
      {last ? (
        <p className={styles.last}>
          <IconShieldLock size={17} aria-hidden />
          {t('member.lastWhy', { name: last.name })}
        </p>
      ) : null}
      {isLastRefused ? (
        <p className={styles.refused} role="alert">
          {t('member.lastRefused')}
        </p>
      ) : refusal ? (
        <FailureNotice failure={refusal} />
      ) : null}
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {list?.nodes.length === 0 ? (
        <EmptyState title={t('member.none')} explanation={t('member.noneWhy')} />
      ) : error && !list ? null : (
        <>
          <DataTable
            caption={t('places.members')}
            columns={columns}
            rows={list?.nodes}
            rowKey={(member) => member.id}
            busy={list !== undefined && !currentData}
            expected={4}
            choosable="hide"
          />
          {list ? <Pager shown={list.nodes.length} total={list.totalCount} ends={list.pageInfo} turn={turn} /> : null}
        </>
      )}
      <Invitations />
    </Page>
  );
}

interface Actions {
  change: (member: MemberRowFragment, role: MemberRole) => void;
  suspend: (member: MemberRowFragment) => void;
  reinstate: (member: MemberRowFragment) => void;
  busyId: string | undefined;
}

/** What administrators do with members; what can be taken back says how. */
function useActions(): Actions & { refusal: unknown } {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const [setRole, setting] = useSetMemberRoleMutation();
  const [suspend, suspending] = useSuspendMemberMutation();
  const [reinstate, reinstating] = useReinstateMemberMutation();
  const all = [setting, suspending, reinstating];
  const begin = () => all.forEach(({ reset }) => reset());
  const give = async ({ id, name, role: before }: MemberRowFragment, role: MemberRole) => {
    begin();
    const given = await setRole({ id, role });
    if (given.data)
      notify(t('member.changed', { name, role: t(`session.role.${role}`) }), () => void setRole({ id, role: before }));
  };
  const stop = async ({ id, name }: MemberRowFragment) => {
    begin();
    const stopped = await suspend({ id });
    if (stopped.data) notify(t('member.suspended', { name }), () => void reinstate({ id }));
  };
  const bringBack = async ({ id, name }: MemberRowFragment) => {
    begin();
    const back = await reinstate({ id });
    if (back.data) notify(t('member.reinstated', { name }), () => void suspend({ id }));
  };
  return {
    change: (member, role) => void give(member, role),
    suspend: (member) => void stop(member),
    reinstate: (member) => void bringBack(member),
    busyId: all.find(({ isLoading }) => isLoading)?.originalArgs?.id,
    refusal: all.find(({ error }) => error)?.error,
  };
}

function useColumns(lastId: string | undefined, actions: Actions): Column<MemberRowFragment>[] {
  const { t } = useTranslation('console');
  const myId = useMeQuery().data?.me?.member.id;
  return [
    {
      key: 'name',
      header: t('column.name'),
      cell: (member) => (
        <>
          <Link to={`/admin/audit?member=${member.id}`} title={t('member.toAudit')}>
            {member.name}
          </Link>
          {member.id === myId ? <span className={styles.me}>{t('member.me')}</span> : null}
        </>
      ),
    },
    { key: 'email', header: t('member.email'), wide: true, minor: true, cell: (member) => member.email ?? '–' },
    {
      key: 'role',
      header: t('member.role'),
      cell: (member) => (
        <RoleChoice
          member={member}
          isMe={member.id === myId}
          isLast={member.id === lastId}
          isBusy={actions.busyId === member.id}
          change={(role) => actions.change(member, role)}
        />
      ),
    },
    {
      key: 'state',
      header: t('column.status'),
      minor: true,
      cell: (member) => <Status status={member.suspendedAt ? 'SUSPENDED' : 'ACTIVE'} />,
    },
    {
      key: 'issuer',
      header: t('member.issuer'),
      minor: true,
      cell: (member) => (member.issuer === 'local' ? t('member.local') : hostOf(member.issuer)),
    },
    {
      key: 'signedIn',
      header: t('member.lastSignIn'),
      numeric: true,
      minor: true,
      cell: (member) => (member.lastSignInAt ? <RelativeTime at={member.lastSignInAt} /> : t('member.never')),
    },
    {
      key: 'since',
      header: t('member.since'),
      numeric: true,
      minor: true,
      cell: (member) => <RelativeTime at={member.createdAt} />,
    },
    {
      key: 'actions',
      header: '',
      numeric: true,
      cell: (member) =>
        member.suspendedAt ? (
          <Button
            variant="default"
            size="xs"
            loading={actions.busyId === member.id}
            onClick={() => actions.reinstate(member)}
          >
            {t('member.reinstate')}
          </Button>
        ) : member.id === lastId || member.id === myId ? null : (
          <ConfirmButton
            label={t('member.suspend')}
            question={t('member.suspendSure', { name: member.name })}
            size="xs"
            isLoading={actions.busyId === member.id}
            confirm={() => actions.suspend(member)}
          />
        ),
    },
  ];
}

/** An identity provider by its host, which is what people know it by. */
function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer;
}
