import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** How a table is sorted, and the way to sort it otherwise. */
export interface Sorting {
  field: string | undefined;
  isDescending: boolean;
  sortBy: (field: string) => void;
}

/**
 * A sort order that lives in the address: "name" ascends, "-name" descends. Pressing a heading sorts by it, largest
 * first; pressing it again turns the order.
 */
export function useSorting(usual: string, parameter = 'sort'): Sorting {
  const [search, setSearch] = useSearchParams();
  const text = search.get(parameter) ?? usual;
  const isDescending = text.startsWith('-');
  const field = text.replace(/^-/, '');
  const sortBy = (wanted: string) =>
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        const order = wanted === field && isDescending ? wanted : `-${wanted}`;
        next.delete('after');
        next.delete('before');
        if (order === usual) next.delete(parameter);
        else next.set(parameter, order);
        return next;
      },
      { replace: true },
    );
  return { field, isDescending, sortBy };
}

type Value = string | number | null | undefined;

/** Rows in order, by what `values` says of the field; rows without a value come last, whichever way. */
export function useSorted<Row>(
  rows: readonly Row[],
  sorting: Pick<Sorting, 'field' | 'isDescending'>,
  values: Record<string, (row: Row) => Value>,
): readonly Row[] {
  const { field, isDescending } = sorting;
  const value = field === undefined ? undefined : values[field];
  // What a field means doesn't change while a page is open: `field` stands for `value`.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => (value ? sorted(rows, value, isDescending) : rows), [rows, field, isDescending]);
}

const collator = new Intl.Collator('ko', { numeric: true });

/** As [`useSorted`] does, once. */
export function sorted<Row>(rows: readonly Row[], value: (row: Row) => Value, isDescending: boolean): Row[] {
  const turn = isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, key: value(row) }))
    .sort((a, b) => {
      if (a.key == null || b.key == null) return Number(a.key == null) - Number(b.key == null);
      const order =
        typeof a.key === 'number' && typeof b.key === 'number'
          ? a.key - b.key
          : collator.compare(String(a.key), String(b.key));
      return order * turn;
    })
    .map(({ row }) => row);
}
