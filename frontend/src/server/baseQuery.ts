import type { BaseQueryFn } from '@reduxjs/toolkit/query';
import { failureOf, type ServerFailure } from './failure';
import { leaveToSignIn, renewSession } from './session';

export interface Operation {
  /** A string, or what the code generator wraps one in. */
  document: { toString(): string };
  variables?: unknown;
}

interface GraphQLResponse {
  data?: unknown;
  errors?: unknown[];
}

type Answer = { data: unknown; error?: undefined } | { error: ServerFailure; data?: undefined };

/**
 * Sends one operation over HTTP. Any error means failure: no page shows half an answer. In the console an operation that
 * needs somebody to be signed in is sent again once the session is renewed; if there is none, people are sent to sign in.
 */
export const graphqlBaseQuery: BaseQueryFn<Operation, unknown, ServerFailure> = async (operation, { signal }) => {
  const answer = await send(operation, signal);
  if (answer.error?.code !== 'UNAUTHENTICATED') return answer;
  if (await renewSession()) return send(operation, signal);
  leaveToSignIn();
  return answer;
};

async function send(operation: Operation, signal: AbortSignal): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
      },
      body: JSON.stringify({ query: operation.document.toString(), variables: operation.variables ?? {} }),
      signal,
    });
  } catch (error) {
    return { error: { code: 'UNREACHABLE', message: String(error) } };
  }
  const requestId = response.headers.get('x-request-id') ?? undefined;
  let body: GraphQLResponse;
  try {
    body = (await response.json()) as GraphQLResponse;
  } catch {
    return { error: { code: 'UNREADABLE', message: `HTTP ${response.status}`, requestId } };
  }
  if (body.errors?.length) {
    return { error: { requestId, ...failureOf(body.errors) } };
  }
  if (body.data == null) {
    return { error: { code: 'UNREADABLE', message: `HTTP ${response.status}`, requestId } };
  }
  return { data: body.data };
}
