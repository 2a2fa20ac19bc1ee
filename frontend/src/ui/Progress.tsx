import { useFormat } from '@/i18n/format';
import styles from './Progress.module.css';

/** How much is done: 0 to 1, or unknown. */
export function Progress({ share, label }: { share: number | undefined; label: string }) {
  const format = useFormat();
  return (
    <span
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
      aria-valuetext={share === undefined ? undefined : format.percent(share, 0)}
    >
      <span
        className={styles.bar}
        data-unknown={share === undefined}
        style={{ inlineSize: `${(share ?? 0.3) * 100}%` }}
      />
    </span>
  );
}
