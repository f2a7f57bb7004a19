import { randomBytes } from "node:crypto";
import { betterAuth } from "better-auth";
import { expect, test } from "vitest";
import { keyFromHex } from "../../db/keys.ts";
import { testDatabase } from "../../db/testing.ts";
import { createSignIn } from "./sign-in.ts";

test("the tables of sign-in are those the library reads and writes, and one that lacks a column is reported", async () => {
  await using db = await testDatabase();
  const { options } = createSignIn({
    pool: db.database.auth,
    keys: { current: keyFromHex(randomBytes(32).toString("hex")), previous: [] },
    appUrl: "https://hub.example.test",
    warn: () => undefined,
  });
  const check = async () => {
    const advanced = { ...options.advanced, database: { validateSchema: true } };
    const { checkSchema } = await betterAuth({ ...options, advanced, logger: { disabled: true } }).$context;
    if (!checkSchema) throw new Error("The library compares no schema: nothing was checked.");
    return checkSchema();
  };

  await expect(check()).resolves.toBeUndefined();

  await db.owner.run('alter table auth."twoFactor" drop column secret');
  await expect(check()).rejects.toThrow(/twoFactor/);
});
