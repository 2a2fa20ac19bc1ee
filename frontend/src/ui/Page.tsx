import { useEffect, type ReactNode } from 'react';
import styles from './Page.module.css';

interface Props {
  title: string;
  /** One line on what this page is for. */
  purpose?: ReactNode;
  /** The primary action. */
  action?: ReactNode;
  children: ReactNode;
}

/** A page of the console: what it is, what one does here, and the thing itself. */
export function Page({ title, purpose, action, children }: Props) {
  useEffect(() => {
    document.title = `${title} · 기사`;
  }, [title]);
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div className={styles.words}>
          <h1>{title}</h1>
          {purpose ? <div className={styles.purpose}>{purpose}</div> : null}
        </div>
        {action ? <div className={styles.action}>{action}</div> : null}
      </header>
      {children}
    </div>
  );
}

/** A part of a page, with its own heading. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** The few numbers that matter, large. */
export function Figures({ figures }: { figures: { name: string; value: ReactNode; note?: ReactNode }[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figures">{value}</dd>
          {note ? <dd className={styles.note}>{note}</dd> : null}
        </div>
      ))}
    </dl>
  );
}

/** Names and values of a thing, in two columns. */
export function Facts({ facts }: { facts: { name: string; value: ReactNode }[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figures">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
