import { IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { classColour } from '@/ui/classColour';
import { useClassName } from '@/ui/ClassLabel';
import { ProbabilityBars } from '@/ui/ProbabilityBars';
import styles from './Answer.module.css';
import { Feedback } from './Feedback';
import type { AnswerFragment } from './reader.generated';
import { isUnsure } from './sureness';
import { WordsThatMattered } from './WordsThatMattered';

/** A topic in its colour, how sure the model is, and what the reader says of it. */
export function Answer({ answer, text }: { answer: AnswerFragment; text: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useClassName();
  return (
    <section className={styles.answer} aria-label={t('answer.label')}>
      <p className={styles.kicker}>{t('answer.topic')}</p>
      <p className={styles.topic} style={{ color: classColour(answer.label) }}>
        {name(answer.label)}
        <span className={`${styles.share ?? ''} figures`}>{format.percent(answer.probability, 0)}</span>
      </p>
      {isUnsure(answer) ? (
        <p className={styles.unsure}>
          <IconHelpCircle size={18} aria-hidden />
          <span>
            <strong>{t('answer.unsure')}</strong> {t('answer.unsureWhy')}
          </span>
        </p>
      ) : null}
      <div className={styles.bars}>
        <ProbabilityBars scores={answer.probabilities} caption={t('answer.bars')} />
      </div>
      <Feedback answer={answer} />
      <WordsThatMattered answer={answer} text={text} />
      <p className={styles.small}>
        {answer.truncated ? <>{t('answer.truncated')} </> : null}
        {t('answer.small', {
          version: answer.modelVersion.number,
          date: format.day(answer.modelVersion.createdAt),
          ms: format.decimal(answer.timing.totalMicroseconds / 1000, 1),
        })}
      </p>
    </section>
  );
}
