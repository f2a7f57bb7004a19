/** Who calls: OAuth 1.0a as the shop checks it, the token as Bearer where that is switched on, Adobe IMS. */
import { createHmac } from "node:crypto";
import type { SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { Integration } from "./integrations.ts";
import { notAllowed, refuse } from "./replies.ts";
import type { State } from "./state.ts";

const FUTURE_SECONDS = 600;

/** Throws the shop's refusal unless the caller may use the resource; null is for anybody with a valid proof. */
export function requireProof(state: State, request: SandboxRequest, origin: string, resource: string | null): void {
  const header = request.headers.authorization ?? "";
  const caller = /^OAuth /i.test(header) ? oauthCaller(state, request, origin, header) : bearerCaller(state, header);
  const requested = resource ?? "self";
  if (caller === null) throw notAllowed(resource ?? "Magento_Backend::store");
  if (caller.resources !== null && resource !== null && !caller.resources.has(requested)) throw notAllowed(requested);
}

/** A wrong token, the switch that is off and a missing right look all the same. */
function bearerCaller(state: State, header: string): Integration | null {
  const token = /^Bearer (.+)$/i.exec(header)?.[1];
  if (token === undefined || !state.bearerAllowed) return null;
  return state.integrations.find((one) => one.active && one.token === token) ?? null;
}

function oauthCaller(state: State, request: SandboxRequest, origin: string, header: string): Integration | null {
  const given = new Map(
    [...header.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, decodeURIComponent(value)]),
  );
  for (const fieldName of ["oauth_consumer_key", "oauth_token", "oauth_signature", "oauth_nonce", "oauth_timestamp"])
    if (!given.get(fieldName)) throw refuse(400, '"%fieldName" is required. Enter and try again.', { fieldName });
  const method = given.get("oauth_signature_method") ?? "";
  if (method !== "HMAC-SHA256") throw refuse(400, "Signature method %1 is not supported", [method]);
  const caller = state.integrations.find((one) => one.consumerKey === given.get("oauth_consumer_key"));
  if (!caller) throw refuse(401, "A consumer having the specified key does not exist");
  requireFresh(state, given);
  const owner = state.integrations.find((one) => one.token === given.get("oauth_token"));
  if (!owner) throw refuse(401, "Specified token does not exist");
  if (owner !== caller) throw refuse(401, "Token is not associated with the specified consumer");
  if (signature(request, origin, given, caller) !== given.get("oauth_signature"))
    throw refuse(401, "The signature is invalid. Verify and try again.");
  return caller.active ? caller : null;
}

/** Old timestamps pass; those far ahead and every second use of a nonce do not. */
function requireFresh(state: State, given: ReadonlyMap<string, string>): void {
  const seconds = Number(given.get("oauth_timestamp"));
  if (!Number.isFinite(seconds) || seconds - state.now() / 1000 > FUTURE_SECONDS)
    throw refuse(401, "An error occurred validating the nonce");
  const nonce = `${given.get("oauth_consumer_key")} ${given.get("oauth_nonce")}`;
  if (state.nonces.has(nonce)) throw refuse(401, "The nonce is already being used by the consumer with ID %1.", ["1"]);
  state.nonces.add(nonce);
}

const enc = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function signature(
  request: SandboxRequest,
  origin: string,
  given: ReadonlyMap<string, string>,
  { consumerSecret, tokenSecret }: Integration,
): string {
  const pairs = [...given, ...request.query].filter(([name]) => name !== "oauth_signature");
  // A body of a form counts as parameters.
  if ((request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded"))
    pairs.push(...new URLSearchParams(request.text));
  const parameters = pairs
    .map(([name = "", value = ""]) => [enc(name), enc(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join("="))
    .join("&");
  const path = request.path.replaceAll(/%(2F|2B|26|3B|3D|2C|24|3A|40)/gi, (code) => decodeURIComponent(code));
  const base = [request.method, `${origin}${path}`, parameters].map(enc).join("&");
  return createHmac("sha256", `${enc(consumerSecret)}&${enc(tokenSecret)}`)
    .update(base)
    .digest("base64");
}
