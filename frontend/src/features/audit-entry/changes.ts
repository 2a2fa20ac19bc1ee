/** A part of a row's state that an action changed, or left as it was. */
export interface Change {
  /** Its name; empty if the state is one value. */
  field: string;
  /** As one writes it; undefined if it wasn't there. */
  before: string | undefined;
  after: string | undefined;
  isChanged: boolean;
}

/** What lies between two states of a row, as JSON: what changed first. */
export function changesBetween(before: string | null, after: string | null): Change[] {
  const [from, to] = [fieldsOf(before), fieldsOf(after)];
  const fields = [...new Set([...from.keys(), ...to.keys()])];
  const changes = fields.map((field) => {
    const [was, is] = [from.get(field), to.get(field)];
    return { field, before: was, after: is, isChanged: was !== is };
  });
  return changes.sort((a, b) => Number(b.isChanged) - Number(a.isChanged));
}

function fieldsOf(state: string | null): Map<string, string> {
  if (state === null) return new Map();
  const value = valueOf(state);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([['', written(value)]]);
  return new Map(Object.entries(value).map(([field, one]: [string, unknown]) => [field, written(one)]));
}

/** A value as people read it: lists by their items, nothing as a dash. */
function written(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.map(written).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}

/** JSON with line breaks; as it is if it isn't JSON. */
export function laidOut(json: string): string {
  const value = valueOf(json);
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
