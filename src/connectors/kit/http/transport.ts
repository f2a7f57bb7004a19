/** One HTTP exchange through the egress guard: redirects by hand, timeouts, size limits, decoding. */

import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import type { Dispatcher } from "undici";
import { request as send } from "undici";
import type { Egress } from "./egress.ts";
import { EgressError } from "./egress.ts";

export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** True when headers or URL carry a proof: it never travels to another origin. */
  readonly hasCredentials: boolean;
  readonly headersMs: number;
  readonly bodyMs: number;
  readonly totalMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface IncomingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
  /** Decoded bytes; ends with a TransportError when the line breaks, time is up, or the body is too large. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** No answer, or only a part of one. `sent` is false when the platform certainly saw nothing of the request. */
export class TransportError extends Error {
  override name = "TransportError";
  readonly sent: boolean;
  readonly reason: "unreachable" | "certificate" | "timeout" | "reset" | "too_large" | "refused_address" | "redirect";

  constructor(reason: TransportError["reason"], sent: boolean, message: string) {
    super(message);
    this.reason = reason;
    this.sent = sent;
  }
}

const MAX_REDIRECTS = 3;

/** Failures while finding or reaching the host, before a byte of the request leaves. */
const BEFORE_SENDING = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
  "EPROTO",
]);

/** Its certificate is not believed (OpenSSL's and Node's codes), so that nothing of the request leaves either. */
const CERTIFICATE = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_REJECTED",
  "CERT_UNTRUSTED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_CHAIN_TOO_LONG",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/**
 * Sends a request and follows at most three redirects, each checked like the first address. A redirect of a
 * request with credentials or a body to another origin is not followed: it ends as TransportError `redirect`.
 * Throws EgressError for an address that may not be called, TransportError for every other failure.
 */
export async function exchange(egress: Egress, request: OutgoingRequest): Promise<IncomingAnswer> {
  const deadline = AbortSignal.timeout(request.totalMs);
  const signal = AbortSignal.any([request.signal, deadline]);
  let url = egress.check(request.url);
  const { method, body } = request;
  for (let hop = 0; ; hop += 1) {
    const answer = await sendOnce(egress, { ...request, method, body, signal }, url).catch((error: unknown) => {
      throw asTransportError(error, request.signal, hop > 0);
    });
    const target = redirectTarget(answer, url);
    if (!target) return received(answer, url, request);
    await answer.body.dump({ limit: 65_536 }).catch(() => undefined);
    if (hop === MAX_REDIRECTS) throw new TransportError("redirect", true, `${url.host} redirects in circles.`);
    const keepsMethod = answer.statusCode === 307 || answer.statusCode === 308 || method === "GET" || method === "HEAD";
    if (!keepsMethod || (target.origin !== url.origin && (request.hasCredentials || body !== undefined))) {
      throw new TransportError(
        "redirect",
        false,
        `${url.origin} redirects to ${target.origin}${target.pathname}. Use that address instead.`,
      );
    }
    url = egress.check(target);
  }
}

function sendOnce(egress: Egress, request: OutgoingRequest, url: URL): Promise<Dispatcher.ResponseData> {
  return send(url, {
    dispatcher: egress.dispatcher,
    method: request.method as Dispatcher.HttpMethod,
    headers: { "accept-encoding": "gzip, br", ...request.headers },
    ...(request.body === undefined ? {} : { body: request.body }),
    signal: request.signal,
    headersTimeout: request.headersMs,
    bodyTimeout: request.bodyMs,
  });
}

function redirectTarget(answer: Dispatcher.ResponseData, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(answer.statusCode)) return null;
  const location = headerText(answer.headers.location);
  return location ? URL.parse(location, from.href) : null;
}

function received(answer: Dispatcher.ResponseData, url: URL, request: OutgoingRequest): IncomingAnswer {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), headerText(value)]),
  );
  return {
    status: answer.statusCode,
    headers,
    url: url.href,
    bytes: readBytes(answer.body, headers["content-encoding"], request),
  };
}

async function* readBytes(
  body: Readable,
  encoding: string | undefined,
  request: OutgoingRequest,
): AsyncIterable<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of decoded(body, encoding)) {
      size += chunk.byteLength;
      if (size > request.maxBytes)
        throw new TransportError("too_large", true, `The answer is larger than ${request.maxBytes} bytes.`);
      yield chunk;
    }
  } catch (error) {
    throw asTransportError(error, request.signal, true);
  } finally {
    body.destroy();
  }
}

function decoded(body: Readable, encoding: string | undefined): AsyncIterable<Uint8Array> {
  const decoder =
    encoding === "gzip" || encoding === "x-gzip" ? createGunzip() : encoding === "br" ? createBrotliDecompress() : null;
  // The iteration over the decoder sees the error; the callback only keeps it from being unhandled.
  return decoder ? pipeline(body, decoder, () => undefined) : body;
}

/** A caller's own abort stays what it is; everything else becomes a TransportError without the platform's data. */
function asTransportError(error: unknown, callerSignal: AbortSignal, sentBefore: boolean): unknown {
  if (error instanceof TransportError || error instanceof EgressError || callerSignal.aborted) return error;
  const codes = errorCodes(error);
  const blocked = findEgressError(error);
  if (blocked) return blocked;
  const doubt = codes.find((candidate) => CERTIFICATE.has(candidate));
  if (doubt !== undefined)
    return new TransportError("certificate", sentBefore, `The address has no certificate to be trusted (${doubt}).`);
  const code = codes.find((candidate) => BEFORE_SENDING.has(candidate));
  if (code !== undefined)
    return new TransportError("unreachable", sentBefore, `The address cannot be reached (${code}).`);
  if (codes.includes("TimeoutError") || codes.some((candidate) => candidate.endsWith("_TIMEOUT"))) {
    return new TransportError("timeout", true, "No complete answer came in time.");
  }
  return new TransportError(
    "reset",
    true,
    `The connection broke before the answer was complete (${codes[0] ?? "unknown"}).`,
  );
}

function* causes(error: unknown): Iterable<Error> {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    yield current;
    if (current instanceof AggregateError) for (const inner of current.errors) yield* causes(inner);
  }
}

function errorCodes(error: unknown): string[] {
  return [...causes(error)].flatMap((cause) =>
    "code" in cause && typeof cause.code === "string" ? [cause.code, cause.name] : [cause.name],
  );
}

function findEgressError(error: unknown): EgressError | undefined {
  return [...causes(error)].find((cause) => cause instanceof EgressError);
}

function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}
