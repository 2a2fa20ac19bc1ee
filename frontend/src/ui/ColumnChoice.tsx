import { IconColumns3 } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import styles from './ColumnChoice.module.css';

interface Choice {
  hidden: ReadonlySet<string>;
  toggle: (key: string) => void;
}

/** Columns that are hidden, as the address says under `name`. */
export function useColumnChoice(name: string | undefined): Choice {
  const [search, setSearch] = useSearchParams();
  const hidden = new Set(name === undefined ? [] : (search.get(name)?.split(',') ?? []));
  const toggle = (key: string) => {
    if (name === undefined) return;
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        const keys = new Set(current.get(name)?.split(',') ?? []);
        if (!keys.delete(key)) keys.add(key);
        if (keys.size === 0) next.delete(name);
        else next.set(name, [...keys].join(','));
        return next;
      },
      { replace: true },
    );
  };
  return { hidden, toggle };
}

/** Which columns a table shows: a small panel of boxes to tick. */
export function ColumnChoice({ columns, choice }: { columns: { key: string; header: string }[]; choice: Choice }) {
  const { t } = useTranslation('console');
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const element = details.current;
      if (!element?.open) return;
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !element.contains(event.target as Node)) {
        element.open = false;
        if (event instanceof KeyboardEvent) element.querySelector('summary')?.focus();
      }
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  return (
    <details ref={details} className={`${styles.choice ?? ''} no-print`}>
      <summary title={t('table.columns')}>
        <IconColumns3 size={15} aria-hidden />
        <span>{t('table.columns')}</span>
      </summary>
      <div className={styles.panel} role="group" aria-label={t('table.columns')}>
        {columns
          .filter(({ header }) => header !== '')
          .map(({ key, header }) => (
            <label key={key}>
              <input type="checkbox" checked={!choice.hidden.has(key)} onChange={() => choice.toggle(key)} />
              {header}
            </label>
          ))}
      </div>
    </details>
  );
}
