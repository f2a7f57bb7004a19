/** Orders that were open when a channel was connected hold their units, whatever its number counts. */
import { describe, expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { timeVersion } from "../../commerce/version.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { listListings } from "../../hub/listings/index.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { listOrders } from "../../hub/orders/list.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { type FakeChannel, fakeChannel } from "../outbound/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { applyPlan } from "./apply.ts";
import { buildPlan } from "./build.ts";

const MINUTE = 60_000;
type Basis = "available" | "available_plus_open_orders";

/** A shop as it stands when it is connected; the clock begins at its cut-over. */
class Connecting {
  readonly engine: TestEngine;
  readonly channel: FakeChannel;
  readonly basis: Basis;

  constructor(engine: TestEngine, channel: FakeChannel, basis: Basis) {
    this.engine = engine;
    this.channel = channel;
    this.basis = basis;
  }

  /** An order from yesterday: units shipped have left the shop's number on either basis, open ones on one. */
  order(units: { quantity: number; shipped?: number }, change: Partial<OrderPart> = {}): OrderPart {
    const { quantity, shipped = 0 } = units;
    const isGone = change.status === "cancelled";
    const took = isGone ? 0 : this.basis === "available" ? quantity : shipped;
    return orderPart("o1", {
      placedAt: new Date(this.engine.clock.now() - 24 * 60 * MINUTE).toISOString(),
      version: timeVersion(new Date(this.engine.clock.now()).toISOString()),
      fulfilment: shipped === 0 ? "unfulfilled" : shipped < quantity ? "partial" : "fulfilled",
      lines: [orderLine({ variantKey: "MUG", quantity, fulfilledQuantity: shipped, channelTook: took })],
      ...change,
    });
  }

  async tell(part: OrderPart, how: { readonly history?: boolean } = {}): Promise<void> {
    const { store, clock } = this.engine;
    const now = new Date(clock.now());
    await this.engine.inside(async (tx) => {
      const { at } = await tx.one<{ at: Date }>("select stock_cutover_at as at from connection where id = $1", [store]);
      await applyOrderParts(tx, {
        connection: { id: store, name: "Shop", orderPrefix: "SH", stockCutoverAt: at },
        parts: [part],
        compareAndSet: "none",
        now,
        source: "poll",
        actor: { kind: "channel", id: store, name: "Shop" },
        ...how,
      });
    });
    await this.engine.engine.runUntilIdle();
  }

  /** The first look at the shop, taken over as it stands. */
  async open(shown: number): Promise<void> {
    this.channel.shown.set("MUG", shown);
    const { db, organization, store, clock } = this.engine;
    const now = new Date(clock.now());
    const levels = [{ location: "", available: shown }];
    await this.engine.inside((tx) =>
      recordChannelProducts(tx, {
        connectionId: store,
        products: [channelProduct("p1", [channelVariant("MUG", { levels })])],
        now,
        initial: true,
      }),
    );
    const { id } = await db.owner.one<{ id: string }>(
      `insert into run (organization_id, connection_id, kind, requested_by)
       values ($1, $2, 'plan', 'test')
       returning id`,
      [organization, store],
    );
    await this.engine.inside((tx) => buildPlan(tx, { runId: id, connectionId: store }, now));
    await applyPlan(db.database, {
      organization,
      runId: id,
      connectionId: store,
      stockFrom: "channel",
      now: () => now,
      onChunk: async () => undefined,
    });
    await this.engine.engine.runUntilIdle();
  }

  pass(minutes: number): void {
    this.engine.clock.pass(minutes * MINUTE);
  }

  level() {
    return this.engine.inside((tx) =>
      tx.maybe<{ on_hand: number; reserved: number; available: number }>(
        "select on_hand, reserved, available from level where organization_id = argosy.tenant()",
      ),
    );
  }

  async later(minutes = 60): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 2) {
      this.pass(2);
      await this.engine.engine.runUntilIdle();
    }
  }
}

