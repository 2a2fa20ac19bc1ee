/**
 * A picture of every page: `make screenshots`. With GISA_URL it looks at a running server, else at one of its own.
 *
 *   node screenshots.mjs [--only training] [--widths 1280,360] [--themes light,dark] [--languages ko,en] [--out FOLDER]
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, visit } from './browser.mjs';
import { Newsroom } from './newsroom.mjs';
import { fill, routes } from './routes.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    widths: { type: 'string', default: '1280,360' },
    themes: { type: 'string', default: 'light,dark' },
    languages: { type: 'string', default: 'ko' },
    out: { type: 'string', default: 'screenshots' },
  },
});
const out = resolve(values.out);
mkdirSync(out, { recursive: true });

const browser = await launch();

/** A server to look at, and how to ask it: as whoever is signed in there. */
async function subject() {
  const url = process.env.GISA_URL;
  if (url) {
    const { context, leave } = await visit(browser, { url, language: 'ko' });
    const ask = async (query) => {
      const response = await context.request.post('/graphql', { data: { query } });
      return (await response.json()).data;
    };
    return { url, ask, close: leave };
  }
  const newsroom = await Newsroom.open();
  await newsroom.firstModel();
  await fill(newsroom);
  return { url: newsroom.url, ask: (query) => newsroom.ask(query), close: () => newsroom.close() };
}

const server = await subject();
const pages = (await routes(server.ask)).filter(([name]) => name.includes(values.only));
let faultCount = 0;
for (const theme of values.themes.split(','))
  for (const language of values.languages.split(','))
    for (const width of values.widths.split(',').map(Number)) {
      const { page, faults, leave } = await visit(browser, { url: server.url, language, theme, width });
      for (const [name, path] of pages) {
        await page.goto(path);
        await page.getByRole('heading').first().waitFor();
        await page.waitForLoadState('networkidle');
        await page.evaluate(() => document.fonts.ready);
        if (name === 'reader') {
          await page.locator('form li button').first().click();
          await page.locator('section ul li').first().waitFor();
        }
        await page.screenshot({ path: join(out, `${name}-${width}-${theme}-${language}.png`), fullPage: true });
      }
      for (const fault of faults) console.log(`${theme} ${language} ${width}: ${fault}`);
      faultCount += faults.length;
      await leave();
    }
await server.close();
await browser.close();
console.log(`${out}: ${pages.length} pages${faultCount ? `, ${faultCount} faults` : ''}`);
process.exitCode = faultCount ? 1 : 0;
