import { skipToken } from '@reduxjs/toolkit/query';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { ConfusionMatrix } from '@/ui/ConfusionMatrix';
import { EmptyState } from '@/ui/EmptyState';
import { Failed } from '@/ui/Failed';
import { FailureNotice } from '@/ui/FailureNotice';
import { Lineage } from '@/ui/Lineage';
import { Loading } from '@/ui/Loading';
import { ClassMetrics } from '@/ui/ClassMetrics';
import { Facts, Figures, Page, Section } from '@/ui/Page';
import { useParameterName } from '@/ui/parameterNames';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { bestEpoch, isActive, type TrainingRun } from './curve';
import { EpochsTable } from './EpochsTable';
import { precisions } from './parameters';
import { RunCharts } from './RunCharts';
import { RunProgress } from './RunProgress';
import styles from './TrainingRunPage.module.css';
import type { TrainingStepFragment } from './trainingRun.generated';
import {
  MAXIMUM_POINTS,
  useCancelTrainingRunMutation,
  useResumeTrainingRunMutation,
  useLiveRunQuery,
  useTrainingRunQuery,
  useTrainingCurveQuery,
} from './trainingRunApi';

/** One training run: whether it still learns, how well, and what came of it. Live while it is under way. */
export function TrainingRunPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useTrainingRunQuery({ id });
  if (error)
    return <Page title={t('training.run')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.trainingRun)
    return <Page title={t('training.run')}>{<EmptyState title={t('training.gone')} explanation={t('gone')} />}</Page>;
  return <Run key={id} run={data.trainingRun} />;
}

