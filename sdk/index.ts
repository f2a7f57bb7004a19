/** A hub's API with its types: every path, query, body and answer as /api/openapi.json describes them. */
import createFetchClient, { type Client } from "openapi-fetch";
import type { components, operations, paths } from "./schema.d.ts";

export type { Middleware } from "openapi-fetch";
export type { components, operations, paths };

/** Every answer that is no success, as RFC 9457 problem details; a hub out of reach is one with status 0. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  /** A fixed word for programs: `SKU_TAKEN`, `NOT_PERMITTED`. */
  readonly code: string;
  /** One of the hub's error types, `validation_error` for instance. */
  readonly errorType: string;
  /** The message's code and what fills its gaps, for other languages; null where `code` says it all. */
  readonly said: { readonly code: string; readonly gaps: Readonly<Record<string, string | number>> } | null;
  /** What is wrong field by field, where the hub knows. */
  readonly details: unknown;
  /** True when the same request may work later. */
  readonly retryable: boolean;

  constructor(reported: {
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly errorType: string;
    readonly said?: Problem["said"];
    readonly details?: unknown;
    readonly retryable: boolean;
  }) {
    super(reported.detail);
    this.status = reported.status;
    this.code = reported.code;
    this.errorType = reported.errorType;
    this.said = reported.said ?? null;
    this.details = reported.details;
    this.retryable = reported.retryable;
  }
}

/** Answers are the JSON ones: lists that can also be a file are downloaded by their address. */
export type Hub = Client<paths, "application/json">;

export interface HubOptions {
  /** The hub's public address, `https://hub.example`; absent: the page's own. */
  readonly url?: string;
  /** `argosy_...`; absent in a browser, which sends its session cookie. */
  readonly apiKey?: string;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client of a hub. A POST gets an Idempotency-Key of its own unless it brings one: sending it again after a lost
 * answer with the same key has no second effect. Answers that are no success are thrown as Problem.
 */
export function createHub({ url = "", apiKey, fetch }: HubOptions = {}): Hub {
  const hub = createFetchClient<paths, "application/json">({ baseUrl: url, ...(fetch && { fetch }) });
  hub.use({
    onRequest({ request }) {
      if (apiKey !== undefined) request.headers.set("authorization", `Bearer ${apiKey}`);
      if (request.method === "POST" && !request.headers.has("idempotency-key"))
        request.headers.set("idempotency-key", newKey());
      return request;
    },
    async onResponse({ response }) {
      if (!response.ok) throw await problemOf(response);
    },
    onError({ error }) {
      return error instanceof Problem ? error : away();
    },
  });
  return hub;
}

/** The answer's body: `await body(hub.GET("/api/orders"))`. Throws Problem. */
export async function body<R extends { readonly data?: unknown }>(
  call: Promise<R>,
): Promise<Exclude<R["data"], undefined>> {
  const { data } = await call;
  return data as Exclude<R["data"], undefined>;
}

/** The problem an answer tells of. */
export async function problemOf(response: Response): Promise<Problem> {
  const reported: unknown = await response.json().catch(() => null);
  // The hub's own answers are JSON: a proxy in front of it says that it is away.
  if (reported === null && response.status >= 502) return away();
  const field = (name: string): unknown =>
    typeof reported === "object" && reported !== null ? Reflect.get(reported, name) : undefined;
  return new Problem({
    status: response.status,
    code: String(field("code") ?? "UNREADABLE"),
    detail: String(field("detail") ?? `The hub answered ${response.status}.`),
    errorType: String(field("errorType") ?? "internal_error"),
    said: textIn(field("said")),
    details: field("details"),
    retryable: field("retryable") === true || response.status >= 500,
  });
}

function textIn(reported: unknown): Problem["said"] {
  if (typeof reported !== "object" || reported === null) return null;
  const [code, gaps] = [Reflect.get(reported, "code"), Reflect.get(reported, "gaps")];
  return typeof code === "string" && typeof gaps === "object" && gaps !== null ? { code, gaps } : null;
}

function away(): Problem {
  return new Problem({
    status: 0,
    code: "HUB_AWAY",
    detail: "The hub cannot be reached. Check the connection; nothing was lost.",
    errorType: "network_error",
    retryable: true,
  });
}

/** 128 random bits: crypto.randomUUID is missing where a page is not served over https. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
