import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { ClassLabel } from '@/ui/ClassLabel';
import { FailureNotice } from '@/ui/FailureNotice';
import { MarkedText } from '@/ui/MarkedText';
import { Section } from '@/ui/Page';
import { ProbabilityBars } from '@/ui/ProbabilityBars';
import { useTryVersionMutation } from './modelVersionApi';
import styles from './TryVersionsPage.module.css';

interface Props {
  versionId: string;
  number: number;
  text: string;
}

/** What one version says of a text, and which words made it say so. */
export function TriedAnswer({ versionId, number, text }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [ask, { data, error }] = useTryVersionMutation();
  useEffect(() => {
    void ask({ input: { text }, versionId });
  }, [ask, text, versionId]);
  const answer = data?.predict;
  return (
    <Section
      title={t('model.title', { number })}
      aside={<Link to={`/admin/models/${versionId}`}>{t('trial.details')}</Link>}
    >
      {error ? <FailureNotice failure={error} retry={() => void ask({ input: { text }, versionId })} /> : null}
      {!answer && !error ? <p className={styles.note}>{t('trial.loading')}</p> : null}
      {answer ? (
        <>
          <p className={styles.topic}>
            <ClassLabel label={answer.label} />
            <span className="figures">{format.percent(answer.probability)}</span>
          </p>
          {answer.sure ? null : <p>{t('prediction.wasUnsure')}</p>}
          <ProbabilityBars scores={answer.probabilities} caption={t('prediction.shares')} />
          {answer.attributions ? (
            <MarkedText text={text} label={answer.label} attributions={answer.attributions} />
          ) : null}
          <p className={styles.note}>
            {t('trial.took', { ms: format.decimal(answer.timing.totalMicroseconds / 1000, 1) })}
            {answer.truncated ? ` ${t('trial.truncated')}` : null}
          </p>
        </>
      ) : null}
    </Section>
  );
}
