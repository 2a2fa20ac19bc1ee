/** How long people wait for what is large, on the program's own pages with answers made up in its shape. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from './browser.mjs';
import { Newsroom } from './newsroom.mjs';

/** Runs, each with so many epochs of so many steps; the server makes so many points of a curve of steps. */
const RUNS = 200;
const EPOCHS = 20;
const STEPS = 10_000;
const POINTS = 200;
const FIRST_PAINT_MS = 1000;
/** Nothing that a person does meanwhile waits longer. */
const LONGEST_TASK_MS = 200;
/** Texts in a file that a reader filters and sorts. */
const ROWS = 10_000;
const TABLE_MS = 200;

/** @type {Newsroom} */
let newsroom;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  newsroom = await Newsroom.open();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await newsroom?.close();
});

/** Answers the operations named in `answers`, and lets all others through. */
async function answering(page, answers) {
  await page.route('**/graphql', async (route) => {
    const { query, variables } = route.request().postDataJSON() ?? {};
    const name = /(?:query|mutation)\s+(\w+)/.exec(query ?? '')?.[1];
    const answer = answers[name];
    if (!answer) return route.continue();
    return route.fulfill({ json: { data: answer(variables) } });
  });
}

/** Has a page note every task that keeps it from answering for longer than 50 ms. */
const noteTasks = (page) =>
  page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
      buffered: true,
    });
  });

const longestTask = (page) => page.evaluate(() => Math.max(0, ...window.tasks));

/** What a button has the browser save, as text. */
async function downloaded(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return Buffer.concat(await (await download.createReadStream()).toArray()).toString();
}

/** Columns of a CSV that have any value, but for the first. */
function runsIn(csv) {
  const rows = csv.trim().split('\r\n').slice(1);
  const known = new Set();
  for (const row of rows) row.split(',').forEach((cell, column) => cell && column && known.add(column));
  return known.size;
}

test(`${RUNS} runs of ${EPOCHS} epochs and ${STEPS} steps are on screen within ${FIRST_PAINT_MS} ms of their answer, and no task is longer than ${LONGEST_TASK_MS} ms`, async () => {
  const { page, faults, leave } = await visit(browser, { url: newsroom.url, language: 'en' });
  const id = (index) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const curve = Array.from({ length: EPOCHS }, (_, epoch) => ({
      epoch: epoch + 1,
      trainLoss: 2 / (epoch + 1 + run / 100),
      validationLoss: 2.1 / (epoch + 1 + run / 100),
      accuracy: 1 - 1 / (epoch + 2 + run / 50),
      macroF1: 1 - 1 / (epoch + 2 + run / 40),
    }));
    const best = curve.at(-1);
    return {
      seconds: 10 + run,
      trainingRun: {
        id: id(run),
        name: `run ${run}`,
        status: 'SUCCEEDED',
        createdAt: '2026-11-20T03:00:00Z',
        modelVersion: null,
      },
      curve,
      bestEpoch: best,
      testMetrics: { accuracy: best.accuracy, macroF1: best.macroF1 },
    };
  });
  const differences = ['learningRate', 'dropout', 'batchSize'].map((field, at) => ({
    field,
    values: runs.map((_, run) => String((run + 1) / 10 ** (4 - at))),
  }));
  await answering(page, {
    CompareTrainingRuns: () => ({ compareTrainingRuns: { differences, runs } }),
    // At steps of its own, as the least and the greatest of many stretches are.
    ComparedLoss: ({ id }) => ({
      trainingRun: {
        id,
        curve: Array.from({ length: POINTS }, (_, point) => {
          const step = 1 + ((point * STEPS) / POINTS + ((Number(id.slice(-3)) * 7 + point * 13) % (STEPS / POINTS)));
          return { step: Math.floor(step), loss: 2 / (1 + step / 100) + (step % 7) / 100 };
        }),
      },
    }),
  });
  const addresses = `/admin/training/compare?ids=${runs.map(({ trainingRun }) => trainingRun.id).join(',')}`;
  // Once to have the page's program downloaded and compiled, as it is for whoever works here.
  await page.goto(addresses);
  await page.locator('canvas').waitFor();
  await noteTasks(page);
  await page.addInitScript(() => {
    const { fetch: ask } = window;
    window.fetch = async (...asked) => {
      const answer = await ask(...asked);
      if (String(asked[1]?.body).includes('CompareTrainingRuns')) performance.mark('answered');
      return answer;
    };
    new MutationObserver((_, observer) => {
      if (!document.querySelector('canvas') || document.querySelectorAll('polyline').length < 200) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => performance.mark('painted')));
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(addresses);
  await page.waitForFunction(() => performance.getEntriesByName('painted').length > 0);
  const waited = await page.evaluate(() => performance.measure('wait', 'answered', 'painted').duration);
  const whilePainting = await longestTask(page);
  await page.getByRole('button', { name: 'Steps', exact: true }).click();
  const chart = page.locator('figure').filter({ has: page.getByRole('heading', { name: 'Is it still learning?' }) });
  await chart.locator('canvas').waitFor();
  // All curves are there when a file of them has a value of each.
  while (runsIn(await downloaded(page, chart.getByRole('button', { name: 'CSV' }))) < RUNS);
  const longest = await longestTask(page);
  console.log(
    `first paint of ${RUNS} runs: ${Math.round(waited)} ms after the answer; ` +
      `longest task ${Math.round(whilePainting)} ms, with all curves of steps ${Math.round(longest)} ms`,
  );
  await leave();
  assert.deepEqual(faults, []);
  assert.ok(longest <= LONGEST_TASK_MS, `a task of ${longest} ms`);
  assert.ok(waited <= FIRST_PAINT_MS, `${waited} ms`);
});

