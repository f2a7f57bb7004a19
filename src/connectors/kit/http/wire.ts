/** A platform request as it goes on the wire. */

import type { PlatformRequest } from "../contract/platform-http.ts";
import { stringifyJson } from "../parse/json.ts";

const ABSOLUTE = /^https?:\/\//i;

/** `url` against the connection's base URL, which may have a path of its own ("https://x.com/shop"). */
export function absoluteUrl(url: string, base: () => string): string {
  if (ABSOLUTE.test(url)) return url;
  return url === "" ? base() : `${base().replace(/(?<!\/)\/+$/, "")}/${url.replace(/^\/+/, "")}`;
}

/** The URL with `query` appended in order; spaces become %20, repeated names stay repeated. */
export function urlWithQuery(request: PlatformRequest): string {
  if (!request.query?.length) return request.url;
  return `${request.url}${request.url.includes("?") ? "&" : "?"}${encodePairs(request.query)}`;
}

/** The body and its headers; the caller's own headers win. */
export function wireBody(request: PlatformRequest): {
  readonly body?: string | Uint8Array;
  readonly headers: Record<string, string>;
} {
  const own = Object.fromEntries(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const common = { accept: "application/json", "user-agent": "Argosy", ...own };
  if (request.json !== undefined) {
    return { body: stringifyJson(request.json), headers: { "content-type": "application/json", ...common } };
  }
  if (request.form !== undefined) {
    return {
      body: encodePairs(request.form),
      headers: { "content-type": "application/x-www-form-urlencoded", ...common },
    };
  }
  if (request.body !== undefined)
    return { body: request.body.bytes, headers: { "content-type": request.body.contentType, ...common } };
  return { headers: common };
}

/** May the request be repeated without knowing whether it arrived? */
export function isSafe(request: PlatformRequest): boolean {
  return request.safe ?? ["GET", "HEAD", "OPTIONS"].includes(request.method);
}

function encodePairs(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
}
