/** What people meet when something breaks: a cable, a server, their own belief in what serves. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from './browser.mjs';
import { Cable } from './cable.mjs';
import { Newsroom } from './newsroom.mjs';

/** What a browser says of a server that is away; the test took it away itself. */
const AWAY = /WebSocket connection|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|502|500/;

/** A cable is out for so long, and until the run has moved on. */
const LEAST_CUT_MS = process.env.GISA_LONG_TESTS ? 30_000 : 0;

/** @type {Newsroom} */
let newsroom;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  newsroom = await Newsroom.open();
  browser = await launch();
  await newsroom.firstModel();
});

after(async () => {
  await browser?.close();
  await newsroom?.close();
});

const statusOf = (id) => `{ trainingRun(id: "${id}") { status step } }`;

test('a run is cancelled where it is watched, says so, and goes on from its checkpoint', async () => {
  const { page, faults, leave } = await visit(browser, { url: newsroom.url, language: 'en' });
  const id = await newsroom.longRun('stopped by hand');
  await page.goto(`/admin/training/${id}`);
  await page.getByText(/\d+ of [\d,]+ steps/).waitFor();
  await page.getByRole('button', { name: 'Stop training' }).click();
  await page.getByRole('group').getByRole('button', { name: 'Stop training' }).click();
  await page.locator('main header').getByText('Cancelled').waitFor();
  const stopped = await newsroom.ask(statusOf(id));
  assert.equal(stopped.trainingRun.status, 'CANCELLED');
  await page.getByRole('button', { name: 'Resume training' }).click();
  await newsroom.until(statusOf(id), ({ trainingRun }) => trainingRun.status === 'RUNNING');
  await page.locator('main header').getByText('Running').waitFor();
  await newsroom.ask(`mutation { cancelTrainingRun(id: "${id}") { id } }`);
  await page.locator('main header').getByText('Cancelled').waitFor();
  await leave();
  assert.deepEqual(faults, []);
});

test('a pulled cable shows, and once it is plugged in again the curve lacks nothing', async () => {
  const cable = await Cable.to(newsroom.url);
  const { page, leave } = await visit(browser, { url: cable.url, language: 'en', forgive: AWAY });
  const id = await newsroom.longRun('watched over a cable');
  await page.goto(`/admin/training/${id}`);
  await page.getByText(/\d+ of [\d,]+ steps/).waitFor();
  cable.pull();
  const pulledAt = Date.now();
  await page.getByText(/The connection was lost/).waitFor();
  const { trainingRun: atCut } = await newsroom.ask(statusOf(id));
  await newsroom.until(
    statusOf(id),
    ({ trainingRun }) => trainingRun.step > atCut.step + 30 && Date.now() - pulledAt >= LEAST_CUT_MS,
  );
  cable.plug();
  await page.getByText(/The connection was lost/).waitFor({ state: 'detached' });
  await newsroom.ask(`mutation { cancelTrainingRun(id: "${id}") { id } }`);
  await page.locator('main header').getByText('Cancelled').waitFor();
  const { trainingRun: last } = await newsroom.ask(statusOf(id));
  // Every step there was is behind the curve: the table has one row for each, from the last down.
  const chart = page.locator('figure').filter({ hasText: 'Is it still learning?' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    chart.getByRole('button', { name: 'CSV' }).click(),
  ]);
  const csv = await (await download.createReadStream()).toArray();
  const steps = Buffer.concat(csv)
    .toString()
    .split('\r\n')
    .slice(1)
    .filter((line) => /^\d+,[\d.]/.test(line))
    .map((line) => Number(line.split(',')[0]));
  const expected = Array.from({ length: last.step }, (_, index) => index + 1);
  assert.deepEqual(steps, expected);
  await leave();
  await cable.remove();
});

test('a server that restarts finds its pages again, and they hear what happens next', async () => {
  const { page, leave } = await visit(browser, { url: newsroom.url, language: 'en', forgive: AWAY });
  await page.goto('/admin/jobs');
  await page.getByRole('row').nth(1).getByRole('rowheader').waitFor();
  await newsroom.stop();
  await page.getByText(/The connection was lost/).waitFor();
  await newsroom.start();
  await page.getByText(/The connection was lost/).waitFor({ state: 'detached' });
  const id = await newsroom.longRun('after the restart');
  await page.getByRole('link', { name: 'after the restart' }).waitFor();
  await newsroom.ask(`mutation { cancelTrainingRun(id: "${id}") { id } }`);
  await leave();
});

test('of two administrators who deploy at once, the later is told in a sentence and sees what serves', async () => {
  const { datasets } = await newsroom.ask('{ datasets(first: 1) { nodes { id } } }');
  for (const [name, seed] of [
    ['second', '7'],
    ['third', '8'],
  ])
    await newsroom.command(
      'train',
      '--dataset',
      datasets.nodes[0].id,
      '--name',
      name,
      '--base-model',
      'scratch-tiny',
      '--epochs',
      '1',
      '--seed',
      seed,
    );
  const { modelVersions } = await newsroom.ask('{ modelVersions(first: 2) { nodes { id number } } }');
  const [third, second] = modelVersions.nodes;
  const early = await visit(browser, { url: newsroom.url, language: 'en' });
  const late = await visit(browser, { url: newsroom.url, language: 'en', forgive: /WebSocket/ });
  // The later one's page hears nothing, as if both had pressed in the same moment.
  await late.page.routeWebSocket(/graphql/, () => undefined);
  await early.page.goto(`/admin/models/${second.id}`);
  await late.page.goto(`/admin/models/${third.id}`);
  const earlyButton = early.page.getByRole('button', { name: `Deploy v${second.number} instead of v1` });
  const lateButton = late.page.getByRole('button', { name: `Deploy v${third.number} instead of v1` });
  await Promise.all([earlyButton.waitFor(), lateButton.waitFor()]);
  await earlyButton.click();
  await early.page.getByRole('banner').getByText(`v${second.number} serves`).waitFor();
  await lateButton.click();
  const alert = late.page.getByRole('alert');
  await alert.getByText('The state has changed meanwhile.').waitFor();
  await alert.getByText(/^Request /).waitFor();
  await late.page.getByRole('button', { name: `Deploy v${third.number} instead of v${second.number}` }).waitFor();
  await Promise.all([early.leave(), late.leave()]);
  assert.deepEqual([...early.faults, ...late.faults], []);
});
