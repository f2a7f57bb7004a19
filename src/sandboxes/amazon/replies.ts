import { type SandboxReply, withRetryAfter } from "../../connectors/kit/sandbox/server.ts";
import { digits, type State } from "./state.ts";

export const ok = (json: object, status = 200): SandboxReply => ({ status, json });
export const empty: SandboxReply = { status: 204 };

export function failure(status: number, code: string, message: string, details = ""): SandboxReply {
  return { status, json: { errors: [{ code, message, details }] } };
}

export const invalid = (message: string, details = ""): SandboxReply => failure(400, "InvalidInput", message, details);
export const notFound = (message: string): SandboxReply => failure(404, "NotFound", message);
export const denied = (details = ""): SandboxReply =>
  failure(403, "Unauthorized", "Access to requested resource is denied.", details);

/** Over the plan nothing tells how long to wait. */
export function throttled(seconds: number | undefined): SandboxReply {
  return withRetryAfter(failure(429, "QuotaExceeded", "You exceeded your quota for the requested resource."), seconds);
}

/** What a listing's write is answered with: accepted is not live. */
export function submission(
  state: State,
  sku: string,
  status = "ACCEPTED",
  issues: readonly object[] = [],
): SandboxReply {
  return ok({ sku, status, submissionId: digits(state, 32), issues });
}
