import { expect, test } from 'vitest';
import { changesBetween, laidOut } from './changes';

test('what changed stands first, and what is new or gone has one side', () => {
  expect(
    changesBetween(
      '{"name":"김기사","role":"viewer","note":"x"}',
      '{"name":"김기사","role":"editor","suspended":false}',
    ),
  ).toEqual([
    { field: 'role', before: 'viewer', after: 'editor', isChanged: true },
    { field: 'note', before: 'x', after: undefined, isChanged: true },
    { field: 'suspended', before: undefined, after: 'false', isChanged: true },
    { field: 'name', before: '김기사', after: '김기사', isChanged: false },
  ]);
});

test('a state that is one value has no name, and one that was nothing is all new', () => {
  expect(changesBetween('false', 'true')).toEqual([{ field: '', before: 'false', after: 'true', isChanged: true }]);
  expect(changesBetween(null, '{"scopes":["read","data"],"until":null}')).toEqual([
    { field: 'scopes', before: undefined, after: 'read, data', isChanged: true },
    { field: 'until', before: undefined, after: '–', isChanged: true },
  ]);
  expect(changesBetween(null, null)).toEqual([]);
});

test('what isn’t JSON is shown as it is', () => {
  expect(laidOut('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(laidOut('"{\\"a\\": …"')).toBe('{"a": …');
  expect(laidOut('{"a')).toBe('{"a');
});
