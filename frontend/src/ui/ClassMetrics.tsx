import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import type { ClassName } from './classColour';
import { ClassLabel } from './ClassLabel';
import { DataTable } from './DataTable';

interface Measured {
  labelKey: string;
  precision: number;
  recall: number;
  f1: number;
  support: number;
}

/** Precision, recall and F1 of each class. */
export function ClassMetrics({ classes, metrics }: { classes: readonly ClassName[]; metrics: readonly Measured[] }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  return (
    <DataTable
      caption={t('metric.byClass')}
      rows={metrics}
      rowKey={(row) => row.labelKey}
      columns={[
        {
          key: 'class',
          header: t('column.class'),
          cell: (row) => {
            const label = classes.find(({ key }) => key === row.labelKey);
            return label ? <ClassLabel label={label} /> : row.labelKey;
          },
        },
        {
          key: 'precision',
          header: t('metric.precision'),
          numeric: true,
          cell: (row) => format.decimal(row.precision),
        },
        { key: 'recall', header: t('metric.recall'), numeric: true, cell: (row) => format.decimal(row.recall) },
        { key: 'f1', header: 'F1', numeric: true, cell: (row) => format.decimal(row.f1) },
        { key: 'support', header: t('metric.support'), numeric: true, cell: (row) => format.integer(row.support) },
      ]}
    />
  );
}
