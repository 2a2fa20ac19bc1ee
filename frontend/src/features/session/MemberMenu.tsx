import { Menu } from '@mantine/core';
import { IconDevices, IconKey, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMeQuery } from '@/server/me';
import { keepSession, signOut } from '@/server/session';
import styles from './MemberMenu.module.css';

/** Who is signed in, what is theirs, and the way out. While it is there the session is kept going. */
export function MemberMenu() {
  const { t } = useTranslation('console');
  const member = useMeQuery().data?.me?.member;
  useEffect(keepSession, []);
  if (!member) return null;
  return (
    <Menu position="bottom-end" withinPortal withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={styles.button} aria-label={t('session.menu', { name: member.name })}>
          <IconUserCircle size={18} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {member.name} · {t(`session.role.${member.role}`)}
        </Menu.Label>
        <Menu.Item component={Link} to="/admin/settings/sessions" leftSection={<IconDevices size={16} aria-hidden />}>
          {t('places.sessions')}
        </Menu.Item>
        <Menu.Item component={Link} to="/admin/settings/tokens" leftSection={<IconKey size={16} aria-hidden />}>
          {t('places.tokens')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          {t('session.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
