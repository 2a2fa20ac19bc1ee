/** The whole path, by one person who signs in as people do: from another newsroom's site to a reader's opinion. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, send, visit } from './browser.mjs';
import { curveMoves } from './curve.mjs';
import { Newsroom } from './newsroom.mjs';
import { Provider } from './provider.mjs';

const HEADLINE = '프로야구 개막전, 연장 12회 끝내기 홈런';

/** @type {Provider} */
let provider;
/** @type {Newsroom} */
let newsroom;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  provider = await Provider.open();
  newsroom = await Newsroom.open({ provider });
  await newsroom.sampleSite(400);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await newsroom?.close();
  await provider?.close();
});

/** Asks as whoever is signed in until the answer is as it should be. */
async function until(page, query, isSo) {
  await page.waitForFunction(
    async ([query, path, wanted]) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) });
      const { data } = await response.json();
      return path.reduce((value, key) => value[key], data) === wanted;
    },
    [query, ...isSo],
  );
}

test('crawl, clean, dataset, train, evaluate, deploy; a reader asks and judges; the log has it', async () => {
  provider.vouchFor('kim', '김 기자');
  const { page, faults, examine, leave } = await visit(browser, {
    url: newsroom.url,
    language: 'en',
    enter: newsroom.link,
    provider,
  });
  await page.getByRole('heading', { name: 'Four steps to the first model' }).waitFor();
  await examine('first-steps');

  const { data: begun } = await send(
    page,
    'mutation { startCrawl(input: { sourceKey: "sample", pagesPerSection: 3 }) { id } }',
  );
  const crawlId = begun.startCrawl.id;
  await until(page, `{ crawl(id: "${crawlId}") { status } }`, [['crawl', 'status'], 'SUCCEEDED']);
  const { data: cleaned } = await send(page, 'mutation { cleanArticles(input: { appliesWhenReady: true }) { id } }');
  const cleaningId = cleaned.cleanArticles.id;
  await until(page, `{ cleaningRun(id: "${cleaningId}") { status } }`, [['cleaningRun', 'status'], 'APPLIED']);

  await page.goto('/admin/articles');
  await page.getByRole('row').nth(1).getByRole('rowheader').getByRole('link').click();
  await page.getByRole('definition').filter({ hasText: 'Crawl' }).first().waitFor();
  await examine('crawled-article');

  await page.goto('/admin/datasets/new');
  await page.getByLabel('Name').fill('crawled');
  await page.getByRole('button', { name: 'Build a dataset' }).click();
  await page.getByRole('heading', { name: 'How many of each topic?' }).waitFor();
  await examine('crawled-dataset');

  await page.getByRole('link', { name: 'Train on it' }).click();
  await page.getByLabel('Name').fill('crawled');
  await page.getByLabel('Base model').selectOption('scratch-tiny');
  await page.getByLabel('Epochs').fill('20');
  await page.getByRole('button', { name: 'Start training' }).click();
  await curveMoves(page);
  await page.getByRole('link', { name: 'See model v2' }).click();
  await page.getByRole('heading', { level: 1, name: 'Model v2' }).waitFor();

  await page.getByRole('link', { name: 'Measure', exact: true }).click();
  await page.getByRole('button', { name: 'Start measuring' }).click();
  await page.getByRole('heading', { name: 'Can its probabilities be believed?' }).waitFor();
  await examine('evaluation');

  await page.goBack();
  await page.goBack();
  await page.getByRole('button', { name: 'Deploy v2', exact: true }).click();
  await page.getByRole('banner').getByText('v2 serves').waitFor();

  const reader = await visit(browser, { url: newsroom.url, language: 'ko', guest: true });
  await reader.page.goto('/');
  await reader.page.getByLabel('기사 제목이나 본문').fill(HEADLINE);
  await reader.page.getByRole('button', { name: '주제 알아보기' }).click();
  const answer = reader.page.getByRole('region', { name: '답' });
  await answer.getByText('모델 v2 ').waitFor();
  await answer.getByRole('button', { name: /^네/ }).click();
  await answer.getByText('적어 두었습니다').waitFor();

  await page.goto('/admin/predictions?opinion=agreed');
  await page.getByRole('row').filter({ hasText: HEADLINE }).getByRole('link', { name: HEADLINE }).click();
  await page.getByRole('heading', { name: 'How was it answered?' }).waitFor();
  await examine('logged-prediction');
  await Promise.all([leave(), reader.leave()]);
  assert.deepEqual([...faults, ...reader.faults], []);
});
