import {
  type HubText,
  type Message,
  type MessageRef,
  message,
  type StoredText,
  textParts,
  toStoredText,
} from "../commerce/message.ts";
import type { ProblemCode } from "../commerce/problem-codes.ts";
import { ConnectorError, type ErrorKindName } from "../connectors/kit/contract/errors.ts";
import { isDatabaseAway } from "../db/away.ts";
import { isTaken } from "../db/database.ts";
import { HomeUnreachable } from "../db/home-unreachable.ts";
import { HubError } from "../hub/errors.ts";
import { RequestRefusal } from "./request-check.ts";

export const errorTypes = [
  "validation_error",
  "authentication_error",
  "authorization_error",
  "platform_api_error",
  "sync_error",
  "rate_limit_error",
  "network_error",
  "internal_error",
] as const;
export type ErrorType = (typeof errorTypes)[number];

/** A refusal of the interface itself; what the hub and connectors refuse comes as HubError and ConnectorError. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly errorType: ErrorType;
  readonly code: ProblemCode;
  readonly said: Message | undefined;
  readonly retryAfterS: number | undefined;

  constructor(
    status: number,
    errorType: ErrorType,
    code: ProblemCode,
    message: string | Message,
    retryAfterS?: number,
    options?: ErrorOptions,
  ) {
    super(typeof message === "string" ? message : message.text, options);
    this.said = typeof message === "string" ? undefined : message;
    this.status = status;
    this.errorType = errorType;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** 429 of whoever asked too often: the same may go well after so many seconds. */
export function tooManyRequests(retryAfterS: number): ApiError {
  return new ApiError(429, "rate_limit_error", "TOO_MANY_REQUESTS", "Too many requests. Slow down.", retryAfterS);
}

/** RFC 9457 problem details with our extensions. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The detail's code and placeholders, to be said in other languages; null where `code` says it all. */
  readonly said: MessageRef | null;
  readonly instance: string;
  readonly errorType: ErrorType;
  readonly code: string;
  readonly details: unknown;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
  readonly timestamp: string;
  readonly requestId: string;
}

export interface Failure {
  readonly status: number;
  readonly errorType: ErrorType;
  readonly code: string;
  readonly detail: string;
  readonly said?: Message | undefined;
  readonly details: unknown;
  readonly retryable: boolean;
  readonly retryAfterS?: number | undefined;
}

type Row = readonly [status: number, errorType: ErrorType, retryable: boolean];

export const hubKinds: Readonly<Record<HubError["kind"], Row>> = {
  validation: [422, "validation_error", false],
  not_found: [404, "validation_error", false],
  conflict: [409, "validation_error", false],
  forbidden: [403, "authorization_error", false],
  limit: [403, "authorization_error", false],
  busy: [429, "rate_limit_error", true],
};

// 401 and 403 speak of the caller and this hub; a platform's refusal of its credentials is never one of them.
export const connectorKinds: Readonly<Record<ErrorKindName, Row>> = {
  throttled: [429, "rate_limit_error", true],
  transient: [503, "network_error", true],
  auth_expired: [422, "platform_api_error", true],
  auth_revoked: [422, "platform_api_error", false],
  forbidden: [422, "platform_api_error", false],
  suspended: [503, "platform_api_error", true],
  rejected: [422, "platform_api_error", false],
  not_found: [404, "platform_api_error", false],
  conflict: [409, "platform_api_error", true],
  unsupported: [422, "platform_api_error", false],
  facts_stale: [503, "sync_error", true],
  drift: [502, "platform_api_error", false],
  ambiguous: [502, "sync_error", false],
};

export const titles: Readonly<Record<ErrorType, string>> = {
  validation_error: "The request cannot be done as it stands",
  authentication_error: "Sign in first",
  authorization_error: "Not allowed",
  platform_api_error: "The platform refused",
  sync_error: "The hub and the platform are out of step",
  rate_limit_error: "Too many requests",
  network_error: "The platform or the database cannot be reached",
  internal_error: "Something went wrong on our side",
};

/** Reads any thrown thing, a connector's by `tell` in the reader's language; what is not known is an internal error that tells nothing of the inside. */
export function failureOf(error: unknown, translate: (stored: StoredText) => string = ({ text }) => text): Failure {
  if (error instanceof ApiError)
    return {
      ...plain(error.status, error.errorType, error.code, error.message),
      said: error.said,
      retryable: error.retryAfterS !== undefined,
      retryAfterS: error.retryAfterS,
    };
  if (error instanceof HubError) {
    const [status, errorType, retryable] = hubKinds[error.kind];
    const { code, said } = error;
    const details = error.details.map((detail) => ({ ...detail, said: detail.said && withoutText(detail.said) }));
    return { status, errorType, code, detail: error.message, said, details, retryable };
  }
  if (error instanceof ConnectorError)
    return { ...connectorFailure(error), detail: translate(toStoredText(awaited(error.userMessage))) };
  if (error instanceof RequestRefusal)
    return { ...plain(400, "validation_error", "REQUEST_INVALID", error.message), details: error.details };
  return otherFailure(error);
}

