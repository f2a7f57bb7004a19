/** What a hub says on /readyz of its database. */
import { expect, test } from "vitest";
import { openDatabase } from "./database.ts";
import { testDatabase } from "./testing.ts";

test("an object that does not exist is not ready", async () => {
  await using own = await testDatabase();
  const url = new URL(own.database.ownerUrl);
  url.pathname = "/nowhere";
  const database = await openDatabase({ ownerUrl: url.href, keys: own.keys });
  expect(await database.readiness()).toBe("away");
  await database.close();
});

test("a database that allows only reading is not ready, and says so", async () => {
  await using own = await testDatabase();
  const database = await openDatabase({ ownerUrl: own.database.ownerUrl, keys: own.keys });
  const { name } = await own.owner.one<{ name: string }>("select current_database() as name");
  await own.owner.run(`alter database ${name} set default_transaction_read_only = on`);
  expect(await database.readiness()).toBe("read-only");
  await database.close();
});
