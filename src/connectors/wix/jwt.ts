/** Deliveries are JSON web tokens, signed RS256 with the app's own key pair (sheet section 6). */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseJson } from "../kit/parse/json.ts";
import { asTree, type Tree } from "./client.ts";
import { say } from "./words.ts";

const TOKEN = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const PEM = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/;
/** The cap of a delivery, with base64 on top. */
const MAX_LENGTH = 8 * 1024 * 1024;

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

function partsOf(body: Uint8Array): readonly [string, string, string] | null {
  if (body.byteLength > MAX_LENGTH) return null;
  const text = Buffer.from(body).toString("latin1");
  if (!TOKEN.test(text)) return null;
  const [head = "", claims = "", signature = ""] = text.split(".");
  return [head, claims, signature];
}

/** True when one of the keys signed these exact bytes. Only RS256: a token never chooses how it is checked. */
export function isSigned(body: Uint8Array, keys: readonly string[]): boolean {
  const parts = partsOf(body);
  if (parts === null || algorithmOf(parts[0]) !== "RS256") return false;
  const [head, claims, signature] = parts;
  const bytes = Buffer.from(signature, "base64url");
  // Unused bits at the end would let a second text pass for the same signature.
  if (bytes.toString("base64url") !== signature) return false;
  const signed = Buffer.from(`${head}.${claims}`, "latin1");
  return keys.some((text) => {
    const key = publicKeyOf(text);
    return key !== null && verify("RSA-SHA256", signed, key, bytes);
  });
}

function algorithmOf(head: string): Json {
  try {
    return asTree(parseJson(decoded(head)))["alg"] ?? null;
  } catch {
    // No JSON: no algorithm.
    return null;
  }
}

function decoded(part: string): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(part, "base64url"));
}

/** The claims of a token, not checked. Throws ConnectorError rejected when the bytes are no token. */
export function claimsOf(body: Uint8Array): Tree {
  const parts = partsOf(body);
  try {
    if (parts !== null) return asTree(parseJson(decoded(parts[1])));
  } catch {
    // Falls through: a token whose claims are no JSON is none.
  }
  throw new ConnectorError({ kind: "rejected", code: "body" }, say("error.bodyNotToken"));
}
