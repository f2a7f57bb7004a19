/** An order carries its change to the listings, waits for nobody with it, and loses nothing where it cannot. */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tx } from "../db/database.ts";
import { pauseOrganization, resumeOrganization } from "../hub/admin/outbound-pause.ts";
import { postMovements } from "../hub/inventory/ledger.ts";
import { ensureDefaultLocation } from "../hub/inventory/locations.ts";
import { actor } from "../hub/orders/testing.ts";
import { finishCarriage, prepareCarriage } from "./carry-here.ts";
import { lockNumbers } from "./desired-numbers.ts";
import { type SellingShops, sellingShops } from "./selling/testing.ts";

let shops: SellingShops;
beforeAll(async () => {
  shops = await sellingShops(2);
});
afterAll(() => shops.engine[Symbol.asyncDispose]());

const marks = () => shops.engine.db.owner.rows("SELECT subject_id, tries FROM argosy.change_mark");

/** Until the order is here: applied, whatever waits beside it. */
async function applied(order: string): Promise<void> {
  while (
    (await shops.engine.db.owner.rows("SELECT 1 FROM argosy.sales_order WHERE ext_key = $1", [order])).length === 0
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

const carry = async (tx: Tx, variantId: string) => {
  const now = new Date(shops.engine.clock.now());
  const carriage = await prepareCarriage(tx, { variantIds: [variantId], now });
  if (carriage) await finishCarriage(tx, carriage, { now, taking: null });
  return carriage !== null;
};

test("its numbers are due with the commit that applies it", async () => {
  const variant = await shops.list("CUP");
  await shops.engine.inside(async (tx) => {
    await change(tx, variant, -3);
    expect(await carry(tx, variant)).toBe(true);
  });
  expect(await marks()).toEqual([]);
  expect(await shops.numbers("CUP")).toEqual([{ desired: 98, expected: 101 }]);
  await shops.engine.engine.drain();
  expect(await shops.numbers("CUP")).toEqual([{ desired: 98, expected: 98 }]);
});

test("a number leaves with the commit only where nothing else of it is open", async () => {
  const [variant, part] = [await shops.list("MUG"), await shops.list("HANDLE")];
  const now = new Date(shops.engine.clock.now());
  const rollback = new Error("undone");
  const leaves = (change: string, values: readonly unknown[] = []) => {
    let found: readonly boolean[] | undefined;
    return shops.engine
      .inside(async (tx) => {
        await tx.run(change, values);
        found = (await lockNumbers(tx, [variant]))?.map((row) => row.leaves);
        throw rollback;
      })
      .catch((error: unknown) => {
        if (error !== rollback) throw error;
        return found;
      });
  };
  const numbers = "argosy.listing_stock s SET";
  const ours = "FROM argosy.listing l WHERE l.id = s.listing_id AND l.variant_id = $1";
  expect(await leaves(`UPDATE ${numbers} error = NULL ${ours}`, [variant])).toEqual([true, true, true]);
  for (const open of [
    "due_at = $2::timestamptz",
    "state = 'failed', due_at = CASE WHEN $2::timestamptz IS NULL THEN due_at END",
  ])
    expect(await leaves(`UPDATE ${numbers} ${open} ${ours}`, [variant, now])).toEqual([false, false, false]);
  expect(await leaves("UPDATE argosy.listing SET stock_sync = false WHERE variant_id = $1", [variant])).toEqual([
    false,
    false,
    false,
  ]);
  // Its part has changed and is not carried yet.
  const made = `WITH made AS (
      INSERT INTO argosy.bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
      VALUES (argosy.tenant(), $1, $2, 1))
    SELECT argosy.mark_changed(ARRAY[argosy.tenant()], ARRAY[$2::uuid], 'stock')`;
  expect(await leaves(made, [variant, part])).toEqual([false, false, false]);
});

test("while somebody else carries changes, it is applied and leaves its own to them", async () => {
  await shops.list("JUG");
  await shops.tell("carried", "JUG");
  const lock = "SELECT pg_advisory_xact_lock(hashtextextended('argosy.changes:' || argosy.tenant()::text, 0))";
  let drained: Promise<unknown> | undefined;
  await besides(
    (tx) => tx.rows(lock),
    async () => {
      drained = shops.engine.engine.drain();
      await applied("carried");
      expect(await marks()).toHaveLength(1);
    },
  );
  await drained;
  expect(await shops.numbers("JUG")).toEqual([{ desired: 100, expected: 100 }]);
});

test("a number that somebody holds keeps no order waiting", async () => {
  await shops.list("PAN");
  await shops.tell("held", "PAN");
  const hold = `SELECT 1
    FROM argosy.listing_stock s
    JOIN argosy.listing l ON l.organization_id = s.organization_id AND l.id = s.listing_id
    WHERE s.organization_id = argosy.tenant() AND l.ext_key = 'PAN' AND l.connection_id <> $1 FOR UPDATE OF s`;
  let drained: Promise<unknown> | undefined;
  await besides(
    (tx) => tx.rows(hold, [shops.engine.store]),
    async () => {
      drained = shops.engine.engine.drain();
      await applied("held");
    },
  );
  await drained;
  expect(await shops.numbers("PAN")).toEqual([{ desired: 100, expected: 100 }]);
});

test("what the operator holds back while a sale is being applied does not leave with it, and leaves afterwards", async () => {
  await shops.list("VASE");
  const act = () => ({
    actor: { kind: "user", id: "op", name: "op@example.test" } as const,
    requestId: "request-1",
    now: new Date(shops.engine.clock.now()),
  });
  const isWaited = async () =>
    (
      await shops.engine.db.owner.rows(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      )
    ).length > 0;
  // It has seen by then that nothing is held back.
  await shops.sellWhile("paused", "VASE", async () => {
    while (!(await isWaited())) await delay(5);
    await pauseOrganization(shops.engine.db.database, act(), shops.engine.organization);
  });
  await shops.engine.engine.drain();
  expect(await shops.numbers("VASE")).toEqual([{ desired: 100, expected: 101 }]);
  await resumeOrganization(shops.engine.db.database, act(), shops.engine.organization);
  shops.engine.clock.pass(10 * 60_000);
  await shops.engine.engine.drain();
  expect(await shops.numbers("VASE")).toEqual([{ desired: 100, expected: 100 }]);
});

test("two that change the parts of one bundle at once do not both miss the other's change", async () => {
  const [lid, pot, set] = [await shops.list("LID"), await shops.list("POT"), await shops.list("SET")];
  for (const part of [lid, pot])
    await shops.engine.inside((tx) =>
      tx.run(
        `INSERT INTO argosy.bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
         VALUES (argosy.tenant(), $1, $2, 1)`,
        [set, part],
      ),
    );
  await shops.engine.engine.drain();
  await besides(
    async (tx) => {
      await change(tx, lid, -10);
      expect(await carry(tx, lid)).toBe(true);
    },
    () =>
      shops.engine.inside(async (tx) => {
        await change(tx, pot, -20);
        expect(await carry(tx, pot)).toBe(false);
      }),
  );
  await shops.engine.engine.drain();
  expect(await shops.numbers("SET")).toEqual([{ desired: 81, expected: 81 }]);
});

test("an order is applied also where its change cannot be carried; that is set aside", async () => {
  const variant = await shops.list("URN");
  await shops.engine.db.owner.run(`
    CREATE FUNCTION public.spoilt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.desired < 101
      AND EXISTS (SELECT 1 FROM argosy.listing
        WHERE id = NEW.listing_id AND ext_key = 'URN') THEN RAISE 'spoilt'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER spoilt BEFORE INSERT
    OR UPDATE ON argosy.listing_stock FOR EACH ROW EXECUTE FUNCTION public.spoilt()`);
  await shops.sell("spoilt", "URN");
  await applied("spoilt");
  expect(await marks()).toMatchObject([{ subject_id: variant, tries: 1 }]);
  await shops.engine.db.owner.run("DROP FUNCTION public.spoilt CASCADE");
  shops.engine.clock.pass(60_000);
  await shops.engine.engine.drain();
  expect(await shops.numbers("URN")).toEqual([{ desired: 100, expected: 100 }]);
});

test("who says that it carries its changes itself tells nobody, and another worker finds what it died over", async () => {
  const variant = await shops.list("VAT");
  const { db, organization } = shops.engine;
  const heard: string[] = [];
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const stop = await db.database.listen("argosy_change", (payload) => {
    heard.push(payload);
    if (payload === "over") end();
  });
  await db.database.tenant(organization, (tx) => change(tx, variant, -1), { carries: true });
  await db.owner.rows("SELECT pg_notify('argosy_change', 'over')");
  await over;
  await stop();
  expect(heard).toEqual(["over"]);
  expect(await marks()).toHaveLength(1);
  await (await shops.engine.secondWorker()).drain();
  expect(await shops.numbers("VAT")).toEqual([{ desired: 100, expected: 100 }]);
});

test("a process that dies behind a sale's commit has told nothing of it: it is applied once more, and told once", async () => {
  await shops.list("TUB");
  const { owner } = shops.engine.db;
  await owner.run(`
    CREATE FUNCTION public.dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'dies'; END $$;
    CREATE TRIGGER dies BEFORE INSERT ON argosy.sync_log FOR EACH ROW WHEN (NEW.ref = 'half')
    EXECUTE FUNCTION public.dies()`);
  await shops.tell("half", "TUB");
  const drained = shops.engine.engine.drain().catch(() => undefined);
  await applied("half");
  await drained;
  const delivery = "SELECT status FROM argosy.inbox_event WHERE ref = 'half'";
  expect(await owner.rows(delivery)).toEqual([{ status: "pending" }]);
  await owner.run("DROP FUNCTION public.dies CASCADE");
  shops.engine.clock.pass(10 * 60_000);
  await shops.engine.engine.drain();
  expect(await owner.rows(delivery)).toEqual([{ status: "processed" }]);
  const told = "SELECT status FROM argosy.sync_log WHERE ref = 'half' AND action = 'receive_order'";
  expect(await owner.rows(told)).toEqual([{ status: "success" }]);
  expect(await shops.numbers("TUB")).toEqual([{ desired: 100, expected: 100 }]);
});
