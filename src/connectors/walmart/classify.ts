/** What an answer means (sheet section 9). The description has almost no errors: the status decides, the words are shown. */
import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { passingFault, webPageFault } from "../kit/http/faults.ts";
import { jsonOrNull } from "../kit/parse/json.ts";

/** Longer waits are asked about again in between. */
const MOST_WAIT_MS = 60 * 60_000;
const REPLENISHED = ["x-next-replenishment-time", "x-next-replenish-time"] as const;

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return webPageFault(response, request);
  if (status === 429) return { kind: "throttled", waitMs: waitOf(response) };
  if (status === 423) return { kind: "transient" };
  const passing = passingFault(response);
  if (passing) return passing;
  const code = codeOf(response.text);
  if (request.operation === "token") return status < 404 ? { kind: "auth_revoked" } : { kind: "rejected", code };
  if (status === 401) return { kind: "auth_expired" };
  if (status === 403) return { kind: "forbidden", scope: request.operation };
  if (status === 404) return { kind: "not_found" };
  if (status === 406 || status === 415) return { kind: "drift", path: "headers" };
  return { kind: "rejected", code };
}

/** Until the bucket has a token again: told as a date, or as milliseconds or seconds since 1970 (sheet section 3). */
function waitOf({ headers }: PlatformResponse): number {
  const reported = REPLENISHED.map((name) => headers[name]).find((text) => text !== undefined);
  const now = Date.parse(headers.date ?? "");
  if (reported === undefined || Number.isNaN(now)) return 0;
  const figure = Number(reported);
  const at = Number.isNaN(figure) ? Date.parse(reported) : figure < 1e11 ? figure * 1_000 : figure;
  return Number.isNaN(at) ? 0 : Math.min(MOST_WAIT_MS, Math.max(0, at - now));
}

const coded = z.object({ code: z.string() });
const errorsSchema = z.object({ errors: z.array(coded).nullish(), error: z.array(coded).nullish() });

function codeOf(text: string): string {
  const { data } = errorsSchema.safeParse(jsonOrNull(text));
  return data?.errors?.[0]?.code ?? data?.error?.[0]?.code ?? "";
}
