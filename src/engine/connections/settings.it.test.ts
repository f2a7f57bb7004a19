/** Every sync setting of a store, changed: something becomes different. A setting without an entry here does not compile. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import type { InboundChange, InboundEvent } from "../../connectors/kit/contract/webhooks.ts";
import { planSweeps } from "../../connectors/kit/pull/sweep-plan.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { patchStore } from "../../hub/store-settings/patch-store.ts";
import { DEFAULT_SETTINGS, type StoreSettings } from "../../hub/stores/settings.ts";
import { refreshDesiredStock } from "../outbound/stock/refresh-desired-stock.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { readOnlyOrders } from "../testing-ports.ts";

type Settings = Readonly<Record<string, Json>>;

/** A value other than the default, and what is looked at before and after; or the test that proves it elsewhere. */
type Proof<V> =
  | { readonly to: V; readonly seen: () => Promise<unknown> | unknown; readonly beside?: Settings }
  | { readonly provedIn: string; readonly by: string };

type Proofs = {
  readonly [S in keyof StoreSettings]: { readonly [K in keyof StoreSettings[S]]: Proof<StoreSettings[S][K]> };
};

/** A walk that finds nothing. */
async function* nothing() {
  yield { items: [], cursor: "1", safeToSave: true };
}

const changes = new Map<string, InboundChange>();
const shop = fakeChannel();
const platform = { subscribed: 0, received: 0 };
let engine: TestEngine;
let count = 0;

const ports: Ports = {
  orders: readOnlyOrders({ id: "changed", mode: "changed", everyMs: 5 * 60_000, run: nothing }),
  products: {
    sweeps: [{ id: "changed", mode: "changed", everyMs: 15 * 60_000, run: nothing }],
    get: async () => null,
  },
  stock: { ...shop.stock, atMarketplace: { read: async (items) => items.map(({ key }) => ({ key, units: 7 })) } },
  subscriptions: {
    list: async () => [],
    async ensure(ctx) {
      platform.subscribed = 1;
      const url = ctx.publicUrl("") ?? "";
      return { subscriptions: [{ key: "1", topic: "all", url, state: "active" }], secrets: {}, recreated: 0 };
    },
    async remove() {
      platform.subscribed = 0;
    },
  },
  queue: {
    everyMs: 60_000,
    async receive() {
      platform.received += 1;
      return [];
    },
    acknowledge: async () => undefined,
  },
  webhooks: {
    secrets: () => [],
    verify: () => ({ outcome: "signed" }),
    read: () => [],
    reply: () => ({ status: 200 }),
    interpret: async ({ ref }) => changes.get(ref) ?? { as: "nothing", reason: "" },
  },
};

beforeAll(async () => {
  engine = await testEngine(ports);
  // Webhooks are registered first: with them the orders are looked at, and this shop has none of those it tells of.
  await wake("sweep");
  for (let round = 0; round < 4; round += 1) await engine.engine.runUntilIdle();
});
afterAll(() => engine[Symbol.asyncDispose]());

const now = () => new Date(engine.clock.now());
const wake = (kind: "inbox" | "sweep" | "outbound") =>
  engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], $2, $3)", [engine.store, kind, now()]),
  );

async function deliver(kind: InboundEvent["kind"], understood: (ref: string) => InboundChange): Promise<string> {
  count += 1;
  const ref = `${kind}-${count}`;
  changes.set(ref, understood(ref));
  await engine.db.owner.run(
    `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, trusted, headers, body,
       received_at, due_at)
     values ($1, $2, $3, $4, $3, true, '{}', '', $5, $5)`,
    [engine.organization, engine.store, kind, ref, now()],
  );
  await wake("inbox");
  await engine.engine.runUntilIdle();
  return ref;
}

