import { NavLink } from 'react-router';
import styles from './Tabs.module.css';

interface Props {
  label: string;
  tabs: { to: string; name: string; count?: string | undefined }[];
}

/** Parts of a page, or pages of a place, each with its own address. */
export function Tabs({ label, tabs }: Props) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map(({ to, name, count }) => (
        <NavLink key={to} end to={to}>
          {name}
          {count === undefined ? null : <span className={`${styles.count ?? ''} figures`}>{count}</span>}
        </NavLink>
      ))}
    </nav>
  );
}
