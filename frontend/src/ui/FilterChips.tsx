import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './FilterChips.module.css';

interface Props {
  label: string;
  options: { value: string; name: ReactNode }[];
  chosen: string | undefined;
  choose: (value: string | undefined) => void;
  /** Leaves out "all": one must be chosen. */
  isRequired?: boolean;
}

/** One of a few, or all of them: a row of chips. A chip that stands alone is switched on and off. */
export function FilterChips({ label, options, chosen, choose, isRequired = false }: Props) {
  const { t } = useTranslation('console');
  const isSwitch = options.length === 1 && !isRequired;
  return (
    <div className={styles.chips} role="group" aria-label={label}>
      {isSwitch ? null : (
        <span className={styles.label} aria-hidden>
          {label}
        </span>
      )}
      {isRequired || isSwitch ? null : (
        <button type="button" aria-pressed={chosen === undefined} onClick={() => choose(undefined)}>
          {t('filter.all')}
        </button>
      )}
      {options.map(({ value, name }) => (
        <button
          key={value}
          type="button"
          aria-pressed={chosen === value}
          onClick={() => choose(isSwitch && chosen === value ? undefined : value)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

/** Filters beside one another. */
export function Filters({ children }: { children: ReactNode }) {
  return <div className={styles.filters}>{children}</div>;
}
