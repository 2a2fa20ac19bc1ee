/** The real program beside oauth2-mock-server, which stands in for Kakao. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { OAuth2Server } from 'oauth2-mock-server';

const gisa = process.env.GISA ?? 'gisa';
const run = promisify(execFile);
const CLIENT_ID = 'gisa-of-a-test';

/** A port that is free at this moment: the address must be known before the server starts, for it is registered. */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export class Newsroom {
  #server;
  #folder;

  /** Starts the provider and `gisa serve`, and waits until it listens. */
  static async open() {
    const newsroom = new Newsroom();
    newsroom.provider = new OAuth2Server();
    await newsroom.provider.issuer.keys.generate('RS256');
    await newsroom.provider.start(0, '127.0.0.1');
    newsroom.#folder = await mkdtemp(join(tmpdir(), 'gisa-oidc-'));
    const port = await freePort();
    newsroom.url = `http://127.0.0.1:${port}`;
    newsroom.environment = {
      ...process.env,
      // More people come here in a minute than do elsewhere.
      GISA_RATE_SIGN_INS: '0',
      GISA_SIGN_IN_ISSUER: newsroom.provider.issuer.url,
      GISA_SIGN_IN_CLIENT_ID: CLIENT_ID,
      GISA_SIGN_IN_CLIENT_SECRET: 'a secret of a test',
      GISA_SIGN_IN_REDIRECT_URL: `${newsroom.url}/auth/callback`,
    };
    newsroom.#server = spawn(
      gisa,
      ['serve', '--no-worker', '--listen', `127.0.0.1:${port}`, '--log-format', 'json', ...newsroom.#where()],
      { stdio: ['ignore', 'ignore', 'pipe'], env: newsroom.environment },
    );
    const log = createInterface({ input: newsroom.#server.stderr });
    await new Promise((resolve, reject) => {
      const seen = [];
      log.on('line', (line) => {
        seen.push(line);
        if (line.includes('"address"')) resolve();
      });
      newsroom.#server.on('exit', () => reject(new Error(`gisa ended before it listened:\n${seen.join('\n')}`)));
    });
    return newsroom;
  }

  #where() {
    return ['--data-folder', join(this.#folder, 'data'), '--database-url', `sqlite:${join(this.#folder, 'gisa.db')}`];
  }

  /** A one-time link for somebody who is to have a role. */
  async invite(role) {
    const { stdout } = await run(gisa, ['--json', ...this.#where(), 'user', 'invite', '--role', role], {
      env: this.environment,
    });
    return JSON.parse(stdout).link;
  }

  /** Changes the next ID token: `change` gets its header and payload. Access tokens, which have no nonce, stay. */
  forge(change) {
    const service = this.provider.service;
    service.removeAllListeners('beforeTokenSigning');
    if (change) service.on('beforeTokenSigning', (token) => 'nonce' in token.payload && change(token));
  }

  async close() {
    const ended = new Promise((resolve) => this.#server.on('exit', resolve));
    this.#server.kill('SIGTERM');
    await ended;
    await this.provider.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Somebody's browser: it keeps this server's cookies and follows where it is sent. */
export class Browser {
  cookies = new Map();

  constructor(newsroom) {
    this.newsroom = newsroom;
  }

  /** Asks for an address of the server, without following. */
  async ask(url, options = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(url, this.newsroom.url), {
      redirect: 'manual',
      ...options,
      headers: { ...options.headers, ...(cookie ? { cookie } : {}) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return response;
  }

  /** Begins at `path`, goes to the provider and comes back: the answer to that. */
  async signIn(path = '/auth/sign-in') {
    const begun = await this.ask(path);
    if (begun.status !== 303) return begun;
    const agreed = await fetch(begun.headers.get('location'), { redirect: 'manual' });
    this.returned = agreed.headers.get('location');
    return this.ask(this.returned);
  }

  async query(query) {
    const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };
    return (await this.ask('/graphql', options)).json();
  }
}
