/** A server of the test's own: the real program on an empty folder. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const gisa = process.env.GISA ?? 'gisa';
const run = promisify(execFile);

export class Newsroom {
  #server;
  #folder;

  /** Starts `gisa serve` and waits until it listens. */
  static async open() {
    const newsroom = new Newsroom();
    newsroom.#folder = await mkdtemp(join(tmpdir(), 'gisa-e2e-'));
    newsroom.#server = spawn(
      gisa,
      ['serve', '--development', '--listen', '127.0.0.1:0', '--log-format', 'json', ...newsroom.#where()],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const log = createInterface({ input: newsroom.#server.stderr });
    newsroom.url = await new Promise((resolve, reject) => {
      const seen = [];
      log.on('line', (line) => {
        seen.push(line);
        const address = /"address":"([^"]+)"/.exec(line)?.[1];
        if (address) resolve(`http://${address}`);
      });
      newsroom.#server.on('error', reject);
      newsroom.#server.on('exit', () => reject(new Error(`gisa ended before it listened:\n${seen.join('\n')}`)));
    });
    return newsroom;
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
    await this.command('deploy', '1', '--reason', 'first');
  }

  /** Stops the server and forgets its folder. */
  async close() {
    const ended = new Promise((resolve) => this.#server.on('exit', resolve));
    this.#server.kill('SIGTERM');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
