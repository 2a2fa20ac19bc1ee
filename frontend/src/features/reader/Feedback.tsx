import { Button } from '@mantine/core';
import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isServerFailure } from '@/server/failure';
import { ClassLabel, useClassName } from '@/ui/ClassLabel';
import { FailureNotice } from '@/ui/FailureNotice';
import styles from './Feedback.module.css';
import type { AnswerFragment } from './reader.generated';
import { useGiveFeedbackMutation } from './readerApi';

/** "Is it right?" — and if it isn't, which class is. Once for each answer. */
export function Feedback({ answer }: { answer: AnswerFragment }) {
  const { t } = useTranslation();
  const name = useClassName();
  const [isChoosing, setIsChoosing] = useState(false);
  const [give, { data, error, isLoading }] = useGiveFeedbackMutation();
  const say = (labelKey: string) => void give({ input: { predictionId: answer.id, labelKey } });

  if (data) {
    const { agrees, label } = data.giveFeedback;
    return (
      <p className={styles.thanks} role="status">
        <IconCircleCheckFilled size={18} aria-hidden />
        {agrees ? t('feedback.thanksYes') : t('feedback.thanksNo', { label: name(label) })}
      </p>
    );
  }
  if (isServerFailure(error) && error.code === 'CONFLICT') {
    return <p className={styles.thanks}>{t('feedback.already')}</p>;
  }
  return (
    <div className={styles.feedback}>
      {error ? <FailureNotice failure={error} /> : null}
      {isChoosing ? (
        <>
          <h2 className={styles.question}>{t('feedback.which')}</h2>
          <div className={styles.classes} role="group" aria-label={t('feedback.which')}>
            {answer.probabilities
              .filter(({ label }) => label.key !== answer.label.key)
              .map(({ label }) => (
                <button key={label.key} type="button" disabled={isLoading} onClick={() => say(label.key)}>
                  <ClassLabel label={label} />
                </button>
              ))}
          </div>
        </>
      ) : (
        <div className={styles.row}>
          <h2 className={styles.question}>{t('feedback.question')}</h2>
          <Button variant="default" loading={isLoading} onClick={() => say(answer.label.key)}>
            {t('feedback.yes')}
          </Button>
          <Button variant="default" disabled={isLoading} onClick={() => setIsChoosing(true)}>
            {t('feedback.no')}
          </Button>
        </div>
      )}
    </div>
  );
}
