/** An order carries its change to the listings, waits for nobody with it, and loses nothing where it cannot. */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tx } from "../../db/database.ts";
import { pauseOrganization, resumeOrganization } from "../../hub/admin/outbound-pause.ts";
import { postMovements } from "../../hub/inventory/ledger.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { actor } from "../../hub/orders/testing.ts";
import { lockStockRows } from "../outbound/stock/refresh-desired-stock.ts";
import { finishPropagation, preparePropagation } from "./propagate-in-transaction.ts";
import { type SellingShops, sellingShops } from "./testing.ts";

let shops: SellingShops;
beforeAll(async () => {
  shops = await sellingShops(2);
});
afterAll(() => shops.engine[Symbol.asyncDispose]());

const marks = () => shops.engine.db.owner.rows("select subject_id, tries from argosy.change_mark");

/** Until the order is here: applied, whatever waits beside it. */
async function applied(order: string): Promise<void> {
  while (
    (await shops.engine.db.owner.rows("select 1 from argosy.sales_order where ext_key = $1", [order])).length === 0
  )
    await delay(5);
}

/** Does `meanwhile` while a transaction of somebody else stands where `work` left it. */
async function besides(work: (tx: Tx) => Promise<unknown>, meanwhile: () => Promise<unknown>): Promise<void> {
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  const { promise: stands, resolve: isThere } = Promise.withResolvers<void>();
  const other = shops.engine.inside(async (tx) => {
    await work(tx);
    isThere();
    await goOn;
  });
  await Promise.race([stands, other]);
  try {
    await meanwhile();
  } finally {
    release();
    await other;
  }
}

const change = async (tx: Tx, variantId: string, onHandDelta: number) => {
  const now = new Date(shops.engine.clock.now());
  const locationId = await ensureDefaultLocation(tx, now);
  const movement = { variantId, locationId, causeKind: "adjust", causeRef: crypto.randomUUID() } as const;
  await postMovements(tx, { movements: [{ ...movement, onHandDelta, reservedDelta: 0 }], actor, now });
};

const propagates = async (tx: Tx, variantId: string) => {
  const now = new Date(shops.engine.clock.now());
  const propagation = await preparePropagation(tx, { variantIds: [variantId], now });
  if (propagation) await finishPropagation(tx, propagation, { now, ticket: null });
  return propagation !== null;
};

test("an order's quantities are due with the commit that applies it", async () => {
  const variant = await shops.list("CUP");
  await shops.engine.inside(async (tx) => {
    await change(tx, variant, -3);
    expect(await propagates(tx, variant)).toBe(true);
  });
  expect(await marks()).toEqual([]);
  expect(await shops.numbers("CUP")).toEqual([{ desired: 98, expected: 101 }]);
  await shops.engine.engine.runUntilIdle();
  expect(await shops.numbers("CUP")).toEqual([{ desired: 98, expected: 98 }]);
});

test("a quantity is sent at commit only if nothing else of it is open", async () => {
  const [variant, part] = [await shops.list("MUG"), await shops.list("HANDLE")];
  const now = new Date(shops.engine.clock.now());
  const rollback = new Error("undone");
  const outgoingAfter = (change: string, values: readonly unknown[] = []) => {
    let found: readonly boolean[] | undefined;
    return shops.engine
      .inside(async (tx) => {
        await tx.run(change, values);
        found = (await lockStockRows(tx, [variant], now))?.map((row) => row.is_outgoing);
        throw rollback;
      })
      .catch((error: unknown) => {
        if (error !== rollback) throw error;
        return found;
      });
  };
  const numbers = "argosy.listing_stock s set";
  const ours = "from argosy.listing l where l.id = s.listing_id and l.variant_id = $1";
  expect(await outgoingAfter(`update ${numbers} error = null ${ours}`, [variant])).toEqual([true, true, true]);
  for (const open of [
    "due_at = $2::timestamptz",
    "state = 'failed', due_at = case when $2::timestamptz is null then due_at end",
  ])
    expect(await outgoingAfter(`UPDATE ${numbers} ${open} ${ours}`, [variant, now])).toEqual([false, false, false]);
  expect(await outgoingAfter("update argosy.listing set stock_sync = false where variant_id = $1", [variant])).toEqual([
    false,
    false,
    false,
  ]);
  // Its part has changed and is not carried yet.
  const made = `with made as (
      insert into argosy.bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
      values (argosy.tenant(), $1, $2, 1))
    select argosy.mark_changed(array[argosy.tenant()], array[$2::uuid], 'stock')`;
  expect(await outgoingAfter(made, [variant, part])).toEqual([false, false, false]);
});

test("an order applied during a fan-out leaves its change marks to it", async () => {
  await shops.list("JUG");
  await shops.report("carried", "JUG");
  const lock = "select pg_advisory_xact_lock(hashtextextended('argosy.changes:' || argosy.tenant()::text, 0))";
  let drained: Promise<unknown> | undefined;
  await besides(
    (tx) => tx.rows(lock),
    async () => {
      drained = shops.engine.engine.runUntilIdle();
      await applied("carried");
      expect(await marks()).toHaveLength(1);
    },
  );
  await drained;
  expect(await shops.numbers("JUG")).toEqual([{ desired: 100, expected: 100 }]);
});

