import { expect, test } from "vitest";
import { openDatabase, type Tx } from "./database.ts";
import { testDatabase } from "./testing.ts";

test("a parallel transaction starts only where nobody has to wait for a connection", async () => {
  await using db = await testDatabase();
  const here = await db.newOrganization();
  const small = await openDatabase({ ownerUrl: db.database.ownerUrl, keys: db.keys, poolSize: 2 });
  const one = (tx: Tx) => tx.one<{ n: number }>("select 1 as n");
  try {
    await small.tenant(here, async (tx) => {
      await one(tx);
      expect(small.beside(here, one)).toBeNull();
    });
    await small.tenant(here, async (tx) => {
      const other = small.tenant(here, one);
      await Promise.all([one(tx), other]);
      const found = small.beside(here, one);
      expect(small.beside(here, one)).toBeNull();
      expect(await found).toEqual({ n: 1 });
    });
  } finally {
    await small.close();
  }
});
