import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ConfirmButton.module.css';

interface Props {
  label: string;
  /** What will happen, as a question. */
  question: string;
  confirm: () => void;
  isLoading: boolean;
  size?: 'xs' | 'sm';
}

/** An action that can't be taken back asks once, in place. */
export function ConfirmButton({ label, question, confirm, isLoading, size = 'sm' }: Props) {
  const { t } = useTranslation('console');
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking || isLoading) {
    return (
      <Button variant="default" size={size} loading={isLoading} onClick={() => setIsAsking(true)}>
        {label}
      </Button>
    );
  }
  return (
    <span className={styles.ask} role="group" aria-label={question}>
      <span>{question}</span>
      <Button
        color="bad"
        size={size}
        // The button that was pressed is gone: keep the keyboard where the question is.
        autoFocus
        onClick={() => {
          setIsAsking(false);
          confirm();
        }}
      >
        {label}
      </Button>
      <Button variant="default" size={size} onClick={() => setIsAsking(false)}>
        {t('form.keep')}
      </Button>
    </span>
  );
}
