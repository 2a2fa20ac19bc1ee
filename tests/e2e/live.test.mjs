/** How fresh what is on screen is. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from './browser.mjs';
import { Newsroom } from './newsroom.mjs';

const FRESH_MS = 1000;
const POINTS = 100;

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

test(`a point of a curve is on screen within ${FRESH_MS} ms of the trainer's event`, async () => {
  const id = await newsroom.longRun('watched');
  const { page, faults, leave } = await visit(browser, { url: newsroom.url, language: 'en' });
  /** When each step happened, as its event says. */
  const happened = new Map();
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const { at, change } = JSON.parse(payload).payload?.data?.trainingRunEvents ?? {};
      if (change?.__typename === 'TrainingStep') happened.set(change.step, Date.parse(at));
    }),
  );
  await page.goto(`/admin/training/${id}`);
  const steps = page.getByText(/[\d,]+ of [\d,]+ steps/);
  await steps.waitFor();
  const seen = await steps.evaluate(
    (element, count) =>
      new Promise((resolve) => {
        const seen = [];
        new MutationObserver((_, observer) => {
          requestAnimationFrame(() => {
            const step = Number(/[\d,]+/.exec(element.textContent)[0].replaceAll(',', ''));
            if (seen.at(-1)?.step !== step) seen.push({ step, at: Date.now() });
            if (seen.length < count) return;
            observer.disconnect();
            resolve(seen);
          });
        }).observe(element, { childList: true, characterData: true, subtree: true });
      }),
    POINTS,
  );
  await newsroom.ask(`mutation { cancelTrainingRun(id: "${id}") { id } }`);
  await leave();
  const waits = seen.filter(({ step }) => happened.has(step)).map(({ step, at }) => at - happened.get(step));
  waits.sort((a, b) => a - b);
  const slowest = waits.at(-1);
  console.log(`${waits.length} points: median ${waits[waits.length >> 1]} ms, slowest ${slowest} ms`);
  assert.ok(waits.length >= POINTS / 2, `${waits.length} points were seen`);
  assert.ok(slowest <= FRESH_MS, `${slowest} ms`);
  assert.deepEqual(faults, []);
});
