/** How every request proves itself: Basic over TLS, keys in the URL where a host strips the header, OAuth 1.0a over http. */
import { createHmac, randomBytes } from "node:crypto";
import type { Authenticate, ConnectionInfo, Context } from "../kit/contract/contract.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";

type Pair = readonly [string, string];

/** RFC 3986: also ! ' ( ) * are escaped, which encodeURIComponent leaves. */
function rfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * OAuth 1.0a base string as WooCommerce builds it (class-wc-rest-authentication.php): pairs sorted by key,
 * each key and value encoded, then each `key=value` encoded again and joined with %26. Lists are signed with
 * their index written out (`status[0]`), also when the URL carries `status[]`.
 */
export function oauthBaseString(method: string, url: string, pairs: readonly Pair[]): string {
  const counts = new Map<string, number>();
  const indexed = pairs.map(([name, value]): Pair => {
    if (!name.endsWith("[]")) return [name, value];
    const at = counts.get(name) ?? 0;
    counts.set(name, at + 1);
    return [`${name.slice(0, -2)}[${at}]`, value];
  });
  const encoded = indexed.map(([name, value]): Pair => [rfc3986(name), rfc3986(value)]);
  encoded.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const joined = encoded.map(([name, value]) => rfc3986(`${name}=${value}`)).join("%26");
  return [method.toUpperCase(), rfc3986(url), joined].join("&");
}

/** Base64 HMAC-SHA256 of the base string under `consumer_secret&`. */
export function oauthSignature(baseString: string, consumerSecret: string): string {
  return createHmac("sha256", `${consumerSecret}&`).update(baseString).digest("base64");
}

interface Keys {
  readonly key: string;
  readonly secret: string;
}

function signed(request: PlatformRequest, keys: Keys, nowMs: number): PlatformRequest {
  const url = new URL(request.url);
  const own: Pair[] = [...url.searchParams, ...(request.query ?? [])];
  const oauth: Pair[] = [
    ["oauth_consumer_key", keys.key],
    ["oauth_nonce", randomBytes(16).toString("hex")],
    ["oauth_signature_method", "HMAC-SHA256"],
    ["oauth_timestamp", String(Math.floor(nowMs / 1000))],
  ];
  url.search = "";
  const base = oauthBaseString(request.method, url.href, [...own, ...oauth]);
  return {
    ...request,
    url: url.href,
    query: [...own, ...oauth, ["oauth_signature", oauthSignature(base, keys.secret)]],
  };
}

function isYes(value: unknown): boolean {
  return value === true || value === "true" || value === "yes" || value === "1";
}

/** Root of the REST API without a trailing slash. */
export function restRoot(connection: ConnectionInfo): string {
  const { endpoint, settings } = connection;
  const site = endpoint ?? (typeof settings["siteUrl"] === "string" ? settings["siteUrl"] : "");
  const found = settings["restRoot"];
  const root =
    endpoint === undefined && typeof found === "string" && found !== ""
      ? found
      : `${site.replace(/(?<!\/)\/+$/, "")}/wp-json`;
  return root.replace(/(?<!\/)\/+$/, "");
}

export const auth: Authenticate = {
  secretNames: ["consumerKey", "consumerSecret", "webhookSecret"],
  baseUrl: (ctx) => restRoot(ctx.connection),
  authorize(request: PlatformRequest, ctx: Omit<Context, "http">): PlatformRequest {
    const keys = { key: ctx.secret("consumerKey"), secret: ctx.secret("consumerSecret") };
    // Without TLS the shop ignores Basic and keys in the URL; only a signature counts.
    if (request.url.startsWith("http://")) return signed(request, keys, ctx.shopNow());
    if (isYes(ctx.connection.settings["queryStringAuth"])) {
      const query: Pair[] = [...(request.query ?? []), ["consumer_key", keys.key], ["consumer_secret", keys.secret]];
      return { ...request, query };
    }
    const basic = Buffer.from(`${keys.key}:${keys.secret}`).toString("base64");
    return { ...request, headers: { ...request.headers, authorization: `Basic ${basic}` } };
  },
};
