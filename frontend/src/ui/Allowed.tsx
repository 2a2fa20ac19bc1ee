import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMeQuery } from '@/server/me';
import { permits, rolesFor, type Permission } from '@/server/permissions';
import styles from './Allowed.module.css';

/** What the member who is signed in may do. Until that is known: nothing. */
export function useMay(): (permission: Permission) => boolean {
  const allowed = useMeQuery().data?.me?.allowed ?? [];
  return (permission) => permits(allowed, permission);
}

interface Props {
  /** What the children do. */
  action: Permission;
  /** Says to whoever may not who may, instead of leaving a gap. */
  explain?: boolean;
  children: ReactNode;
}

/** An action for those who may take it; nobody else sees it. */
export function Allowed({ action, explain = false, children }: Props) {
  const allowed = useMeQuery().data?.me?.allowed;
  if (!allowed) return null;
  if (permits(allowed, action)) return children;
  return explain ? <NotAllowed action={action} /> : null;
}

/** Whose doing something is, as a sentence. */
export function useWhoMay() {
  const { t, i18n } = useTranslation('console');
  const list = new Intl.ListFormat(i18n.language, { type: 'disjunction' });
  return (permission: Permission) =>
    t('permission.needs', { roles: list.format(rolesFor(permission).map((role) => t(`session.role.${role}`))) });
}

/** The same, for whoever is told so in place of an action. */
export function NotAllowed({ action }: { action: Permission }) {
  const whoMay = useWhoMay();
  return (
    <p className={styles.locked}>
      <IconLock size={15} aria-hidden />
      {whoMay(action)}
    </p>
  );
}
