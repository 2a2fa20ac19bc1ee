/** Every page there is, by name, with something on it. */
import { readFile } from 'node:fs/promises';

/**
 * The addresses of all pages, once the newsroom has one of everything.
 *
 * @param {(query: string) => Promise<any>} ask
 */
export async function routes(ask) {
  const known = await ask(`{
    articles(first: 1) { nodes { id } }
    articleImports(first: 1) { nodes { id } }
    datasets(first: 2, filter: { status: SEALED }) { nodes { id } }
    trainingRuns(first: 50) { nodes { id status } }
    sweeps(first: 1) { nodes { id } }
    modelVersions(first: 2) { nodes { id } }
    evaluations(first: 1, filter: { status: SUCCEEDED }) { nodes { id } }
    predictions(first: 1) { nodes { id } }
    crawls(first: 1) { nodes { id } }
    cleaningRuns(first: 1) { nodes { id } }
    pipelineRuns(first: 1) { nodes { id } }
    schedules { id }
  }`);
  const [pipeline, schedule] = [known.pipelineRuns.nodes[0], known.schedules[0]];
  const [crawl, cleaningRun] = [known.crawls.nodes[0], known.cleaningRuns.nodes[0]];
  const [article, articleImport] = [known.articles.nodes[0], known.articleImports.nodes[0]];
  const [dataset, sweep] = [known.datasets.nodes[0], known.sweeps.nodes[0]];
  const runs = known.trainingRuns.nodes;
  const run = runs.find(({ status }) => status === 'SUCCEEDED');
  const [version, evaluation] = [known.modelVersions.nodes[0], known.evaluations.nodes[0]];
  const [prediction] = known.predictions.nodes;
  const all = {
    reader: '/',
    'reader-file': '/?by=file',
    overview: '/admin',
    articles: '/admin/articles',
    'articles-import': '/admin/articles/import',
    imports: '/admin/articles/imports',
    import: `/admin/articles/imports/${articleImport?.id}`,
    article: `/admin/articles/${article?.id}`,
    crawls: '/admin/crawls',
    'crawls-new': '/admin/crawls/new',
    crawl: crawl && `/admin/crawls/${crawl.id}`,
    'crawl-pages': crawl && `/admin/crawls/${crawl.id}/pages`,
    sources: '/admin/sources',
    'sources-new': '/admin/sources/new',
    source: '/admin/sources/sample',
    'source-definition': '/admin/sources/sample/definition',
    'source-try': '/admin/sources/sample/try',
    cleaning: '/admin/cleaning',
    'cleaning-run': cleaningRun && `/admin/cleaning/${cleaningRun.id}`,
    datasets: '/admin/datasets',
    'datasets-new': '/admin/datasets/new',
    'datasets-compare': '/admin/datasets/compare',
    dataset: `/admin/datasets/${dataset?.id}`,
    'dataset-rows': `/admin/datasets/${dataset?.id}/rows`,
    training: '/admin/training',
    'training-new': '/admin/training/new',
    'training-run': `/admin/training/${run?.id}`,
    'training-compare': `/admin/training/compare?ids=${runs.map(({ id }) => id).join(',')}`,
    sweeps: '/admin/sweeps',
    'sweeps-new': '/admin/sweeps/new',
    sweep: sweep && `/admin/sweeps/${sweep.id}`,
    'base-models': '/admin/base-models',
    'base-models-new': '/admin/base-models/new',
    // One that was fetched needs a hub; this one is gone.
    'base-model-gone': '/admin/base-models/00000000-0000-7000-8000-000000000000',
    models: '/admin/models',
    'models-try': '/admin/models/try',
    model: `/admin/models/${version?.id}`,
    'models-compare': '/admin/models/compare',
    evaluations: '/admin/evaluations',
    'evaluations-new': `/admin/evaluations/new?version=${version?.id}`,
    evaluation: evaluation && `/admin/evaluations/${evaluation.id}`,
    pipelines: '/admin/pipelines',
    'pipelines-new': '/admin/pipelines/new',
    pipeline: pipeline && `/admin/pipelines/${pipeline.id}`,
    schedules: '/admin/schedules',
    'schedules-new': '/admin/schedules/new',
    schedule: schedule && `/admin/schedules/${schedule.id}`,
    predictions: '/admin/predictions',
    prediction: prediction && `/admin/predictions/${prediction.id}`,
    jobs: '/admin/jobs',
    requests: '/admin/models/requests',
    members: '/admin/members',
    'members-invite': '/admin/members/invite',
    audit: '/admin/audit',
    settings: '/admin/settings',
    sessions: '/admin/settings/sessions',
    tokens: '/admin/settings/tokens',
    'tokens-new': '/admin/settings/tokens/new',
    missing: '/admin/nowhere',
  };
  return Object.entries(all).filter(([, path]) => path);
}

