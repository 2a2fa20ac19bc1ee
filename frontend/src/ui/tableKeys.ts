import type { KeyboardEvent } from 'react';

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * Walks a table by keyboard: arrows, Home and End from row to row, Enter opens what the row links to, the space bar
 * chooses it. Whatever has a use for the key itself keeps it.
 */
export function moveByKey(event: KeyboardEvent<HTMLElement>) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const target = event.target as HTMLElement;
  const row = target.closest<HTMLElement>('tr[data-row]');
  const step = STEPS[event.key];
  if (step) {
    if (target.matches('input:not([type="checkbox"]), select, textarea')) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('tr[data-row]')];
    const at = row ? rows.indexOf(row) : -1;
    const next = rows[Math.max(0, Math.min(step(at, rows.length - 1), rows.length - 1))];
    if (!next || next === row) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
    return;
  }
  // Only a row itself: a link or a button on it answers for itself.
  if (target !== row) return;
  if (event.key === 'Enter') row.querySelector<HTMLElement>('a[href], button')?.click();
  if (event.key === ' ') {
    event.preventDefault();
    row.querySelector<HTMLElement>('input[type="checkbox"]')?.click();
  }
}
