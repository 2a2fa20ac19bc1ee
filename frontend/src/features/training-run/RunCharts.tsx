import { skipToken } from '@reduxjs/toolkit/query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { LineChart, type Range } from '@/ui/LineChart';
import { useFilter } from '@/ui/paging';
import { bestEpoch, lossCurve, type TrainingRun } from './curve';
import styles from './RunCharts.module.css';
import type { TrainingStepFragment } from './trainingRun.generated';
import { MAXIMUM_POINTS, useTrainingCurveQuery } from './trainingRunApi';

/** What a run's curve tells: is it still learning, how well does it do, how does it get there. */
export function RunCharts(props: { run: TrainingRun; steps: readonly TrainingStepFragment[] | undefined }) {
  const { run } = props;
  const { t } = useTranslation('console');
  const format = useFormat();
  const { range, zoom } = useRange();
  const steps = useStepsIn(run.id, range, props.steps);
  const { totalSteps, epochs, parameters, name } = run;
  const loss = useMemo(
    () => lossCurve(steps ?? [], epochs, { totalSteps, epochs: parameters.epochs }),
    [steps, epochs, totalSteps, parameters.epochs],
  );
  const stepNumbers = useMemo(() => steps?.map((step) => step.step) ?? [], [steps]);
  const learningRate = useMemo(() => steps?.map((step) => step.learningRate) ?? [], [steps]);
  const throughput = useMemo(() => steps?.map((step) => step.samplesPerSecond) ?? [], [steps]);
  const epochNumbers = useMemo(() => epochs.map((epoch) => epoch.epoch), [epochs]);
  const accuracy = useMemo(() => epochs.map((epoch) => epoch.accuracy), [epochs]);
  const macroF1 = useMemo(() => epochs.map((epoch) => epoch.macroF1), [epochs]);
  const best = bestEpoch(run);
  const bestStep = best && totalSteps ? Math.round((best.epoch * totalSteps) / parameters.epochs) : undefined;
  const mark = t('chart.best');

  return (
    <div className={styles.charts}>
      <LineChart
        title={t('chart.loss')}
        fileName={`${name} loss`}
        x={loss.x}
        xLabel={t('axis.step')}
        yLabel={t('axis.loss')}
        format={(value) => format.decimal(value)}
        mark={bestStep === undefined ? undefined : { x: bestStep, label: mark }}
        range={range}
        zoom={zoom}
        logarithmic
        series={[
          { key: 'train', label: t('series.train'), values: loss.train, colour: '--accent', smoothable: true },
          {
            key: 'validation',
            label: t('series.validation'),
            values: loss.validation,
            colour: '--accent',
            dashed: true,
            points: true,
          },
        ]}
      />
      <LineChart
        title={t('chart.quality')}
        fileName={`${name} validation`}
        x={epochNumbers}
        xLabel={t('axis.epoch')}
        yLabel={t('axis.share')}
        format={(value) => format.decimal(value)}
        mark={best ? { x: best.epoch, label: mark } : undefined}
        series={[
          { key: 'macroF1', label: t('metric.macroF1'), values: macroF1, colour: '--class-economy', points: true },
          { key: 'accuracy', label: t('metric.accuracy'), values: accuracy, colour: '--class-world', points: true },
        ]}
      />
      <LineChart
        title={t('chart.learningRate')}
        fileName={`${name} learning rate`}
        height={180}
        range={range}
        zoom={zoom}
        x={stepNumbers}
        xLabel={t('axis.step')}
        yLabel={t('axis.learningRate')}
        format={format.figure}
        series={[
          {
            key: 'learningRate',
            label: t('metric.learningRate'),
            values: learningRate,
            colour: '--class-entertainment',
          },
        ]}
      />
      <LineChart
        title={t('chart.throughput')}
        fileName={`${name} throughput`}
        height={180}
        range={range}
        zoom={zoom}
        x={stepNumbers}
        xLabel={t('axis.step')}
        yLabel={t('metric.rowsPerSecond')}
        format={format.figure}
        series={[
          {
            key: 'throughput',
            label: t('metric.throughput'),
            values: throughput,
            colour: '--class-it',
            smoothable: true,
          },
        ]}
      />
    </div>
  );
}

/** The steps that are looked at, in the address as `?steps=120-900`; the charts over steps share them. */
function useRange(): { range: Range | undefined; zoom: (range: Range | undefined) => void } {
  const [written, write] = useFilter('steps');
  const [from, to] =
    /^(\d+)-(\d+)$/
      .exec(written ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  const range = useMemo(
    () => (from !== undefined && to !== undefined && from < to ? { from, to } : undefined),
    [from, to],
  );
  const zoom = (chosen: Range | undefined) => write(chosen && `${Math.max(1, chosen.from)}-${Math.max(2, chosen.to)}`);
  return { range, zoom };
}

/** The steps of a range as finely as the server draws them, with those that come while one looks. */
function useStepsIn(id: string, range: Range | undefined, all: readonly TrainingStepFragment[] | undefined) {
  const { currentData } = useTrainingCurveQuery(
    range ? { id, fromStep: range.from, toStep: range.to, maximumPoints: MAXIMUM_POINTS } : skipToken,
  );
  const near = currentData?.trainingRun?.curve;
  return useMemo(() => {
    if (!range || !near) return all;
    const last = near.at(-1)?.step ?? 0;
    return [...near, ...(all ?? []).filter(({ step }) => step > last && step <= range.to)];
  }, [all, near, range]);
}
