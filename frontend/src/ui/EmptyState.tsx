import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

/** Says why nothing is here, and offers the first step. */
export function EmptyState({ title, explanation, action }: { title: string; explanation: string; action?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      <p className={styles.explanation}>{explanation}</p>
      {action}
    </div>
  );
}
