import { expect, test } from 'vitest';
import { sorted } from './sorting';

const rows = [{ value: 2 }, { value: null }, { value: 10 }, { value: 1 }];

test('rows without a value come last, whichever way', () => {
  const values = (isDescending: boolean) => sorted(rows, ({ value }) => value, isDescending).map(({ value }) => value);
  expect(values(false)).toEqual([1, 2, 10, null]);
  expect(values(true)).toEqual([10, 2, 1, null]);
});

test('names are sorted as people read them: numbers in them by their size', () => {
  const names = ['run 10', 'run 9', '가을', '나비'].map((name) => ({ name }));
  expect(sorted(names, ({ name }) => name, false).map(({ name }) => name)).toEqual(['가을', '나비', 'run 9', 'run 10']);
});
