import { expect, test } from 'vitest';
import { console as consoleEn } from './en/console';
import { reader as readerEn } from './en/reader';
import { makeFormat } from './format';
import { console as consoleKo } from './ko/console';
import { reader as readerKo } from './ko/reader';

/** Every text by its key. */
function texts(tree: object, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : texts(value as object, `${prefix}${key}.`),
  );
}
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

test.each([
  ['reader', readerKo, readerEn],
  ['console', consoleKo, consoleEn],
])('English %s says the same as Korean: no key is missing, empty or lacks a value', (_, ko, en) => {
  const english = new Map(texts(en));
  for (const [key, text] of texts(ko)) {
    expect(english.get(key), key).toBeTruthy();
    expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
  }
});

test('figures and times read as people write them', () => {
  const ko = makeFormat('ko');
  const en = makeFormat('en');
  const now = Date.parse('2026-11-20T03:00:00Z');
  expect([ko.duration(3.25), ko.duration(200), ko.duration(3720)]).toEqual(['3.3초', '3분 20초', '1시간 2분']);
  expect([en.duration(200), en.duration(7200)]).toEqual(['3 min 20 s', '2 h']);
  expect([ko.relative('2026-11-20T02:57:00Z', now), ko.relative('2026-11-20T03:00:10Z', now)]).toEqual([
    '3분 전',
    '지금',
  ]);
  expect([ko.figure(5e-4), ko.figure(0.0015), ko.figure(1e-7), ko.figure(0)]).toEqual(['5e-4', '0.0015', '1e-7', '0']);
  expect([ko.bytes(0), ko.bytes(1_614_935)]).toEqual(['0 B', '1.61 MB']);
  expect(ko.percent(0.8449)).toBe('84.5%');
});