async function connecting(basis: Basis): Promise<Connecting & AsyncDisposable> {
  const channel = fakeChannel({ basis, takesAt: "" });
  const engine = await testEngine({ stock: channel.stock });
  await engine.db.owner.run("update connection set stock_basis = $2 where id = $1", [engine.store, basis]);
  return Object.assign(new Connecting(engine, channel, basis), {
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  });
}

describe.each([
  { basis: "available", free: 25 },
  { basis: "available_plus_open_orders", free: 20 },
] as const)("a shop of basis $basis that shows 25 with five ordered", ({ basis, free }) => {
  const held = { on_hand: free + 5, reserved: 5, available: free };

  test.each(["before", "after"] as const)(
    "an order that arrives %s its stock keeps the shop's number and holds five",
    async (when) => {
      await using shop = await connecting(basis);
      if (when === "before") await shop.tell(shop.order({ quantity: 5 }), { history: true });
      shop.pass(1);
      await shop.open(25);
      shop.pass(1);
      if (when === "after") await shop.tell(shop.order({ quantity: 5 }), { history: true });
      expect(await shop.level()).toEqual(held);
      await shop.later();
      expect([shop.channel.shown.get("MUG"), shop.channel.sends]).toEqual([25, 0]);
      const { items } = await shop.engine.inside((tx) => listOrders(tx, { toShip: true, limit: 10 }));
      expect(items.map(({ number, isHistory }) => [number, isHistory])).toEqual([["SH-o1", false]]);
    },
  );

  test("a shipment of the five makes them leave", async () => {
    await using shop = await connecting(basis);
    await shop.tell(shop.order({ quantity: 5 }), { history: true });
    shop.pass(1);
    await shop.open(25);
    shop.pass(10);
    shop.channel.shown.set("MUG", free);
    await shop.tell(shop.order({ quantity: 5, shipped: 5 }, { status: "completed" }));
    await shop.later();
    expect(await shop.level()).toEqual({ on_hand: free, reserved: 0, available: free });
    expect([shop.channel.shown.get("MUG"), shop.channel.sends]).toEqual([free, 0]);
  });

  test("a cancellation of the five frees them again, here and there", async () => {
    await using shop = await connecting(basis);
    await shop.open(25);
    await shop.tell(shop.order({ quantity: 5 }), { history: true });
    shop.pass(10);
    shop.channel.shown.set("MUG", free + 5);
    await shop.tell(shop.order({ quantity: 5 }, { status: "cancelled" }));
    await shop.later();
    expect(await shop.level()).toEqual({ on_hand: free + 5, reserved: 0, available: free + 5 });
    expect([shop.channel.shown.get("MUG"), shop.channel.sends]).toEqual([free + 5, 0]);
  });

  test("a cancellation before the number was read adds nothing", async () => {
    await using shop = await connecting(basis);
    await shop.tell(shop.order({ quantity: 5 }), { history: true });
    shop.pass(10);
    const cancelled = shop.order({ quantity: 5 }, { status: "cancelled" });
    shop.pass(1);
    await shop.open(25);
    shop.pass(1);
    await shop.tell(cancelled);
    await shop.later();
    expect(await shop.level()).toEqual({ on_hand: 25, reserved: 0, available: 25 });
    expect([shop.channel.shown.get("MUG"), shop.channel.sends]).toEqual([25, 0]);
  });

  test("a shipment of two before the number was read leaves three held", async () => {
    await using shop = await connecting(basis);
    await shop.tell(shop.order({ quantity: 5, shipped: 2 }), { history: true });
    await shop.open(25);
    const open = basis === "available" ? 25 : 22;
    expect(await shop.level()).toEqual({ on_hand: open + 3, reserved: 3, available: open });
    await shop.later();
    expect([shop.channel.shown.get("MUG"), shop.channel.sends]).toEqual([25, 0]);
  });
});

