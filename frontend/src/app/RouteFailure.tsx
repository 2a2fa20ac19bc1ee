import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '@/ui/EmptyState';
import styles from './RouteFailure.module.css';

/** What stands where a page could not be drawn or fetched. */
export function RouteFailure() {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <EmptyState
        title={t('crashed.title')}
        explanation={t('crashed.explanation')}
        action={<Button onClick={() => window.location.reload()}>{t('crashed.reload')}</Button>}
      />
    </main>
  );
}

/** What stands at an address that means nothing. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <EmptyState
        title={t('notFound.title')}
        explanation={t('notFound.explanation')}
        action={
          <Button component={Link} to="/">
            {t('notFound.home')}
          </Button>
        }
      />
    </div>
  );
}
