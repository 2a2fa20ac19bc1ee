/** A server of the test's own: the real program on an empty folder. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
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
  #cookie;
  /** Where the program itself listens. */
  address;

  /** Starts `gisa serve` on an empty folder and waits until it listens. */
  static async open() {
    const newsroom = new Newsroom();
    newsroom.#folder = await mkdtemp(join(tmpdir(), 'gisa-e2e-'));
    newsroom.address = await newsroom.#serve('127.0.0.1:0');
    newsroom.#cookie = await newsroom.#becomeAdministrator();
    newsroom.url = newsroom.address;
    // The server carries the pages it was compiled with; those of `npm run build` can be looked at without compiling.
    if (process.env.GISA_E2E_DIST) {
      newsroom.#pages = await preview(newsroom.address);
      newsroom.url = newsroom.#pages.url;
    }
    return newsroom;
  }

  async #serve(listen) {
    this.#server = spawn(
      gisa,
      ['serve', '--development', '--listen', listen, '--log-format', 'json', ...this.#where()],
      { stdio: ['ignore', 'pipe', 'pipe'] },
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

  /** Opens the link that a fresh installation prints; gives the cookies that come of it. */
  async #becomeAdministrator() {
    for await (const line of createInterface({ input: this.#server.stdout })) {
      const link = /http:\S+\/auth\/invitation\/\S+/.exec(line)?.[0];
      if (!link) continue;
      const { headers } = await fetch(link, { redirect: 'manual' });
      const cookies = headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
      return cookies.join('; ');
    }
    throw new Error('gisa printed no link for its first administrator');
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
    const { stdout } = await run(gisa, [...words, '--json', ...this.#where()]);
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
    this.#pages?.close();
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Serves `frontend/dist` in front of a server, as the server itself would if it were compiled with it. */
async function preview(server) {
  const frontend = fileURLToPath(new URL('../../frontend', import.meta.url));
  const vite = spawn(
    process.execPath,
    [join(frontend, 'node_modules/vite/bin/vite.js'), 'preview', '--host', '127.0.0.1', '--port', '0'],
    { cwd: frontend, env: { ...process.env, GISA_URL: server, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: vite.stdout }).on('line', (line) => {
      const address = /(http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (address) resolve(address);
    });
    vite.on('exit', () => reject(new Error('vite preview ended')));
  });
  return { url, close: () => vite.kill() };
}
