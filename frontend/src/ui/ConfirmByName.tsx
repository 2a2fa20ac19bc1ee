import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ConfirmByName.module.css';

interface Props {
  label: string;
  /** What will be gone. */
  explanation: string;
  /** What must be typed. */
  name: string;
  confirm: () => void;
  isLoading: boolean;
}

/** What destroys something asks for its name first. */
export function ConfirmByName({ label, explanation, name, confirm, isLoading }: Props) {
  const { t } = useTranslation('console');
  const [isAsking, setIsAsking] = useState(false);
  const [typed, setTyped] = useState('');
  if (!isAsking)
    return (
      <Button variant="default" onClick={() => setIsAsking(true)}>
        {label}
      </Button>
    );
  return (
    <form
      className={styles.ask}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() === name) confirm();
      }}
    >
      <p>{explanation}</p>
      <TextInput
        label={t('form.typeName', { name })}
        value={typed}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={styles.actions}>
        <Button type="submit" color="bad" loading={isLoading} disabled={typed.trim() !== name}>
          {label}
        </Button>
        <Button variant="default" onClick={() => setIsAsking(false)}>
          {t('form.keep')}
        </Button>
      </div>
    </form>
  );
}
