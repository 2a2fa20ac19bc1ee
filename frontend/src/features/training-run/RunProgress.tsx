import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { Progress } from '@/ui/Progress';
import styles from './RunProgress.module.css';
import type { TrainingRunRowFragment } from './trainingRun.generated';

const PHASES = ['tokenizer', 'training', 'evaluating', 'exporting', 'quantising', 'proving'] as const;

type Run = Pick<TrainingRunRowFragment, 'status' | 'phase' | 'step' | 'totalSteps' | 'secondsLeft'>;

/** How far a run has come: its phase, its steps, and the time left. */
export function RunProgress({ run, isCompact = false }: { run: Run; isCompact?: boolean }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const known = PHASES.find((phase) => phase === run.phase);
  const phase =
    run.status === 'QUEUED'
      ? t('training.waiting')
      : known
        ? t(`training.phase.${known}`)
        : (run.phase ?? t('training.starting'));
  const share = run.totalSteps ? run.step / run.totalSteps : undefined;
  const left =
    run.secondsLeft === null || run.phase !== 'training'
      ? undefined
      : t('training.left', { time: format.duration(run.secondsLeft) });
  if (run.status === 'QUEUED') return <span className={styles.waiting}>{phase}</span>;
  if (isCompact) {
    return (
      <span className={styles.compact} title={phase}>
        <Progress share={share} label={phase} />
        <span>{left ?? phase}</span>
      </span>
    );
  }
  return (
    <div className={styles.progress}>
      <Progress share={share} label={phase} />
      <p className="figures">
        <b>{phase}</b>
        {run.totalSteps ? (
          <span>{t('training.steps', { step: format.integer(run.step), total: format.integer(run.totalSteps) })}</span>
        ) : null}
        {left ? <span>{left}</span> : null}
      </p>
    </div>
  );
}
