/** Proof of origin: HMACs over the exact bytes, compared in constant time after a length check. */
import { createHmac, timingSafeEqual, verify } from "node:crypto";

/** HMAC-SHA256 of `data` (text is UTF-8). */
export function hmacSha256(key: string | Uint8Array, data: string | Uint8Array): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

/** Equal bytes; unequal lengths are simply different (timingSafeEqual alone would throw). */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

/** Equal text without telling by time where it differs. */
export function equalText(a: string, b: string): boolean {
  return equalBytes(Buffer.from(a, "utf8"), Buffer.from(b, "utf8"));
}

/** True when one of the secrets is proof; an empty one never is. */
export function provedByAny(secrets: readonly string[], isProof: (secret: string) => boolean): boolean {
  let proved = false;
  // No early exit: the work does not tell which secret it was.
  for (const secret of secrets) if (secret !== "" && isProof(secret)) proved = true;
  return proved;
}

/**
 * True when `header` is the base64 HMAC-SHA256 of the body under one of the secrets (rotation has two).
 * Fails closed: no secret, an empty secret or no header is never proof.
 */
export function verifyHmacBase64(body: Uint8Array, header: string | undefined, secrets: readonly string[]): boolean {
  return verifyHmac(body, header, secrets, "base64");
}

/** As verifyHmacBase64 for lower-case hexadecimal signatures. */
export function verifyHmacHex(body: Uint8Array, header: string | undefined, secrets: readonly string[]): boolean {
  return verifyHmac(body, header, secrets, "hex");
}

/**
 * True when the base64 signature is the body's under a public key (PEM), with the digest the key was published with. Fails
 * closed: what is no key and what is no signature prove nothing.
 */
export function verifyPublicKey(
  body: Uint8Array,
  signature: string,
  { pem, digest }: { readonly pem: string; readonly digest: string },
): boolean {
  try {
    return signature !== "" && verify(digest, body, pem, Buffer.from(signature, "base64"));
  } catch {
    // The platform's key or a stranger's header is of another form.
    return false;
  }
}

function verifyHmac(
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly string[],
  encoding: "base64" | "hex",
): boolean {
  const given = header?.trim() ?? "";
  return provedByAny(secrets, (secret) => equalText(given, hmacSha256(secret, body).toString(encoding)));
}
