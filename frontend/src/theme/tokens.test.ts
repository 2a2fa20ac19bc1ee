import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync('src/theme/tokens.css', 'utf8');

function tokensOf(theme: string): Map<string, string> {
  const block = new RegExp(`color-scheme='${theme}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', colour = '']) => [name, colour]),
  );
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test.each(['light', 'dark'])('in the %s theme text has a contrast of 4.5 and marks of 3 on every ground', (theme) => {
  const tokens = tokensOf(theme);
  const colour = (name: string) => tokens.get(name) ?? expect.fail(`--${name} is missing in the ${theme} theme`);
  const grounds = ['paper', 'surface', 'sunken', 'hover'].map(colour);
  for (const text of ['ink', 'ink-soft', 'ink-faint', 'accent', 'good', 'attention', 'bad']) {
    for (const ground of grounds)
      expect(contrast(colour(text), ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
  for (const tone of ['accent', 'good', 'attention', 'bad']) {
    expect(contrast(colour(tone), colour(`${tone}-soft`)), `${tone} on its soft ground`).toBeGreaterThanOrEqual(4.5);
  }
  expect(contrast(colour('on-accent'), colour('accent'))).toBeGreaterThanOrEqual(4.5);
  const classes = [...tokens.keys()].filter((name) => name.startsWith('class-'));
  expect(classes).toHaveLength(8);
  for (const name of [...classes, 'line-strong']) {
    for (const ground of grounds)
      expect(contrast(colour(name), ground), `${name} on ${ground}`).toBeGreaterThanOrEqual(3);
  }
});
