/** Deliveries are JSON web tokens, signed RS256 with the app's own key pair (sheet section 6). */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseJson } from "../kit/parse/json.ts";
import { asTree } from "./client.ts";
import { message } from "./words.ts";

const DOT = 0x2e;
/** 1 for the bytes base64url is written with. */
const BASE64URL = new Uint8Array(256);
for (const code of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")) BASE64URL[code] = 1;
const PEM = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/;
/** The cap of a delivery, with base64 on top. */
const MAX_LENGTH = 8 * 1024 * 1024;
/** Of the head, and of the signature: some hundred bytes each. */
const MAX_AROUND = 8 * 1024;

/** An RSA public key from PEM, from PEM on one line, or from base64 of PEM (the dashboard gives both); null for anything else. */
export function publicKeyOf(text: string): KeyObject | null {
  const given = text.trim().replaceAll("\\n", "\n");
  const pem = given.startsWith("-----") ? given : Buffer.from(given, "base64").toString("utf8").trim();
  const body = PEM.exec(pem)?.[1]?.replace(/\s+/g, "");
  if (!body) return null;
  try {
    const key = createPublicKey({ key: Buffer.from(body, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "rsa" ? key : null;
  } catch {
    // Not a key at all: the caller says so.
    return null;
  }
}

interface Parts {
  readonly head: Buffer;
  readonly claims: Buffer;
  readonly signature: Buffer;
  /** Head and claims as they were sent. */
  readonly signed: Buffer;
}

/** The parts where they lie: a token of the largest size is copied neither to look at it nor to check it. */
function partsOf(body: Uint8Array): Parts | null {
  if (body.byteLength > MAX_LENGTH) return null;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const first = bytes.indexOf(DOT);
  const second = bytes.indexOf(DOT, first + 1);
  if (first < 1 || second < first + 2 || second === bytes.length - 1) return null;
  const parts = [bytes.subarray(0, first), bytes.subarray(first + 1, second), bytes.subarray(second + 1)] as const;
  if (parts[0].length > MAX_AROUND || parts[2].length > MAX_AROUND || !parts.every(isBase64Url)) return null;
  return { head: parts[0], claims: parts[1], signature: parts[2], signed: bytes.subarray(0, second) };
}

function isBase64Url(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (BASE64URL[bytes[at] ?? 0] === 0) return false;
  return true;
}

/** True when one of the keys signed these exact bytes. Only RS256: a token never chooses how it is checked. */
export function isSigned(body: Uint8Array, keys: readonly string[]): boolean {
  const parts = partsOf(body);
  if (parts === null || algorithmOf(parts.head) !== "RS256") return false;
  const signature = parts.signature.toString("latin1");
  const bytes = Buffer.from(signature, "base64url");
  // Unused bits at the end would let a second text pass for the same signature.
  if (bytes.toString("base64url") !== signature) return false;
  return keys.some((text) => {
    const key = publicKeyOf(text);
    return key !== null && verify("RSA-SHA256", parts.signed, key, bytes);
  });
}

function algorithmOf(head: Buffer): Json {
  try {
    return asTree(parseJson(decoded(head)))["alg"] ?? null;
  } catch {
    // No JSON: no algorithm.
    return null;
  }
}

function decoded(part: Buffer): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(part.toString("latin1"), "base64url"));
}

/** The claims of a token as they are written, not checked. Throws ConnectorError rejected when the bytes are no token. */
export function claimsOf(body: Uint8Array): string {
  const parts = partsOf(body);
  try {
    if (parts !== null) return decoded(parts.claims);
  } catch {
    // Falls through: a token whose claims are no text is none.
  }
  throw noToken();
}

export const noToken = (cause?: unknown) =>
  new ConnectorError({ kind: "rejected", code: "body" }, message("error.bodyNotToken"), { cause });
