import type { ErrorKind } from "../../src/connectors/kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../../src/connectors/kit/contract/platform-http.ts";
import { passingFault, webPageFault } from "../../src/connectors/kit/http/faults.ts";

const KINDS: Readonly<Record<number, "auth_revoked" | "suspended" | "not_found" | "conflict">> = {
  401: "auth_revoked",
  402: "suspended",
  404: "not_found",
  409: "conflict",
  410: "not_found",
};

/** What an answer means; runs before any retry. Read the body too: on many platforms status codes lie. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return webPageFault(response, request);
  const passing = passingFault(response);
  if (passing) return passing;
  const kind = KINDS[status];
  if (kind) return { kind };
  if (status === 403) return { kind: "forbidden", scope: request.operation };
  return { kind: "rejected", code: String(status) };
}