/** What becomes of a new order the channel tells: its status here, or null. */
async function order(change: Partial<OrderPart> = {}): Promise<string | null> {
  const ref = await deliver("order", (key) => ({
    as: "orders",
    parts: [
      orderPart(key, { number: key, platformStatus: "odd", lines: [orderLine({ key, quantity: 1 })], ...change }),
    ],
  }));
  const row = await engine.db.owner.maybe<{ status: string }>(
    "select status from argosy.sales_order where connection_id = $1 and ext_key = $2",
    [engine.store, ref],
  );
  return row?.status ?? null;
}

async function product(): Promise<boolean> {
  const ref = await deliver("product", (key) => ({
    as: "products",
    products: [channelProduct(key, [channelVariant(key)])],
  }));
  const { there } = await engine.db.owner.one<{ there: boolean }>(
    "select exists (select 1 from argosy.product_listing where connection_id = $1 and ext_key = $2) as there",
    [engine.store, ref],
  );
  return there;
}

async function planned(): Promise<unknown> {
  const { settings } = await engine.db.owner.one<{ settings: Settings }>(
    "select settings from argosy.connection where id = $1",
    [engine.store],
  );
  return planSweeps({ ports, settings, hasAddress: true });
}

/** Whether the platform is told a number that changed here. */
async function stockSent(): Promise<boolean> {
  count += 1;
  const { variant } = await engine.listed(`SENT-${count}`, 9);
  await engine.inside((tx) => refreshDesiredStock(tx, [variant], now()));
  // A number never confirmed is looked at, and the orders that may explain it are read, before it is raised.
  for (let round = 0; round < 4; round += 1) {
    await wake("outbound");
    await engine.engine.runUntilIdle();
    engine.clock.pass(5_000);
  }
  return shop.shown.get(`SENT-${count}`) === 9;
}

/** What an order's status is after the channel told another than was set here. */
async function heldStatus(): Promise<string | undefined> {
  const report = (key: string, status: OrderPart["status"], after: bigint) =>
    deliver("order", () => ({
      as: "orders",
      parts: [
        orderPart(key, {
          number: key,
          status,
          version: { kind: "time", value: 2n ** 60n + after },
          lines: [orderLine({ key, quantity: 1 })],
        }),
      ],
    }));
  const key = `held-${count}`;
  await report(key, "on_hold", 0n);
  await engine.db.owner.run(
    `insert into argosy.command (organization_id, order_id, connection_id, kind, input, idempotency_key, state,
       requested_by)
     select organization_id, id, connection_id, 'status', '{"status":"on_hold"}', 'set', 'done', 'test'
     from argosy.sales_order
     where ext_key = $1`,
    [key],
  );
  await report(key, "processing", 1n);
  const sql = "select status from argosy.sales_order where ext_key = $1";
  return (await engine.db.owner.maybe<{ status: string }>(sql, [key]))?.status;
}

/** What a customer is called after a second order with another name. */
async function customerName(): Promise<string | undefined> {
  const email = `c${count}@example.com`;
  for (const name of ["First", "Second"]) await order({ contact: { quality: "real", name, email } });
  const sql = "select name from argosy.customer where email = $1";
  return (await engine.db.owner.maybe<{ name: string }>(sql, [email]))?.name;
}

async function webhooks(): Promise<unknown> {
  platform.received = 0;
  engine.clock.pass(16 * 60_000);
  await wake("sweep");
  for (let round = 0; round < 4; round += 1) await engine.engine.runUntilIdle();
  return { registered: platform.subscribed, listens: platform.received > 0, heard: await order() };
}

