import { graphql, HttpResponse, ws } from 'msw';
import { setupServer } from 'msw/node';
import type { DeploymentRulesQuery } from '@/features/model-version/deploymentRequest.generated';
import type { MeQuery } from '@/server/me.generated';
import type { MemberRole } from '@/server/schema.generated';

const socket = ws.link('ws://gisa.test/graphql');

/** A subscription that a page under test has asked for. */
export interface Subscribed {
  query: string;
  variables: Record<string, unknown>;
  /** Sends an event. */
  send: (data: unknown) => void;
  /** Cuts the connection, as a server does that goes away. */
  cut: () => void;
}

/** Speaks graphql-transport-ws with pages under test, and hands each subscription to `serve`. */
export function subscriptions(serve: (subscribed: Subscribed) => void = () => undefined) {
  return socket.addEventListener('connection', ({ client }) => {
    client.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string') return;
      const message = JSON.parse(data) as {
        id: string;
        type: string;
        payload: { query: string; variables?: Record<string, unknown> };
      };
      if (message.type === 'connection_init') client.send(JSON.stringify({ type: 'connection_ack' }));
      if (message.type === 'ping') client.send(JSON.stringify({ type: 'pong' }));
      if (message.type !== 'subscribe') return;
      serve({
        query: message.payload.query,
        variables: message.payload.variables ?? {},
        send: (payload) => client.send(JSON.stringify({ id: message.id, type: 'next', payload: { data: payload } })),
        cut: () => client.close(1001),
      });
    });
  });
}

/** An error as the server writes it. */
export function refusal(code: string, extensions: Record<string, unknown> = {}) {
  return HttpResponse.json<{ data: null; errors: { message: string; extensions: Record<string, unknown> }[] }>({
    data: null,
    errors: [{ message: `refused: ${code}`, extensions: { code, requestId: 'request-1', ...extensions } }],
  });
}

const ALLOWED: Record<MemberRole, MemberRole[]> = {
  VIEWER: ['VIEWER'],
  EDITOR: ['VIEWER', 'EDITOR'],
  TRAINER: ['VIEWER', 'TRAINER'],
  ADMINISTRATOR: ['VIEWER', 'EDITOR', 'TRAINER', 'ADMINISTRATOR'],
};

/** Somebody of this role is signed in. */
export function signedIn(role: MemberRole) {
  const member = { id: 'member-1', name: '김기사', role };
  return graphql.query<MeQuery>('Me', () =>
    HttpResponse.json({ data: { me: { allowed: ALLOWED[role], sessionId: 'session-1', member } } }),
  );
}

/** What every page of the console asks for, and what the public page asks for behind every answer. */
const frame = [
  graphql.query('Attributions', () => HttpResponse.json({ data: { predictionAttributions: null } })),
  signedIn('ADMINISTRATOR'),
  graphql.query('ActiveDeployment', () => HttpResponse.json({ data: { lastEventId: '1', activeDeployment: null } })),
  graphql.query<DeploymentRulesQuery>('DeploymentRules', () =>
    HttpResponse.json({ data: { settings: { fourEyes: false }, pending: { nodes: [] } } }),
  ),
  subscriptions(),
];

export const server = setupServer(...frame);
