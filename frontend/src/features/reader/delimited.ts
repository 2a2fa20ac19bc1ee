/** A table read from text: rows of cells, as many in each as the first row has. */
export interface Delimited {
  columns: string[];
  rows: string[][];
}

/** Reads comma- or tab-separated values (RFC 4180): quoted cells may hold separators, quotes and line ends. */
export function readDelimited(text: string, separator: ',' | '\t'): Delimited {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    row.push(cell);
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  const content = text.replace(/^\uFEFF/, '');
  for (let at = 0; at < content.length; at += 1) {
    const character = content.charAt(at);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (content[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === separator) endCell();
    else if (character === '\n') endRow();
    else if (character !== '\r' || content[at + 1] !== '\n') cell += character;
  }
  if (cell !== '' || row.length > 0) endRow();
  const [columns = [], ...rest] = rows;
  return { columns, rows: rest.map((cells) => columns.map((_, index) => cells[index] ?? '')) };
}

/** Writes comma-separated values (RFC 4180), with the mark by which spreadsheets know UTF-8. */
export function writeCsv(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const quote = (value: string | number) => {
    // What begins like a formula is run as one by spreadsheets: a leading quote keeps it a text.
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\uFEFF${[columns, ...rows].map((row) => row.map(quote).join(',')).join('\r\n')}\r\n`;
}
