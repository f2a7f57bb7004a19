/** Who calls: Basic, keys in the query string and OAuth 1.0a, exactly as the plugin decides it. */
import { createHmac } from "node:crypto";
import { equalText } from "../../connectors/kit/parse/signatures.ts";
import type { SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { RestError } from "./rest.ts";
import type { ApiKey, Shop } from "./state.ts";

/** Clock difference the shop accepts (class-wc-rest-authentication.php: 15 minutes). */
const WINDOW_SECONDS = 15 * 60;
const METHODS: Readonly<Record<string, string>> = { "HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256" };

/** True when PHP would see TLS: a proxy in front says so. */
export function seesTls(request: SandboxRequest): boolean {
  return request.headers["x-forwarded-proto"] === "https";
}

/** The key that signs a call, or null for an anonymous one. Throws RestError 401 as the shop does. */
export function authenticate(shop: Shop, request: SandboxRequest): ApiKey | null {
  const key = seesTls(request) ? byBasicOrQuery(shop, request) : byOAuth(shop, request);
  if (!key) return null;
  if (request.method === "OPTIONS") return key;
  const needs = ["GET", "HEAD"].includes(request.method) ? "read" : "write";
  if (key.permissions !== "read_write" && key.permissions !== needs)
    throw denied(`The API key provided does not have ${needs} permissions.`);
  return key;
}

function denied(message: string): RestError {
  return new RestError(401, "woocommerce_rest_authentication_error", message);
}

function byBasicOrQuery(shop: Shop, request: SandboxRequest): ApiKey | null {
  let name = request.query.get("consumer_key") ?? "";
  let secret = request.query.get("consumer_secret") ?? "";
  if (name === "" || secret === "") {
    const header = request.headers["authorization"] ?? "";
    if (!header.startsWith("Basic ")) return request.query.has("oauth_consumer_key") ? byOAuth(shop, request) : null;
    const pair = Buffer.from(header.slice(6), "base64").toString("utf8");
    const colon = pair.indexOf(":");
    name = pair.slice(0, colon);
    secret = pair.slice(colon + 1);
  }
  const key = find(shop, name);
  if (!key) return null;
  // A WordPress user with an application password: spaces are optional, a wrong one is simply nobody.
  if (!name.startsWith("ck_")) return equalText(key.secret, secret.replaceAll(" ", "")) ? key : null;
  if (!equalText(key.secret, secret)) throw denied("Consumer secret is invalid.");
  return key;
}

function find(shop: Shop, name: string): ApiKey | undefined {
  return shop.keys.find((key) => key.key === name && !key.revoked);
}

const SIGNED = ["oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method"];

function byOAuth(shop: Shop, request: SandboxRequest): ApiKey | null {
  const given = oauthParameters(request);
  if (!given.has("oauth_consumer_key")) return null;
  const missing = SIGNED.filter((name) => !given.get(name));
  if (missing.length > 0)
    throw new RestError(
      401,
      "woocommerce_rest_authentication_missing_parameter",
      `Missing OAuth parameters ${missing.join(", ")}`,
    );
  const key = find(shop, given.get("oauth_consumer_key") ?? "");
  if (!key) throw denied("Consumer key is invalid.");
  checkSignature(shop, request, given, key);
  checkFreshness(shop, given, key);
  return key;
}

function oauthParameters(request: SandboxRequest): Map<string, string> {
  const header = request.headers["authorization"] ?? "";
  if (!header.startsWith("OAuth ")) return new Map(request.query);
  const parts = header
    .slice(6)
    .split(",")
    .map((part) => part.trim().split("="));
  return new Map(
    parts.map(([name = "", ...value]) => [name, decodeURIComponent(value.join("=").replace(/^"|"$/g, ""))]),
  );
}

function checkSignature(shop: Shop, request: SandboxRequest, given: Map<string, string>, key: ApiKey): void {
  const algorithm = METHODS[given.get("oauth_signature_method") ?? ""];
  if (!algorithm) throw denied("Invalid signature - signature method is invalid.");
  const all = new Map<string, string>(given);
  for (const [name, value] of indexed(request.query)) all.set(name, value);
  all.delete("oauth_signature");
  for (const name of [...all.keys()]) if (name.endsWith("[]")) all.delete(name);
  const pairs = [...all].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const base = [request.method, encode(`${shop.url}${request.path}`), pairs.map(encode).join("%26")].join("&");
  const expected = createHmac(algorithm, `${key.secret}&`).update(base).digest("base64");
  if (!equalText(expected, given.get("oauth_signature") ?? ""))
    throw denied("Invalid signature - provided signature does not match.");
}

/** PHP gives `status[]` indexes before the plugin signs: status[0], status[1]. */
function* indexed(query: URLSearchParams): Iterable<[string, string]> {
  const seen = new Map<string, number>();
  for (const [name, value] of query) {
    if (!name.endsWith("[]")) yield [name, value];
    else {
      const at = seen.get(name) ?? 0;
      seen.set(name, at + 1);
      yield [`${name.slice(0, -2)}[${at}]`, value];
    }
  }
}

function checkFreshness(shop: Shop, given: Map<string, string>, key: ApiKey): void {
  const now = Math.floor(shop.clock.now() / 1000);
  const at = Number(given.get("oauth_timestamp"));
  if (Math.abs(now - at) > WINDOW_SECONDS) throw denied("Invalid timestamp.");
  // Oldest first: what is out of the window cannot be used again anyway.
  for (const [nonce, seconds] of shop.nonces) {
    if (seconds >= now - WINDOW_SECONDS) break;
    shop.nonces.delete(nonce);
  }
  const nonce = `${key.key}|${given.get("oauth_nonce")}`;
  if (shop.nonces.has(nonce)) throw denied("Invalid nonce - nonce has already been used.");
  shop.nonces.set(nonce, at);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Refuses callers without the right: 401 when nobody is known, 403 when the person may not. */
export function requireStaff(key: ApiKey | null, verb: "view" | "create" | "edit" | "delete" | "batch"): ApiKey {
  const texts = {
    view: "Sorry, you cannot list resources.",
    create: "Sorry, you are not allowed to create resources.",
    edit: "Sorry, you are not allowed to edit this resource.",
    delete: "Sorry, you are not allowed to delete this resource.",
    batch: "Sorry, you are not allowed to batch manipulate this resource.",
  };
  if (key && key.role !== "subscriber") return key;
  throw new RestError(key ? 403 : 401, `woocommerce_rest_cannot_${verb}`, texts[verb]);
}
