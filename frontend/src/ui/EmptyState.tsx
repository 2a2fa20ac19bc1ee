import type { ReactNode } from 'react';
import type { Permission } from '@/server/permissions';
import { Allowed } from './Allowed';
import styles from './EmptyState.module.css';

interface Props {
  title: string;
  explanation: string;
  /** The first step. */
  action?: ReactNode;
  /** Who may not do this is told who may, instead of being offered the action. */
  needs?: Permission;
}

/** Says why nothing is here, and offers the first step. */
export function EmptyState({ title, explanation, action, needs }: Props) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      <p className={styles.explanation}>{explanation}</p>
      {needs ? (
        <Allowed action={needs} explain>
          {action}
        </Allowed>
      ) : (
        action
      )}
    </div>
  );
}
