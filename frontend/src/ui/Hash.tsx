import styles from './Hash.module.css';

/** The beginning of a SHA-256, in full on hover and when copied. */
export function Hash({ value }: { value: string }) {
  return (
    <code className={styles.hash} title={value}>
      {value.slice(0, 12)}
    </code>
  );
}
