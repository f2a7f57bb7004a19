import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyFromHex } from "./keys.ts";
import { createVault, type SealedSecret, VaultError } from "./vault.ts";

const key = () => keyFromHex(randomBytes(32).toString("hex"));
const context = { organization: "org-a", owner: "connection:1", name: "accessToken" };
const first = key();
const vault = createVault({ current: first, previous: [] });

describe("the vault", () => {
  test("the vault gives back any text it sealed, and never the same bytes twice [A2.4]", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (secret) => {
        const sealed = vault.seal(context, secret);
        expect(vault.open(context, sealed)).toBe(secret);
        expect(vault.seal(context, secret).iv.equals(sealed.iv)).toBe(false);
      }),
    );
  });

  test("the vault does not open when any single byte was changed [A2.4]", () => {
    const sealed = vault.seal(context, "shpat_0123456789");
    for (const field of ["ciphertext", "iv", "tag"] as const)
      for (let index = 0; index < sealed[field].length; index++)
        for (let bit = 0; bit < 8; bit++) {
          const bytes = Buffer.from(sealed[field]);
          bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index);
          expect(() => vault.open(context, { ...sealed, [field]: bytes })).toThrow(VaultError);
        }
  });

  test("the vault does not open in another organization, for another owner or under another name", () => {
    const sealed = vault.seal(context, "secret");
    for (const moved of [{ organization: "org-b" }, { owner: "connection:2" }, { name: "refreshToken" }])
      expect(() => vault.open({ ...context, ...moved }, sealed)).toThrow(VaultError);
    const shifted = { organization: "org-a|9:connection", owner: ":1", name: "accessToken" };
    expect(() => vault.open(shifted, sealed)).toThrow(VaultError);
  });

  test.each([0, 4, 8, 12, 15, 17])("the vault refuses a tag of %i bytes", (length) => {
    const sealed = vault.seal(context, "secret");
    const tag = Buffer.concat([sealed.tag, Buffer.alloc(1)]).subarray(0, length);
    expect(() => vault.open(context, { ...sealed, tag })).toThrow(VaultError);
  });

  test("the vault reads what a retired key sealed, seals with the new one, and refuses an unknown key", () => {
    const old: SealedSecret = vault.seal(context, "kept");
    const second = key();
    const rotated = createVault({ current: second, previous: [first] });
    expect(rotated.open(context, old)).toBe("kept");
    expect(rotated.seal(context, "kept").keyId).toBe(second.id);
    const forgetful = createVault({ current: second, previous: [] });
    expect(() => forgetful.open(context, old)).toThrow(first.id);
    expect(() => forgetful.open(context, { ...old, keyId: second.id })).toThrow(VaultError);
  });

  test("the vault reveals nothing of the secret or the key in its errors", () => {
    const sealed = vault.seal(context, "very-secret-value");
    const attempt = () => vault.open({ ...context, name: "x" }, sealed);
    expect(attempt).not.toThrow("very-secret-value");
    expect(attempt).not.toThrow(first.bytes.toString("hex"));
  });
});
