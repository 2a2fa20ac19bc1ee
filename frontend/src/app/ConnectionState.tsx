import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSelector } from 'react-redux';
import styles from './ConnectionState.module.css';
import type { State } from './store';

/** Whether what is on screen is live, as a dot with a word for those who can't see it. */
export function ConnectionDot() {
  const { t } = useTranslation('console');
  const state = useSelector((root: State) => root.connection.state);
  return (
    <span className={styles.dot} data-state={state} title={t(`connection.${state}`)}>
      <span className="visually-hidden">{t(`connection.${state}`)}</span>
    </span>
  );
}

/** A quiet strip while the live connection is lost. */
export function ConnectionStrip() {
  const { t } = useTranslation('console');
  const isLost = useSelector((root: State) => root.connection.state === 'lost');
  return (
    <div role="status" className="no-print">
      {isLost ? (
        <p className={styles.strip}>
          <IconPlugConnectedX size={16} aria-hidden />
          {t('connection.strip')}
        </p>
      ) : null}
    </div>
  );
}
