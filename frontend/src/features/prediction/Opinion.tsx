import { IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ClassLabel } from '@/ui/ClassLabel';
import type { PredictionRowFragment } from './prediction.generated';
import styles from './PredictionsPage.module.css';

/** What a reader said of an answer. */
export function Opinion({ feedback }: { feedback: NonNullable<PredictionRowFragment['feedback']> }) {
  const { t } = useTranslation('console');
  return feedback.agrees ? (
    <span className={styles.agreed}>
      <IconThumbUp size={15} aria-hidden /> {t('prediction.agreed')}
    </span>
  ) : (
    <span className={styles.disagreed}>
      <IconThumbDown size={15} role="img" aria-label={t('prediction.disagreed')} />{' '}
      <ClassLabel label={feedback.label} />
    </span>
  );
}