/** The pages that most people see most of the time. */
export const MAIN = [
  'reader',
  'overview',
  'articles',
  'article',
  'dataset',
  'training-run',
  'model',
  'predictions',
  'jobs',
];

/** Addresses of the application, as its router writes them ("/admin/datasets/:id"), that none of the pages has. */
export async function unlisted(pages) {
  const router = await readFile(new URL('../../frontend/src/app/router.tsx', import.meta.url), 'utf8');
  const patterns = [...router.matchAll(/path: '([^'*]+)'/g)].map(([, path]) => path);
  const addresses = patterns.map((path) => (path.startsWith('/') ? path : `/admin/${path}`));
  const known = pages.map(([, path]) => new URL(path, 'http://gisa.test').pathname);
  // A page with a word of its own in the place of an id isn't that of the id.
  const isOf = (address) => new RegExp(`^${address.replace(/:\w+/g, '(?!new$|compare$|try$|import$|imports$)[^/]+')}$`);
  return addresses.filter((address) => !known.some((path) => isOf(address).test(path)));
}

/** Crawls a newsroom of others, and has it proposed what to clean away. */
async function collect(newsroom) {
  await newsroom.sampleSite(200);
  const { startCrawl } = await newsroom.ask('mutation { startCrawl(input: { sourceKey: "sample" }) { id } }');
  await newsroom.until(`{ crawl(id: "${startCrawl.id}") { finishedAt } }`, ({ crawl }) => crawl.finishedAt);
  const { cleanArticles } = await newsroom.ask('mutation { cleanArticles(input: {}) { id } }');
  await newsroom.until(
    `{ cleaningRun(id: "${cleanArticles.id}") { status } }`,
    ({ cleaningRun }) => cleaningRun.status === 'PROPOSED',
  );
}

/** Has five steps done as one, and a crawl every night. */
async function automate(newsroom) {
  const { startPipelineRun } = await newsroom.ask(
    'mutation { startPipelineRun(input: { name: "밤 작업", plan: { dataset: { labelSetKey: "daum" } } }) { id } }',
  );
  await newsroom.ask(`mutation {
    createSchedule(input: { name: "밤마다 모으기", cron: "0 3 * * *", action: { crawl: { sourceKey: "sample" } } }) { id }
  }`);
  await newsroom.until(
    `{ pipelineRun(id: "${startPipelineRun.id}") { status } }`,
    ({ pipelineRun }) => !['QUEUED', 'RUNNING'].includes(pipelineRun.status),
  );
}

/** Fills a newsroom that has a first model with a crawl, cleaning, a pipeline, a sweep, evaluations and predictions. */
export async function fill(newsroom) {
  await collect(newsroom);
  await automate(newsroom);
  const { datasets, modelVersions } = await newsroom.ask(
    '{ datasets(first: 1) { nodes { id } } modelVersions(first: 1) { nodes { id } } }',
  );
  const datasetId = datasets.nodes[0].id;
  const dimensions = [{ field: 'learningRate', choice: ['0.001', '0.003'], scale: 'LINEAR' }];
  const { startSweep } = await newsroom.ask(
    'mutation ($input: StartSweepInput!) { startSweep(input: $input) { id } }',
    {
      input: {
        run: { name: '학습률 찾기', datasetId, baseModel: 'scratch-tiny', epochs: 2 },
        dimensions,
        strategy: 'GRID',
        stopping: { rule: 'NEVER' },
      },
    },
  );
  for (const text of ['기준금리 동결', '연장 12회 끝내기 안타', '국내 연구진, 인공지능 반도체 개발']) {
    await newsroom.ask('mutation ($text: String!) { predict(input: { text: $text }) { id } }', { text });
  }
  await newsroom.until(
    `{ sweep(id: "${startSweep.id}") { status } evaluations(first: 3) { nodes { status } }
       predictions(first: 3) { nodes { id } } }`,
    ({ sweep, evaluations, predictions }) =>
      sweep.status === 'SUCCEEDED' &&
      evaluations.nodes.length === 3 &&
      evaluations.nodes.every(({ status }) => status === 'SUCCEEDED') &&
      predictions.nodes.length === 3,
  );
  return { firstVersionId: modelVersions.nodes[0].id };
}
