import { useTranslation } from 'react-i18next';
import { MarkedText } from '@/ui/MarkedText';
import type { AnswerFragment } from './reader.generated';
import { useAttributionsQuery } from './readerApi';
import styles from './WordsThatMattered.module.css';

/**
 * The text as it was asked, the words that mattered marked in it. It comes after the answer, which doesn't wait for it;
 * where the server can't tell, or has no time for it, there is nothing.
 */
export function WordsThatMattered({ answer, text }: { answer: AnswerFragment; text: string }) {
  const { t } = useTranslation();
  const { data, isLoading } = useAttributionsQuery({ predictionId: answer.id });
  const found = data?.predictionAttributions;
  if (isLoading) return <p className={styles.looking}>{t('words.looking')}</p>;
  if (!found || found.words.length === 0) return null;
  return (
    <section className={styles.words} aria-label={t('words.title')}>
      <h2>{t('words.title')}</h2>
      <MarkedText text={text} label={answer.label} attributions={found} />
    </section>
  );
}
