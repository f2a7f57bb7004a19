import { expect, test } from "vitest";
import { isDatabaseAway } from "./away.ts";
import { openDatabase, type Tx } from "./database.ts";
import { testDatabase } from "./testing.ts";

test("an organization that holds connections leaves some for others, and its own wait in line", async () => {
  await using db = await testDatabase();
  const [busy, other] = [await db.newOrganization("Busy"), await db.newOrganization("Other")];
  const small = await openDatabase({ ownerUrl: db.database.ownerUrl, keys: db.keys, poolSize: 4 });
  const one = (tx: Tx) => tx.one<{ n: number }>("select 1 as n");
  const gate = Promise.withResolvers<void>();
  const inside = Promise.withResolvers<void>();
  const started: number[] = [];
  try {
    const held = Array.from({ length: 20 }, (_, nth) =>
      small.tenant(busy, async (tx) => {
        started.push(nth);
        if (started.length === 2) inside.resolve();
        await one(tx);
        await gate.promise;
      }),
    );
    const all = Promise.all(held);
    await Promise.race([inside.promise, all]);
    // Without a share all four were held until the gate opens, which it does after this alone.
    for (let nth = 0; nth < 5; nth += 1) expect(await small.tenant(other, one)).toEqual({ n: 1 });
    expect(new Set(started)).toEqual(new Set([0, 1]));
    expect(small.beside(busy, one)).toBeNull();
    gate.resolve();
    await all;
    // Two at a time may overtake each other, more may not.
    expect(started.every((nth, index) => Math.abs(nth - index) < 2)).toBe(true);
  } finally {
    gate.resolve();
    await small.close();
  }
});

test("waiting for a share ends as waiting for a connection does", async () => {
  await using db = await testDatabase();
  const busy = await db.newOrganization("Busy");
  const keys = db.keys;
  const small = await openDatabase({ ownerUrl: db.database.ownerUrl, keys, poolSize: 4, connectWithinMs: 500 });
  const gate = Promise.withResolvers<void>();
  const inside = Promise.withResolvers<void>();
  // On a busy machine a new connection takes longer than anybody waits for one here.
  const connected = () => Promise.all([0, 1].map(() => small.tenant(busy, (tx) => tx.run("select 1"))));
  await expect
    .poll(() =>
      connected().then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  try {
    const held = [0, 1].map((nth) =>
      small.tenant(busy, async (tx) => {
        await tx.run("select 1");
        if (nth === 1) inside.resolve();
        await gate.promise;
      }),
    );
    await inside.promise;
    const failure = await small.tenant(busy, (tx) => tx.run("select 1")).catch((error: unknown) => error);
    expect(isDatabaseAway(failure)).toBe(true);
    gate.resolve();
    await Promise.all(held);
    expect(await small.tenant(busy, (tx) => tx.run("select 1"))).toBe(1);
  } finally {
    gate.resolve();
    await small.close();
  }
});
