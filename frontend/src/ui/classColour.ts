/** The colour of a class, the same wherever it appears. Sections of other label sets share the colour of their subject. */
const SUBJECTS: Record<string, string> = {
  society: 'society',
  politics: 'politics',
  economic: 'economy',
  economy: 'economy',
  foreign: 'world',
  world: 'world',
  culture: 'culture',
  'life-culture': 'culture',
  entertain: 'entertainment',
  sports: 'sports',
  digital: 'it',
  'it-science': 'it',
};
const PALETTE = ['society', 'politics', 'economy', 'world', 'culture', 'entertainment', 'sports', 'it'];

/** What names a class: its key, its place in its label set and what people call it. */
export interface ClassName {
  key: string;
  position: number;
  nameKo: string;
  nameEn: string;
}

/** A CSS colour for a class; of an unknown key, one by its place in the label set. */
export function classColour({ key, position }: Pick<ClassName, 'key' | 'position'>): string {
  return `var(--class-${SUBJECTS[key] ?? PALETTE[position % PALETTE.length] ?? 'it'})`;
}
