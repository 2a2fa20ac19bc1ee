import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ColumnChoice, useColumnChoice } from './ColumnChoice';
import styles from './DataTable.module.css';
import type { Sorting } from './sorting';
import { moveByKey } from './tableKeys';
import { ROW_HEIGHT, useRowWindow } from './useRowWindow';

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
  /** What the table is sorted by when the heading is pressed; without it the heading is only a heading. */
  sort?: string;
}

/** Rows that are chosen, by key. */
export interface Selection {
  chosen: ReadonlySet<string>;
  choose: (keys: readonly string[], isChosen: boolean) => void;
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
  /** How rows are sorted, and the way to sort them otherwise. */
  sorting?: Sorting | undefined;
  selection?: Selection | undefined;
  /** Offers to hide columns; the choice lives in the address under this name. */
  choosable?: string;
  /** Scrolls within so many pixels, and draws only the rows in sight. */
  height?: number;
}

/**
 * Rows to compare. The first column names the row and links to it. Arrows walk the rows, Enter opens one, the space bar
 * chooses one.
 */
export function DataTable<Row>(props: Props<Row>) {
  const { caption, rows, rowKey, busy, expected = 8, marked, sorting, selection, choosable, height } = props;
  const box = useRef<HTMLDivElement>(null);
  const choice = useColumnChoice(choosable);
  const columns = props.columns.filter(({ key }, index) => index === 0 || !choice.hidden.has(key));
  const window = useRowWindow(box, rows?.length ?? 0, height);
  const visible = rows?.slice(window.from, window.to);
  const width = columns.length + (selection ? 1 : 0);
  const keys = rows?.map(rowKey) ?? [];
  const isAllChosen = keys.length > 0 && keys.every((key) => selection?.chosen.has(key));
  const { t } = useTranslation('console');
  return (
    <div className={styles.frame}>
      {choosable ? <ColumnChoice columns={props.columns.slice(1)} choice={choice} /> : null}
      <div
        ref={box}
        className={styles.scroll}
        role="region"
        aria-label={caption}
        tabIndex={0}
        style={height === undefined ? undefined : { maxHeight: height }}
        onKeyDown={moveByKey}
      >
        <table
          className={styles.table}
          aria-busy={busy ?? !rows}
          aria-rowcount={window.isPartial && rows ? rows.length + 1 : undefined}
          data-busy={busy}
        >
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {selection ? (
                <td className={styles.check}>
                  <input
                    type="checkbox"
                    aria-label={t('table.chooseAll')}
                    checked={isAllChosen}
                    onChange={(event) => selection.choose(keys, event.currentTarget.checked)}
                  />
                </td>
              ) : null}
              {columns.map((column) => (
                <Heading key={column.key} column={column} sorting={sorting} />
              ))}
            </tr>
          </thead>
          <tbody>
            <Spacer rows={window.from} columns={width} />
            {visible
              ? visible.map((row, index) => {
                  const key = rowKey(row);
                  const isChosen = selection?.chosen.has(key) ?? false;
                  return (
                    <tr
                      key={key}
                      tabIndex={-1}
                      data-row
                      data-marked={marked?.(row)}
                      data-chosen={isChosen}
                      aria-rowindex={window.isPartial ? window.from + index + 2 : undefined}
                    >
                      {selection ? (
                        <td className={styles.check}>
                          <input
                            type="checkbox"
                            aria-label={t('table.choose')}
                            checked={isChosen}
                            onChange={(event) => selection.choose([key], event.currentTarget.checked)}
                          />
                        </td>
                      ) : null}
                      {columns.map((column, place) =>
                        place === 0 ? (
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
                  );
                })
              : Array.from({ length: expected }, (_, index) => (
                  <tr key={index}>
                    {selection ? <td /> : null}
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
            <Spacer rows={rows ? rows.length - window.to : 0} columns={width} />
          </tbody>
        </table>
      </div>
    </div>
  );
}

function classes<Row>(column: Column<Row>) {
  return [column.numeric && styles.numeric, column.wide && styles.wide, column.minor && styles.minor]
    .filter(Boolean)
    .join(' ');
}

/** A column's name; where one can sort by it, a button with an arrow. */
function Heading<Row>({ column, sorting }: { column: Column<Row>; sorting: Sorting | undefined }) {
  const { sort } = column;
  // What has no name, such as a column of buttons, is no heading.
  if (!column.header) return <td className={classes(column)} />;
  if (!sorting || !sort)
    return (
      <th scope="col" className={classes(column)}>
        {column.header}
      </th>
    );
  const isSorted = sorting.field === sort;
  const Arrow = sorting.isDescending ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      className={classes(column)}
      aria-sort={isSorted ? (sorting.isDescending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" className={styles.sort} onClick={() => sorting.sortBy(sort)}>
        {column.header}
        <span className={styles.arrow} aria-hidden>
          {isSorted ? <Arrow size={13} /> : null}
        </span>
      </button>
    </th>
  );
}

/** Stands for the rows out of sight, so that the scroll bar tells the truth. */
function Spacer({ rows, columns }: { rows: number; columns: number }) {
  return rows > 0 ? (
    <tr aria-hidden className={styles.spacer}>
      <td colSpan={columns} style={{ height: rows * ROW_HEIGHT }} />
    </tr>
  ) : null;
}
