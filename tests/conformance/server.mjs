/** The real program on an empty folder, and a port of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export class Server {
  #process;
  #folder;

  /** Starts `gisa serve` and waits until it listens; `port` 0 is any. */
  static async start({ folder, port = 0, cookie } = {}) {
    const server = new Server();
    server.#folder = folder ?? (await mkdtemp(join(tmpdir(), 'gisa-conformance-')));
    const words = ['--development', '--listen', `127.0.0.1:${port}`, '--log-format', 'json'];
    const data = ['--data-folder', join(server.#folder, 'data')];
    server.#process = spawn(process.env.GISA ?? 'gisa', ['serve', ...words, ...data], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createInterface({ input: server.#process.stderr });
    server.address = await new Promise((resolve, reject) => {
      const seen = [];
      log.on('line', (line) => {
        seen.push(line);
        const address = /"address":"([^"]+)"/.exec(line)?.[1];
        if (address) resolve(address);
      });
      server.#process.on('error', reject);
      server.#process.on('exit', () => reject(new Error(`gisa ended before it listened:\n${seen.join('\n')}`)));
    });
    server.cookie = cookie ?? (await server.#becomeAdministrator());
    return server;
  }

  /** Opens the link that a fresh installation prints, as its administrator would. */
  async #becomeAdministrator() {
    for await (const line of createInterface({ input: this.#process.stdout })) {
      const link = /http:\S+\/auth\/invitation\/\S+/.exec(line)?.[0];
      if (!link) continue;
      const accepted = await fetch(link, { redirect: 'manual' });
      return accepted.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ');
    }
    throw new Error('gisa printed no link');
  }

  get http() {
    return `http://${this.address}/graphql`;
  }

  get ws() {
    return `ws://${this.address}/graphql`;
  }

  /** Stops it and starts it again, on the same data and the same port. */
  async restart() {
    await this.#end();
    return Server.start({ folder: this.#folder, cookie: this.cookie, port: Number(this.address.split(':').at(-1)) });
  }

  async stop() {
    await this.#end();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end() {
    const ended = new Promise((resolve) => this.#process.on('exit', resolve));
    this.#process.kill('SIGTERM');
    await ended;
  }
}

/** Runs a document over HTTP; gives its data. */
export async function ask(server, query, variables) {
  const answer = await fetch(server.http, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: server.cookie },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
