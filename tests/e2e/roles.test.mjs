/** Who may do what: nobody is shown an action that they may not take, and the server refuses it as well. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, send, visit } from './browser.mjs';
import { Newsroom } from './newsroom.mjs';

const NOTHING = '00000000-0000-7000-8000-000000000000';
const EDITORS = ['editor', 'administrator'];
const TRAINERS = ['trainer', 'administrator'];
const CONTRIBUTORS = ['editor', 'trainer', 'administrator'];

/** @type {Newsroom} */
let newsroom;
/** @type {import('playwright-core').Browser} */
let browser;
let actions;

before(async () => {
  newsroom = await Newsroom.open();
  browser = await launch();
  await newsroom.firstModel();
  actions = actionsOn(await pagesOf(newsroom));
});

after(async () => {
  await browser?.close();
  await newsroom?.close();
});

/** The addresses of pages with something to do on them; a training run was stopped, so that it may be resumed. */
async function pagesOf(newsroom) {
  const { articles, datasets, trainingRuns, modelVersions } = await newsroom.ask(`{
    articles(first: 1) { nodes { id } }
    datasets(first: 1) { nodes { id } }
    trainingRuns(first: 1) { nodes { id } }
    modelVersions(first: 1) { nodes { id } }
  }`);
  const stopped = await newsroom.longRun('stopped');
  await newsroom.ask(`mutation { cancelTrainingRun(id: "${stopped}") { id } }`);
  await newsroom.until(`{ trainingRun(id: "${stopped}") { status } }`, (now) => now.trainingRun.status === 'CANCELLED');
  return {
    article: `/admin/articles/${articles.nodes[0].id}`,
    dataset: `/admin/datasets/${datasets.nodes[0].id}`,
    run: `/admin/training/${trainingRuns.nodes[0].id}`,
    stopped: `/admin/training/${stopped}`,
    version: `/admin/models/${modelVersions.nodes[0].id}`,
    evaluations: `/admin/evaluations?version=${modelVersions.nodes[0].id}`,
  };
}

/** What is done where, by whom, and what it asks of the server: about nothing there is, so that nothing happens. */
function actionsOn({ article, dataset, run, stopped, version, evaluations }) {
  const by = (role, name) => (page) => page.getByRole('main').getByRole(role, { name }).first();
  const link = (name) => by('link', name);
  const button = (name) => by('button', name);
  const training = `startTrainingRun(input: { name: "x", datasetId: "${NOTHING}" }) { id }`;
  const file = '{ uploadKey: "x", fileName: "x.csv", sourceKey: "x" }';
  const label = `{ articleId: "${NOTHING}", labelSetKey: "daum", labelKey: "economy" }`;
  return [
    ['import', '/admin/articles', link('Import articles'), EDITORS, `importArticles(input: ${file}) { id }`],
    ['label', article, by('group', 'Which topic is right?'), EDITORS, `labelArticle(input: ${label}) { id }`],
    [
      'build a dataset',
      '/admin/datasets',
      link('Build a dataset'),
      EDITORS,
      'buildDataset(input: { name: "x", selection: { labelSetKey: "nothing" } }) { id }',
    ],
    ['train on a dataset', dataset, link('Train on it'), TRAINERS, training],
    ['train', '/admin/training', link('Start a training run'), TRAINERS, training],
    ['train again', run, link('Again with these settings'), TRAINERS, training],
    ['resume a run', stopped, button('Resume training'), TRAINERS, `resumeTrainingRun(id: "${NOTHING}") { id }`],
    [
      'sweep',
      '/admin/sweeps',
      link('Start a sweep'),
      TRAINERS,
      `startSweep(input: { run: { name: "x", datasetId: "${NOTHING}" }, strategy: GRID,
        dimensions: [{ field: "seed", choice: ["1"] }] }) { id }`,
    ],
    [
      'add a base model',
      '/admin/base-models',
      link('Add a base model'),
      TRAINERS,
      'addBaseModel(input: { name: "scratch-x", hubId: "x/x" }) { id }',
    ],
    ['deploy', version, button(/^Deploy v/), TRAINERS, `deployModelVersion(versionId: "${NOTHING}") { id }`],
    [
      'evaluate',
      evaluations,
      link('Measure'),
      TRAINERS,
      `evaluateModelVersion(input: { versionId: "${NOTHING}" }) { id }`,
    ],
    ['retry a job', '/admin/jobs', button('Retry'), CONTRIBUTORS, `retryJob(id: "${NOTHING}") { id }`],
  ];
}

/** A page of somebody with a role. */
async function member(role) {
  const enter = await newsroom.invite(role, role);
  return visit(browser, { url: newsroom.url, language: 'en', enter });
}

/** Whether somebody is shown the thing, once their page stands. */
async function isShown(page, address, thing) {
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  return thing(page).isVisible();
}

for (const role of ['viewer', 'editor', 'trainer', 'administrator'])
  test(`${role}: shown is what they may do, and the server says the same`, async () => {
    const { page, faults, leave } = await member(role);
    for (const [what, address, thing, roles, mutation] of actions) {
      const may = roles.includes(role);
      assert.equal(await isShown(page, address, thing), may, `${what} is shown`);
      const { errors } = await send(page, `mutation { ${mutation} }`);
      assert.equal(errors[0].extensions.code !== 'FORBIDDEN', may, `${what}: ${errors[0].message}`);
    }
    await leave();
    assert.deepEqual(faults, []);
  });
