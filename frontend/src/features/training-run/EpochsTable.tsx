import { IconStarFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { DataTable } from '@/ui/DataTable';
import type { TrainingEpochFragment } from './trainingRun.generated';

/** Each pass over the training split and what was measured after it; the kept one is marked. */
export function EpochsTable({ epochs, best }: { epochs: readonly TrainingEpochFragment[]; best: number | undefined }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  return (
    <DataTable
      caption={t('training.epochs')}
      rows={epochs}
      rowKey={(epoch) => String(epoch.epoch)}
      marked={(epoch) => epoch.epoch === best}
      columns={[
        {
          key: 'epoch',
          header: t('axis.epoch'),
          cell: (epoch) => (
            <>
              {epoch.epoch}{' '}
              {epoch.epoch === best ? (
                <IconStarFilled size={12} role="img" aria-label={t('chart.best')} style={{ color: 'var(--good)' }} />
              ) : null}
            </>
          ),
        },
        {
          key: 'trainLoss',
          header: t('metric.trainLoss'),
          numeric: true,
          cell: (epoch) => format.decimal(epoch.trainLoss),
        },
        {
          key: 'validationLoss',
          header: t('metric.validationLoss'),
          numeric: true,
          cell: (epoch) => format.decimal(epoch.validationLoss),
        },
        {
          key: 'accuracy',
          header: t('metric.accuracy'),
          numeric: true,
          cell: (epoch) => format.percent(epoch.accuracy),
        },
        { key: 'macroF1', header: t('metric.macroF1'), numeric: true, cell: (epoch) => format.decimal(epoch.macroF1) },
        {
          key: 'seconds',
          header: t('metric.duration'),
          numeric: true,
          cell: (epoch) => format.duration(epoch.seconds),
        },
      ]}
    />
  );
}
