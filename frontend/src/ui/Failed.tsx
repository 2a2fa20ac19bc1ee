import styles from './Failed.module.css';

/** Why something came to nothing, in the server's words. */
export function Failed({ title, code, reason }: { title: string; code?: string | null; reason: string | null }) {
  return (
    <div className={styles.failed} role="alert">
      <b>{title}</b> {code ? <code>{code}</code> : null}
      <p lang="en">{reason}</p>
    </div>
  );
}