/** Somebody waits for the answer: nothing repeats the call but they. */
const awaited = (text: HubText): HubText =>
  textParts(text).map((part) => (typeof part === "string" ? part : nowOf(part)));

function nowOf(part: Message): Message {
  const { code, gaps } = part;
  const { platform = "", seconds = 0 } = gaps;
  if (code === "platform.throttled") return message("platform.throttledNow", { platform, seconds });
  if (code === "platform.transient") return message("platform.transientNow", { platform });
  return part;
}

export const withoutText = ({ code, gaps }: Message): MessageRef => ({ code, gaps });

function plain(status: number, errorType: ErrorType, code: ProblemCode, detail: string): Failure {
  return { status, errorType, code, detail, details: [], retryable: false };
}

function connectorFailure(error: ConnectorError): Failure {
  const [status, errorType, retryable] = connectorKinds[error.kind];
  const { info } = error;
  const field = info.kind === "rejected" ? info.field : undefined;
  return {
    status,
    errorType,
    code: `PLATFORM_${error.kind.toUpperCase()}`,
    detail: error.message,
    details: [
      {
        ...(field !== undefined && { field }),
        ...(info.kind === "rejected" && info.code !== undefined && { platformCode: info.code }),
        ...(info.kind === "forbidden" && { scope: info.scope }),
        platform: error.details,
      },
    ],
    retryable,
    ...(info.kind === "throttled" && { retryAfterS: Math.max(1, Math.ceil(info.waitMs / 1000)) }),
  };
}

interface Coded {
  readonly code: string;
  readonly statusCode?: number;
  readonly message: string;
}

function isCoded(error: unknown): error is Coded {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

function otherFailure(error: unknown): Failure {
  if (isCoded(error)) {
    if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE")
      return plain(413, "validation_error", "BODY_TOO_LARGE", "The request body is too large.");
    if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
      return plain(415, "validation_error", "MEDIA_TYPE", "Send the body as application/json.");
    if (error.code === "FST_ERR_BAD_URL")
      return plain(400, "validation_error", "REQUEST_INVALID", "The address holds a broken %-escape.");
    if (error.code.startsWith("FST_ERR_") && error.statusCode !== undefined && error.statusCode < 500)
      return plain(error.statusCode, "validation_error", "REQUEST_INVALID", error.message);
  }
  // What serves files says so of a path that leads out of its folder.
  if (error instanceof Error && "statusCode" in error && error.statusCode === 403)
    return plain(404, "validation_error", "NOT_FOUND", "There is nothing at this address.");
  if (error instanceof SyntaxError && "statusCode" in error && error.statusCode === 400)
    return plain(400, "validation_error", "REQUEST_INVALID", "The body is not valid JSON.");
  if (error instanceof HomeUnreachable)
    return { ...plain(503, "network_error", "DATABASE_AWAY", error.message), retryable: true, retryAfterS: 5 };
  if (isDatabaseAway(error))
    return { ...plain(503, "network_error", "DATABASE_AWAY", AWAY), retryable: true, retryAfterS: 5 };
  if (isCoded(error) && BUSY.has(error.code))
    return { ...plain(503, "network_error", "DATABASE_BUSY", LOCKED), retryable: true, retryAfterS: 5 };
  // Where two ask for the same at once, and nothing before it could see the other.
  if (isCoded(error) && BEYOND.has(error.code))
    return plain(422, "validation_error", "VALUE_TOO_LARGE", "A number or date is too large, or their product is.");
  if (isTaken(error)) return { ...plain(409, "validation_error", "TAKEN", TAKEN), retryable: true };
  return plain(500, "internal_error", "INTERNAL", "Something went wrong on our side; it has been logged.");
}

/** Numbers and times that no column holds (PostgreSQL, appendix A: 22003 and 22008). */
const BEYOND = new Set(["22003", "22008"]);

/**
 * The transaction waited too long for a lock, for example while a server is added or a schema changes, or was ended because
 * two waited for each other (PostgreSQL, appendix A: 55P03, 40P01, 40001).
 */
const BUSY = new Set(["55P03", "40P01", "40001"]);
const LOCKED = "The database is busy with the same data. Try again in a moment.";

const TAKEN = "Something with this name or key was made at the same moment. Look at what is there, then try again.";

const AWAY = "The database cannot be reached right now. Try again in a moment.";

/** For those who learn it another way than by the driver's error; `cause` is what they did see, for the log. */
export function databaseAway(cause: unknown): ApiError {
  return new ApiError(503, "network_error", "DATABASE_AWAY", AWAY, 5, { cause });
}

export function problemOf(
  failure: Failure,
  context: { appUrl: string; path: string; requestId: string; now: Date },
): Problem {
  return {
    type: `${context.appUrl}/problems/${failure.errorType}`,
    title: titles[failure.errorType],
    status: failure.status,
    detail: failure.detail,
    said: failure.said ? withoutText(failure.said) : null,
    instance: context.path,
    errorType: failure.errorType,
    code: failure.code,
    details: failure.details,
    retryable: failure.retryable,
    timestamp: context.now.toISOString(),
    requestId: context.requestId,
  };
}
