import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keyFromHex } from "./keys.ts";
import { rotateSecrets } from "./rotate.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";
import { createVault, secretOwner, VaultError } from "./vault.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const key = () => keyFromHex(randomBytes(32).toString("hex"));

test("every organization's secrets are sealed with the new key, open as before, and the old key is not needed any more [I8.6]", async () => {
  const [oldKey, newKey] = [key(), key()];
  const before = createVault({ current: oldKey, previous: [] });
  const organizations = [await db.newOrganization(), await db.newOrganization()];
  const expected = new Map<string, string>();
  for (const organization of organizations)
    for (let index = 0; index < 520; index++) {
      const [owner, text] = [randomUUID(), `secret ${index}`];
      const sealed = before.seal({ organization, owner: secretOwner("connection", owner), name: "token" }, text);
      await db.owner.run(
        `insert into secret (organization_id, owner_kind, owner_id, name, ciphertext, iv, tag, key_id)
         values ($1, 'connection', $2, 'token', $3, $4, $5, $6)`,
        [organization, owner, sealed.ciphertext, sealed.iv, sealed.tag, sealed.keyId],
      );
      expected.set(owner, text);
    }
  const during = createVault({ current: newKey, previous: [oldKey] });
  expect(await rotateSecrets(db.database, during)).toBe(1040);
  expect(await rotateSecrets(db.database, during)).toBe(0);

  const after = createVault({ current: newKey, previous: [] });
  interface Row {
    organization_id: string;
    owner_id: string;
    ciphertext: Buffer;
    iv: Buffer;
    tag: Buffer;
    key_id: string;
  }
  for (const row of await db.owner.rows<Row>("select * from secret")) {
    const context = {
      organization: row.organization_id,
      owner: secretOwner("connection", row.owner_id),
      name: "token",
    };
    expect(after.open(context, { ...row, keyId: row.key_id })).toBe(expected.get(row.owner_id));
  }
});

test("a secret whose key is lost stops the rotation and stays as it was", async () => {
  const organization = await db.newOrganization();
  const owner = randomUUID();
  const lost = createVault({ current: key(), previous: [] });
  const sealed = lost.seal({ organization, owner: secretOwner("connection", owner), name: "token" }, "x");
  await db.owner.run(
    `insert into secret (organization_id, owner_kind, owner_id, name, ciphertext, iv, tag, key_id)
     values ($1, 'connection', $2, 'token', $3, $4, $5, $6)`,
    [organization, owner, sealed.ciphertext, sealed.iv, sealed.tag, sealed.keyId],
  );
  await expect(rotateSecrets(db.database, db.vault)).rejects.toThrow(VaultError);
  expect(await db.owner.rows("select key_id from secret where owner_id = $1", [owner])).toEqual([
    { key_id: sealed.keyId },
  ]);
});
