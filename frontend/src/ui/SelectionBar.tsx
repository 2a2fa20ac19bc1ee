import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import type { Selection } from './DataTable';
import styles from './SelectionBar.module.css';

/** Rows that are chosen, as the address says under `name`; it survives a reload and the turning of pages. */
export function useSelection(name: string): Selection & { clear: () => void } {
  const [search, setSearch] = useSearchParams();
  const chosen = new Set(search.get(name)?.split(',').filter(Boolean));
  const write = (change: (keys: Set<string>) => void) =>
    setSearch(
      (current) => {
        const keys = new Set(current.get(name)?.split(',').filter(Boolean));
        change(keys);
        const next = new URLSearchParams(current);
        if (keys.size === 0) next.delete(name);
        else next.set(name, [...keys].join(','));
        return next;
      },
      { replace: true },
    );
  return {
    chosen,
    choose: (keys, isChosen) => write((all) => keys.forEach((key) => (isChosen ? all.add(key) : all.delete(key)))),
    clear: () => write((all) => all.clear()),
  };
}

/** What can be done with the rows that are chosen; away while none is. */
export function SelectionBar({ count, clear, children }: { count: number; clear: () => void; children: ReactNode }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  if (count === 0) return null;
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('table.chosen', { number: count })}>
      <span className="figures">{t('table.chosen', { number: format.integer(count) })}</span>
      {children}
      <button type="button" onClick={clear}>
        {t('table.clear')}
      </button>
    </div>
  );
}
