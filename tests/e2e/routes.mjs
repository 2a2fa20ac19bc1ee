/** Every page there is, by name, with something on it. */

/**
 * The addresses of all pages, once the newsroom has a model, an evaluation, a prediction and a sweep.
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
  }`);
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
    models: '/admin/models',
    model: `/admin/models/${version?.id}`,
    'models-compare': '/admin/models/compare',
    evaluations: '/admin/evaluations',
    'evaluations-new': `/admin/evaluations/new?version=${version?.id}`,
    evaluation: evaluation && `/admin/evaluations/${evaluation.id}`,
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

/** Fills a newsroom that has a first model with a second one, a sweep, evaluations, predictions and opinions. */
export async function fill(newsroom) {
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
