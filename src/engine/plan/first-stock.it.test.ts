import { describe, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { postMovements } from "../../hub/inventory/ledger.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { adjustStock, countStock, setStock } from "../../hub/inventory/stock-changes.ts";
import { mapListings } from "../../hub/listings/index.ts";
import { channelProduct, channelVariant, later } from "../../hub/listings/samples.ts";
import { testShop } from "../../hub/orders/testing.ts";
import { choosePlanItems } from "./read.ts";
import { prepareStock } from "./settle-stock.ts";
import { type PlanBench, planBench } from "./testing.ts";

const shows = (key: string, available: number) =>
  channelProduct(`p${key}`, [channelVariant(key, { levels: [{ location: "", available }] })]);

/** What the hub would send to the channel, and what it believes the channel shows. */
async function sent({ db, here }: PlanBench, key: string) {
  const row = await db.owner.one<{ desired: number | null; expected: number | null; due: boolean }>(
    `select s.desired, s.expected, s.due_at is not null as due
     from listing_stock s
     join listing l using (organization_id)
     where l.id = s.listing_id and l.organization_id = $1 and l.ext_key = $2`,
    [here, key],
  );
  return row.due ? row.desired : null;
}

const by = { actor: systemActor, now: later(1) };

const place = (bench: PlanBench) => bench.inside((tx) => ensureDefaultLocation(tx, by.now));

/** An order says how many were sold, not how many there are. */
async function sold(bench: PlanBench, variantId: string): Promise<void> {
  const locationId = await place(bench);
  await bench.inside(async (tx) => {
    const reserved = {
      variantId,
      locationId,
      causeKind: "order" as const,
      causeRef: "1",
      onHandDelta: 0,
      reservedDelta: 1,
    };
    await postMovements(tx, { movements: [reserved], ...by });
  });
}

describe("stock on both sides", () => {
  test("stock on both sides is an open decision of its own: the shop that is chosen keeps its number", async () => {
    await using bench = await planBench();
    const { variantId } = await bench.ours("Mug", "SKU-v1", 5);
    await bench.record(shows("v1", 7));
    const plan = await bench.plan();
    const group = plan.counts.find((count) => count.field === "stock");
    expect(group).toMatchObject({ action: "conflict", entity: "variant", planned: 1, chosen: 0 });
    expect(group?.samples).toMatchObject([{ before: { stock: 5 }, after: { stock: 7 } }]);
    await bench.apply(plan.runId, "channel");
    expect(await bench.one("v1")).toMatchObject({ state: "mapped", stockSync: false, stockWaits: true });
    expect([await sent(bench, "v1"), await bench.onHand(variantId)]).toEqual([null, 5]);
    const again = await bench.plan();
    expect(again.counts.map((count) => [count.field, count.planned, count.chosen])).toEqual([["stock", 1, 0]]);
  });

  test("a ticked decision for the channel takes its number into the hub", async () => {
    await using bench = await planBench();
    const { variantId } = await bench.ours("Mug", "SKU-v1", 5);
    await bench.record(shows("v1", 7));
    const { runId } = await bench.plan();
    await bench.inside((tx) => choosePlanItems(tx, { runId, field: "stock", chosen: true }));
    await bench.apply(runId, "channel");
    expect(await bench.one("v1")).toMatchObject({ stockSync: true, stockWaits: false });
    expect([await sent(bench, "v1"), await bench.onHand(variantId)]).toEqual([null, 7]);
    expect((await bench.plan()).open).toBe(0);
  });

  test("a ticked decision for the hub sends its number to the channel; unticked it does not", async () => {
    await using bench = await planBench();
    await bench.ours("Mug", "SKU-v1", 5);
    await bench.ours("Bowl", "SKU-v2", 5);
    await bench.record(shows("v1", 7), shows("v2", 7));
    const { runId } = await bench.plan();
    const items = await bench.items(runId, { field: "stock" });
    const mug = items.filter((item) => item.title === "SKU-v1").map((item) => item.id);
    await bench.inside((tx) => choosePlanItems(tx, { runId, ids: mug, chosen: true }));
    await bench.apply(runId, "hub");
    expect([(await bench.one("v1")).stockSync, (await bench.one("v2")).stockSync]).toEqual([true, false]);
  });

  test("a first sync in one go sends the hub's numbers where it was told that the hub is right", async () => {
    await using bench = await planBench();
    await bench.ours("Mug", "SKU-v1", 5);
    await bench.record(shows("v1", 7));
    const { runId } = await bench.plan({ sendsStock: true });
    await bench.apply(runId, "hub");
    expect((await bench.one("v1")).stockSync).toBe(true);
  });

  test("the same on both sides needs no decision; a number sold since the plan is not written over", async () => {
    await using bench = await planBench();
    await bench.ours("Mug", "SKU-v1", 7);
    await bench.ours("Bowl", "SKU-v2", 7);
    await bench.record(shows("v1", 7), shows("v2", 7));
    const plan = await bench.plan();
    expect(plan.counts.filter((count) => count.field === "stock")).toEqual([]);
    await bench.db.owner.run(
      "update listing_stock set observed = 6, expected = 6 from listing l where l.id = listing_id and l.ext_key = 'v2'",
    );
    await bench.apply(plan.runId, "channel");
    expect([(await bench.one("v1")).stockSync, (await bench.one("v2")).stockSync]).toEqual([true, false]);
  });
});

describe("stock nobody has counted here", () => {
  test("a decision left open at first takes the channel's number when the plan is applied again with it", async () => {
    await using bench = await planBench();
    await bench.record(shows("v1", 7));
    const { runId } = await bench.plan();
    await bench.apply(runId, "none");
    expect(await bench.one("v1")).toMatchObject({ stockSync: false, stockWaits: true });
    await bench.apply(runId, "channel");
    const listing = await bench.one("v1");
    expect(listing).toMatchObject({ stockSync: true, stockWaits: false });
    expect(await bench.onHand(listing.variantId)).toBe(7);
  });

  test("a product first seen in the store has the store's number, whoever is right for the others", async () => {
    await using bench = await planBench();
    await bench.record(shows("v1", 7));
    const { runId } = await bench.plan();
    await bench.apply(runId, "hub");
    const listing = await bench.one("v1");
    expect(listing.stockSync).toBe(true);
    expect(await bench.onHand(listing.variantId)).toBe(7);
  });

  const given: Readonly<Record<string, (bench: PlanBench, sku: string) => Promise<unknown>>> = {
    set: (bench, sku) => bench.inside((tx) => setStock(tx, { items: [{ sku, onHand: 4 }], ...by })),
    none: (bench, sku) => bench.inside((tx) => setStock(tx, { items: [{ sku, onHand: 0 }], ...by })),
    adjusted: (bench, sku) => bench.inside((tx) => adjustStock(tx, { items: [{ sku, delta: 4 }], ...by })),
    counted: (bench, sku) => bench.inside((tx) => countStock(tx, { items: [{ sku, counted: 4 }], ...by })),
    "counted, none": (bench, sku) => bench.inside((tx) => countStock(tx, { items: [{ sku, counted: 0 }], ...by })),
  };
  for (const [how, give] of Object.entries(given))
    test(`${how}: with the hub called right, the first number given ends the wait`, async () => {
      await using bench = await planBench();
      const { variantId } = await bench.ours("Mug", "SKU-v1");
      await bench.record(shows("v1", 7));
      await bench.apply((await bench.plan()).runId, "hub");
      await sold(bench, variantId);
      await bench.propagate();
      expect(await bench.one("v1")).toMatchObject({ stockSync: false, stockWaits: true });
      expect(await sent(bench, "v1")).toBe(null);
      await give(bench, "SKU-v1");
      await bench.propagate();
      expect(await bench.one("v1")).toMatchObject({ stockSync: true, stockWaits: false });
      expect(await sent(bench, "v1")).toBe(how.includes("none") ? 0 : 3);
    });

  const linked: Readonly<Record<string, (bench: PlanBench, variantId: string) => Promise<unknown>>> = {
    "by hand": async (bench, variantId) => {
      await bench.record(shows("v1", 7));
      const pairs = [{ listingId: (await bench.one("v1")).id, variantId }];
      await bench.inside((tx) => mapListings(tx, { pairs, by: systemActor, now: by.now }));
    },
    "by its SKU": (bench) =>
      bench.inside((tx) =>
        recordChannelProducts(tx, {
          connectionId: bench.shop,
          products: [shows("v1", 7)],
          now: by.now,
          initial: false,
        }),
      ),
  };
  for (const [how, link] of Object.entries(linked))
    test(`an item linked ${how} after the first sync leaves the channel's number until the first one is given`, async () => {
      await using bench = await planBench();
      const { variantId } = await bench.ours("Mug", "SKU-v1");
      await place(bench);
      await link(bench, variantId);
      await bench.propagate();
      const waiting = { state: "mapped", variantId, stockSync: false, stockWaits: true, awaitsNumber: true };
      expect([await sent(bench, "v1"), await bench.one("v1")]).toMatchObject([null, waiting]);
      await given["counted"]?.(bench, "SKU-v1");
      await bench.propagate();
      const going = { stockSync: true, stockWaits: false, awaitsNumber: false };
      expect([await sent(bench, "v1"), await bench.one("v1")]).toMatchObject([4, going]);
    });

  test("a part that is counted is a number of its bundle", async () => {
    await using bench = await planBench();
    const [kit, part] = [await bench.ours("Kit", "SKU-v1"), await bench.ours("Mug", "PART")];
    await bench.inside((tx) =>
      tx.run(
        `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
         values (argosy.tenant(), $1, $2, 2)`,
        [kit.variantId, part.variantId],
      ),
    );
    await bench.record(shows("v1", 7));
    await bench.apply((await bench.plan()).runId, "hub");
    await place(bench);
    await given["set"]?.(bench, "PART");
    await bench.propagate();
    expect([await sent(bench, "v1"), (await bench.one("v1")).stockWaits]).toEqual([2, false]);
  });

  test("a number ends no wait where no shop is chosen", async () => {
    await using bench = await planBench();
    await bench.ours("Mug", "SKU-v1");
    await bench.record(shows("v1", 7));
    const { runId } = await bench.plan();
    await bench.apply(runId, "none");
    await place(bench);
    await given["set"]?.(bench, "SKU-v1");
    await bench.propagate();
    expect([await sent(bench, "v1"), (await bench.one("v1")).stockWaits]).toEqual([null, true]);
    await bench.apply(runId, "hub");
    expect((await bench.one("v1")).stockWaits).toBe(true);
  });
});

describe("a variant nobody has counted", () => {
  /** Two stores that list it, each with its number seen, and what their plans do of it. */
  async function listedTwice() {
    const db = await testDatabase();
    const shop = await testShop(db);
    const variantId = await shop.newVariant();
    const prepares = async (key: string) => {
      const store = await shop.newStore();
      const listingId = await store.list(variantId, key);
      await shop.run((tx) => tx.run("update listing set counted = true where organization_id = argosy.tenant()"));
      await store.believe(listingId, { expected: 7, observedAt: by.now });
      const chunk = { runId: newId(by.now), connectionId: store.id, stockFrom: "channel", now: by.now } as const;
      return (tx: Tx) => prepareStock(tx, [{ listingId, variantId }], chunk, { created: false });
    };
    return { db, shop, variantId, first: await prepares("a"), second: await prepares("b") };
  }

  test("an uncounted variant opens with one store's number when two stores' plans are applied at once", async () => {
    const { db, shop, variantId, first, second } = await listedTwice();
    await using _db = db;
    await shop.meet(first, second);
    expect((await shop.level(variantId)).onHand).toBe(7);
  });

  test("an uncounted variant keeps the number a person gives it while a plan is applied", async () => {
    const { db, shop, variantId, first } = await listedTwice();
    await using _db = db;
    await shop.meet((tx) => setStock(tx, { items: [{ variantId, onHand: 3 }], ...by }), first);
    expect((await shop.level(variantId)).onHand).toBe(3);
  });
});
