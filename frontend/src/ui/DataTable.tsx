import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './DataTable.module.css';

export interface Column<Row> {
  key: string;
  /** The heading, with the unit if there is one. */
  header: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand right. */
  numeric?: boolean;
  /** Takes what is left of the width, and is cut with an ellipsis. */
  wide?: boolean;
  /** Dropped on narrow screens. */
  minor?: boolean;
}

interface Props<Row> {
  /** What is listed, for those who can't see the page around it. */
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string;
  /** Set while the rows on screen are being replaced by others. */
  busy?: boolean;
  /** Rows to reserve while nothing has arrived yet. */
  expected?: number;
  /** Emphasises a row. */
  marked?: (row: Row) => boolean;
}

/** Rows to compare. The first column names the row and links to it. */
export function DataTable<Row>({ caption, columns, rows, rowKey, busy, expected = 8, marked }: Props<Row>) {
  const { t } = useTranslation('console');
  const classes = (column: Column<Row>) =>
    [column.numeric && styles.numeric, column.wide && styles.wide, column.minor && styles.minor]
      .filter(Boolean)
      .join(' ');
  return (
    <div className={styles.scroll} role="region" aria-label={caption} tabIndex={0}>
      <table className={styles.table} aria-busy={busy ?? !rows} data-busy={busy}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classes(column)}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            ? rows.map((row) => (
                <tr key={rowKey(row)} data-marked={marked?.(row)}>
                  {columns.map((column, index) =>
                    index === 0 ? (
                      <th key={column.key} scope="row" className={classes(column)}>
                        {column.cell(row)}
                      </th>
                    ) : (
                      <td key={column.key} className={classes(column)}>
                        {column.cell(row)}
                      </td>
                    ),
                  )}
                </tr>
              ))
            : Array.from({ length: expected }, (_, index) => (
                <tr key={index}>
                  {columns.map((column) => (
                    <td key={column.key} className={classes(column)}>
                      <span
                        className={styles.bone}
                        style={{ width: `${45 + ((index * 29 + column.key.length * 17) % 45)}%` }}
                      />
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
      {rows ? null : (
        <p className="visually-hidden" role="status">
          {t('table.loading')}
        </p>
      )}
    </div>
  );
}
