/** Something that can be gone to. */
export interface Found {
  /** Which group of the list it stands in. */
  kind:
    'place' | 'run' | 'version' | 'dataset' | 'sweep' | 'baseModel' | 'source' | 'pipeline' | 'schedule' | 'article';
  name: string;
  to: string;
}

/** More than these of a kind push the others out of sight. */
const MOST_OF_A_KIND = 6;

/** What matches every word of a query, in any order and case; those that begin with it come first. */
export function matching(candidates: readonly Found[], query: string): Found[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = candidates.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const beginning = query.trim().toLowerCase();
  const rank = ({ name }: Found) => (name.toLowerCase().startsWith(beginning) ? 0 : 1);
  const counts = new Map<string, number>();
  return hits
    .map((found, index) => ({ found, index }))
    .sort((a, b) => rank(a.found) - rank(b.found) || a.index - b.index)
    .map(({ found }) => found)
    .filter(({ kind }) => {
      const seen = counts.get(kind) ?? 0;
      counts.set(kind, seen + 1);
      return seen < MOST_OF_A_KIND;
    });
}
