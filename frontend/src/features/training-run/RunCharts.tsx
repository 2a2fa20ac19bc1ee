import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { LineChart } from '@/ui/LineChart';
import { bestEpoch, lossCurve, type TrainingRun } from './curve';
import styles from './RunCharts.module.css';
import type { TrainingStepFragment } from './trainingRun.generated';

/** What a run's curve tells: is it still learning, how well does it do, how does it get there. */
export function RunCharts({ run, steps }: { run: TrainingRun; steps: readonly TrainingStepFragment[] | undefined }) {
  const { t } = useTranslation('console');
  const format = useFormat();
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