const proofs: Proofs = {
  orders: {
    enabled: { to: false, seen: order },
    automatic: { to: false, seen: planned },
    intervalMinutes: { to: 45, seen: planned },
    statuses: { to: ["completed"], seen: order },
    fulfilledBy: { to: "marketplace", seen: order },
    statusMap: { to: { odd: "on_hold" }, seen: order },
    tellsHolds: {
      provedIn: "src/hub/order-holds/order-holds.it.test.ts",
      by: "a channel whose settings say so is not told of holds",
    },
    sendsInvoices: {
      provedIn: "src/engine/outbound/order-documents.it.test.ts",
      by: "an invoice is sent by itself where the channel's settings say so",
    },
    unpaidHoldMinutes: {
      provedIn: "src/hub/orders/unpaid.it.test.ts",
      by: "an unpaid order of a channel that says nothing holds its units as long as the store's settings say",
    },
  },
  inventory: {
    enabled: { to: false, seen: stockSent },
    automatic: { to: false, seen: planned },
    intervalMinutes: { to: 90, seen: planned },
    fulfilledBy: { to: "marketplace", seen: async () => [await planned(), await stockSent()] },
    holdPercent: {
      provedIn: "src/engine/outbound/stock/stock-guard.it.test.ts",
      by: "an import that empties most of a store is held, told once, and everything else goes on",
    },
    holdLeast: {
      provedIn: "src/engine/outbound/stock/stock-guard.it.test.ts",
      by: "zeros that come in small steps are held from the threshold on",
    },
  },
  listings: {
    enabled: { to: false, seen: product },
    automatic: { to: false, seen: planned },
    several: {
      provedIn: "src/hub/listings/review.it.test.ts",
      by: "several items of a store may stand for one variant: done, and warned about",
    },
    select: {
      provedIn: "src/engine/plan/choices.it.test.ts",
      by: "a product is proposed for a store only where it is chosen for it",
    },
  },
  publish: {
    products: {
      provedIn: "src/engine/outbound/publish.it.test.ts",
      by: "a store switched on gets what it may have and lacks, and what is made afterwards; not what waits there to be linked [A4.1]",
    },
    content: {
      provedIn: "src/engine/outbound/publish.it.test.ts",
      by: "linked products follow edits here with the store's content switch on [A4.2]",
    },
    categories: {
      provedIn: "src/engine/outbound/publish.it.test.ts",
      by: "categories made, renamed, moved and deleted here are so there; what is refused is said [A4.4]",
    },
    customers: {
      provedIn: "src/engine/outbound/publish.it.test.ts",
      by: "a customer corrected here is corrected in the account they have there, once the store is to hear of it [A4.8]",
    },
  },
  webhooks: {
    enabled: { to: false, seen: webhooks },
    topics: { to: ["products"], seen: order },
  },
  prices: {
    newItems: {
      provedIn: "test/allocation.test.ts",
      by: "prices follow a store's rule, its rates and what is set for an item",
    },
  },
  policy: {
    content: {
      provedIn: "src/engine/outbound/products.it.test.ts",
      by: "the channel wins: its edit is taken over, and nothing is sent back",
    },
    price: { provedIn: "src/hub/listings/observed.it.test.ts", by: "an edited price waits where a person decides" },
    stock: {
      provedIn: "src/engine/outbound/stock/stock-guard.it.test.ts",
      by: "a store that asks: an edited number waits, is shown, and is settled either way",
    },
    order: { to: "hub", seen: heldStatus },
    fulfilment: {
      provedIn: "src/hub/orders/policies.it.test.ts",
      by: "of them here, count while the channel reports none",
    },
    customer: { to: "hub", seen: customerName },
    fields: {
      provedIn: "src/http/conflicts.it.test.ts",
      by: "conflicts are listed by choice, settled one by one, together, and for ever",
    },
  },
};

async function set(section: string, values: Json): Promise<void> {
  await engine.inside((tx) =>
    patchStore(tx, {
      connectionId: engine.store,
      by: systemActor,
      now: now(),
      patch: { settings: { [section]: values } },
    }),
  );
}

