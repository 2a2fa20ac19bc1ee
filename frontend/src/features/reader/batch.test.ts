import { expect, test } from 'vitest';
import { batchesOf, decoded, MOST_ROWS, readTexts } from './batch';
import { readDelimited, writeCsv } from './delimited';

test('a table is read with quotes, line ends in cells, a byte-order mark and short rows', () => {
  const { columns, rows } = readDelimited('\uFEFFid,title\r\n1,"금리, ""동결""\n결정"\r\n2\r\n\r\n', ',');
  expect(columns).toEqual(['id', 'title']);
  expect(rows).toEqual([
    ['1', '금리, "동결"\n결정'],
    ['2', ''],
  ]);
});

test('what is written is read back, and no cell is a formula', () => {
  const csv = writeCsv(
    ['text', 'share'],
    [
      ['=1+1', 0.5],
      ['a,"b"\n', 1],
    ],
  );
  expect(readDelimited(csv, ',')).toEqual({
    columns: ['text', 'share'],
    rows: [
      ["'=1+1", '0.5'],
      ['a,"b"\n', '1'],
    ],
  });
});

test('the text of a row is its text, its title with its body, or the only column', () => {
  const texts = (name: string, content: string) => {
    const read = readTexts(name, content);
    return typeof read === 'string' ? read : read.texts;
  };
  expect(texts('a.csv', 'id,text\n1,금리\n')).toEqual(['금리']);
  expect(texts('a.tsv', '제목\t본문\n금리\t동결했다\n')).toEqual(['금리\n동결했다']);
  expect(texts('a.csv', '무엇이든\n금리\n')).toEqual(['금리']);
  expect(texts('a.txt', '금리 동결\r\n\r\n끝내기 안타\n')).toEqual(['금리 동결', '끝내기 안타']);
  expect(texts('a.csv', 'id,what\n1,2\n')).toBe('noText');
  expect(texts('a.txt', '\n\n')).toBe('empty');
  expect(texts('a.txt', '글\n'.repeat(MOST_ROWS + 1))).toBe('tooMany');
});

test('batches keep the order, leave out what is empty or answered, and stay below what the server takes', () => {
  const row = (index: number, text: string) => ({ index, text, answer: undefined });
  const rows = [
    ...Array.from({ length: 150 }, (_, index) => row(index, `글 ${index}`)),
    row(150, ''),
    row(151, '긴'.repeat(99_000)),
  ];
  const batches = batchesOf(rows);
  expect(batches.flat().map(({ index }) => index)).toEqual([...Array.from({ length: 150 }, (_, index) => index), 151]);
  for (const batch of batches) {
    expect(batch.length).toBeLessThanOrEqual(64);
    expect(batch.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(100_000);
  }
});

test('bytes are read as UTF-8, or as Korean spreadsheets wrote them before it', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values).buffer;
  expect(decoded(bytes(0xea, 0xb8, 0xb0, 0xec, 0x82, 0xac))).toBe('기사');
  expect(decoded(bytes(0xb1, 0xe2, 0xbb, 0xe7))).toBe('기사');
});
