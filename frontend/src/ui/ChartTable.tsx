import { useTranslation } from 'react-i18next';
import { toCsv } from './chartData';
import { DataTable } from './DataTable';
import { saveFile } from './saveFile';

interface Line {
  key: string;
  label: string;
  values: readonly (number | null)[];
}

interface Props {
  caption: string;
  xLabel: string;
  x: readonly number[];
  series: Line[];
  format: (value: number) => string;
  /** How a place on the x axis is written, if not as its number. */
  formatX?: (x: number) => string;
}

/** More rows than this help nobody on a page; the CSV has them all. */
const MOST_ROWS = 200;

/** The newest values behind a chart. */
export function ChartTable({ caption, xLabel, x, series, format, formatX = String }: Props) {
  const { t } = useTranslation('console');
  const rows = x
    .map((_, index) => index)
    .slice(-MOST_ROWS)
    .reverse();
  return (
    <>
      <div style={{ maxHeight: 320, overflow: 'auto' }}>
        <DataTable
          caption={caption}
          rows={rows}
          rowKey={(index) => String(index)}
          columns={[
            { key: 'x', header: xLabel, cell: (index) => formatX(x[index] ?? index) },
            ...series.map((line) => ({
              key: line.key,
              header: line.label,
              numeric: true,
              cell: (index: number) => {
                const value = line.values[index];
                return value == null ? '' : format(value);
              },
            })),
          ]}
        />
      </div>
      {x.length > MOST_ROWS ? <p>{t('chart.newest', { number: MOST_ROWS })}</p> : null}
    </>
  );
}

/** Hands the reader every value as a file. */
export function downloadCsv(fileName: string, xLabel: string, x: readonly (number | string)[], series: Line[]) {
  saveFile(`${fileName}.csv`, 'text/csv', `\uFEFF${toCsv(xLabel, x, series)}`);
}