function Run({ run }: { run: TrainingRun }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const parameterName = useParameterName();
  const { steps, heardAt } = useSteps(run);
  const [cancel, cancelling] = useCancelTrainingRunMutation();
  const [resume, resuming] = useResumeTrainingRunMutation();
  const canGoOn = run.status === 'FAILED' || run.status === 'CANCELLED';
  const best = bestEpoch(run);
  const last = steps?.at(-1);
  const active = isActive(run);
  const version = run.modelVersion;
  const articleCount = run.dataset.rowCount;
  return (
    <Page
      title={run.name}
      purpose={
        <>
          <Status status={run.status} />
          <span>
            {t('training.requested')} <RelativeTime at={run.createdAt} />
          </span>
          {run.sweep ? (
            <Link to={`/admin/sweeps/${run.sweep.id}`}>{t('sweep.of', { name: run.sweep.name })}</Link>
          ) : null}
          {run.attempts > 1 ? (
            <span>
              {run.resumedFromStep === null
                ? t('training.attempt', { number: run.attempts })
                : t('training.resumed', { number: run.attempts, step: format.integer(run.resumedFromStep) })}
            </span>
          ) : null}
          {active && heardAt ? (
            <span>
              {t('training.heard')} <RelativeTime at={heardAt} />
            </span>
          ) : null}
        </>
      }
      action={
        <>
          <Allowed action="startTrainingRun">
            <Button variant="default" component={Link} to={`/admin/training/new?from=${run.id}`}>
              {t('training.again')}
            </Button>
          </Allowed>
          {active ? (
            <Allowed action="cancelTrainingRun">
              <ConfirmButton
                label={t('training.cancel')}
                question={t('training.cancelSure')}
                isLoading={cancelling.isLoading}
                confirm={() => void cancel({ id: run.id })}
              />
            </Allowed>
          ) : null}
          {canGoOn ? (
            <Allowed action="resumeTrainingRun">
              <Button loading={resuming.isLoading} onClick={() => void resume({ id: run.id })}>
                {t('training.resume')}
              </Button>
            </Allowed>
          ) : null}
          {version ? (
            <Button component={Link} to={`/admin/models/${version.id}`}>
              {t('training.toVersion', { number: version.number })}
            </Button>
          ) : null}
        </>
      }
    >
      {cancelling.error || resuming.error ? <FailureNotice failure={cancelling.error ?? resuming.error} /> : null}
      {run.status === 'FAILED' ? <Failed title={t('training.failed')} code={run.errorCode} reason={run.error} /> : null}
      {canGoOn ? (
        <p className={styles.none}>
          {run.checkpointStep === null
            ? t('training.resumeFromStart')
            : t('training.resumeFrom', { step: format.integer(run.checkpointStep) })}
        </p>
      ) : null}
      <Lineage
        here="run"
        steps={{
          articles: {
            name:
              articleCount === null
                ? t('places.articles')
                : t('lineage.count', { number: format.integer(articleCount) }),
            to: '/admin/articles',
          },
          dataset: { name: run.dataset.name, to: `/admin/datasets/${run.dataset.id}` },
          run: { name: run.name },
          ...(version ? { version: { name: `v${version.number}`, to: `/admin/models/${version.id}` } } : {}),
        }}
      />
      {active ? <RunProgress run={run} /> : null}
      {run.status === 'QUEUED' ? null : (
        <Figures
          figures={[
            {
              name: t('metric.bestMacroF1'),
              value: best ? format.decimal(best.macroF1) : '–',
              note: best ? t('training.atEpoch', { epoch: best.epoch }) : undefined,
            },
            {
              name: t('metric.accuracy'),
              value: best ? format.percent(best.accuracy) : '–',
              note: t('metric.onValidation'),
            },
            version
              ? {
                  name: t('metric.testMacroF1'),
                  value: format.decimal(version.testMetrics.macroF1),
                  note: t('metric.onTest'),
                }
              : {
                  name: t('metric.trainLoss'),
                  value: last ? format.decimal(last.loss) : '–',
                  note: last ? t('training.atStep', { step: format.integer(last.step) }) : undefined,
                },
            {
              name: active ? t('metric.throughput') : t('metric.duration'),
              value: active
                ? last
                  ? format.figure(last.samplesPerSecond)
                  : '–'
                : run.startedAt && run.finishedAt
                  ? format.duration((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000)
                  : '–',
              note: active ? t('metric.rowsPerSecond') : undefined,
            },
          ]}
        />
      )}
      {steps?.length || run.epochs.length ? (
        <RunCharts run={run} steps={steps} />
      ) : (
        <p className={styles.none}>{t('training.noCurve')}</p>
      )}
      {run.epochs.length ? (
        <Section title={t('training.epochs')}>
          <EpochsTable epochs={run.epochs} best={best?.epoch} />
        </Section>
      ) : null}
      {best ? (
        <div className={styles.pair}>
          <Section title={t('confusion.titleAt', { epoch: best.epoch })}>
            <ConfusionMatrix classes={run.labelSet.classes} counts={best.metrics.confusion} />
          </Section>
          <Section title={t('metric.byClass')}>
            <ClassMetrics classes={run.labelSet.classes} metrics={best.metrics.classes} />
          </Section>
        </div>
      ) : null}
      <Section title={t('training.parameters')}>
        <Facts facts={parametersOf(run).map(([key, value]) => ({ name: parameterName(key), value }))} />
      </Section>
    </Page>
  );
}

/** The curve as the server draws it; it grows for a run that was seen under way. */
function useSteps(run: TrainingRun): { steps: readonly TrainingStepFragment[] | undefined; heardAt: string | null } {
  const [wasActive, setWasActive] = useState(false);
  const active = isActive(run);
  if (active && !wasActive) setWasActive(true);
  const live = useLiveRunQuery(active || wasActive ? run.id : skipToken);
  const sampled = useTrainingCurveQuery(
    active || wasActive ? skipToken : { id: run.id, maximumPoints: MAXIMUM_POINTS },
  );
  return {
    steps: live.data?.steps ?? sampled.currentData?.trainingRun?.curve,
    heardAt: live.data?.heardAt ?? null,
  };
}

function parametersOf({ parameters }: TrainingRun): [string, string][] {
  return Object.entries({ ...parameters, precision: precisions[parameters.precision] }).map(([key, value]) => [
    key,
    value === null ? '–' : String(value),
  ]);
}
