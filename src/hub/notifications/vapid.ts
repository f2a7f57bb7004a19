/** How the hub identifies itself to browsers' push services (RFC 8292). */
import { createECDH, createPrivateKey, hash, type KeyObject, sign } from "node:crypto";
import { deriveSecret, type Key } from "../../db/keys.ts";

export interface VapidKeys {
  /** Uncompressed point of P-256, base64url: a browser subscribes for it. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** A service takes a token for at most a day. */
const VALID_S = 12 * 60 * 60;

/** Keys that follow from the installation's key: after it was exchanged browsers subscribe again with the next visit. */
export function vapidKeysOf(key: Key): VapidKeys {
  const curve = createECDH("prime256v1");
  const setKey = (secret: Buffer): Buffer => {
    try {
      curve.setPrivateKey(secret);
      return secret;
    } catch {
      // One of four billion secrets is no key of the curve.
      return setKey(hash("sha256", secret, "buffer"));
    }
  };
  const secret = setKey(deriveSecret(key, "push messages"));
  const point = curve.getPublicKey();
  const part = (from: number) => point.subarray(from, from + 32).toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", d: secret.toString("base64url"), x: part(1), y: part(33) };
  return { publicKey: point.toString("base64url"), privateKey: createPrivateKey({ key: jwk, format: "jwk" }) };
}

/** The header `authorization` of a message to this endpoint. `contact`: an https: address of the hub's operator. */
export function vapidHeader(keys: VapidKeys, input: { endpoint: string; contact: string; now: Date }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(input.now.getTime() / 1000) + VALID_S;
  const claims = { aud: new URL(input.endpoint).origin, exp, sub: input.contact };
  const text = `${part({ typ: "JWT", alg: "ES256" })}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(text), { key: keys.privateKey, dsaEncoding: "ieee-p1363" });
  return `vapid t=${text}.${signature.toString("base64url")}, k=${keys.publicKey}`;
}
