import { readDelimited } from './delimited';
import type { BatchAnswerFragment } from './reader.generated';

/** More rows than this belong into the newsroom's imports. */
export const MOST_ROWS = 10_000;
/** The server takes so many texts at once, and requests of a megabyte. */
const TEXTS_AT_ONCE = 64;
const CHARACTERS_AT_ONCE = 100_000;

/** A file's texts, with the cells they came with. */
export interface TextFile {
  name: string;
  columns: string[];
  rows: string[][];
  texts: string[];
}

/** A text and, once there is one, its answer. */
export interface BatchRow {
  index: number;
  text: string;
  answer: BatchAnswerFragment | undefined;
}

export type Refused = 'empty' | 'tooMany' | 'noText';

/** Text out of bytes: UTF-8, or what Korean spreadsheets still write where it isn't. */
export function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('euc-kr').decode(bytes);
  }
}

/** Columns that hold what is read, by the names people give them. */
const TITLES = ['title', 'headline', '제목'];
const BODIES = ['body', 'content', '본문'];
const TEXTS = ['text', '글', '문장', ...TITLES];

/**
 * Reads a file of texts: CSV or TSV with a line of column names, or plain text with one text a line. A table's text is
 * its `text`; where there is `title` and `body`, both; in a table of one column, that one.
 */
export function readTexts(name: string, content: string): TextFile | Refused {
  const ending = /\.(\w+)$/.exec(name.toLowerCase())?.[1];
  if (ending !== 'csv' && ending !== 'tsv') {
    const texts = content
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(Boolean);
    return checked({ name, columns: ['text'], rows: texts.map((text) => [text]), texts });
  }
  const { columns, rows } = readDelimited(content, ending === 'csv' ? ',' : '\t');
  const place = (names: string[]) => columns.findIndex((column) => names.includes(column.trim().toLowerCase()));
  const body = place(BODIES);
  const main = columns.length === 1 ? 0 : place(TEXTS);
  if (main < 0 && body < 0) return rows.length === 0 ? 'empty' : 'noText';
  const texts = rows.map((cells) =>
    [cells[main], main === body ? undefined : cells[body]]
      .map((cell) => cell?.trim())
      .filter(Boolean)
      .join('\n'),
  );
  return checked({ name, columns, rows, texts });
}

function checked(file: TextFile): TextFile | Refused {
  if (file.texts.every((text) => text === '')) return 'empty';
  return file.texts.length > MOST_ROWS ? 'tooMany' : file;
}

/** Rows that are asked about together: texts of a like size, no more than the server takes. Empty texts are left out. */
export function batchesOf(rows: readonly BatchRow[]): BatchRow[][] {
  const batches: BatchRow[][] = [];
  let characters = 0;
  for (const row of rows) {
    if (row.text === '' || row.answer) continue;
    const last = batches.at(-1);
    if (!last || last.length >= TEXTS_AT_ONCE || characters + row.text.length > CHARACTERS_AT_ONCE) {
      batches.push([row]);
      characters = row.text.length;
    } else {
      last.push(row);
      characters += row.text.length;
    }
  }
  return batches;
}
