/** What Lighthouse says of the two pages that people meet first, as on a desk. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import lighthouse, { desktopConfig } from 'lighthouse';
import { launch } from './browser.mjs';
import { Newsroom } from './newsroom.mjs';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const SCORE = 95;
const LARGEST_PAINT_MS = 1200;
const LAYOUT_SHIFT = 0.02;
/** The machine has other work, which makes pages slower and never faster: the best of so many tries counts. */
const TRIES = 3;

/** @type {Newsroom} */
let newsroom;
/** @type {import('playwright-core').BrowserContext} */
let person;
let folder;
let port;

before(async () => {
  newsroom = await Newsroom.open();
  await newsroom.firstModel();
  folder = await mkdtemp(join(tmpdir(), 'gisa-lighthouse-'));
  person = await launch({ folder, args: ['--remote-debugging-port=0'] });
  // Chromium writes down where it can be reached.
  [port] = (await readFile(join(folder, 'DevToolsActivePort'), 'utf8')).split('\n').map(Number);
  const page = await person.newPage();
  await page.goto(`${newsroom.url}/auth/sign-in?return_to=/admin`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.close();
});

after(async () => {
  await person?.close();
  await newsroom?.close();
  await rm(folder, { recursive: true, force: true });
});

async function look(path) {
  const flags = { port, onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: 'error' };
  const { lhr } = await lighthouse(`${newsroom.url}${path}`, flags, desktopConfig);
  const scores = CATEGORIES.map((category) => Math.round(lhr.categories[category].score * 100));
  const largestPaint = lhr.audits['largest-contentful-paint'].numericValue;
  const layoutShift = lhr.audits['cumulative-layout-shift'].numericValue;
  const lost = Object.values(lhr.audits).filter(
    ({ score, scoreDisplayMode }) => score === 0 && /binary/.test(scoreDisplayMode),
  );
  return { scores, largestPaint, layoutShift, lost: lost.map(({ id }) => id) };
}

const isWithin = ({ scores, largestPaint, layoutShift }) =>
  scores.every((score) => score >= SCORE) && largestPaint <= LARGEST_PAINT_MS && layoutShift <= LAYOUT_SHIFT;

for (const [name, path] of [
  ['public page', '/'],
  ['overview', '/admin'],
])
  test(`the ${name}: all scores at least ${SCORE}, largest paint within ${LARGEST_PAINT_MS} ms, nothing jumps`, async () => {
    let found;
    for (let tried = 0; tried < TRIES && !(found && isWithin(found)); tried += 1) found = await look(path);
    const { scores, largestPaint, layoutShift, lost } = found;
    const said = CATEGORIES.map((category, index) => `${category} ${scores[index]}`).join(', ');
    const figures = `${said}, LCP ${Math.round(largestPaint)} ms, CLS ${layoutShift.toFixed(4)}`;
    console.log(`${name}: ${figures}${lost.length ? `; fails ${lost.join(', ')}` : ''}`);
    assert.ok(isWithin(found), `${figures}; fails ${lost.join(', ')}`);
  });
