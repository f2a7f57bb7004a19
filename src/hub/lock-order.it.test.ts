/** Transactions that touch the same stock take their locks in one order: none is thrown back by a deadlock. */
import { expect, test } from "vitest";
import type { Tx } from "../db/database.ts";
import { testDatabase } from "../db/testing.ts";
import { fixture } from "../db/testing-fixtures.ts";
import { observeLevels } from "./listings/levels.ts";
import { applyOrderParts } from "./orders/apply.ts";
import { actor, minutes, noon, orderLine, orderPart, type TestShop, testShop } from "./orders/testing.ts";

const db = fixture(testDatabase);

/** A variant that is sold out here, shown as one on a channel; its mark is not carried on yet. */
async function soldOut() {
  const shop = await testShop(db);
  const store = await shop.newStore();
  const variantId = await shop.newVariant();
  const listing = await store.list(variantId, "v1");
  await store.believe(listing, { expected: 1, observedAt: minutes(-60) });
  await shop.run((tx) =>
    tx.run("select argosy.mark_changed(array[argosy.tenant()], array[$1::uuid], 'stock')", [variantId]),
  );
  return { shop, store };
}

/** Carries the mark on, as the fan-out does: takes it, works, then writes the numbers. `meanwhile` waits for the mark. */
async function carryOnWhile(shop: TestShop, meanwhile: (tx: Tx) => Promise<unknown>): Promise<number> {
  let attempts = 0;
  const taken = Promise.withResolvers<void>();
  const fanOut = shop.run(async (tx) => {
    attempts++;
    await tx.run("delete from change_mark where organization_id = argosy.tenant() and aspect = 'stock'");
    taken.resolve();
    await someoneWaits();
    await tx.run("update listing_stock set desired = 0 where organization_id = argosy.tenant()");
  });
  await taken.promise;
  const other = shop.run(async (tx) => {
    attempts++;
    await meanwhile(tx);
  });
  await Promise.all([fanOut, other]);
  return attempts;
}

async function someoneWaits(): Promise<void> {
  const waiting =
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1";
  while ((await db.owner.maybe(waiting)) === undefined);
}

test("an order that found no stock, and the fan-out", async () => {
  const { shop, store } = await soldOut();
  const part = orderPart("1001", { lines: [orderLine({ variantKey: "v1", quantity: 1 })] });
  const attempts = await carryOnWhile(shop, (tx) =>
    applyOrderParts(tx, {
      connection: { id: store.id, name: "Shop", orderPrefix: "", stockCutoverAt: null },
      parts: [part],
      compareAndSet: "none",
      source: "webhook",
      actor,
      now: noon,
    }),
  );
  expect(attempts).toBe(2);
});

test("a channel that shows a place for the first time, and the fan-out", async () => {
  const { shop, store } = await soldOut();
  const attempts = await carryOnWhile(shop, (tx) =>
    observeLevels(tx, {
      connectionId: store.id,
      levels: ["", "second"].map((location) => ({ extKey: "v1", location, available: 1, at: noon })),
      now: noon,
    }),
  );
  expect(attempts).toBe(2);
});
