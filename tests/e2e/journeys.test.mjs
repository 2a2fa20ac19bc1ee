/** What people come for, from the first click to the last, on the program as it is shipped. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from './browser.mjs';
import { curveMoves } from './curve.mjs';
import { Newsroom } from './newsroom.mjs';

const HEADLINE = '금융통화위원회, 기준금리 연 3.50%로 동결';

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

/** Asks for the topic of a headline until version `number` answers: what was deployed is loaded and tried out first. */
async function askReaderPage(page, number) {
  const answer = page.getByRole('region', { name: '답' });
  for (;;) {
    await page.goto('/');
    await page.getByLabel('기사 제목이나 본문').fill(HEADLINE);
    await page.getByRole('button', { name: '주제 알아보기' }).click();
    const version = answer.getByText(/모델 v\d+ /);
    await version.waitFor();
    if ((await version.textContent()).includes(`모델 v${number} `)) return answer;
  }
}

test('a reader pastes a headline, sees its topic, every probability and the version, and says whether it is right', async () => {
  const { page, faults, examine, leave } = await visit(browser, {
    url: newsroom.url,
    guest: true,
    language: 'ko',
  });
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await examine('reader');
  const answer = await askReaderPage(page, 1);
  const bars = answer.getByRole('list', { name: '주제별 확률' }).getByRole('listitem');
  const shares = (await bars.allInnerTexts()).map((text) => Number(/([\d.]+)%/.exec(text)?.[1]));
  assert.equal(shares.length, 8);
  assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100) < 0.5, `${shares}`);
  await examine('reader-answer');
  await answer.getByRole('button', { name: '아니요' }).click();
  const choices = answer.getByRole('group', { name: '어느 주제가 맞나요?' });
  const right = choices.getByRole('button').first();
  const [chosen] = await Promise.all([right.innerText(), right.click()]);
  await answer.getByText('적어 두었습니다').waitFor();
  // The newsroom finds it among what readers disagree with.
  const desk = await visit(browser, { url: newsroom.url, language: 'ko' });
  await desk.page.goto('/admin/predictions?opinion=disagreed');
  const row = desk.page.getByRole('row').filter({ hasText: HEADLINE });
  await row.getByText(chosen).waitFor();
  await row.getByRole('link', { name: HEADLINE }).click();
  await desk.page.getByRole('heading', { name: '어떻게 나온 답인가요?' }).waitFor();
  await desk.page.getByRole('definition').filter({ hasText: chosen }).first().waitFor();
  await desk.examine('prediction');
  await Promise.all([leave(), desk.leave()]);
  assert.deepEqual([...faults, ...desk.faults], []);
});

