/** OAuth 1.0a as Magento checks it: HMAC-SHA256 over method, address and parameters. Pure. */
import { createHmac } from "node:crypto";

export interface OAuthKeys {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly token: string;
  readonly tokenSecret: string;
}

export interface SignedCall {
  readonly method: string;
  /** Absolute, as the shop itself sees it; its own query is signed as well. */
  readonly url: string;
  /** Query parameters in plain text. */
  readonly query: readonly (readonly [string, string])[];
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** Percent-encoding of RFC 3986: nothing but letters, digits, - . _ ~ stays as it is. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** The characters Magento decodes in a path before it hashes it (measured on 2.4.7-p3). */
const DECODED_BY_THE_SHOP = /%(?:2F|2B|26|3B|3D|2C|24|3A|40)/gi;

/** The path to put into the signature: sent encoded, signed with a few characters decoded. */
export function signedPath(path: string): string {
  return path.replace(DECODED_BY_THE_SHOP, (code) => decodeURIComponent(code));
}

/** The text that is hashed. */
export function baseString(call: SignedCall, oauth: readonly (readonly [string, string])[]): string {
  const url = new URL(call.url);
  const pairs = [...oauth, ...url.searchParams.entries(), ...call.query].map(
    ([name, value]) => [percentEncode(name), percentEncode(value)] as const,
  );
  const parameters = pairs
    .toSorted(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const address = `${url.protocol}//${url.host}${signedPath(url.pathname)}`;
  return [call.method.toUpperCase(), address, parameters].map(percentEncode).join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The Authorization header of a call. */
export function oauthHeader(call: SignedCall, keys: OAuthKeys): string {
  const oauth = [
    ["oauth_consumer_key", keys.consumerKey],
    ["oauth_nonce", call.nonce],
    ["oauth_signature_method", "HMAC-SHA256"],
    ["oauth_timestamp", String(call.timestamp)],
    ["oauth_token", keys.token],
    ["oauth_version", "1.0"],
  ] as const;
  const key = `${percentEncode(keys.consumerSecret)}&${percentEncode(keys.tokenSecret)}`;
  const signature = createHmac("sha256", key).update(baseString(call, oauth)).digest("base64");
  const parts = [...oauth, ["oauth_signature", signature] as const];
  return `OAuth ${parts.map(([name, value]) => `${name}="${percentEncode(value)}"`).join(", ")}`;
}