describe("a setting does what it says", () => {
  const all = Object.entries(proofs).flatMap(([section, group]) =>
    Object.entries<Proof<unknown>>(group).map(([name, proof]) => ({ section, name, proof })),
  );

  test.each(all.map((one) => [`${one.section}.${one.name}`, one] as const))(
    "%s",
    async (_name, { section, name, proof }) => {
      if ("provedIn" in proof) {
        expect(readFileSync(proof.provedIn, "utf8")).toContain(proof.by);
        return;
      }
      const usual = (DEFAULT_SETTINGS as unknown as Record<string, Record<string, Json>>)[section]?.[name] ?? null;
      const before = await proof.seen();
      await set(section, { [name]: proof.to as Json });
      const after = await proof.seen();
      await set(section, { [name]: usual });
      expect(after).not.toEqual(before);
      expect(await proof.seen()).toEqual(before);
    },
  );

  test("an order that is here is kept up, whatever is left out from now on [A10.1, A10.3]", async () => {
    const key = await deliver("order", (ref) => ({
      as: "orders",
      parts: [orderPart(ref, { number: ref, lines: [orderLine({ key: ref, quantity: 1 })] })],
    }));
    await set("orders", { enabled: false });
    const later = orderPart(key, {
      number: key,
      status: "cancelled",
      version: { kind: "time", value: 2n ** 60n },
      lines: [orderLine({ key, quantity: 0, orderedQuantity: 1 })],
    });
    await deliver("order", () => ({ as: "orders", parts: [later] }));
    expect(
      await engine.db.owner.one("select status from argosy.sales_order where connection_id = $1 and ext_key = $2", [
        engine.store,
        key,
      ]),
    ).toEqual({ status: "cancelled" });
    await set("orders", { enabled: true });
  });

  test("a store without webhooks of a subject, or of all, receives only access and privacy [A10.9]", async () => {
    const removed = async () => {
      await deliver("uninstalled", () => ({ as: "uninstalled" }));
      const sql = "select state from argosy.connection where id = $1";
      const { state } = await engine.db.owner.one<{ state: string }>(sql, [engine.store]);
      await engine.db.owner.run("update argosy.connection set state = 'active' where id = $1", [engine.store]);
      return state;
    };
    await set("webhooks", { topics: ["stock"] });
    expect([await order(), await product(), await removed()]).toEqual([null, false, "needs_reauth"]);
    await set("webhooks", { topics: ["orders", "products"] });
    expect([await order(), await product()]).toEqual(["processing", true]);
    await set("webhooks", { enabled: false, topics: [] });
    expect([await order(), await product(), await removed()]).toEqual([null, false, "needs_reauth"]);
    await set("webhooks", { enabled: true });
  });

  test("the marketplace's own stock is read and shown, and never written; not where the seller's alone is wished [A10.6, D7.3]", async () => {
    const { listing } = await engine.listed("FBA", 9);
    await engine.db.owner.run("update argosy.listing set counted = false where id = $1", [listing]);
    const read = async () => {
      engine.clock.pass(61 * 60_000);
      await wake("sweep");
      for (let round = 0; round < 4; round += 1) await engine.engine.runUntilIdle();
      const sql = "select marketplace_units as units, marketplace_at as at from argosy.listing where id = $1";
      return engine.db.owner.one<{ units: number | null; at: Date | null }>(sql, [listing]);
    };
    await set("inventory", { fulfilledBy: "merchant" });
    expect(await read()).toEqual({ units: null, at: null });
    await set("inventory", { fulfilledBy: "all" });
    expect((await read()).units).toBe(7);
    expect(shop.shown.has("FBA")).toBe(false);
  });

  test("an order filtered out is logged, and its delivery does not fail [A10.3]", async () => {
    await set("orders", { statuses: ["completed"] });
    await order();
    await set("orders", { statuses: [] });
    expect(
      await engine.db.owner.rows(
        `select text
         from argosy.sync_log
         where connection_id = $1 and text like '%was not imported: % exclude orders with this status%'`,
        [engine.store],
      ),
    ).not.toEqual([]);
  });
});
