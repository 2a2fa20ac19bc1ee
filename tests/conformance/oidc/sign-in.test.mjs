/** Signing in through an OpenID Connect provider that others wrote: the whole flow, and what is refused of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, Newsroom } from './newsroom.mjs';

/** @type {Newsroom} */
let newsroom;

before(async () => {
  newsroom = await Newsroom.open();
});

after(() => newsroom?.close());

test('an invited person signs in, is who the provider says, stays signed in by refreshing, and signs out', async () => {
  newsroom.forge(({ payload }) => Object.assign(payload, { sub: 'kim', nickname: '김 기자' }));
  const browser = new Browser(newsroom);
  const entered = await browser.signIn(await newsroom.invite('trainer'));
  assert.equal(entered.status, 303);
  assert.equal(entered.headers.get('location'), '/admin');
  const { data } = await browser.query('{ me { member { name role } } }');
  assert.deepEqual(data.me.member, { name: '김 기자', role: 'TRAINER' });

  const stolen = new Map(browser.cookies);
  assert.equal((await browser.ask('/auth/refresh', { method: 'POST' })).status, 204);
  assert.notEqual(browser.cookies.get('__Host-gisa-refresh'), stolen.get('__Host-gisa-refresh'));
  assert.equal((await browser.ask('/auth/sign-out', { method: 'POST' })).status, 204);
  assert.equal(browser.cookies.size, 0);
  const thief = new Browser(newsroom);
  thief.cookies = stolen;
  assert.equal((await thief.query('{ me { sessionId } }')).data.me, null);
  assert.equal((await thief.ask('/auth/refresh', { method: 'POST' })).status, 401);

  const again = await browser.signIn('/auth/sign-in?return_to=/admin/jobs');
  assert.equal(again.headers.get('location'), '/admin/jobs');
});

test('somebody whom nobody invited stays out', async () => {
  newsroom.forge(({ payload }) => Object.assign(payload, { sub: 'stranger' }));
  const browser = new Browser(newsroom);
  assert.equal((await browser.signIn()).status, 403);
  assert.equal(browser.cookies.size, 0);
});

test('an ID token that is wrong in any way is refused', async () => {
  const now = () => Math.floor(Date.now() / 1000);
  const forgeries = {
    'another issuer': ({ payload }) => (payload.iss = 'https://evil.example'),
    'another audience': ({ payload }) => (payload.aud = 'another'),
    'several audiences, nobody asked': ({ payload }) => (payload.aud = [payload.aud, 'another']),
    'another party asked': ({ payload }) => (payload.azp = 'another'),
    'another nonce': ({ payload }) => (payload.nonce = 'another'),
    expired: ({ payload }) => Object.assign(payload, { iat: now() - 300, exp: now() - 120 }),
    'from the future': ({ payload }) => (payload.iat = now() + 300),
    'not yet': ({ payload }) => (payload.nbf = now() + 300),
    'without a subject': ({ payload }) => delete payload.sub,
    'without an end': ({ payload }) => delete payload.exp,
    'an unknown key': ({ header }) => (header.kid = 'unknown'),
    'no key': ({ header }) => delete header.kid,
  };
  for (const [name, forge] of Object.entries(forgeries)) {
    newsroom.forge((token) => {
      token.payload.sub = 'kim';
      forge(token);
    });
    const browser = new Browser(newsroom);
    assert.equal((await browser.signIn()).status, 400, name);
    assert.equal(browser.cookies.size, 0, name);
  }
  newsroom.forge(({ payload }) => (payload.sub = 'kim'));
  assert.equal((await new Browser(newsroom).signIn()).status, 303, 'a right one is believed');
});

test('a state or a code that was used is refused, and so is another browser', async () => {
  newsroom.forge(({ payload }) => (payload.sub = 'kim'));
  const browser = new Browser(newsroom);
  assert.equal((await browser.signIn()).status, 303);
  assert.equal((await browser.ask(browser.returned)).status, 400);
  const other = new Browser(newsroom);
  const begun = await browser.ask('/auth/sign-in');
  const agreed = await fetch(begun.headers.get('location'), { redirect: 'manual' });
  assert.equal((await other.ask(agreed.headers.get('location'))).status, 400);
});
