/** The clients that people use: each subscribes, is refused, completes, and comes back after its server went away. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ApolloClient, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client as UrqlClient, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { Server, ask } from './server.mjs';

const EVENTS = 'subscription ($after: ID) { articleEvents(after: $after) { eventId } }';
const WRONG = 'subscription { nothingOfThisName }';

// As in a browser: Apollo's link looks for it.
globalThis.WebSocket ??= WebSocket;

/** @type {Server} */
let server;

before(async () => {
  server = await Server.start();
});

after(() => server?.stop());

/** What a browser sends with a socket. */
class SignedIn extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { headers: { cookie: server.cookie } });
  }
}

const connect = (on = {}) =>
  createClient({
    url: server.ws,
    webSocketImpl: SignedIn,
    retryAttempts: 50,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
    shouldRetry: () => true,
    on,
  });

/** Imports one article; gives when its event can be read. */
let imported = 0;
async function importArticle() {
  imported += 1;
  const url = `http://${server.address}/uploads`;
  const line = { external_id: `${imported}`, title: `기사 ${imported}`, body: '' };
  const upload = await fetch(url, {
    method: 'POST',
    headers: { cookie: server.cookie },
    body: `${JSON.stringify(line)}\n`,
  });
  const { uploadKey } = await upload.json();
  await ask(server, 'mutation ($input: ImportArticlesInput!) { importArticles(input: $input) { id } }', {
    input: { uploadKey, fileName: 'articles.jsonl', format: 'JSONL', sourceKey: 'conformance', labelSetKey: 'daum' },
  });
}

/** What each client makes of a document: `next`, `error`, `complete` are told, and it can be ended. */
const CLIENTS = {
  'graphql-ws': (socket) => (query, variables, sink) => socket.subscribe({ query, variables }, sink),
  urql: (socket) => {
    const client = new UrqlClient({
      url: server.http,
      preferGetMethod: false,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: ({ query, variables }) => ({
            subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
          }),
        }),
      ],
    });
    return (query, variables, sink) => {
      const { unsubscribe } = client
        .subscription(query, variables)
        .subscribe(({ data, error }) => (error ? sink.error(error) : sink.next({ data })));
      return unsubscribe;
    };
  },
  '@apollo/client': (socket) => {
    const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
    return (query, variables, sink) => {
      const events = client.subscribe({ query: gql(query), variables });
      const subscription = events.subscribe({
        next: ({ data, error }) => (error ? sink.error(error) : sink.next({ data })),
        error: sink.error,
        complete: sink.complete,
      });
      return () => subscription.unsubscribe();
    };
  },
};

for (const [name, over] of Object.entries(CLIENTS)) {
  describe(name, () => {
    test('a subscription gets events, and is over when it is completed', async () => {
      const socket = connect();
      const subscribe = over(socket);
      const { eventId } = await new Promise((resolve, reject) => {
        const end = subscribe(
          EVENTS,
          { after: '0' },
          {
            next: ({ data }) => {
              end();
              resolve(data.articleEvents);
            },
            error: reject,
            complete: () => {},
          },
        );
        importArticle().catch(reject);
      });
      assert.match(eventId, /^\d+$/);
      await socket.dispose();
    });

    test('a document that is not valid is an error, and the connection lives on', async () => {
      let closed = false;
      const socket = connect({ closed: () => (closed = true) });
      const subscribe = over(socket);
      const keep = subscribe(EVENTS, {}, { next: () => {}, error: () => {}, complete: () => {} });
      const error = await new Promise((resolve, reject) =>
        subscribe(WRONG, {}, { next: reject, error: resolve, complete: () => reject(new Error('it completed')) }),
      );
      assert.match(JSON.stringify(error), /nothingOfThisName/);
      assert.equal(closed, false);
      keep();
      await socket.dispose();
    });

    test('after a restart of the server a client that replays from what it saw misses nothing', async () => {
      const seen = [];
      const socket = connect();
      const subscribe = over(socket);
      // Each client sends the same variables again when it reconnects: what it has seen, it knows by id.
      const following = (done) =>
        subscribe(
          EVENTS,
          { after: '0' },
          {
            next: ({ data }) => {
              if (!seen.includes(data.articleEvents.eventId)) seen.push(data.articleEvents.eventId);
              done();
            },
            error: () => {},
            complete: () => {},
          },
        );
      await importArticle();
      let heard = () => {};
      const first = new Promise((resolve) => (heard = resolve));
      const end = following(() => heard());
      await first;
      const before = seen.length;
      const more = new Promise((resolve) => (heard = () => seen.length > before && resolve()));
      server = await server.restart();
      await importArticle();
      await more;
      assert.deepEqual(
        seen,
        [...seen].sort((a, b) => Number(a) - Number(b)),
      );
      end();
      await socket.dispose();
    });
  });
}
