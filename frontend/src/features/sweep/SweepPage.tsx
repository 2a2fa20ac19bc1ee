import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { EmptyState } from '@/ui/EmptyState';
import { Failed } from '@/ui/Failed';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { Facts, Figures, Page, Section } from '@/ui/Page';
import { useParameterName } from '@/ui/parameterNames';
import { Progress } from '@/ui/Progress';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { SweepQuery } from './sweep.generated';
import { useCancelSweepMutation, useSweepQuery } from './sweepApi';
import { TrialsTable } from './TrialsTable';

export type Sweep = NonNullable<SweepQuery['sweep']>;

/** Most runs that stand side by side. */
const MOST_COMPARED = 200;

/** One sweep: what it tries, how far it is, and which trial did best. */
export function SweepPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useSweepQuery({ id });
  if (error && !data)
    return <Page title={t('sweep.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.sweep)
    return <Page title={t('sweep.one')}>{<EmptyState title={t('sweep.gone')} explanation={t('gone')} />}</Page>;
  return <Contents key={id} sweep={data.sweep} />;
}

const ENDED = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

function Contents({ sweep }: { sweep: Sweep }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const parameterName = useParameterName();
  const [cancel, cancelling] = useCancelSweepMutation();
  const { trials, bestTrainingRun: best, stopping } = sweep;
  const ended = trials.filter(({ trainingRun }) => trainingRun && ENDED.includes(trainingRun.status)).length;
  const runIds = trials.flatMap(({ trainingRun }) => (trainingRun ? [trainingRun.id] : []));
  const isRunning = sweep.status === 'RUNNING';
  return (
    <Page
      title={sweep.name}
      purpose={
        <>
          <Status status={sweep.status} />
          <Link to={`/admin/datasets/${sweep.dataset.id}`}>{sweep.dataset.name}</Link>
          <RelativeTime at={sweep.createdAt} />
        </>
      }
      action={
        <>
          {isRunning ? (
            <Allowed action="cancelSweep">
              <ConfirmButton
                label={t('sweep.cancel')}
                question={t('sweep.cancelSure')}
                isLoading={cancelling.isLoading}
                confirm={() => void cancel({ id: sweep.id })}
              />
            </Allowed>
          ) : null}
          {runIds.length > 1 ? (
            <Button
              variant={best?.modelVersion ? 'default' : 'filled'}
              component={Link}
              to={`/admin/training/compare?ids=${runIds.slice(0, MOST_COMPARED).join(',')}`}
            >
              {t('sweep.compare')}
            </Button>
          ) : null}
          {best?.modelVersion ? (
            <Button component={Link} to={`/admin/models/${best.modelVersion.id}`}>
              {t('training.toVersion', { number: best.modelVersion.number })}
            </Button>
          ) : null}
        </>
      }
    >
      {cancelling.error ? <FailureNotice failure={cancelling.error} /> : null}
      {sweep.error ? <Failed title={t('sweep.failed')} code={sweep.errorCode} reason={sweep.error} /> : null}
      {isRunning ? <Progress share={ended / Math.max(1, trials.length)} label={t('sweep.progress')} /> : null}
      <Figures
        figures={[
          {
            name: t('sweep.trials'),
            value: `${format.integer(ended)} / ${format.integer(trials.length)}`,
            note: t('sweep.stoppedEarly', {
              number: format.integer(trials.filter(({ decision }) => decision).length),
            }),
          },
          {
            name: t('sweep.best'),
            value: best ? <Link to={`/admin/training/${best.id}`}>{best.name}</Link> : '–',
          },
          {
            name: t('column.testMacroF1'),
            value: best?.modelVersion ? format.decimal(best.modelVersion.testMetrics.macroF1) : '–',
          },
        ]}
      />
      <Section title={t('sweep.trials')}>
        <TrialsTable sweep={sweep} />
      </Section>
      <Section title={t('sweep.space')}>
        <Facts
          facts={[
            ...sweep.dimensions.map(({ field, choice, minimum, maximum, scale }) => ({
              name: parameterName(field),
              value: choice
                ? choice.join(', ')
                : `${minimum === null ? '' : format.figure(minimum)} – ${maximum === null ? '' : format.figure(maximum)}${scale === 'LOGARITHMIC' ? ` (${t('sweep.scale.LOGARITHMIC')})` : ''}`,
            })),
            { name: t('sweep.method.name'), value: t(`sweep.method.${sweep.strategy.method}`) },
            { name: t('sweep.stopping.name'), value: t(`sweep.stopping.${stopping.rule}`) },
            { name: t('sweep.concurrent'), value: format.integer(sweep.maxConcurrentRuns) },
            {
              name: t('sweep.deadline'),
              value: sweep.deadlineAt ? format.absolute(sweep.deadlineAt) : t('dataset.noLimit'),
            },
          ]}
        />
      </Section>
    </Page>
  );
}
