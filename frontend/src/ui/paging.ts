import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

export const PAGE_SIZE = 50;

export interface PageEnds {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor?: string | null | undefined;
  endCursor?: string | null | undefined;
}

export interface Cursor {
  after?: string | null | undefined;
  before?: string | null | undefined;
}

/** The page of a list, as it stands in the address: arguments for the server, and the way to another page. */
export function usePaging() {
  const [search, setSearch] = useSearchParams();
  const after = search.get('after');
  const before = search.get('before');
  const page = useMemo(
    () => (before ? { last: PAGE_SIZE, before } : { first: PAGE_SIZE, after: after ?? undefined }),
    [after, before],
  );
  const turn = (cursor: Cursor) =>
    setSearch((current) => {
      const next = new URLSearchParams(current);
      next.delete('after');
      next.delete('before');
      if (cursor.after) next.set('after', cursor.after);
      if (cursor.before) next.set('before', cursor.before);
      return next;
    });
  return { page, turn, isFirst: !after && !before };
}

/** A filter that lives in the address; changing it starts at the first page. */
export function useFilter(name: string) {
  const [search, setSearch] = useSearchParams();
  const value = search.get(name) ?? undefined;
  const choose = (chosen: string | undefined) =>
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        next.delete('after');
        next.delete('before');
        if (chosen) next.set(name, chosen);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return [value, choose] as const;
}
