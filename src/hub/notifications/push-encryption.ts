/** Encryption of messages to a browser (RFC 8291 with RFC 8188): its push service cannot read them. */
import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from "node:crypto";

export interface PushKeys {
  /** Uncompressed point of P-256, base64url. */
  readonly p256dh: string;
  /** 16 bytes, base64url. */
  readonly auth: string;
}

/** Services take messages of 4,096 bytes; with header, delimiter and tag this is what is left for the text. */
export const MAX_PUSH_BYTES = 3_900;
const RECORD_SIZE = 4_096;

const newKeys = (): ECDH => {
  const curve = createECDH("prime256v1");
  curve.generateKeys();
  return curve;
};

/** True where the keys of a subscription can be encrypted for. */
export function arePushKeys({ p256dh, auth }: PushKeys): boolean {
  try {
    newKeys().computeSecret(Buffer.from(p256dh, "base64url"));
    return Buffer.from(auth, "base64url").length === 16;
  } catch {
    return false;
  }
}

/**
 * The body of a message in content coding aes128gcm. Throws where the keys are no keys (`arePushKeys`) or the text is
 * longer than MAX_PUSH_BYTES.
 */
export function encryptPush(
  text: string,
  { p256dh, auth }: PushKeys,
  { salt, keys }: { readonly salt: Buffer; readonly keys: ECDH } = { salt: randomBytes(16), keys: newKeys() },
): Buffer {
  const plain = Buffer.from(text, "utf8");
  if (plain.length > MAX_PUSH_BYTES) throw new Error(`A push message has at most ${MAX_PUSH_BYTES} bytes.`);
  const theirs = Buffer.from(p256dh, "base64url");
  const ours = keys.getPublicKey();
  const derive = (secret: Buffer, of: { salt: Buffer; info: Buffer; bytes: number }) =>
    Buffer.from(hkdfSync("sha256", secret, of.salt, of.info, of.bytes));
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), theirs, ours]);
  const shared = derive(keys.computeSecret(theirs), { salt: Buffer.from(auth, "base64url"), info, bytes: 32 });
  const ofCoding = (name: string, bytes: number) =>
    derive(shared, { salt, info: Buffer.from(`Content-Encoding: ${name}\0`), bytes });
  const cipher = createCipheriv("aes-128-gcm", ofCoding("aes128gcm", 16), ofCoding("nonce", 12), { authTagLength: 16 });
  const size = Buffer.alloc(5);
  size.writeUInt32BE(RECORD_SIZE);
  size.writeUInt8(ours.length, 4);
  // The delimiter of the last record.
  const sealed = Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.of(2)),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return Buffer.concat([salt, size, ours, sealed]);
}
