import { createClient, type Client } from 'graphql-ws';
import type { ConnectionState } from './connection';
import { failureOf, type ServerFailure } from './failure';
import { leaveToSignIn, renewSession } from './session';

/** What the server closes a socket with whose session has ended. */
const FORBIDDEN = 4403;
const PING_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const LONGEST_WAIT_MS = 5_000;

let report: (state: ConnectionState) => void = () => undefined;
let client: Client | undefined;

/** Tells `listener` how the live connection stands, from now on. */
export function onConnectionState(listener: (state: ConnectionState) => void) {
  report = listener;
}

function connect(): Client {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  const created = createClient({
    url: new URL('/graphql', window.location.href.replace(/^http/, 'ws')).href,
    lazyCloseTimeout: 3_000,
    keepAlive: PING_MS,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: waitToRetry,
    on: {
      connecting: () => report('connecting'),
      connected: () => report('live'),
      closed: (event) => {
        clearTimeout(pongTimer);
        const { code } = event as CloseEvent;
        report(code === 1000 ? 'resting' : 'lost');
        // The session ended, or was never: the next attempt comes with a new one, or from another page.
        if (code === FORBIDDEN) void renewSession().then((isRenewed) => isRenewed || leaveToSignIn());
      },
      ping: (received) => {
        // A socket can be dead without knowing it: no answer to our ping within a few seconds means so.
        if (!received) pongTimer = setTimeout(() => created.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
    },
  });
  return created;
}

/** Waits longer from one attempt to the next, with jitter, but tries at once when the browser is back online. */
function waitToRetry(retries: number): Promise<void> {
  const wait = Math.min(LONGEST_WAIT_MS, 250 * 2 ** retries) * (0.75 + Math.random() / 2);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, wait);
    window.addEventListener('online', done);
  });
}

/** Where a page begins to follow events that shows an answer: with those that the answer doesn't know yet. */
export const since = (answer: { data: { lastEventId: string } } | undefined) =>
  answer && Number(answer.data.lastEventId);

export interface Watch<Data, Variables> {
  document: { toString(): string };
  variables: Omit<Variables, 'after'>;
  /** The id of the last event that was seen: 0 begins with the first there ever was; left out, with what happens next. */
  after?: number;
  /** The id of an event that arrived, as the server writes it. */
  idOf: (data: Data) => string;
  next: (data: Data) => void;
  failed?: (failure: ServerFailure) => void;
}

/**
 * Follows a subscription that can be replayed. After a lost connection it asks for everything since the last event it
 * saw, and drops what it has seen before: nothing is missed, nothing comes twice. Returns what ends it.
 */
export function watch<Data, Variables>(options: Watch<Data, Variables>): () => void {
  let last = options.after;
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let unsubscribe = () => {};

  const start = () => {
    client ??= connect();
    unsubscribe = client.subscribe<Data>(
      {
        query: options.document.toString(),
        // Read anew whenever the client sends it, which it does after every reconnect.
        variables: Object.defineProperty({ ...options.variables }, 'after', {
          enumerable: true,
          get: () => last?.toString(),
        }),
      },
      {
        next: ({ data, errors }) => {
          if (errors?.length) options.failed?.(failureOf(errors));
          if (!data) return;
          const id = Number(options.idOf(data));
          if (last !== undefined && id <= last) return;
          last = id;
          options.next(data);
        },
        error: (error) => {
          if (stopped) return;
          if (Array.isArray(error)) options.failed?.(failureOf(error));
          // A close that the client takes for final: the server may have been replaced meanwhile.
          else retry = setTimeout(start, LONGEST_WAIT_MS);
        },
        complete: () => undefined,
      },
    );
  };
  start();

  return () => {
    stopped = true;
    clearTimeout(retry);
    unsubscribe();
  };
}

/** Forgets the connection, so that the next watch makes a new one. For tests. */
export async function closeSocket() {
  await client?.dispose();
  client = undefined;
}
