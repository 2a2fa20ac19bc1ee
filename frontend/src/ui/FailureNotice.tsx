import { Button } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isServerFailure, type ServerFailure } from '@/server/failure';
import styles from './FailureNotice.module.css';

/** What happened, what to do, and the id that finds it in the log. */
export function FailureNotice({ failure, retry }: { failure: unknown; retry?: () => void }) {
  const { t } = useTranslation('reader');
  const known: ServerFailure = isServerFailure(failure) ? failure : { code: 'UNREACHABLE', message: String(failure) };
  return (
    <div className={styles.notice} role="alert">
      <IconAlertTriangleFilled size={18} aria-hidden />
      <div>
        <p className={styles.what}>{t(`failure.${known.code}.what`)}</p>
        <p className={styles.next}>{t(`failure.${known.code}.next`)}</p>
        {known.fields?.map((field) => (
          <p key={field.field} className={styles.detail} lang="en">
            {field.message}
          </p>
        ))}
        {known.code === 'CONFLICT' || known.code === 'NOT_FOUND' ? (
          <p className={styles.detail} lang="en">
            {known.message}
          </p>
        ) : null}
        {known.requestId ? <p className={styles.request}>{t('failure.request', { id: known.requestId })}</p> : null}
      </div>
      {retry ? (
        <Button variant="default" size="xs" onClick={retry}>
          {t('failure.retry')}
        </Button>
      ) : null}
    </div>
  );
}
