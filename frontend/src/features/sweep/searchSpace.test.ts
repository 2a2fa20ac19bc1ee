import { expect, test } from 'vitest';
import { combinations, emptyDimension, inputOf, problemOf, type Dimension } from './searchSpace';

const rates = { field: 'learningRate', minimum: 1e-6, maximum: 0.1, isInteger: false, default: 5e-4 };
const sizes = { field: 'batchSize', minimum: 1, maximum: 4096, isInteger: true, default: 64 };
const dimension = (changed: Partial<Dimension>): Dimension => ({ ...emptyDimension('learningRate'), ...changed });

test('a dimension says why it cannot be tried', () => {
  expect(problemOf(dimension({ values: '' }), rates)).toBe('empty');
  expect(problemOf(dimension({ values: '0.001, x' }), rates)).toBe('number');
  expect(problemOf(dimension({ values: '0.001, 0.5' }), rates)).toBe('outside');
  expect(problemOf(dimension({ values: '0.001, 0.001' }), rates)).toBe('twice');
  expect(problemOf({ ...emptyDimension('batchSize'), values: '16, 16.5' }, sizes)).toBe('whole');
  expect(problemOf({ ...emptyDimension('schedule'), values: 'linear, sine' }, undefined)).toBe('unknown');
  expect(problemOf(dimension({ kind: 'range', minimum: '0.01', maximum: '0.001' }), rates)).toBe('order');
  const free = { ...rates, minimum: 0 };
  expect(problemOf(dimension({ kind: 'range', minimum: '0', maximum: '0.1' }), free)).toBe('notPositive');
  expect(problemOf(dimension({ kind: 'range', minimum: '0.001', maximum: '0.1' }), rates)).toBeUndefined();
});

test('a grid is the product of its values, and each dimension is sent as the server takes it', () => {
  const first = dimension({ values: '0.001, 0.003' });
  const second = { ...emptyDimension('batchSize'), values: '16,32,64' };
  expect(combinations([first, second])).toBe(6);
  expect(inputOf(first)).toEqual({ field: 'learningRate', choice: ['0.001', '0.003'], scale: 'LINEAR' });
  expect(inputOf(dimension({ kind: 'range', minimum: '0.001', maximum: '0.01' }))).toEqual({
    field: 'learningRate',
    minimum: 0.001,
    maximum: 0.01,
    scale: 'LOGARITHMIC',
  });
});
