/** Whoever writes waits for nobody who waits for him: a deadlock costs its second, and everybody behind it too. */

import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectionId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { acknowledge } from "../../hub/sync-state/stock.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { markStockRowsSent, type StockRow } from "./stock/stock-rows.ts";
import { fakeChannel } from "./testing.ts";

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine({ stock: fakeChannel().stock });
});
afterAll(() => engine[Symbol.asyncDispose]());

/** Until `count` statements of the hub wait for somebody's lock. */
async function waiting(count: number): Promise<void> {
  for (;;) {
    const [found] = await engine.db.owner.rows<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if ((found?.n ?? 0) >= count) return;
    await delay(5);
  }
}

/** Well below the second after which the server looks for deadlocks. */
const impatient = (tx: Tx) => tx.run("set local lock_timeout = '500ms'");

const touchStock = (tx: Tx, listings: readonly string[]) =>
  tx.run(
    `update argosy.listing_stock
     set committed = 0
     where organization_id = argosy.tenant() and listing_id = any ($1::uuid[])`,
    [listings],
  );

/** Carries out what is due while a page holds the item's number; what the page does `last` is met by that. */
async function runBehind(listing: string, last: (tx: Tx) => Promise<unknown>): Promise<void> {
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  const { promise: holds, resolve: isHeld } = Promise.withResolvers<void>();
  const page = engine.inside(async (tx) => {
    await impatient(tx);
    await touchStock(tx, [listing]);
    isHeld();
    await goOn;
    await last(tx);
  });
  await holds;
  const running = engine.engine.runUntilIdle();
  await waiting(1);
  release();
  await page;
  await running;
}

test("a read of a product from its channel waits for no change that waits for its number", async () => {
  const { variant, listing } = await engine.listed("A", 5);
  await engine.engine.runUntilIdle();
  await engine.adjust(variant, 1);
  await runBehind(listing, (tx) =>
    tx.run("select argosy.mark_changed(array[argosy.tenant()], array[$1::uuid], 'stock')", [variant]),
  );
  const left = await engine.db.owner.rows("select 1 from argosy.change_mark");
  expect(left).toEqual([]);
});

test("a change of numbers and prices takes numbers first, as a page of the channel does", async () => {
  const { variant, listing } = await engine.listed("B", 5);
  await engine.db.owner.run("update argosy.listing set price_sync = true where id = $1", [listing]);
  const price = "update argosy.variant set currency = 'USD', price_minor = $2 where id = $1";
  await engine.db.owner.run(price, [variant, 100]);
  await engine.engine.runUntilIdle();
  await engine.adjust(variant, 1);
  await engine.db.owner.run(price, [variant, 200]);
  await runBehind(listing, (tx) =>
    tx.run(
      "update argosy.listing_price set observed_minor = 2 where organization_id = argosy.tenant() and listing_id = $1",
      [listing],
    ),
  );
  const desired = await engine.db.owner.rows("select desired_minor from argosy.listing_price where listing_id = $1", [
    listing,
  ]);
  expect(desired).toEqual([{ desired_minor: "200" }]);
});

/** Two numbers that lie in the table the other way round than by their listings. */
async function twoAsTheyLie(): Promise<StockRow[]> {
  for (let number = 0; ; number += 1) {
    const rows = await engine.inside((tx) =>
      tx.rows<StockRow>("select * from argosy.listing_stock where organization_id = argosy.tenant() order by ctid"),
    );
    const first = rows.find((row, index) => rows.slice(index).some((later) => later.listing_id < row.listing_id));
    const second = rows.findLast(({ listing_id: id }) => first !== undefined && id < first.listing_id);
    if (first && second) return [first, second];
    await engine.listed(`N${number}`, 5);
    await engine.engine.runUntilIdle();
  }
}

test("several numbers are marked as sent, and confirmed, in the order in which everybody takes them", async () => {
  const now = new Date(engine.clock.now());
  const writes = [
    async (tx: Tx, rows: readonly StockRow[]) => {
      const { lease_token: token } = await tx.one<{ lease_token: string }>(
        `update argosy.lane
         set lease_token = gen_random_uuid()
         where organization_id = argosy.tenant() and kind = 'outbound'
         returning lease_token`,
      );
      const lane = { organization: engine.organization, connection: connectionId(engine.store), failures: 0, token };
      await markStockRowsSent(tx, { ...lane, kind: "outbound" }, rows, now);
    },
    (tx: Tx, rows: readonly StockRow[]) =>
      acknowledge(
        tx,
        rows.map((row) => ({ row: { ...row, want_seq: row.sent_seq }, observed: row.desired })),
        now,
      ),
  ];
  for (const write of writes) {
    const rows = await twoAsTheyLie();
    const [lower = "", higher = ""] = rows.map((row) => row.listing_id).sort();
    const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
    const { promise: holds, resolve: isHeld } = Promise.withResolvers<void>();
    const first = engine.inside(async (tx) => {
      await impatient(tx);
      await touchStock(tx, [lower]);
      isHeld();
      await goOn;
      await touchStock(tx, [higher]);
    });
    await holds;
    const written = engine.inside(async (tx) => {
      // As they lie: what a plan for many rows does.
      await tx.run(
        "set local enable_indexscan = off; set local enable_bitmapscan = off; set local enable_mergejoin = off",
      );
      await write(tx, rows);
    });
    await waiting(1);
    release();
    await first;
    await written;
  }
});
