import { Button } from '@mantine/core';
import { useEffect, useId, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ArticleField.module.css';

const SAMPLES = ['economy', 'sports', 'it', 'culture', 'world'] as const;

interface Props {
  text: string;
  change: (text: string) => void;
  submit: () => void;
  trySample: (sample: string) => void;
  isBusy: boolean;
  /** Once there is an answer, the samples step back into one row. */
  hasAnswer: boolean;
}

/** One large field that grows with its text. Enter asks, Shift+Enter begins a new line. */
export function ArticleField({ text, change, submit, trySample, isBusy, hasAnswer }: Props) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  useEffect(() => {
    // A keyboard on a phone would cover the page before anybody asked for it.
    if (window.matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
  }, []);

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={styles.box}>
        <label className="visually-hidden" htmlFor={id}>
          {t('field')}
        </label>
        <textarea
          ref={field}
          id={id}
          rows={3}
          value={text}
          lang="ko"
          placeholder={t('placeholder')}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => {
            // While a Hangul syllable is being composed, Enter only ends the composition.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            submit();
          }}
        />
        <div className={styles.actions}>
          {text === '' ? null : (
            <button
              type="button"
              className={styles.clear}
              onClick={() => {
                change('');
                field.current?.focus();
              }}
            >
              {t('clear')}
            </button>
          )}
          <Button type="submit" size="md" loading={isBusy} disabled={text.trim() === ''}>
            {t('submit')}
          </Button>
        </div>
      </div>
      <div className={styles.samples} data-row={hasAnswer}>
        <p id={`${id}-try`}>{t('try')}</p>
        <ul aria-labelledby={`${id}-try`}>
          {SAMPLES.map((sample) => (
            <li key={sample}>
              <button type="button" lang="ko" onClick={() => trySample(t(`samples.${sample}`))}>
                {t(`samples.${sample}`)}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </form>
  );
}