test(`a table of ${ROWS} rows is filtered and sorted within ${TABLE_MS} ms`, async () => {
  const { page, faults, leave } = await visit(browser, { url: newsroom.url, language: 'en' });
  const label = (at) => ({
    id: `class-${at}`,
    key: `k${at}`,
    position: at,
    nameKo: `주제 ${at}`,
    nameEn: `Topic ${at}`,
  });
  let asked = 0;
  await answering(page, {
    PredictBatch: ({ input }) => ({
      predictBatch: input.texts.map(() => {
        asked += 1;
        return {
          id: `prediction-${asked}`,
          probability: 0.9,
          label: label(asked % 4),
          probabilities: [0, 1, 2, 3].map((at) => ({ probability: 0.25, label: { key: `k${at}` } })),
          modelVersion: { id: 'version-1', number: 1, calibration: null },
        };
      }),
    }),
  });
  await page.goto('/?by=file');
  const lines = Array.from({ length: ROWS }, (_, index) => `글 ${index}`).join('\n');
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'many.txt', mimeType: 'text/plain', buffer: Buffer.from(lines) });
  await page.getByText('10,000 of 10,000 answered').waitFor();
  const chip = page.getByRole('button', { name: 'Topic 2', exact: true });
  await chip.waitFor();
  /** Milliseconds from a press to what comes of it on screen. */
  const press = (button) =>
    button.evaluate(
      (element) =>
        new Promise((resolve) => {
          const started = performance.now();
          element.click();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
        }),
    );
  const heading = page.getByRole('columnheader', { name: 'Text' });
  const sorted = await press(heading.getByRole('button'));
  await page.locator('th[aria-sort="descending"]').filter({ hasText: 'Text' }).waitFor();
  await page.getByRole('row').nth(1).getByText('글 9999').waitFor();
  const filtered = await press(chip);
  await page.getByText('2,500 of 10,000 lines').waitFor();
  console.log(`${ROWS} rows: sorted in ${Math.round(sorted)} ms, filtered in ${Math.round(filtered)} ms`);
  await leave();
  assert.deepEqual(faults, []);
  assert.ok(sorted <= TABLE_MS, `sorted in ${sorted} ms`);
  assert.ok(filtered <= TABLE_MS, `filtered in ${filtered} ms`);
});
