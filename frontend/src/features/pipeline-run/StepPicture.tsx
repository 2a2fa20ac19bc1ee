import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Status } from '@/ui/Status';
import type { PipelineStepRowFragment } from './pipelineRun.generated';
import styles from './StepPicture.module.css';

/** Where the row that a step made is looked at. */
export function addressOf(subject: PipelineStepRowFragment['subject']): string | undefined {
  switch (subject?.__typename) {
    case 'Crawl':
      return `/admin/crawls/${subject.id}`;
    case 'CleaningRun':
      return `/admin/cleaning/${subject.id}`;
    case 'Dataset':
      return `/admin/datasets/${subject.id}`;
    case 'TrainingRun':
      return `/admin/training/${subject.id}`;
    case 'Evaluation':
      return `/admin/evaluations/${subject.id}`;
    case undefined:
      return undefined;
  }
}

/** All steps of a run in one line: where each stands, how long it took, and the way to what it made. */
export function StepPicture({ steps }: { steps: readonly PipelineStepRowFragment[] }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  return (
    <ol className={styles.picture} aria-label={t('pipeline.steps')}>
      {steps.map((step) => {
        const to = addressOf(step.subject);
        const name = t(`pipeline.step.${step.kind}`);
        return (
          <li key={step.position} data-status={step.status}>
            <span className={styles.name}>{to ? <Link to={to}>{name}</Link> : name}</span>
            <Status status={step.status} />
            <span className={styles.time}>
              {step.startedAt && step.finishedAt
                ? format.duration((Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000)
                : step.startedAt
                  ? t('pipeline.since', { time: format.hour(step.startedAt) })
                  : ' '}
            </span>
            {step.errorCode ? <code>{step.errorCode}</code> : null}
          </li>
        );
      })}
    </ol>
  );
}

/** The same as small as it goes: a mark a step, for lists. */
export function StepMarks({ steps }: { steps: readonly PipelineStepRowFragment[] }) {
  const { t } = useTranslation('console');
  const words = steps.map(({ kind, status }) => `${t(`pipeline.step.${kind}`)}: ${t(`status.${status}`)}`);
  return (
    <span className={styles.marks} role="img" aria-label={words.join(', ')}>
      {steps.map(({ position, status }, index) => (
        <span key={position} data-status={status} title={words[index]} />
      ))}
    </span>
  );
}
