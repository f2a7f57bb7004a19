/** How Walmart says no, and how often it may be asked. */
import { Refusal, type SandboxReply, type SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { State } from "./state.ts";

export const ok = (json: object): SandboxReply => ({ status: 200, json });

export const problem = (status: number, code: string, description: string): SandboxReply => ({
  status,
  json: { errors: [{ code, field: "", description, info: description, severity: "ERROR", category: "DATA" }] },
});

export const notFound = problem(404, "CONTENT_NOT_FOUND.GMP_ORDER_API", "The requested content was not found");

export function refuse(code: string, description: string): never {
  throw new Refusal(problem(400, code, description));
}

/** Without Retry-After: when the bucket is filled again stands in a header of its own. */
export function throttledAt(now: number) {
  return (seconds: number | undefined): SandboxReply => ({
    ...problem(429, "REQUEST_THRESHOLD_VIOLATED.GMP_GATEWAY_API", "Request threshold violated"),
    headers: seconds === undefined ? {} : { "x-next-replenishment-time": String(now + seconds * 1_000) },
  });
}

const HOUR_MS = 3_600_000;

/** Counts a use of an operation over the last hour. Throws the no of one too many. */
export function use(state: State, operation: string, anHour: number): void {
  const now = state.clock.now();
  const before = (state.asked.get(operation) ?? []).filter((at) => at > now - HOUR_MS);
  const [first] = before;
  if (before.length >= anHour && first !== undefined)
    throw new Refusal(throttledAt(now)(Math.ceil((first + HOUR_MS - now) / 1_000)));
  state.asked.set(operation, [...before, now]);
}

/** A page by cursor: a whole query, good as it was handed out; taken apart it begins with the first page. */
export function byCursor<T>(
  { query }: SandboxRequest,
  state: State,
  list: { readonly all: readonly T[]; readonly limit: number; readonly most: number; readonly words: object },
) {
  const requested = query.toString();
  const offset = state.cursors.get(requested) ?? 0;
  const limit = Math.min(list.most, Number(query.get("limit") ?? list.limit));
  const page = list.all.slice(offset, offset + limit);
  const isEnd = offset + page.length >= list.all.length;
  const next = new URLSearchParams({ limit: String(limit), ...list.words });
  for (const [name, value] of query) if (!next.has(name)) next.set(name, value);
  next.set("poIndex", String(offset + page.length));
  if (!isEnd) state.cursors.set(next.toString(), offset + page.length);
  return {
    page,
    meta: { totalCount: list.all.length, limit, nextCursor: isEnd ? "" : `?${next}` },
  };
}
