import '@/i18n/console';
import {
  IconBriefcase2,
  IconCube,
  IconDatabase,
  IconExternalLink,
  IconMessage2Question,
  IconNews,
  IconSchool,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { ServingChip } from '@/features/deployment/ServingChip';
import { Preferences } from '@/ui/Preferences';
import styles from './ConsoleFrame.module.css';
import { ConnectionDot, ConnectionStrip } from './ConnectionState';

const PLACES = [
  { to: 'articles', icon: IconNews },
  { to: 'datasets', icon: IconDatabase },
  { to: 'training', icon: IconSchool },
  { to: 'models', icon: IconCube },
  { to: 'predictions', icon: IconMessage2Question },
  { to: 'jobs', icon: IconBriefcase2 },
] as const;

/** The console around its pages: where one can go, where one is, and what serves now. */
export function ConsoleFrame() {
  const { t } = useTranslation('console');
  const { pathname } = useLocation();
  const isLeaving = useNavigation().state === 'loading';
  const here = PLACES.find(({ to }) => pathname.startsWith(`/admin/${to}`));
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        {t('frame.skip')}
      </a>
      <nav className={styles.rail} aria-label={t('frame.places')}>
        <Link className={styles.brand} to="/admin">
          {t('frame.brand')}
        </Link>
        <ul>
          {PLACES.map(({ to, icon: Icon }) => (
            <li key={to}>
              <NavLink to={`/admin/${to}`}>
                <Icon size={19} stroke={1.7} aria-hidden />
                <span>{t(`places.${to}`)}</span>
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <header className={styles.top}>
        <p className={styles.where}>
          <Link to="/admin">{t('frame.crumb')}</Link>
          {here ? (
            <>
              <span aria-hidden>/</span>
              <Link to={`/admin/${here.to}`}>{t(`places.${here.to}`)}</Link>
            </>
          ) : null}
        </p>
        <ServingChip />
        <ConnectionDot />
        <Link className={styles.public} to="/" title={t('frame.public')} aria-label={t('frame.public')}>
          <IconExternalLink size={18} aria-hidden />
        </Link>
        <Preferences />
      </header>
      <div className={styles.body}>
        <ConnectionStrip />
        <main id="content" tabIndex={-1} className={styles.main} data-leaving={isLeaving}>
          <Outlet />
        </main>
      </div>
      <ScrollRestoration />
    </div>
  );
}
