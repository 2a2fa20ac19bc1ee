import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FailureNotice } from '@/ui/FailureNotice';
import { Preferences } from '@/ui/Preferences';
import { Answer } from './Answer';
import { ArticleField } from './ArticleField';
import { usePredictMutation } from './readerApi';
import styles from './ReaderPage.module.css';

/** The public page: a text goes in, its topic comes out, in place. */
export function ReaderPage() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [predict, { data, error, isLoading, reset }] = usePredictMutation();
  const answer = useRef<HTMLDivElement>(null);

  useEffect(() => {
    document.title = `${t('brand')} — ${t('title')}`;
  }, [t]);

  const ask = (asked: string) => {
    if (asked.trim() === '' || isLoading) return;
    void predict({ input: { text: asked.trim() } })
      .unwrap()
      .then(
        // On a phone the answer may lie below the keyboard.
        () => answer.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' }),
        () => undefined, // `error` says it
      );
  };
  const change = (changed: string) => {
    setText(changed);
    if (changed === '') reset();
  };

  return (
    <div className={styles.page}>
      <header className={styles.masthead}>
        <Link to="/" className={styles.brand}>
          {t('brand')}
        </Link>
        <Link to="/admin" className={styles.console}>
          {t('console')}
        </Link>
        <Preferences />
      </header>
      <main className={styles.main}>
        <h1 className={styles.title}>{t('title')}</h1>
        <p className={styles.lead}>{t('lead')}</p>
        <ArticleField
          text={text}
          change={change}
          submit={() => ask(text)}
          trySample={(sample) => {
            setText(sample);
            ask(sample);
          }}
          isBusy={isLoading}
          hasAnswer={data !== undefined || error !== undefined}
        />
        <div ref={answer} className={styles.answer} aria-live="polite" aria-busy={isLoading} data-busy={isLoading}>
          {error ? <FailureNotice failure={error} retry={() => ask(text)} /> : null}
          {data && !error ? <Answer key={data.predict.id} answer={data.predict} /> : null}
        </div>
      </main>
    </div>
  );
}
