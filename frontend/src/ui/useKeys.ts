import { useEffect, useRef } from 'react';

/** Single keys that do something on a page, unless one is typing, choosing or talking to a dialog. */
export function useKeys(keys: Record<string, () => void>) {
  const known = useRef(keys);
  useEffect(() => {
    known.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing || event.defaultPrevented) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea, select')) return;
      if (document.querySelector('dialog[open]')) return;
      const act = known.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
