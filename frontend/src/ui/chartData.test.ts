import { expect, test } from 'vitest';
import { smooth, toCsv } from './chartData';

test('smoothing keeps a constant line and its gaps, and begins without a bias', () => {
  expect(smooth([3, null, 3, 3], 0.9).map((value) => (value === null ? null : Number(value.toFixed(9))))).toEqual([
    3,
    null,
    3,
    3,
  ]);
  expect(smooth([1, 5], 0)).toEqual([1, 5]);
});

test('CSV quotes what needs quotes and leaves gaps empty', () => {
  expect(toCsv('스텝', [1, 2], [{ label: 'loss, "raw"', values: [0.5, null] }])).toBe(
    '스텝,"loss, ""raw"""\r\n1,0.5\r\n2,\r\n',
  );
});
