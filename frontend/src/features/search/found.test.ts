import { expect, test } from 'vitest';
import { matching, type Found } from './found';

const run = (name: string): Found => ({ kind: 'run', name, to: `/admin/training/${name}` });

test('every word must be in the name, in any order and case; names that begin with the query come first', () => {
  const candidates = [run('학습 Mini 둘째'), run('mini 첫 학습'), run('large')];
  expect(matching(candidates, 'mini 학습').map(({ name }) => name)).toEqual(['학습 Mini 둘째', 'mini 첫 학습']);
  expect(matching(candidates, 'MINI').map(({ name }) => name)).toEqual(['mini 첫 학습', '학습 Mini 둘째']);
  expect(matching(candidates, 'nothing')).toEqual([]);
});

test('one kind never pushes the others out', () => {
  const many = Array.from({ length: 40 }, (_, number) => run(`run ${number}`));
  const found = matching([...many, { kind: 'dataset', name: 'run data', to: '/admin/datasets/1' }], 'run');
  expect(found.filter(({ kind }) => kind === 'run')).toHaveLength(6);
  expect(found.filter(({ kind }) => kind === 'dataset')).toHaveLength(1);
});
