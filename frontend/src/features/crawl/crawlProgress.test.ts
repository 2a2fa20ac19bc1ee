import { expect, test } from 'vitest';
import { crawlSection } from '@/testing/collecting';
import { linksPerPage, secondsLeft, shareDone } from './crawlProgress';

test('what is done is the share of the listed articles that are settled; without any it is unknown', () => {
  expect(shareDone([])).toBeUndefined();
  expect(shareDone([crawlSection('a', { links: 0, articlesNew: 0, articlesKnown: 0 })])).toBeUndefined();
  expect(shareDone([crawlSection('a'), crawlSection('b', { articlesFailed: 6 })])).toBe(0.7);
});

test('links are counted by list pages that were read', () => {
  expect(linksPerPage([crawlSection('a', { pages: 0, links: 0 })])).toBeUndefined();
  expect(linksPerPage([crawlSection('a', { pages: 1 }), crawlSection('b', { pages: 3 })])).toBe(5);
});

test('time left follows the pace, once there are enough pages to measure it', () => {
  const from = { pages: 10, at: '2026-11-20T03:00:00Z' };
  expect(secondsLeft(from, { pages: 12, at: '2026-11-20T03:00:02Z', queued: 100 })).toBeNull();
  expect(secondsLeft(from, { pages: 30, at: '2026-11-20T03:00:10Z', queued: 100 })).toBe(50);
});
