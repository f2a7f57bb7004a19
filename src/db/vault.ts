import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes } from "node:crypto";
import type { Key } from "./keys.ts";

export interface SealedSecret {
  readonly ciphertext: Buffer;
  readonly iv: Buffer;
  readonly tag: Buffer;
  readonly keyId: string;
}

/** Where a secret belongs. It is authenticated with the ciphertext, so that one moved to another place does not open. */
export interface SecretContext {
  readonly organization: string;
  /** Kind and id of the owning record: owner_kind and owner_id of table secret, joined by `secretOwner`. */
  readonly owner: string;
  readonly name: string;
}

/** The owner part of a secret's context. */
export function secretOwner(kind: string, id: string): string {
  return `${kind}:${id}`;
}

/** A row of table secret. */
export interface SealedRow {
  readonly owner_kind: string;
  readonly owner_id: string;
  readonly name: string;
  readonly ciphertext: Buffer;
  readonly iv: Buffer;
  readonly tag: Buffer;
  readonly key_id: string;
}

/** Opens a secret as it is stored. Throws a VaultError. */
export function openRow(vault: Pick<Vault, "open">, organization: string, row: SealedRow): string {
  const { ciphertext, iv, tag, key_id: keyId } = row;
  const owner = secretOwner(row.owner_kind, row.owner_id);
  return vault.open({ organization, owner, name: row.name }, { ciphertext, iv, tag, keyId });
}

/** A secret does not open: it was changed, moved, or sealed with a key that is not here. Never holds the secret. */
export class VaultError extends Error {
  override readonly name = "VaultError";
}

export interface Vault {
  /** Id of the key that seals; a secret with another key id waits for rotation. */
  readonly currentKeyId: string;
  seal(context: SecretContext, plaintext: string): SealedSecret;
  /** Tells whether two values of an organization are the same, under one key, without telling them. */
  fingerprint(organization: string, value: string): string;
  /** Throws a VaultError. */
  open(context: SecretContext, sealed: SealedSecret): string;
}

const ALGORITHM = "aes-256-gcm";
// NIST SP 800-38D: 96-bit random nonces, at most 2^32 per key. Without an explicit tag length Node accepts 4-byte tags.
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FINGERPRINT_DIGITS = 32;

/** AES-256-GCM under the current key; the previous keys still open. */
export function createVault(keys: { current: Key; previous: readonly Key[] }): Vault {
  // As objects of the library: bytes would be made into them at every secret.
  const byId = new Map([...keys.previous, keys.current].map((key) => [key.id, createSecretKey(key.bytes)]));
  const current = createSecretKey(keys.current.bytes);
  return {
    currentKeyId: keys.current.id,
    seal(context, plaintext) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, current, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(associatedData(context, keys.current.id));
      const ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
      return { ciphertext, iv, tag: cipher.getAuthTag(), keyId: keys.current.id };
    },
    fingerprint(organization, value) {
      const key = createHmac("sha256", current).update("argosy-fingerprint-1").digest();
      return createHmac("sha256", key).update(`${organization}\0${value}`).digest("hex").slice(0, FINGERPRINT_DIGITS);
    },
    open(context, sealed) {
      const key = byId.get(sealed.keyId);
      if (!key)
        throw new VaultError(`A secret was sealed with the key ${sealed.keyId}, which is not among the given keys.`);
      if (sealed.tag.length !== TAG_BYTES || sealed.iv.length !== IV_BYTES)
        throw new VaultError("A stored secret has a malformed tag or nonce.");
      const decipher = createDecipheriv(ALGORITHM, key, sealed.iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(associatedData(context, sealed.keyId));
      decipher.setAuthTag(sealed.tag);
      try {
        return Buffer.concat([decipher.update(sealed.ciphertext), decipher.final()]).toString("utf8");
      } catch (error) {
        throw new VaultError("A stored secret was changed or moved; it does not open.", { cause: error });
      }
    },
  };
}

/** Length-prefixed parts, so that no two contexts run together to the same bytes. */
function associatedData(context: SecretContext, keyId: string): Buffer {
  const parts = ["argosy-secret-1", keyId, context.organization, context.owner, context.name];
  return Buffer.from(parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join("|"));
}
