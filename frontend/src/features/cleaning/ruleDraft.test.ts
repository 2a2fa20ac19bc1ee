import { expect, test } from 'vitest';
import type { CleaningRuleSettingFragment } from './cleaning.generated';
import { changesOf, isAllowed } from './ruleDraft';

const tooShort: CleaningRuleSettingFragment = {
  rule: 'TOO_SHORT',
  version: 1,
  enabled: true,
  threshold: 100,
  thresholdRange: { default: 100, minimum: 1, maximum: 10_000, isInteger: true },
};
const normalise: CleaningRuleSettingFragment = {
  rule: 'NORMALISE',
  version: 1,
  enabled: true,
  threshold: null,
  thresholdRange: null,
};

test('only what differs is sent, and a rule without a threshold gets none', () => {
  expect(changesOf([normalise, tooShort], {})).toEqual([]);
  expect(changesOf([normalise, tooShort], { TOO_SHORT: { enabled: true, threshold: '100' } })).toEqual([]);
  expect(
    changesOf([normalise, tooShort], {
      NORMALISE: { enabled: false, threshold: '' },
      TOO_SHORT: { enabled: true, threshold: '200' },
    }),
  ).toEqual([
    { rule: 'NORMALISE', enabled: false },
    { rule: 'TOO_SHORT', enabled: true, threshold: 200 },
  ]);
});

test('a threshold must be a number that the rule takes', () => {
  expect(isAllowed(normalise, '')).toBe(true);
  expect(['100', '0', '10001', '1.5', 'ten', ''].map((text) => isAllowed(tooShort, text))).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
