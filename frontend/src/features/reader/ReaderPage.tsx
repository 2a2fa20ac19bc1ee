import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { FailureNotice } from '@/ui/FailureNotice';
import { Preferences } from '@/ui/Preferences';
import { Answer } from './Answer';
import { ArticleField } from './ArticleField';
import { usePredictMutation } from './readerApi';
import styles from './ReaderPage.module.css';

/** Most readers have one text: what reads files is downloaded by those who have many. */
const BatchPanel = lazy(async () => ({ default: (await import('./BatchPanel')).BatchPanel }));

/** The public page: a text goes in, its topic comes out, in place; or a file of texts, and a file comes back. */
export function ReaderPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const isByFile = search.get('by') === 'file';
  const [text, setText] = useState('');
  const [predict, { data, error, isLoading, reset, originalArgs }] = usePredictMutation();
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
        <div className={styles.ways} role="group" aria-label={t('batch.way')}>
          {(['text', 'file'] as const).map((way) => (
            <button
              key={way}
              type="button"
              aria-pressed={isByFile === (way === 'file')}
              onClick={() => setSearch(way === 'file' ? { by: way } : {}, { replace: true })}
            >
              {t(`batch.by.${way}`)}
            </button>
          ))}
        </div>
        {isByFile ? (
          <Suspense fallback={null}>
            <BatchPanel />
          </Suspense>
        ) : (
          <>
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
              {data && !error ? (
                <Answer key={data.predict.id} answer={data.predict} text={originalArgs?.input.text ?? ''} />
              ) : null}
            </div>
          </>
        )}
      </main>
    </div>
  );
}
