import { expect, test } from 'vitest';
import { inputOf, selectionSchema, startingValues } from './selection';

const schema = selectionSchema({ required: 'required', whole: 'whole', share: 'share', sum: 'sum', order: 'order' });
const values = { ...startingValues('daum'), name: ' 가을 ' };

function refusals(changed: Partial<typeof values>) {
  const checked = schema.safeParse({ ...values, ...changed });
  return checked.success ? [] : checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('what the form starts with is accepted once it has a name', () => {
  expect(refusals({})).toEqual([]);
  expect(refusals({ name: ' ' })).toEqual(['name: required']);
});

test('each wrong field is named', () => {
  expect(refusals({ test: '15' })).toEqual(['train: sum']);
  expect(refusals({ maxPerClass: '0', seed: '1.5' })).toEqual(['maxPerClass: whole', 'seed: whole']);
  expect(refusals({ publishedFrom: '2026-11-02', publishedTo: '2026-11-01' })).toEqual(['publishedTo: order']);
});

test('shares become fractions and what is empty is left out', () => {
  expect(inputOf(values)).toEqual({
    name: '가을',
    selection: {
      labelSetKey: 'daum',
      sourceKeys: [],
      maxPerClass: undefined,
      minCharacters: 0,
      seed: 0,
      publishedFrom: undefined,
      publishedTo: undefined,
      ratios: { train: 0.8, validation: 0.1, test: 0.1 },
    },
  });
});
