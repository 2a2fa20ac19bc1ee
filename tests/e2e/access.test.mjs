/**
 * Every page for everybody: no finding of axe, in both themes and languages, on a desk and on a phone. Every day the main
 * pages in two of these; with GISA_LONG_TESTS all pages in all of them.
 */
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { after, before, test } from 'node:test';
import { launch, visit } from './browser.mjs';
import { Newsroom } from './newsroom.mjs';
import { fill, MAIN, routes, unlisted } from './routes.mjs';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
const WIDTHS = [1280, 360];
const isLong = Boolean(process.env.GISA_LONG_TESTS);
const LOOKS = [
  ['light', 'ko'],
  ['dark', 'en'],
  ...(isLong
    ? [
        ['light', 'en'],
        ['dark', 'ko'],
      ]
    : []),
];

/** @type {Newsroom} */
let newsroom;
/** @type {import('playwright-core').Browser} */
let browser;
let pages;

before(async () => {
  newsroom = await Newsroom.open();
  browser = await launch();
  await newsroom.firstModel();
  if (isLong) await fill(newsroom);
  else await newsroom.ask('mutation { predict(input: { text: "기준금리 동결" }) { id } }');
  pages = (await routes((query) => newsroom.ask(query))).filter(([name]) => isLong || MAIN.includes(name));
});

after(async () => {
  await browser?.close();
  await newsroom?.close();
});

test('every address of the application has a page here to look at', { skip: !isLong }, async () => {
  assert.deepEqual(await unlisted(pages), []);
});

for (const [theme, language] of LOOKS)
  test(`${isLong ? 'every page' : 'the main pages'}, ${theme}, ${language}: axe finds nothing, nothing is wider than the window, all is said in ${language}`, async () => {
    const { page, faults, leave } = await visit(browser, { url: newsroom.url, language, theme });
    const found = [];
    for (const [name, path] of pages) {
      await page.setViewportSize({ width: WIDTHS[0], height: 900 });
      await page.goto(path);
      await page.getByRole('heading').first().waitFor();
      await page.waitForLoadState('networkidle');
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (over > 0) found.push(`${name} at ${width}: ${over} px wider than the window`);
        const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
        for (const { id, help, nodes } of violations)
          found.push(
            `${name} at ${width}: ${id}: ${help}: ${nodes
              .map((node) => node.target.join(' '))
              .slice(0, 3)
              .join(', ')}`,
          );
      }
      // A key that wasn't found is shown as itself: words with dots and no spaces.
      const untranslated = await page.evaluate(() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
          if (walker.currentNode.parentElement.closest('code, pre, script, style, textarea')) continue;
          found.push(...(walker.currentNode.data.match(/\b(?:[a-z]+[A-Za-z]*\.){1,3}[a-z][A-Za-z]+\b/g) ?? []));
        }
        return found.filter((text) => !/\.(csv|json|db|com|org|net|toml|onnx|safetensors)$/.test(text));
      });
      if (untranslated.length) found.push(`${name}: ${untranslated.join(', ')}`);
    }
    await leave();
    assert.deepEqual([...found, ...faults], []);
  });
