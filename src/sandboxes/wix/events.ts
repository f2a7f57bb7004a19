/** Deliveries as Wix signs them: a token, inside it text that is JSON, inside that text again. */
import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import type { EventBody, State } from "./state.ts";
import { iso } from "./state.ts";

interface Keys {
  readonly privateKey: KeyObject;
  readonly publicPem: string;
}

let made: Keys | undefined;

/** One pair for the process: making one takes a moment, and nothing depends on which it is. */
export function appKeys(): Keys {
  if (made) return made;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  made = { privateKey, publicPem: publicKey.export({ type: "spki", format: "pem" }).toString().trim() };
  return made;
}

const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export function signedToken(claims: Json, header: Json = { alg: "RS256", typ: "JWT" }): string {
  const signed = `${part(header)}.${part(claims)}`;
  const signature = createSign("RSA-SHA256").update(signed).sign(appKeys().privateKey);
  return `${signed}.${signature.toString("base64url")}`;
}

/** The same form around something else, which nobody signed. */
export function unsignedToken(content: Json): Uint8Array {
  return Buffer.from(`${part({ alg: "RS256", typ: "JWT" })}.${part(content)}.${"x".repeat(342)}`);
}

/** What stands in a token. */
export function claimsIn(token: Uint8Array): Json {
  const [, claims = ""] = Buffer.from(token).toString("latin1").split(".");
  return JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as Json;
}

export function claimsOf(state: State, type: string, event: EventBody, sequence: number): Json {
  const now = state.clock.now();
  const [fqdn = "", slug = ""] = /^(.*)_([a-z]+)$/.exec(type)?.slice(1) ?? [];
  const inner: Json = event.flat ?? {
    id: state.guid(),
    entityFqdn: fqdn,
    slug,
    entityId: event.entityId ?? "",
    eventTime: iso(now),
    entityEventSequence: String(sequence),
    triggeredByAnonymizeRequest: false,
    originatedFrom: "",
    ...event.inner,
  };
  const seconds = Math.floor(now / 1000);
  const data = {
    eventType: type,
    instanceId: state.instanceId,
    data: JSON.stringify(inner),
    identity: JSON.stringify({ identityType: "WIX_USER" }),
  };
  return { iat: seconds, exp: seconds + 3_600_000, data: JSON.stringify(data) };
}
