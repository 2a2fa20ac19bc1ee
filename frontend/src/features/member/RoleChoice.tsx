import { Button, NativeSelect } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MemberRole } from '@/server/schema.generated';
import type { MemberRowFragment } from './member.generated';
import styles from './MembersPage.module.css';
import { ROLES } from './roles';

interface Props {
  member: MemberRowFragment;
  isMe: boolean;
  /** Whether nobody else would be an administrator. */
  isLast: boolean;
  isBusy: boolean;
  change: (role: MemberRole) => void;
}

/** A member's role, to be changed where it stands. Whoever gives away their own is asked first: they can't take it back. */
export function RoleChoice({ member, isMe, isLast, isBusy, change }: Props) {
  const { t } = useTranslation('console');
  const [wanted, setWanted] = useState<MemberRole>();
  if (isLast)
    return (
      <span className={styles.role} title={t('member.last')}>
        {t(`session.role.${member.role}`)}
        <IconLock size={14} role="img" aria-label={t('member.last')} />
      </span>
    );
  if (wanted && wanted !== member.role && !isBusy)
    return (
      <span className={styles.ask} role="group" aria-label={t('member.ownSure')}>
        <span>{t('member.ownSure')}</span>
        <Button
          color="bad"
          size="xs"
          autoFocus
          onClick={() => {
            setWanted(undefined);
            change(wanted);
          }}
        >
          {t('member.becomes', { role: t(`session.role.${wanted}`) })}
        </Button>
        <Button variant="default" size="xs" onClick={() => setWanted(undefined)}>
          {t('form.keep')}
        </Button>
      </span>
    );
  return (
    <NativeSelect
      size="xs"
      w={104}
      aria-label={t('member.roleOf', { name: member.name })}
      value={member.role}
      disabled={isBusy}
      data={ROLES.map((value) => ({ value, label: t(`session.role.${value}`) }))}
      onChange={(event) => {
        const role = event.currentTarget.value as MemberRole;
        if (isMe) setWanted(role);
        else change(role);
      }}
    />
  );
}
