import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { DataTable } from '@/ui/DataTable';
import { useParameterName } from '@/ui/parameterNames';
import { useSorted, useSorting } from '@/ui/sorting';
import { Status } from '@/ui/Status';
import type { Sweep } from './SweepPage';

type Trial = Sweep['trials'][number];

const setting = (trial: Trial, field: string) => trial.settings.find((one) => one.field === field)?.value;
const f1 = (trial: Trial) => trial.trainingRun?.modelVersion?.testMetrics.macroF1;

/** Every trial with what it tries, how it did, and why it was stopped if it was. */
export function TrialsTable({ sweep }: { sweep: Sweep }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const parameterName = useParameterName();
  const sorting = useSorting('position');
  const fields = sweep.dimensions.map(({ field }) => field);
  const rows = useSorted(sweep.trials, sorting, {
    position: (trial) => trial.position,
    f1,
    ...Object.fromEntries(
      fields.map((field) => [
        field,
        (trial: Trial) => {
          const value = setting(trial, field);
          return value === undefined || Number.isNaN(Number(value)) ? value : Number(value);
        },
      ]),
    ),
  });
  return (
    <DataTable
      caption={t('sweep.trials')}
      rows={rows}
      rowKey={(trial) => String(trial.position)}
      marked={(trial) => trial.trainingRun !== null && trial.trainingRun.id === sweep.bestTrainingRun?.id}
      sorting={sorting}
      choosable="hide"
      height={560}
      columns={[
        {
          key: 'position',
          header: t('sweep.trial'),
          sort: 'position',
          cell: ({ position, trainingRun }) =>
            trainingRun ? <Link to={`/admin/training/${trainingRun.id}`}>{position + 1}</Link> : position + 1,
        },
        {
          key: 'status',
          header: t('column.status'),
          cell: ({ trainingRun }) => (trainingRun ? <Status status={trainingRun.status} /> : t('sweep.notYet')),
        },
        ...fields.map((field) => ({
          key: field,
          header: parameterName(field),
          numeric: true,
          sort: field,
          cell: (trial: Trial) => setting(trial, field) ?? '–',
        })),
        {
          key: 'f1',
          header: t('column.testMacroF1'),
          numeric: true,
          sort: 'f1',
          cell: (trial) => {
            const value = f1(trial);
            return value === undefined ? '–' : format.decimal(value);
          },
        },
        {
          key: 'decision',
          header: t('sweep.stopped'),
          wide: true,
          minor: true,
          cell: ({ decision }) =>
            decision
              ? t('sweep.decision', {
                  epoch: decision.epoch,
                  value: format.decimal(decision.value),
                  threshold: format.decimal(decision.threshold),
                  runs: decision.comparedRuns,
                })
              : '',
        },
      ]}
    />
  );
}
