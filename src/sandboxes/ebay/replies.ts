import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import { withRetryAfter } from "../../connectors/kit/sandbox/server.ts";

export const ok = (json: object, status = 200): SandboxReply => ({ status, json });

export const errorOf = (errorId: number, message: string): object => ({
  errorId,
  domain: "API",
  category: errorId === 25001 ? "APPLICATION" : "REQUEST",
  message,
  longMessage: message,
});

export const failure = (status: number, errorId: number, message: string): SandboxReply =>
  ok({ errors: [errorOf(errorId, message)] }, status);

/** Nothing says how long to wait. */
export const throttled = (seconds: number | undefined): SandboxReply =>
  withRetryAfter(failure(429, 2001, "The request limit has been reached for the resource."), seconds);
