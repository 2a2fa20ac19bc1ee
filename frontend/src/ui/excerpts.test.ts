import { expect, test } from 'vitest';
import { excerpts, type Piece } from './excerpts';

const same = (text: string): Piece => ({ change: 'SAME', text });
const removed = (text: string): Piece => ({ change: 'REMOVED', text });

test('what changes is kept whole, with some of what stands around it', () => {
  const shown = excerpts([same('가'.repeat(500)), removed('기자'), same('나'.repeat(500))]);
  expect(shown.map(({ text }) => text)).toEqual([`…${'가'.repeat(60)}`, '기자', `${'나'.repeat(60)}…`]);
});

test('between two changes both ends of a long text stay; a short one stays whole', () => {
  expect(excerpts([removed('a'), same('다'.repeat(200)), removed('b')])[1]?.text).toBe(
    `${'다'.repeat(60)}…${'다'.repeat(60)}`,
  );
  expect(excerpts([removed('a'), same('짧다'), removed('b')])[1]?.text).toBe('짧다');
});

test('a text without changes is shown from its beginning', () => {
  expect(excerpts([same('라'.repeat(300))])[0]?.text).toBe(`${'라'.repeat(240)}…`);
  expect(excerpts([same('짧은 글')])[0]?.text).toBe('짧은 글');
});
