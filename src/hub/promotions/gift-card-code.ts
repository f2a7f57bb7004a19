/** Codes of gift cards: said, typed and scanned, and never guessed. */
import { createHash, randomBytes } from "node:crypto";

// Crockford's: no letter that looks like a digit. 16 of 32 signs are 80 bits.
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 16;

/** "7K2M-…": four groups of four. */
export function newCode(): string {
  const signs = [...randomBytes(LENGTH)].map((byte) => SIGNS[byte % SIGNS.length] ?? "0");
  return (signs.join("").match(/.{4}/g) ?? []).join("-");
}

/** A code of ours as it is compared: without what separates, and look-alikes taken for what they look like. */
export const plainOwnCode = (code: string): string =>
  code.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1").replaceAll("U", "V");

export const hashOfOwn = (code: string): Buffer => createHash("sha256").update(plainOwnCode(code)).digest();

/** A channel's code: what separates may count there. */
export const hashOfForeign = (code: string): Buffer => createHash("sha256").update(code.trim().toUpperCase()).digest();
