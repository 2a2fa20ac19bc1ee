import '@/i18n/console';
import { IconExternalLink, IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { ServingChip } from '@/features/deployment/ServingChip';
import { MemberMenu } from '@/features/session/MemberMenu';
import { Notices } from '@/ui/Notices';
import { Preferences } from '@/ui/Preferences';
import styles from './ConsoleFrame.module.css';
import { ConnectionDot, ConnectionStrip } from './ConnectionState';
import { placeOf, usePlaces } from './places';
import { Shortcuts } from './Shortcuts';

/** The console around its pages: where one can go, where one is, and what serves now. */
export function ConsoleFrame() {
  const { t } = useTranslation('console');
  const { pathname } = useLocation();
  const isLeaving = useNavigation().state === 'loading';
  const { places } = usePlaces();
  const here = placeOf(pathname);
  const [isSearching, setIsSearching] = useState(false);
  const rail = useRef<HTMLUListElement>(null);
  // On a phone the places are a strip that scrolls: where one is stays in sight.
  useEffect(() => {
    rail.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [here?.to, places.length]);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        {t('frame.skip')}
      </a>
      <nav className={styles.rail} aria-label={t('frame.places')}>
        <Link className={styles.brand} to="/admin">
          {t('frame.brand')}
        </Link>
        <ul ref={rail}>
          {places.map(({ to, word, icon: Icon }) => (
            <li key={to}>
              <Link to={to} aria-current={here?.to === to ? 'page' : undefined}>
                <Icon size={19} stroke={1.7} aria-hidden />
                <span>{t(`places.${word}`)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <header className={styles.top}>
        <p className={styles.where}>
          <Link to="/admin">{t('frame.crumb')}</Link>
          {here && here.to !== '/admin' ? (
            <>
              <span aria-hidden>/</span>
              <Link to={here.to}>{t(`places.${here.word}`)}</Link>
            </>
          ) : null}
        </p>
        <button
          type="button"
          className={styles.search}
          onClick={() => setIsSearching(true)}
          aria-label={t('search.title')}
          title={t('search.title')}
        >
          <IconSearch size={16} aria-hidden />
          <span>{t('search.open')}</span>
          <kbd aria-hidden>⌘K</kbd>
        </button>
        <ServingChip />
        <ConnectionDot />
        <Link className={styles.public} to="/" title={t('frame.public')} aria-label={t('frame.public')}>
          <IconExternalLink size={18} aria-hidden />
        </Link>
        <Preferences />
        <MemberMenu />
      </header>
      <div className={styles.body}>
        <ConnectionStrip />
        <main id="content" tabIndex={-1} className={styles.main} data-leaving={isLeaving}>
          <Outlet />
        </main>
      </div>
      <Shortcuts isSearching={isSearching} setIsSearching={setIsSearching} />
      <Notices />
      <ScrollRestoration />
    </div>
  );
}