test.each(["before", "after"] as const)(
  "an order that waits for its payment, told %s the stock, holds nothing until the shop puts its units aside",
  async (when) => {
    await using shop = await connecting("available");
    const lines = [orderLine({ variantKey: "MUG", quantity: 5, channelTook: 0 })];
    const waiting = shop.order({ quantity: 5 }, { status: "pending", financial: "pending", lines });
    if (when === "before") await shop.tell(waiting, { history: true });
    shop.pass(1);
    await shop.open(25);
    shop.pass(1);
    if (when === "after") await shop.tell(waiting, { history: true });
    await shop.later();
    expect(await shop.level()).toEqual({ on_hand: 25, reserved: 0, available: 25 });
    expect([shop.channel.shown.get("MUG"), shop.channel.sends]).toEqual([25, 0]);

    shop.channel.shown.set("MUG", 20);
    await shop.tell(shop.order({ quantity: 5 }, { status: "processing", financial: "paid" }));
    await shop.later();
    expect(await shop.level()).toEqual({ on_hand: 25, reserved: 5, available: 20 });
    expect([shop.channel.shown.get("MUG"), shop.channel.sends]).toEqual([20, 0]);
  },
);

test("a sold out shop holds what it has sold and not sent", async () => {
  await using shop = await connecting("available");
  await shop.open(0);
  await shop.tell(shop.order({ quantity: 3 }), { history: true });
  expect(await shop.level()).toEqual({ on_hand: 3, reserved: 3, available: 0 });
});

test.each([
  { basis: "available", shown: -2 },
  { basis: "available_plus_open_orders", shown: 3 },
] as const)("a shop of basis $basis that has sold two more than it has keeps its number", async ({ basis, shown }) => {
  await using shop = await connecting(basis);
  await shop.tell(shop.order({ quantity: 5 }), { history: true });
  shop.pass(1);
  await shop.open(shown);
  await shop.later();
  expect(await shop.level()).toEqual({ on_hand: 3, reserved: 3, available: 0 });
  expect([shop.channel.shown.get("MUG"), shop.channel.sends]).toEqual([shown, 0]);
  // What comes in is owed to the order, and told where the number is what lies there.
  const { items } = await shop.engine.inside((tx) => listListings(tx, { limit: 10 }));
  await shop.engine.adjust(items[0]?.variantId ?? "", 3);
  await shop.later(4);
  expect(shop.channel.shown.get("MUG")).toBe(basis === "available" ? 1 : 6);
});

test("a finished order from before is history and moves nothing; what comes back of it later does [A3.13]", async () => {
  await using shop = await connecting("available");
  await shop.open(25);
  const sent = shop.order({ quantity: 5, shipped: 5 }, { status: "completed" });
  await shop.tell(sent, { history: true });
  expect(await shop.level()).toEqual({ on_hand: 25, reserved: 0, available: 25 });
  shop.pass(10);
  shop.channel.shown.set("MUG", 27);
  const lines = sent.lines.map((line) => ({ ...line, restockedQuantity: 2, channelTook: 3 }));
  await shop.tell(shop.order({ quantity: 5, shipped: 5 }, { status: "completed", lines }));
  await shop.later();
  expect(await shop.level()).toEqual({ on_hand: 27, reserved: 0, available: 27 });
  expect([shop.channel.shown.get("MUG"), shop.channel.sends]).toEqual([27, 0]);
  const { items } = await shop.engine.inside((tx) => listOrders(tx, { isHistory: true, limit: 10 }));
  expect(items).toHaveLength(1);
});

test("a shop that owes units keeps its number below zero, and so does the hub", async () => {
  await using shop = await connecting("available");
  await shop.open(-3);
  await shop.later();
  expect(await shop.level()).toEqual({ on_hand: -3, reserved: 0, available: -3 });
  expect([shop.channel.shown.get("MUG"), shop.channel.sends]).toEqual([-3, 0]);
  const { items } = await shop.engine.inside((tx) => listListings(tx, { limit: 10 }));
  await shop.engine.adjust(items[0]?.variantId ?? "", 10);
  await shop.engine.engine.runUntilIdle();
  expect(shop.channel.shown.get("MUG")).toBe(7);
});