test('a reader gives a file of headlines and gets it back with a topic for each', async () => {
  const { page, faults, examine, leave } = await visit(browser, { url: newsroom.url, language: 'ko' });
  await page.goto('/');
  await page.getByRole('button', { name: '파일로 여럿' }).click();
  const lines = ['id,title', ...Array.from({ length: 150 }, (_, index) => `${index},"${HEADLINE} (${index}보)"`)];
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'headlines.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  await page.getByText('150개 중 150개에 답했습니다').waitFor();
  await examine('reader-file');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV로 받기' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'headlines-topics.csv');
  const csv = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
  const [head, ...rows] = csv.trim().split('\r\n');
  assert.match(head, /^\uFEFF?id,title,topic,topic_ko,probability,sure,model_version,p_/);
  assert.equal(rows.length, 150);
  for (const row of rows) assert.match(row, /",[a-z]+,[가-힣A-Z]+,0\.\d+,(yes|no),1,/);
  await leave();
  assert.deepEqual(faults, []);
});

test('an administrator imports a file, trains on it, watches, deploys, and takes it back', async () => {
  const { page, faults, examine, leave } = await visit(browser, {
    url: newsroom.url,
    language: 'en',
  });
  const reader = await visit(browser, { url: newsroom.url, language: 'ko', guest: true });
  const succeeded = () => page.locator('header').getByText('Succeeded').waitFor();

  await page.goto('/admin/articles');
  await page.getByRole('link', { name: 'Import articles' }).click();
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles(await newsroom.headlines('second.csv', { count: 300, seed: 2 }));
  await page.getByLabel('Source', { exact: true }).selectOption({ label: 'New source' });
  await page.getByLabel('Key of the new source').fill('second');
  await examine('import');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await succeeded();
  await page.getByRole('definition').filter({ hasText: '300' }).first().waitFor();

  await page.getByRole('link', { name: 'Build a dataset' }).click();
  await page.getByLabel('Name').fill('everything');
  await examine('dataset-new');
  await page.getByRole('button', { name: 'Build a dataset' }).click();
  await page.getByRole('heading', { name: 'How many of each topic?' }).waitFor();
  await examine('dataset');

  await page.getByRole('link', { name: 'Train on it' }).click();
  await page.getByLabel('Name').fill('second');
  await page.getByLabel('Base model').selectOption('scratch-tiny');
  // Long enough that somebody sees it learn; it ends by itself when it learns no more.
  await page.getByLabel('Epochs').fill('20');
  await examine('training-new');
  await page.getByRole('button', { name: 'Start training' }).click();

  // It is watched: the curve moves while the run goes on, and nothing is reloaded.
  await curveMoves(page);
  await examine('training-live');
  await page.getByRole('link', { name: 'See model v4' }).waitFor();
  const epochs = page.getByRole('region', { name: 'Epoch by epoch' }).getByRole('table');
  await epochs.getByRole('row').nth(3).waitFor();
  await examine('training-done');

  await page.getByRole('link', { name: 'See model v4' }).click();
  await page.getByRole('heading', { name: 'Beside v1, which serves now' }).waitFor();
  // It is measured on rows that both have answered, before anybody decides.
  await page.getByRole('link', { name: 'Compare in detail on the same texts' }).click();
  const verdict = page.getByText(/is better|Chance may explain|isn’t clear/);
  const measure = page.getByRole('button', { name: 'Evaluate both' });
  await verdict.or(measure).first().waitFor();
  if (await measure.isVisible()) await measure.click();
  await verdict.first().waitFor();
  await examine('compare-versions');
  await page.goBack();
  await page.getByRole('heading', { name: 'Beside v1, which serves now' }).waitFor();
  await examine('deploy');
  await page.getByLabel('Reason').fill('learned from more headlines');
  await page.getByRole('button', { name: 'Deploy v4 instead of v1' }).click();
  await page.getByRole('banner').getByText('v4 serves').waitFor();
  await askReaderPage(reader.page, 4);

  await page.getByLabel('Reason').fill('the first was fine');
  await page.getByRole('button', { name: 'Roll back to the previous model' }).click();
  await page.getByRole('banner').getByText('v1 serves').waitFor();
  await askReaderPage(reader.page, 1);
  await examine('rolled-back');
  for (const [name, address] of [
    ['articles', '/admin/articles'],
    ['datasets', '/admin/datasets'],
    ['training', '/admin/training'],
    ['models', '/admin/models'],
    ['predictions', '/admin/predictions'],
    ['jobs', '/admin/jobs'],
  ]) {
    await page.goto(address);
    await page.getByRole('row').nth(1).getByRole('rowheader').waitFor();
    await examine(name);
  }
  await Promise.all([leave(), reader.leave()]);
  assert.deepEqual([...faults, ...reader.faults], []);
});

test('a developer asks GraphiQL, which comes from this server alone, and follows a subscription', async () => {
  const { page, faults, leave } = await visit(browser, {
    url: newsroom.address,
    language: 'en',
  });
  const send = async (query) => {
    await page.goto(`/graphiql?${new URLSearchParams({ query })}`);
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    await page.getByRole('button', { name: /execute query/i }).click();
  };
  await send('{ labelSets { key } }');
  await page.locator('.graphiql-response').getByText('daum').waitFor();
  await send('subscription { deploymentEvents(after: "0") { eventId } }');
  await page.locator('.graphiql-response').getByText('eventId').waitFor();
  await leave();
  assert.deepEqual(faults, []);
});
