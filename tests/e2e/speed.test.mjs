/** How long people wait for what is large, on the program's own pages with answers made up in its shape. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from './browser.mjs';
import { Newsroom } from './newsroom.mjs';

/** Runs, each with so many epochs. */
const RUNS = 200;
const EPOCHS = 20;
const FIRST_PAINT_MS = 1000;
/** Texts in a file that a reader filters. */
const ROWS = 10_000;
const FILTER_MS = 200;

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

test(`${RUNS} runs of ${EPOCHS} epochs are on screen within ${FIRST_PAINT_MS} ms of their answer`, async () => {
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
  });
  const addresses = `/admin/training/compare?ids=${runs.map(({ trainingRun }) => trainingRun.id).join(',')}`;
  // Once to have the page's program downloaded and compiled, as it is for whoever works here.
  await page.goto(addresses);
  await page.locator('canvas').waitFor();
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
  console.log(`first paint of ${RUNS} runs: ${Math.round(waited)} ms after the answer`);
  await leave();
  assert.deepEqual(faults, []);
  assert.ok(waited <= FIRST_PAINT_MS, `${waited} ms`);
});

test(`a table of ${ROWS} rows is filtered within ${FILTER_MS} ms`, async () => {
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
  const waited = await chip.evaluate(
    (button) =>
      new Promise((resolve) => {
        const started = performance.now();
        button.click();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
      }),
  );
  await page.getByText('2,500 of 10,000 lines').waitFor();
  console.log(`filter of ${ROWS} rows: ${Math.round(waited)} ms`);
  await leave();
  assert.deepEqual(faults, []);
  assert.ok(waited <= FILTER_MS, `${waited} ms`);
});
