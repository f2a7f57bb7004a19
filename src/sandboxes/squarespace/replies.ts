import type { Json } from "../../commerce/product.ts";
import { type SandboxReply, type SandboxRequest, withRetryAfter } from "../../connectors/kit/sandbox/server.ts";

export const ok = (json: object | Json, status = 200): SandboxReply => ({ status, json });
export const done: SandboxReply = { status: 204 };

export function failure(status: number, type: string, subtype: string | null, message: string): SandboxReply {
  return { status, json: { type, subtype, message, details: null, contextId: "SANDBOX00000000000000" } };
}

export const invalid = (message: string, subtype = "INVALID_ARGUMENT"): SandboxReply =>
  failure(400, "INVALID_REQUEST_ERROR", subtype, message);

// The contract's list of types has none for 404: the documentation shows the request's own.
export const notFound = failure(404, "INVALID_REQUEST_ERROR", null, "There is no such resource.");

export const conflict = (subtype: string, message: string): SandboxReply => failure(409, "CONFLICT", subtype, message);

/** Over the limit nothing tells how long: no Retry-After, one minute by the documentation. */
export function throttled(seconds: number | undefined): SandboxReply {
  return withRetryAfter(failure(429, "TOO_MANY_REQUESTS", null, "You have sent too many requests."), seconds);
}

const PAGE = 50;

interface PagePosition {
  readonly id: string;
  readonly modifiedOn: string;
}

/**
 * A page, newest change first; the cursor stands on (time, id), carries the filters and goes alone. `keep` decides by
 * the query that began the walk.
 */
export function page<T extends PagePosition>(
  request: SandboxRequest,
  records: Iterable<T>,
  list: {
    readonly name: string;
    readonly size?: number;
    keep(record: T, query: URLSearchParams): boolean;
    show(record: T): object;
  },
): SandboxReply {
  const token = request.query.get("cursor");
  if (token !== null && [...request.query.keys()].some((name) => name !== "cursor" && name !== "pageSize"))
    return invalid("The cursor cannot be combined with other parameters.");
  const started = token === null ? { query: request.query, at: "" } : readToken(token);
  if (started === null) return invalid("The cursor is not valid.");
  const wrong = windowProblem(started.query);
  if (wrong !== null) return invalid(wrong);
  const place = ({ id, modifiedOn }: PagePosition) => `${modifiedOn} ${id}`;
  const found = [...records]
    .filter((record) => isInWindow(record, started.query) && list.keep(record, started.query))
    .filter((record) => started.at === "" || place(record) < started.at)
    .sort((a, b) => (place(a) < place(b) ? 1 : -1));
  const size = list.size ?? PAGE;
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  const hasNextPage = found.length > size && last !== undefined;
  const nextPageCursor = hasNextPage ? writeToken(started.query, place(last)) : null;
  const nextPageUrl = hasNextPage ? `${request.path}?cursor=${nextPageCursor}` : null;
  return ok({ [list.name]: rows.map(list.show), pagination: { hasNextPage, nextPageCursor, nextPageUrl } });
}

function windowProblem(query: URLSearchParams): string | null {
  const [after, before] = [query.get("modifiedAfter"), query.get("modifiedBefore")];
  if ((after === null) !== (before === null)) return "modifiedAfter and modifiedBefore must be given together.";
  if (after === null || before === null) return null;
  const isIso = [after, before].every((text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/.test(text));
  if (!isIso) return "Dates are YYYY-MM-DDThh:mm:ss.sZ.";
  return after < before ? null : "modifiedBefore must be later than modifiedAfter.";
}

function isInWindow({ modifiedOn }: PagePosition, query: URLSearchParams): boolean {
  const [after, before] = [query.get("modifiedAfter") ?? "", query.get("modifiedBefore") ?? "9"];
  return modifiedOn >= after && modifiedOn < before;
}

const writeToken = (query: URLSearchParams, at: string): string =>
  Buffer.from(JSON.stringify([query.toString(), at])).toString("base64url");

function readToken(token: string): { readonly query: URLSearchParams; readonly at: string } | null {
  try {
    const [query, at] = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as [string, string];
    return { query: new URLSearchParams(query), at };
  } catch {
    // Anybody's text, no cursor of this site.
    return null;
  }
}

/** A write with an Idempotency-Key: the same again answers as the first time, another body with it is refused. */
export function once(
  request: SandboxRequest,
  given: Map<string, { readonly body: string; readonly reply: SandboxReply }>,
  act: () => SandboxReply,
): SandboxReply {
  const key = request.headers["idempotency-key"];
  if (!key) return invalid("The Idempotency-Key header is required.", "MISSING_ARGUMENT");
  const before = given.get(key);
  if (before)
    return before.body === request.text ? before.reply : invalid("The Idempotency-Key was used with another body.");
  const reply = act();
  if (reply.status < 300) given.set(key, { body: request.text, reply });
  return reply;
}
