/** A server of the test's own: the real program on an empty folder. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const gisa = process.env.GISA ?? 'gisa';
const run = promisify(execFile);

export class Newsroom {
  #server;
  #folder;
  #pages;
  #sites = [];
  #cookie;
  #environment;
  #isDevelopment;
  /** Where the program itself listens. */
  address;
  /** The link for the first administrator, which a fresh installation prints. */
  link;

  /**
   * Starts `gisa serve` on an empty folder and waits until it listens. With a provider (`provider.mjs`) people sign in
   * by it, and the first administrator by `link`; without one the newsroom itself is the first administrator.
   */
  static async open({ provider } = {}) {
    const newsroom = new Newsroom();
    newsroom.#folder = await mkdtemp(join(tmpdir(), 'gisa-e2e-'));
    newsroom.#isDevelopment = !provider;
    // The server carries the pages it was compiled with; those of `npm run build` can be looked at without compiling.
    const pages = process.env.GISA_E2E_DIST ? `127.0.0.1:${await freePort()}` : undefined;
    const listen = provider && !pages ? `127.0.0.1:${await freePort()}` : '127.0.0.1:0';
    newsroom.#environment = {
      ...process.env,
      // More people come here in a minute than do elsewhere.
      GISA_RATE_SIGN_INS: '0',
      ...provider?.environment(`http://${pages ?? listen}`),
    };
    newsroom.address = await newsroom.#serve(listen);
    newsroom.link = await newsroom.#firstLink();
    if (!provider) newsroom.#cookie = await signIn(newsroom.link);
    if (pages) newsroom.#pages = await preview(newsroom.address, new URL(`http://${pages}`).port);
    newsroom.url = pages ? `http://${pages}` : newsroom.address;
    return newsroom;
  }

  async #serve(listen) {
    const development = this.#isDevelopment ? ['--development'] : [];
    this.#server = spawn(
      gisa,
      ['serve', ...development, '--listen', listen, '--log-format', 'json', ...this.#where()],
      { stdio: ['ignore', 'pipe', 'pipe'], env: this.#environment },
    );
    const log = createInterface({ input: this.#server.stderr });
    return new Promise((resolve, reject) => {
      const seen = [];
      log.on('line', (line) => {
        seen.push(line);
        const address = /"address":"([^"]+)"/.exec(line)?.[1];
        if (address) resolve(`http://${address}`);
      });
      this.#server.on('error', reject);
      this.#server.on('exit', () => reject(new Error(`gisa ended before it listened:\n${seen.join('\n')}`)));
    });
  }

  async #firstLink() {
    for await (const line of createInterface({ input: this.#server.stdout })) {
      const link = /http:\S+\/auth\/invitation\/\S+/.exec(line)?.[0];
      if (link) return link;
    }
    throw new Error('gisa printed no link for its first administrator');
  }

  /** A one-time link for somebody who is to have a role. */
  async invite(role, name) {
    const { link } = await this.command('user', 'invite', '--role', role, '--name', name);
    return new URL(new URL(link).pathname, this.url).href;
  }

  /** Stops the server as its owner would, and waits until it is gone. */
  async stop() {
    const ended = new Promise((resolve) => this.#server.on('exit', resolve));
    this.#server.kill('SIGTERM');
    await ended;
  }

  /** Starts a stopped server again, where it was. */
  async start() {
    await this.#serve(new URL(this.address).host);
  }

  /** Starts a newsroom of others (`gisa sample-site`), so many articles of it, and makes it the source `sample`. */
  async sampleSite(articles) {
    const site = spawn(gisa, ['sample-site', '--port', '0', '--articles', `${articles}`, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#sites.push(site);
    const { origin } = await new Promise((resolve, reject) => {
      createInterface({ input: site.stdout }).once('line', (line) => resolve(JSON.parse(line)));
      site.on('exit', () => reject(new Error('gisa sample-site ended')));
    });
    const { definition } = await this.command('source', 'show', 'sample');
    await writeFile(this.path('sample.toml'), definition.replace(/^origin = .*$/m, `origin = "${origin}"`));
    await this.command('source', 'put', 'sample', this.path('sample.toml'));
    return origin;
  }

  #where() {
    return ['--data-folder', join(this.#folder, 'data'), '--database-url', `sqlite:${join(this.#folder, 'gisa.db')}`];
  }

  /** The path of a file in the newsroom's folder. */
  path(name) {
    return join(this.#folder, name);
  }

  /** Writes generated, labelled headlines into the file `name`. */
  async headlines(name, { count, seed }) {
    await run(gisa, ['sample-data', '--output', this.path(name), '--count', `${count}`, '--seed', `${seed}`]);
    return this.path(name);
  }

  /** Runs a command of `gisa` on the newsroom's data; gives what it printed as JSON. */
  async command(...words) {
    const { stdout } = await run(gisa, [...words, '--json', ...this.#where()], { env: this.#environment });
    return JSON.parse(stdout.trim().split('\n').at(-1));
  }

  /** Asks the server over GraphQL, past the pages. */
  async ask(query, variables = {}) {
    const response = await fetch(`${this.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: this.#cookie },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors?.length) throw new Error(`${errors[0].message}\n${query}`);
    return data;
  }

  /** Asks until the answer is as it should be. */
  async until(query, isSo, withinMs = 240_000) {
    const started = Date.now();
    for (;;) {
      const data = await this.ask(query);
      if (isSo(data)) return data;
      if (Date.now() - started > withinMs) throw new Error(`still not so: ${JSON.stringify(data)}`);
      await new Promise((resume) => setTimeout(resume, 100));
    }
  }

  /** Has a first model serve: generated headlines, a dataset, a tiny model. */
  async firstModel() {
    const file = await this.headlines('first.csv', { count: 400, seed: 1 });
    await this.command('import', file, '--source', 'first', '--label-set', 'daum');
    const dataset = await this.command('dataset', 'build', '--name', 'first', '--label-set', 'daum');
    await this.command(
      'train',
      '--dataset',
      dataset.datasetId,
      '--name',
      'first',
      '--base-model',
      'scratch-tiny',
      '--epochs',
      '2',
    );
    // Version 1 is the run's baseline: it is sure of its answers, which so small a model isn't.
    await this.command('deploy', '1', '--reason', 'first');
    await this.#answers();
  }

  /** Starts a run on the newest dataset that takes longer than anybody watches it; gives its id. */
  async longRun(name) {
    const { datasets } = await this.ask('{ datasets(first: 1) { nodes { id } } }');
    const input = {
      name,
      datasetId: datasets.nodes[0].id,
      baseModel: 'scratch-tiny',
      epochs: 500,
      earlyStoppingPatience: null,
      learningRate: 1e-6,
    };
    const { startTrainingRun } = await this.ask(
      'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { id } }',
      { input },
    );
    return startTrainingRun.id;
  }

  /** Waits until the deployed model is loaded: it is measured on this machine first. */
  async #answers() {
    const started = Date.now();
    for (;;) {
      const refused = await this.ask('mutation { predict(input: { text: "오늘" }) { id } }').then(
        () => undefined,
        (error) => error,
      );
      if (!refused) return;
      if (!/loaded yet|deployed yet/.test(refused.message) || Date.now() - started > 60_000) throw refused;
      await new Promise((resume) => setTimeout(resume, 100));
    }
  }

  /** Stops the server and forgets its folder. */
  async close() {
    this.#pages?.kill();
    for (const site of this.#sites) site.kill();
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Opens somebody's link; gives the cookies that come of it. */
async function signIn(link) {
  const { headers } = await fetch(link, { redirect: 'manual' });
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** A port that is free at this moment: a provider must know the address before the server starts. */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Serves `frontend/dist` in front of a server, as the server itself would if it were compiled with it. */
async function preview(server, port) {
  const frontend = fileURLToPath(new URL('../../frontend', import.meta.url));
  const vite = spawn(
    process.execPath,
    [join(frontend, 'node_modules/vite/bin/vite.js'), 'preview', '--host', '127.0.0.1', '--port', port, '--strictPort'],
    { cwd: frontend, env: { ...process.env, GISA_URL: server, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise((resolve, reject) => {
    createInterface({ input: vite.stdout }).on('line', (line) => line.includes('127.0.0.1') && resolve());
    vite.on('exit', () => reject(new Error('vite preview ended')));
  });
  return vite;
}
