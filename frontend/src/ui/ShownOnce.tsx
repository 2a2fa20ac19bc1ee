import { Button } from '@mantine/core';
import { IconAlertTriangleFilled, IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ShownOnce.module.css';

interface Props {
  /** What was made. */
  title: string;
  /** What the secret is. */
  label: string;
  secret: string;
  /** How long it holds, and that it isn't shown again. */
  explanation: string;
  /** Where to go on. */
  actions: ReactNode;
}

/** A secret that the server tells once: to be copied now. */
export function ShownOnce({ title, label, secret, explanation, actions }: Props) {
  const { t } = useTranslation('console');
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setIsCopied] = useState(false);
  // The form that was sent is gone: keep the keyboard, and whoever listens, where the answer is.
  useEffect(() => heading.current?.focus(), []);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(secret);
      setIsCopied(true);
    } catch {
      // Without leave to write there it stays selected, to be copied by hand.
      setIsCopied(false);
    }
  };
  return (
    <section className={styles.panel} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <label htmlFor={`${id}-secret`}>{label}</label>
      <div className={styles.secret}>
        <input
          id={`${id}-secret`}
          ref={field}
          readOnly
          value={secret}
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          leftSection={isCopied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={() => void copy()}
        >
          {isCopied ? t('secret.copied') : t('secret.copy')}
        </Button>
      </div>
      <p className={styles.warning}>
        <IconAlertTriangleFilled size={16} aria-hidden />
        {explanation}
      </p>
      <span className="visually-hidden" role="status">
        {isCopied ? t('secret.copied') : ''}
      </span>
      <div className={styles.actions}>{actions}</div>
    </section>
  );
}
