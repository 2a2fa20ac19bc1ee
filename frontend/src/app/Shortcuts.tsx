import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { SearchPalette } from '@/features/search/SearchPalette';
import { Dialog } from '@/ui/Dialog';
import { usePlaces } from './places';
import styles from './Shortcuts.module.css';

/** How long after "g" the second key may come. */
const SEQUENCE_MS = 1500;

/** Keys that work everywhere in the console: "?" lists them, ⌘K searches, "g" and a letter goes somewhere. */
export function Shortcuts({
  isSearching,
  setIsSearching,
}: {
  isSearching: boolean;
  setIsSearching: (is: boolean) => void;
}) {
  const { t } = useTranslation('console');
  const navigate = useNavigate();
  const [isListing, setIsListing] = useState(false);
  const { places, parts } = usePlaces();
  const known = useRef(places);
  useEffect(() => {
    known.current = places;
  });

  useEffect(() => {
    let wentAt = -Infinity;
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        setIsSearching(true);
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      if (event.key === '?') {
        event.preventDefault();
        setIsListing(true);
      } else if (event.key === '/') {
        const search = document.querySelector<HTMLElement>('main input[type="search"]');
        event.preventDefault();
        if (search) search.focus();
        else setIsSearching(true);
      } else if (event.timeStamp - wentAt < SEQUENCE_MS) {
        wentAt = -Infinity;
        const place = known.current.find(({ key }) => key === event.key.toLowerCase());
        if (place) void navigate(place.to);
      } else if (event.key === 'g') wentAt = event.timeStamp;
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [navigate, setIsSearching]);

  return (
    <>
      {isListing ? (
        <Dialog title={t('shortcut.title')} close={() => setIsListing(false)}>
          <dl className={styles.list}>
            <Line keys={['?']} does={t('shortcut.list')} />
            <Line keys={['⌘ K', 'Ctrl K']} does={t('shortcut.search')} />
            <Line keys={['/']} does={t('shortcut.find')} />
            {places.map(({ key, word }) => (
              <Line key={key} keys={[`g ${key}`]} does={t('shortcut.go', { place: t(`places.${word}`) })} />
            ))}
            <Line keys={['↑ ↓']} does={t('shortcut.rows')} />
            <Line keys={['Enter']} does={t('shortcut.open')} />
            <Line keys={['Space']} does={t('shortcut.choose')} />
            <Line keys={['j', 'k']} does={t('shortcut.neighbours')} />
            <Line keys={['1–9']} does={t('shortcut.label')} />
            <Line keys={['u']} does={t('shortcut.undo')} />
          </dl>
        </Dialog>
      ) : null}
      {isSearching ? (
        <SearchPalette
          places={[
            ...places.map(({ to, word }) => ({ kind: 'place' as const, name: t(`places.${word}`), to })),
            ...parts.map(({ to, word }) => ({ kind: 'place' as const, name: t(word), to })),
          ]}
          close={() => setIsSearching(false)}
        />
      ) : null}
    </>
  );
}

function Line({ keys, does }: { keys: string[]; does: string }) {
  return (
    <div>
      <dt>
        {keys.map((one) => (
          <kbd key={one}>{one}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  );
}

/** Whether keys go into a text just now. */
function isTyping(target: EventTarget | null) {
  return (
    target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]')
  );
}
