/**
 * Looks at every page in a real browser: a screenshot at each width, in both themes and languages, and what axe finds.
 *
 *   GISA_URL=http://localhost:8000 npm run look [-- --only training --widths 360,1280 --themes light --languages ko]
 *
 * Wants a running server with something in it, and Chromium (CHROMIUM, or /usr/bin/chromium). Writes to look/out.
 */
import { mkdirSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const option = (name, usual) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : process.argv[at + 1];
};
const base = process.env.GISA_URL ?? 'http://localhost:8000';
const only = option('only', '');
const widths = option('widths', '360,768,1280,1600').split(',').map(Number);
const themes = option('themes', 'light,dark').split(',');
const languages = option('languages', 'ko,en').split(',');
const out = new URL('./out/', import.meta.url).pathname;
mkdirSync(out, { recursive: true });

/** Opens the first thing a list links to. */
const first = (path) => async (page) => {
  await page.goto(`${base}${path}`);
  const link = page.locator('tbody th a').first();
  await link.waitFor();
  await link.click();
  await page.waitForURL((url) => url.pathname.startsWith(`${path.split('?')[0]}/`));
};
const at = (path) => (page) => page.goto(`${base}${path}`);
const pages = {
  reader: at('/'),
  'reader-answer': async (page) => {
    await page.goto(base);
    await page.locator('form li button').first().click();
    await page.locator('section ul li').first().waitFor();
  },
  training: at('/admin/training'),
  'training-new': at('/admin/training/new'),
  'training-run': first('/admin/training'),
  'training-run-succeeded': first('/admin/training?status=SUCCEEDED'),
  models: at('/admin/models'),
  'model-version': first('/admin/models'),
  datasets: at('/admin/datasets'),
  'datasets-new': at('/admin/datasets/new'),
  dataset: first('/admin/datasets?status=SEALED'),
  articles: at('/admin/articles'),
  'articles-import': at('/admin/articles/import'),
  article: first('/admin/articles'),
  predictions: at('/admin/predictions'),
  jobs: at('/admin/jobs'),
  missing: at('/admin/nowhere'),
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
let faults = 0;
for (const theme of themes) {
  for (const language of languages) {
    for (const width of widths) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: theme,
        reducedMotion: 'reduce',
      });
      await context.addInitScript((chosen) => window.localStorage.setItem('gisa.language', chosen), language);
      for (const [name, open] of Object.entries(pages)) {
        if (!name.includes(only)) continue;
        const page = await context.newPage();
        const fault = (text) => {
          faults += 1;
          console.log(`${name} ${width} ${theme} ${language}: ${text}`);
        };
        page.on('pageerror', (error) => fault(String(error)));
        page.on('console', (message) => {
          if (message.type() === 'error') fault(message.text());
        });
        try {
          await open(page);
          await page.waitForTimeout(700); // for pictures only: fonts and charts settle
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          if (overflow > 0) fault(`is ${overflow} px wider than the window`);
          await page.screenshot({ path: `${out}${name}-${width}-${theme}-${language}.png`, fullPage: true });
          const { violations } = await new AxeBuilder({ page })
            .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
            .analyze();
          for (const { id, help, nodes } of violations)
            fault(
              `axe ${id}: ${help} — ${nodes
                .slice(0, 3)
                .map((node) => node.target.join(' '))
                .join(' | ')}`,
            );
        } catch (error) {
          fault(String(error).split('\n')[0]);
        }
        await page.close();
      }
      await context.close();
    }
  }
}
await browser.close();
console.log(faults ? `${faults} faults` : 'no faults');
process.exitCode = faults ? 1 : 0;
