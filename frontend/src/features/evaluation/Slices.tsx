import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { DataTable } from '@/ui/DataTable';
import { Section } from '@/ui/Page';
import type { Evaluation } from './EvaluationPage';

const DIMENSIONS = ['LENGTH', 'SOURCE', 'MONTH'] as const;

/** How good it is on parts of the rows, with how far that can be trusted. */
export function Slices({ slices }: { slices: NonNullable<Evaluation['slices']> }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  return DIMENSIONS.map((dimension) => {
    const rows = slices.filter((slice) => slice.dimension === dimension);
    // One slice says what the whole says.
    if (rows.length < 2) return null;
    const title = t(`evaluation.slices.${dimension}`);
    return (
      <Section key={dimension} title={title}>
        <DataTable
          caption={title}
          rows={rows}
          rowKey={(slice) => slice.key}
          columns={[
            { key: 'key', header: t(`evaluation.slice.${dimension}`), wide: true, cell: (slice) => slice.key },
            { key: 'rows', header: t('column.rows'), numeric: true, cell: (slice) => format.integer(slice.rows) },
            {
              key: 'accuracy',
              header: t('metric.accuracy'),
              numeric: true,
              cell: (slice) => format.percent(slice.accuracy),
            },
            {
              key: 'interval',
              header: t('evaluation.interval'),
              numeric: true,
              minor: true,
              cell: (slice) => `${format.percent(slice.accuracyLow)} – ${format.percent(slice.accuracyHigh)}`,
            },
            {
              key: 'f1',
              header: t('metric.macroF1'),
              numeric: true,
              cell: (slice) => format.decimal(slice.macroF1),
            },
            {
              key: 'note',
              header: t('evaluation.note'),
              minor: true,
              cell: (slice) => (slice.isSmall ? t('evaluation.small') : null),
            },
          ]}
        />
      </Section>
    );
  });
}
