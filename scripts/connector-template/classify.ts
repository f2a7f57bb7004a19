import { z } from "zod"; // #if oauth
import type { ErrorKind } from "../../src/connectors/kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../../src/connectors/kit/contract/platform-http.ts";
import { passingFault, webPageFault } from "../../src/connectors/kit/http/faults.ts";
import { jsonOrNull } from "../../src/connectors/kit/parse/json.ts"; // #if oauth

// #if oauth
const errorSchema = z.object({ error: z.object({ code: z.string() }) });

/** A token that has run out is renewed; one that was revoked is not. */
const isExpired = ({ text }: PlatformResponse): boolean =>
  errorSchema.safeParse(jsonOrNull(text)).data?.error.code === "TOKEN_EXPIRED";
// #end

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
  if (status === 401 && isExpired(response)) return { kind: "auth_expired" }; // #if oauth
  const kind = KINDS[status];
  if (kind) return { kind };
  if (status === 403) return { kind: "forbidden", scope: request.operation };
  return { kind: "rejected", code: String(status) };
}
