import { useSyncExternalStore } from 'react';
import { useFormat } from '@/i18n/format';

const EVERY_MS = 15_000;
let now = Date.now();

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = Date.now();
  for (const changed of listeners) changed();
}

/** One clock for every time on the page, so that none looks fresher than another. */
function subscribe(changed: () => void) {
  // Nobody wound it while nobody looked.
  if (listeners.size === 0) now = Date.now();
  listeners.add(changed);
  timer ??= setInterval(tick, EVERY_MS);
  return () => {
    listeners.delete(changed);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** How long ago, with the exact time on hover. */
export function RelativeTime({ at }: { at: string }) {
  const format = useFormat();
  const moment = useSyncExternalStore(subscribe, () => now);
  return (
    <time dateTime={at} title={format.absolute(at)} style={{ whiteSpace: 'nowrap' }}>
      {format.relative(at, moment)}
    </time>
  );
}
