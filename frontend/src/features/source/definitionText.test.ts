import { expect, test } from 'vitest';
import { isLocal, lineOf, TEMPLATE } from './definitionText';

const text = `name = "뉴스"
hosts = ["a", "b"]

[politeness]
request_budget = 0

[[lists]]
name = "one"
links = ["a"]

[[lists]]
name = "two"
links = [
    "b",
    "c[",
]

[article]
strip_lines = ['(']
`;
const at = (field: string, message = 'wrong') => lineOf(text, { field, message });

test('an error stands at the line of its field, in whichever table and list', () => {
  expect(at('input.definition.name')).toBe(1);
  expect(at('input.definition.hosts[1]')).toBe(2);
  expect(at('input.definition.politeness.requestBudget')).toBe(5);
  expect(at('input.definition.lists[0].links[0]')).toBe(9);
  expect(at('input.definition.lists[1].name')).toBe(12);
  expect(at('input.definition.lists[1].links[1]')).toBe(15);
  expect(at('input.definition.article.stripLines[0]')).toBe(19);
});

test('a field that is missing stands at its table, and one that has none nowhere', () => {
  expect(at('input.definition.article.title')).toBe(18);
  expect(at('input.definition.sections')).toBeUndefined();
  expect(at('input.key')).toBeUndefined();
});

test('a text that is no TOML says its line itself', () => {
  expect(at('input.definition', 'line 7: expected `=`')).toBe(7);
});

test('only a definition that says so is local', () => {
  expect(isLocal('local = true\n')).toBe(true);
  expect(isLocal('# local = true\n')).toBe(false);
  expect(isLocal(TEMPLATE)).toBe(false);
});
