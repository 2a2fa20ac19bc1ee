/**
 * A picture of every page: `make screenshots`. With GISA_URL it looks at a running server, else at one of its own.
 *
 *   node screenshots.mjs [--only training] [--widths 1280,360] [--themes light,dark] [--languages ko,en] [--out FOLDER]
 *                        [--axe] [--readme]
 *
 * `--axe` also says what axe finds. `--readme` takes the few that README.md shows instead, small, into `pictures`.
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
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
    axe: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
  },
});
/** What README.md shows: a page, and in which theme. */
const README = [
  ['reader', 'light'],
  ['overview', 'light'],
  ['training-run', 'dark'],
  ['model', 'light'],
];
const README_BYTES = 60_000;
const out = resolve(values.readme ? 'pictures' : values.out);
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

/** Opens a page, and has a reader's page answer: it is nothing without. */
async function open(page, name, path) {
  await page.goto(path);
  await page.getByRole('heading').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  if (name !== 'reader') return;
  await page.locator('form li button').first().click();
  await page.locator('section ul li').first().waitFor();
}

/** A picture at three quarters of its size and no more than `README_BYTES`, as WebP, which the browser itself makes. */
async function small(png) {
  const page = await browser.newPage();
  const encoded = await page.evaluate(
    async ([source, most]) => {
      const image = await createImageBitmap(await (await fetch(source)).blob());
      const canvas = new OffscreenCanvas(image.width * 0.75, image.height * 0.75);
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      let blob;
      for (let quality = 0.9; quality > 0.3; quality -= 0.1) {
        blob = await canvas.convertToBlob({ type: 'image/webp', quality });
        if (blob.size <= most) break;
      }
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [`data:image/png;base64,${png.toString('base64')}`, README_BYTES],
  );
  await page.close();
  return Buffer.from(encoded);
}

async function pictures(server, pages) {
  for (const [wanted, theme] of README) {
    const { page, faults, leave } = await visit(browser, { url: server.url, language: 'ko', theme });
    const [, path] = pages.find(([name]) => name === wanted);
    await open(page, wanted, path);
    const file = join(out, `${wanted}.webp`);
    writeFileSync(file, await small(await page.screenshot()));
    console.log(`${file}: ${statSync(file).size} bytes`);
    faults.forEach((fault) => console.log(fault));
    await leave();
  }
}

async function screenshots(server, pages) {
  let faultCount = 0;
  for (const theme of values.themes.split(','))
    for (const language of values.languages.split(','))
      for (const width of values.widths.split(',').map(Number)) {
        const { page, faults, leave } = await visit(browser, { url: server.url, language, theme, width });
        for (const [name, path] of pages) {
          await open(page, name, path);
          await page.screenshot({ path: join(out, `${name}-${width}-${theme}-${language}.png`), fullPage: true });
          if (!values.axe) continue;
          const { violations } = await new AxeBuilder({ page }).analyze();
          for (const { id, help, nodes } of violations)
            faults.push(`${name}: ${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
        }
        for (const fault of faults) console.log(`${theme} ${language} ${width}: ${fault}`);
        faultCount += faults.length;
        await leave();
      }
  console.log(`${out}: ${pages.length} pages${faultCount ? `, ${faultCount} faults` : ''}`);
  process.exitCode = faultCount ? 1 : 0;
}

const server = await subject();
const pages = (await routes(server.ask)).filter(([name]) => name.includes(values.only));
await (values.readme ? pictures : screenshots)(server, pages);
await server.close();
await browser.close();
