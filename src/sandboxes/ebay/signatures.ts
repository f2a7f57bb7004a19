/** The digital signature, checked byte by byte, and the keys it is made with (sheet section 2). */
import { createHash, generateKeyPairSync, verify } from "node:crypto";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { failure, ok } from "./replies.ts";
import { digits, now, type State, token } from "./state.ts";

/** Sellers of these sites need none. */
const FREE = new Set(["EBAY_US", "EBAY_CA", "EBAY_AU", "EBAY_CH"]);

/** Null: the request may pass. */
export function signatureFault(request: SandboxRequest, state: State): SandboxReply | null {
  if (FREE.has(state.registeredOn) || isSigned(request, state)) return null;
  return failure(403, 215_122, "Signature validation failed");
}

function isSigned({ method, path, headers, body }: SandboxRequest, state: State): boolean {
  const jwe = headers["x-ebay-signature-key"] ?? "";
  const key = state.signingKeys.get(jwe);
  const [, parameters = ""] = /^sig1=(\(.+\);created=\d+)$/.exec(headers["signature-input"] ?? "") ?? [];
  const [, signature = ""] = /^sig1=:(.+):$/.exec(headers.signature ?? "") ?? [];
  if (!key || parameters === "" || signature === "") return false;
  const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
  if (body.length > 0 && headers["content-digest"] !== digest) return false;
  const values: Readonly<Record<string, string>> = {
    "content-digest": digest,
    "x-ebay-signature-key": jwe,
    "@method": method,
    "@path": path,
    "@authority": headers.host ?? "",
  };
  const names = [...parameters.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
  const requested = Object.keys(values).filter((name) => body.length > 0 || name !== "content-digest");
  if (requested.some((name) => !names.includes(name))) return false;
  const lines = [...names.map((name) => `"${name}": ${values[name]}`), `"@signature-params": ${parameters}`];
  return verify(null, Buffer.from(lines.join("\n")), key, Buffer.from(signature, "base64"));
}

/** The private key is shown this once. */
export function newSigningKey(request: SandboxRequest, state: State): SandboxReply {
  const { signingKeyCipher } = request.json() as { readonly signingKeyCipher?: string };
  if (signingKeyCipher !== "ED25519") return failure(400, 210_001, "You must supply a valid signing key cipher.");
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const jwe = `eyJ6aXAiOiJERUYi.${token(state, 40)}`;
  state.signingKeys.set(jwe, publicKey);
  return ok({
    signingKeyId: digits(state, 12),
    signingKeyCipher,
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
    publicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    jwe,
    creationTime: Math.floor(Date.parse(now(state)) / 1000),
    expirationTime: Math.floor(Date.parse(now(state)) / 1000) + 3 * 365 * 86_400,
  });
}