test("a locked stock row keeps no order waiting", async () => {
  await shops.list("PAN");
  await shops.report("held", "PAN");
  const hold = `select 1
    from argosy.listing_stock s
    join argosy.listing l on l.organization_id = s.organization_id and l.id = s.listing_id
    where s.organization_id = argosy.tenant() and l.ext_key = 'PAN' and l.connection_id <> $1 for update of s`;
  let drained: Promise<unknown> | undefined;
  await besides(
    (tx) => tx.rows(hold, [shops.engine.store]),
    async () => {
      drained = shops.engine.engine.runUntilIdle();
      await applied("held");
    },
  );
  await drained;
  expect(await shops.numbers("PAN")).toEqual([{ desired: 100, expected: 100 }]);
});

test("a pause set while a sale is applied stops its quantities, which are sent after the pause", async () => {
  await shops.list("VASE");
  const act = () => ({
    actor: { kind: "user", id: "op", name: "op@example.test" } as const,
    requestId: "request-1",
    now: new Date(shops.engine.clock.now()),
  });
  const isWaited = async () =>
    (
      await shops.engine.db.owner.rows(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
    ).length > 0;
  // It has seen by then that nothing is held back.
  await shops.sellWhile("paused", "VASE", async () => {
    while (!(await isWaited())) await delay(5);
    await pauseOrganization(shops.engine.db.database, act(), shops.engine.organization);
  });
  await shops.engine.engine.runUntilIdle();
  expect(await shops.numbers("VASE")).toEqual([{ desired: 100, expected: 101 }]);
  await resumeOrganization(shops.engine.db.database, act(), shops.engine.organization);
  shops.engine.clock.pass(10 * 60_000);
  await shops.engine.engine.runUntilIdle();
  expect(await shops.numbers("VASE")).toEqual([{ desired: 100, expected: 100 }]);
});

test("two orders that change parts of one bundle at once do not miss each other's change", async () => {
  const [lid, pot, set] = [await shops.list("LID"), await shops.list("POT"), await shops.list("SET")];
  for (const part of [lid, pot])
    await shops.engine.inside((tx) =>
      tx.run(
        `insert into argosy.bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
         values (argosy.tenant(), $1, $2, 1)`,
        [set, part],
      ),
    );
  await shops.engine.engine.runUntilIdle();
  await besides(
    async (tx) => {
      await change(tx, lid, -10);
      expect(await propagates(tx, lid)).toBe(true);
    },
    () =>
      shops.engine.inside(async (tx) => {
        await change(tx, pot, -20);
        expect(await propagates(tx, pot)).toBe(false);
      }),
  );
  await shops.engine.engine.runUntilIdle();
  expect(await shops.numbers("SET")).toEqual([{ desired: 81, expected: 81 }]);
});

test("an order whose change cannot be propagated is applied, and the change is set aside", async () => {
  const variant = await shops.list("URN");
  await shops.engine.db.owner.run(`
    create function public.spoilt() returns trigger language plpgsql as $$ begin
      if new.desired < 101
      and exists (select 1 from argosy.listing
        where id = new.listing_id and ext_key = 'URN') then raise 'spoilt'; end if; return new; end $$;
    create trigger spoilt before insert
    or update on argosy.listing_stock for each row execute function public.spoilt()`);
  await shops.sell("spoilt", "URN");
  await applied("spoilt");
  expect(await marks()).toMatchObject([{ subject_id: variant, tries: 1 }]);
  await shops.engine.db.owner.run("drop function public.spoilt cascade");
  shops.engine.clock.pass(60_000);
  await shops.engine.engine.runUntilIdle();
  expect(await shops.numbers("URN")).toEqual([{ desired: 100, expected: 100 }]);
});

test("a process that propagates its own changes notifies nobody, and another worker finds them if it dies", async () => {
  const variant = await shops.list("VAT");
  const { db, organization } = shops.engine;
  const notified: string[] = [];
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const stop = await db.database.listen("argosy_change", (payload) => {
    notified.push(payload);
    if (payload === "over") end();
  });
  await db.database.tenant(organization, (tx) => change(tx, variant, -1), { carries: true });
  await db.owner.rows("select pg_notify('argosy_change', 'over')");
  await over;
  await stop();
  expect(notified).toEqual(["over"]);
  expect(await marks()).toHaveLength(1);
  await (await shops.engine.secondWorker()).runUntilIdle();
  expect(await shops.numbers("VAT")).toEqual([{ desired: 100, expected: 100 }]);
});

test("a process that dies after a sale's commit leaves its delivery to be applied again and logged once", async () => {
  await shops.list("TUB");
  const { owner } = shops.engine.db;
  await owner.run(`
    create function public.dies() returns trigger language plpgsql as $$ begin raise 'dies'; end $$;
    create trigger dies before insert on argosy.sync_log for each row when (new.ref = 'half')
    execute function public.dies()`);
  await shops.report("half", "TUB");
  const drained = shops.engine.engine.runUntilIdle().catch(() => undefined);
  await applied("half");
  await drained;
  const delivery = "select status from argosy.inbox_event where ref = 'half'";
  expect(await owner.rows(delivery)).toEqual([{ status: "pending" }]);
  await owner.run("drop function public.dies cascade");
  shops.engine.clock.pass(10 * 60_000);
  await shops.engine.engine.runUntilIdle();
  expect(await owner.rows(delivery)).toEqual([{ status: "processed" }]);
  const logged = "select status from argosy.sync_log where ref = 'half' and action = 'receive_order'";
  expect(await owner.rows(logged)).toEqual([{ status: "success" }]);
  expect(await shops.numbers("TUB")).toEqual([{ desired: 100, expected: 100 }]);
});
