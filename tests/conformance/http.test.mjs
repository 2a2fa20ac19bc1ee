/** GraphQL over HTTP, audited by the people who write its specification. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { auditServer } from 'graphql-http';
import { Server } from './server.mjs';

/** @type {Server} */
let server;

before(async () => {
  server = await Server.start();
});

after(() => server?.stop());

test('every audit of graphql-http is passed, without a notice', async () => {
  const audits = await auditServer({ url: server.http });
  const others = audits.filter((audit) => audit.status !== 'ok');
  const told = others.map(({ id, name, status, reason }) => `${status} ${id} ${name}: ${reason}`);
  assert.deepEqual(told, []);
  assert.equal(audits.length, 61);
});
