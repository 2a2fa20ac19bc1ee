/** What people do with a keyboard alone: no test here moves a mouse. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visit } from './browser.mjs';
import { Newsroom } from './newsroom.mjs';
import { fill } from './routes.mjs';

/** @type {Newsroom} */
let newsroom;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  newsroom = await Newsroom.open();
  browser = await launch();
  await newsroom.firstModel();
  await fill(newsroom);
});

after(async () => {
  await browser?.close();
  await newsroom?.close();
});

/** A flow on a page of its own, in English. */
function flow(name, run) {
  test(name, async () => {
    const { page, faults, leave } = await visit(browser, { url: newsroom.url, language: 'en' });
    await run(page);
    await leave();
    assert.deepEqual(faults, []);
  });
}

/** Presses Tab until the thing has the focus, and says that it shows. */
async function tabTo(page, locator, most = 80) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) {
      const outline = await locator.evaluate((element) => {
        const style = getComputedStyle(element);
        const box = getComputedStyle(element.closest('label') ?? element.parentElement);
        return [style.outlineStyle, style.borderColor, box.outlineStyle].join(' ');
      });
      assert.match(outline, /solid|auto|rgb/, 'the focus shows');
      return;
    }
    await page.keyboard.press('Tab');
  }
  assert.fail('Tab never gets there');
}

const path = (page) => new URL(page.url()).pathname;

flow('the first Tab offers to skip the menu', async (page) => {
  await page.goto('/admin/datasets');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'content');
});

flow('“g” and a letter goes to a place', async (page) => {
  await page.goto('/admin');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.waitForURL('**/admin/training');
  await page.getByRole('heading', { level: 1, name: 'Training' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.waitForURL('**/admin/models');
});

flow('“?” lists the keys, and Escape closes the list', async (page) => {
  await page.goto('/admin');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await list.waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
});

flow('Ctrl K goes to a run by its name', async (page) => {
  await page.goto('/admin');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Go to' }).waitFor();
  await page.keyboard.type('first');
  await page.getByRole('option', { name: /first.*Training run/ }).waitFor();
  while (
    !(await page
      .getByRole('option', { name: /first.*Training run/ })
      .getAttribute('aria-selected')
      .then((is) => is === 'true'))
  )
    await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'first' }).waitFor();
});

flow('arrows walk a table, the space bar chooses rows, and what is chosen can be compared', async (page) => {
  await page.goto('/admin/training');
  await page.getByRole('row').nth(1).getByRole('rowheader').waitFor();
  await tabTo(page, page.getByRole('region', { name: 'Training' }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.getByText('1 chosen').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  const compare = page.getByRole('link', { name: 'Compare 2' });
  await compare.waitFor();
  await tabTo(page, compare);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '2 runs compared' }).waitFor();
});

flow('Enter opens the row', async (page) => {
  await page.goto('/admin/datasets');
  await page.getByRole('row').nth(1).getByRole('rowheader').waitFor();
  await tabTo(page, page.getByRole('region', { name: 'Datasets' }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'How many of each topic?' }).waitFor();
});

flow('a heading sorts, and the address remembers', async (page) => {
  await page.goto('/admin/datasets');
  const heading = page.getByRole('columnheader', { name: 'Name' });
  await heading.waitFor();
  await tabTo(page, heading.getByRole('button'));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/admin/datasets?sort=-name');
  await page.locator('th[aria-sort="descending"]').filter({ hasText: 'Name' }).waitFor();
  await page.reload();
  await page.locator('th[aria-sort="descending"]').filter({ hasText: 'Name' }).waitFor();
});

flow('a column is hidden, and stays hidden after a reload', async (page) => {
  await page.goto('/admin/models');
  const column = page.getByRole('columnheader', { name: 'Architecture' });
  await column.waitFor();
  const choice = page.locator('summary').filter({ hasText: 'Columns' });
  await tabTo(page, choice);
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('checkbox', { name: 'Architecture' }));
  await page.keyboard.press('Space');
  await column.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByRole('columnheader', { name: 'Version' }).waitFor();
  assert.equal(await column.count(), 0);
});

flow('articles are labelled by digits, taken back by “u”, and walked by “j” and “k”', async (page) => {
  await page.goto('/admin/articles');
  await page.getByRole('row').nth(1).getByRole('rowheader').waitFor();
  await tabTo(page, page.getByRole('region', { name: 'Articles' }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const topics = page.getByRole('group', { name: 'Which topic is right?' });
  await topics.waitFor();
  const pressed = () => topics.locator('[aria-pressed="true"]').innerText();
  const before = await pressed();
  const other = before.includes('Politics') ? '1' : '2';
  await page.keyboard.press(other);
  await page.getByText(/^Labelled .+\.$/).waitFor();
  await page.waitForFunction(
    (old) => document.querySelector('[role="group"] [aria-pressed="true"][aria-keyshortcuts]')?.innerText !== old,
    before,
  );
  await page.keyboard.press('u');
  await page.waitForFunction(
    (old) => document.querySelector('[role="group"] [aria-pressed="true"][aria-keyshortcuts]')?.innerText === old,
    before,
  );
  const first = path(page);
  await page.getByRole('button', { name: 'Next' }).and(page.locator(':enabled')).waitFor();
  await page.keyboard.press('j');
  await page.waitForURL((url) => url.pathname !== first);
  await page.getByRole('button', { name: 'Previous' }).and(page.locator(':enabled')).waitFor();
  await page.keyboard.press('k');
  await page.waitForURL((url) => url.pathname === first);
});

flow('a dataset is built', async (page) => {
  await page.goto('/admin/datasets/new');
  const name = page.getByLabel('Name');
  await name.waitFor();
  await tabTo(page, name);
  await page.keyboard.type('by keyboard');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'by keyboard' }).waitFor();
});

flow('a model is deployed and rolled back', async (page) => {
  const { modelVersions } = await newsroom.ask('{ modelVersions(first: 1) { nodes { id number } } }');
  const [{ id, number }] = modelVersions.nodes;
  await page.goto(`/admin/models/${id}`);
  const deploy = page.getByRole('button', { name: `Deploy v${number} instead of v1` });
  await deploy.waitFor();
  await tabTo(page, page.getByLabel('Reason'));
  await page.keyboard.type('by keyboard');
  await tabTo(page, deploy);
  await page.keyboard.press('Enter');
  await page.getByRole('banner').getByText(`v${number} serves`).waitFor();
  const back = page.getByRole('button', { name: 'Roll back to the previous model' });
  await back.waitFor();
  await tabTo(page, back);
  await page.keyboard.press('Enter');
  await page.getByRole('banner').getByText('v1 serves').waitFor();
});

flow('a reader asks and answers', async (page) => {
  await page.goto('/');
  const field = page.getByLabel('Headline or article');
  await field.waitFor();
  await tabTo(page, field);
  await page.keyboard.type('기준금리 동결');
  await page.keyboard.press('Enter');
  const yes = page.getByRole('button', { name: 'Yes, it is' });
  await yes.waitFor();
  await tabTo(page, yes);
  await page.keyboard.press('Enter');
  await page.getByText('Thank you. Noted as right.').waitFor();
});
