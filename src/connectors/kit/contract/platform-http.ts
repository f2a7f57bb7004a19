import type { Optional } from "../../../commerce/optional.ts";
import type { Json } from "../../../commerce/product.ts";
import type { ErrorKind } from "./errors.ts";

/** How a call is made. */
interface CallManner {
  /**
   * May be repeated inside one call after a failure (reads, and writes with a platform idempotency
   * key). Default: true for GET, HEAD and OPTIONS, false otherwise. An unsafe request whose outcome is
   * unknown ends as `ambiguous`.
   */
  readonly safe: boolean;
  /**
   * It asks for a change. Default: true for PUT, PATCH and DELETE, and for all that is not `safe`; a POST that is safe to
   * repeat because the platform does it once says so. What may have been done is looked for before it is asked for again.
   */
  readonly changes: boolean;
  /** The caller asks for less when this takes too long: then it is not repeated as it is, and nothing is down. */
  readonly halves: boolean;
  /** Cost in the bucket's unit when it is not 1. */
  readonly cost: number;
  /** Milliseconds for the whole call; default 60,000. */
  readonly timeoutMs: number;
  /** False for calls that carry their own proof (token endpoints). Default true. */
  readonly authenticated: boolean;
  /** Largest body read, in bytes; default 20 MiB. */
  readonly maxBytes: number;
}

/** A call to a platform, before authentication is put on it. */
export interface PlatformRequest extends Optional<CallManner> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "HEAD";
  /** Absolute, or relative to the connection's base URL (`authenticate.baseUrl`). */
  readonly url: string;
  /** Appended in this order; a repeated name is repeated in the URL. */
  readonly query?: readonly (readonly [string, string])[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as application/json. At most one of `json`, `form`, `body`. */
  readonly json?: Json | undefined;
  readonly form?: readonly (readonly [string, string])[] | undefined;
  readonly body?: { readonly bytes: Uint8Array; readonly contentType: string } | undefined;
  /** Name for logs, limits and classification: "orders.list", "stock.set". Those that end in list or changed may take 60 s. */
  readonly operation: string;
  /** Asked of another host than the platform's (a picture's): what it answers says nothing of the platform's health or pace. */
  readonly foreign?: true | undefined;
  /** In place of the connector's `classify`, where the connection itself says how its answers are read. */
  readonly classify?: ((response: PlatformResponse) => ErrorKind | null | Promise<ErrorKind | null>) | undefined;
}

export interface PlatformResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text (UTF-8, BOM stripped). */
  readonly text: string;
  /** Final URL, after redirects that were followed. */
  readonly url: string;
}

/**
 * Authenticated HTTP as connectors see it. Limits, retries of safe requests, token refresh, the breaker,
 * the SSRF guard, timeouts and redacted logging happen inside.
 */
export interface PlatformHttp {
  /** Resolves with any answer that `classify` calls null (success); throws ConnectorError for all else. */
  request(request: PlatformRequest): Promise<PlatformResponse>;
  /**
   * `request`, then the body parsed as JSON with every number kept as exact text where it is not a safe
   * integer (see json.ts). Throws ConnectorError drift when the body is not JSON.
   */
  json(request: PlatformRequest): Promise<{ readonly body: Json; readonly response: PlatformResponse }>;
  /** The body as a stream of bytes, for bulk results and files. */
  stream(request: PlatformRequest): Promise<AsyncIterable<Uint8Array>>;
  /** Milliseconds until the published limits let a call of this operation leave; 0: at once. Takes nothing. */
  waitMs(operation: string): Promise<number>;
}
