import { useTranslation } from 'react-i18next';
import '@/i18n/console';
import styles from './Loading.module.css';

/** Keeps a page's place while its first answer is on the way. */
export function Loading() {
  const { t } = useTranslation('console');
  return (
    <div className={styles.loading} role="status">
      <span className="visually-hidden">{t('table.loading')}</span>
      <span className={styles.title} />
      <span className={styles.line} />
      <span className={styles.block} />
    </div>
  );
}
