import type { ErrorCode } from './schema.generated';

/** Why the server, or the way to it, has no answer. */
export interface ServerFailure {
  /** One of the server's codes, or one of the two that only a client can see. */
  code: FailureCode;
  /** The server's own sentence, in English. */
  message: string;
  /** Input fields that were refused, as paths ("input.learningRate"), each with what would be accepted. */
  fields?: { field: string; message: string }[];
  /** Finds the failure in the server's log. */
  requestId?: string;
  retryAfterMs?: number;
  maximum?: number;
}

const serverCodes = {
  BAD_USER_INPUT: true,
  INVALID_QUERY: true,
  BAD_REQUEST: true,
  PERSISTED_QUERY_NOT_FOUND: true,
  UNTRUSTED_DOCUMENT: true,
  NOT_FOUND: true,
  CONFLICT: true,
  UNAUTHENTICATED: true,
  FORBIDDEN: true,
  RATE_LIMITED: true,
  TIMED_OUT: true,
  NO_ACTIVE_MODEL: true,
  OVERLOADED: true,
  TOO_LARGE: true,
  INTERNAL: true,
} satisfies Record<ErrorCode, true>;

/** UNREACHABLE: no answer at all. UNREADABLE: an answer that isn't GraphQL, say from a proxy. */
export type FailureCode = ErrorCode | 'UNREACHABLE' | 'UNREADABLE';

interface GraphQLErrorBody {
  message: string;
  extensions?: Partial<Omit<ServerFailure, 'code' | 'message'>> & { code?: string };
}

/** The first of the server's errors, which is the one that stopped it. */
export function failureOf(errors: readonly unknown[]): ServerFailure {
  const { message, extensions = {} } = errors[0] as GraphQLErrorBody;
  const { code, ...rest } = extensions;
  return { ...rest, message, code: code !== undefined && code in serverCodes ? (code as ErrorCode) : 'INTERNAL' };
}

export function isServerFailure(error: unknown): error is ServerFailure {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}
