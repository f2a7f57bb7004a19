/** Checks a staff PIN without network, as the hub does (better-auth: scrypt, N 16384, r 16, p 1, 64 bytes). */
import { scryptAsync } from "@noble/hashes/scrypt.js";

/** `verifier` is "salt:key"; the salt counts as text. */
export async function isPin(verifier: string, pin: string): Promise<boolean> {
  const [salt = "", requested = ""] = verifier.split(":");
  const key = await scryptAsync(pin.normalize("NFKC"), salt, {
    N: 16_384,
    r: 16,
    p: 1,
    dkLen: 64,
    maxmem: 128 * 16_384 * 16 * 2,
  });
  return requested !== "" && hexOf(key) === requested;
}

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Of managers made before six digits were asked of them: whoever reads what checks a PIN tries four within minutes. */
export const isPinTooShort = ({ isManager }: { readonly isManager: boolean }, pin: string): boolean =>
  isManager && pin.length < MANAGER_DIGITS;

const MANAGER_DIGITS = 6;
