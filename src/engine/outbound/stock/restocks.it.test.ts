/** What a channel does with refunded goods, told or not. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OrderLine, OrderPart } from "../../../commerce/order.ts";
import { platformText } from "../../../connectors/kit/contract/answer-text.ts";
import type { Orders } from "../../../connectors/kit/contract/ports.ts";
import { observeLevels } from "../../../hub/listings/levels.ts";
import { requestCommand } from "../../../hub/orders/commands.ts";
import { actor, later, orderLine, orderPart } from "../../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../../testing.ts";
import { reportOrders } from "../../testing-orders.ts";
import { fakeChannel } from "../testing.ts";
import { explaining } from "./restocks.ts";

const MINUTE = 60_000;

/** A channel with ten mugs that sold three of them. */
async function sold(
  shipped: number,
  how: Parameters<typeof fakeChannel>[0] = { takesAt: "placed" },
  line: Partial<Pick<OrderLine, "fulfilledQuantity" | "fulfilledBy">> = {},
) {
  const channel = fakeChannel(how);
  const took = how?.basis === "available_plus_open_orders" ? shipped : 3;
  const engine = await testEngine({ stock: channel.stock });
  const { listing, variant } = await engine.listed("MUG", 10);
  await engine.engine.runUntilIdle();
  engine.clock.pass(60 * MINUTE);
  const order = orderPart("o1", {
    placedAt: new Date(engine.clock.now()).toISOString(),
    fulfilment: shipped > 0 ? "fulfilled" : "unfulfilled",
    lines: [orderLine({ variantKey: "MUG", quantity: 3, fulfilledQuantity: shipped, channelTook: took, ...line })],
  });
  channel.shown.set("MUG", 10 - took);
  await report(engine, order);
  engine.clock.pass(60 * MINUTE);
  async function pollAll(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      engine.clock.pass(4_000);
      await engine.engine.runUntilIdle();
    }
  }
  return {
    engine,
    channel,
    order,
    /** The back office changes the number, and the hub hears of it. */
    async edit(shown: number) {
      engine.clock.pass(1_000);
      channel.shown.set("MUG", shown);
      const at = new Date(engine.clock.now());
      await engine.inside((tx) =>
        observeLevels(tx, {
          connectionId: engine.store,
          levels: [{ listingId: listing, location: "", available: shown, at }],
          now: at,
        }),
      );
      await pollAll();
    },
    pollAll,
    /** Units that leave here, not told to the channel yet. */
    sellHere: (units: number) => engine.adjust(variant, -units),
    refund: (quantity: number, restocked: boolean | null, change: Partial<OrderPart> = {}) =>
      report(
        engine,
        later(order, 200 + quantity, {
          refunds: [refundOf(engine, quantity, restocked)],
          ...change,
        }),
      ),
    level: () =>
      engine.inside((tx) =>
        tx.one<{ on_hand: number; available: number }>(
          "select on_hand, available from level where organization_id = argosy.tenant()",
        ),
      ),
    conflicts: () =>
      engine.inside((tx) =>
        tx.rows<{ state: string }>("select state from conflict where organization_id = argosy.tenant() order by id"),
      ),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

const refundOf = (engine: TestEngine, quantity: number, restocked: boolean | null = null) => ({
  key: `r${quantity}`,
  amountMinor: BigInt(quantity) * 1000n,
  at: new Date(engine.clock.now()).toISOString(),
  lines: [{ lineKey: "MUG", quantity, restocked }],
});

async function report(engine: TestEngine, part: OrderPart): Promise<void> {
  await reportOrders(engine, [part], { source: "webhook" });
  await engine.engine.runUntilIdle();
}

const options: Orders["options"] = () => [{ kind: "refund", allowed: true, warnings: [] }];

/** A refund of these units is asked for here, and nothing goes back into stock. */
async function refundHere(engine: TestEngine, quantity: number): Promise<void> {
  const now = new Date(engine.clock.now());
  await engine.inside(async (tx) => {
    const { id: orderId } = await tx.one<{ id: string }>(
      "select id from sales_order where organization_id = argosy.tenant()",
    );
    const lines = [{ lineKey: "MUG", quantity, restock: false }];
    const amount = { minor: BigInt(quantity) * 1000n, currency: "EUR" };
    const command = { kind: "refund", amount, lines, moveMoney: false } as const;
    await requestCommand(tx, { orderId, command, idempotencyKey: "refund", actor, now });
  });
  await engine.engine.runUntilIdle();
}

describe("a platform that does not report restocking", () => {
  test("a number that rose by exactly the refunded units says that they are back", async () => {
    await using shop = await sold(3);
    await shop.refund(2, null);
    await shop.edit(9);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([9, { on_hand: 9, available: 9 }]);
    expect(await shop.conflicts()).toEqual([]);
    // The same refund explains nothing twice.
    await shop.edit(11);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([9, { on_hand: 9, available: 9 }]);
  });

  test("a rise of the number by either of two refunds of a line restocks that one", async () => {
    await using shop = await sold(3);
    await shop.refund(1, null);
    await shop.refund(2, null, { refunds: [refundOf(shop.engine, 1), refundOf(shop.engine, 2)] });
    await shop.edit(9);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([9, { on_hand: 9, available: 9 }]);
    await shop.edit(10);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([10, { on_hand: 10, available: 10 }]);
    expect(await shop.conflicts()).toEqual([]);
  });

  test.each([
    { compareAndSet: "none" as const, sold: 0 },
    { compareAndSet: "none" as const, sold: 1 },
    { compareAndSet: "native" as const, sold: 1 },
  ])(
    "units put back without a word are seen as soon as their refund is, with $sold sold here ($compareAndSet)",
    async ({ compareAndSet, sold: units }) => {
      await using shop = await sold(3, { takesAt: "placed", compareAndSet });
      shop.channel.shown.set("MUG", 9);
      if (units > 0) await shop.sellHere(units);
      await shop.refund(2, null);
      await shop.pollAll();
      expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([
        9 - units,
        { on_hand: 9 - units, available: 9 - units },
      ]);
      expect(await shop.conflicts()).toEqual([]);
    },
  );

  test("a rise a refund may be behind waits for a person", async () => {
    await using shop = await sold(3);
    await shop.refund(2, null);
    await shop.edit(8);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([8, { on_hand: 7, available: 7 }]);
    expect(await shop.conflicts()).toEqual([{ state: "open" }]);
  });

  test("a rise no refund can be behind is written over", async () => {
    await using shop = await sold(3);
    await shop.refund(2, null);
    await shop.edit(12);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([7, { on_hand: 7, available: 7 }]);
  });
});

describe("a shop whose number holds the units of open orders until they ship", () => {
  const SOURCES = { basis: "available_plus_open_orders", takesAt: "when it ships" } as const;

  test("units a credit memo returned to stock after they left stay there", async () => {
    await using shop = await sold(3, SOURCES);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([7, { on_hand: 7, available: 7 }]);
    await shop.refund(2, null);
    await shop.edit(9);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([9, { on_hand: 9, available: 9 }]);
    expect(await shop.conflicts()).toEqual([]);
  });

  test.each([
    { left: 8, level: { on_hand: 8, available: 7 } },
    { left: 10, level: { on_hand: 10, available: 9 } },
  ])(
    "two of three refunded before they left, and $left left there: what fell is written off",
    async ({ left, level }) => {
      await using shop = await sold(0, SOURCES);
      await shop.edit(10);
      shop.channel.shown.set("MUG", left);
      const lines = [orderLine({ variantKey: "MUG", orderedQuantity: 3, quantity: 1, channelTook: 0 })];
      await shop.refund(2, null, { lines });
      for (let round = 0; round < 6; round += 1) {
        shop.engine.clock.pass(4_000);
        await shop.engine.engine.runUntilIdle();
      }
      expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([left, level]);
      await shop.edit(left);
      expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([left, level]);
      expect(await shop.conflicts()).toEqual([]);
    },
  );

  test("units of a line nobody sends that a credit memo returned to stock are back, once", async () => {
    await using shop = await sold(3, SOURCES, { fulfilledQuantity: 0, fulfilledBy: "nobody" });
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([7, { on_hand: 7, available: 7 }]);
    await shop.refund(2, null);
    await shop.edit(9);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([9, { on_hand: 9, available: 9 }]);
    await shop.refund(2, null);
    await shop.edit(9);
    expect([await shop.level(), await shop.conflicts()]).toEqual([{ on_hand: 9, available: 9 }, []]);
  });

  test("a memo of which one unit came back and one did not is a question, not overwritten", async () => {
    await using shop = await sold(3, SOURCES);
    await shop.refund(2, null);
    await shop.edit(8);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([8, { on_hand: 7, available: 7 }]);
    expect(await shop.conflicts()).toEqual([{ state: "open" }]);
  });
});

describe("a platform that reports restocking", () => {
  test("units refunded before they left and not restocked are written off, and nothing is pushed", async () => {
    await using shop = await sold(0);
    const sends = shop.channel.sends;
    const lines = [orderLine({ variantKey: "MUG", orderedQuantity: 3, quantity: 2, channelTook: 3 })];
    await shop.refund(1, false, { lines });
    for (let minutes = 0; minutes < 60; minutes += 5) {
      shop.engine.clock.pass(5 * MINUTE);
      await shop.engine.engine.runUntilIdle();
    }
    expect([shop.channel.shown.get("MUG"), shop.channel.sends - sends]).toEqual([7, 0]);
    expect(await shop.level()).toEqual({ on_hand: 9, available: 7 });
  });

  test("units counted per line as not back are written off, whichever refund they are of", async () => {
    await using shop = await sold(0);
    shop.channel.shown.set("MUG", 8);
    const line = orderLine({ variantKey: "MUG", orderedQuantity: 3, quantity: 1, channelTook: 2 });
    const refunds = [refundOf(shop.engine, 1), { ...refundOf(shop.engine, 1), key: "another" }];
    await shop.refund(1, null, { lines: [{ ...line, keptOutQuantity: 1 }], refunds });
    await shop.edit(8);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([8, { on_hand: 9, available: 8 }]);
  });

  const baseLine = { orderedQuantity: 3, channelTook: 3, fulfilledQuantity: 0 };
  test.each([
    ["as kept out", { ...baseLine, quantity: 0, keptOutQuantity: 3 }, 3],
    ["as a refund that put nothing back", { ...baseLine, quantity: 0 }, 3],
    ["as one of three", { ...baseLine, quantity: 2 }, 1],
  ] as const)(
    "units that never left, refunded by the hub without restock and told %s, are written off, and nothing is pushed",
    async (_how, change, quantity) => {
      await using shop = await sold(0);
      const { engine } = shop;
      const refunds = [refundOf(engine, quantity, "keptOutQuantity" in change ? null : false)];
      const lines = [orderLine({ variantKey: "MUG", ...change })];
      const financial = quantity < 3 ? "partially_refunded" : "refunded";
      const order = later(shop.order, 200, { lines, refunds, financial });
      const execute: Orders["execute"] = async () => ({ state: "done", text: platformText("Refunded there."), order });
      engine.ports = {
        ...engine.ports,
        orders: { essential: {}, sweeps: [], get: async () => null, options, execute },
      };
      const sends = shop.channel.sends;
      await refundHere(engine, quantity);
      for (let minutes = 0; minutes < 60; minutes += 5) {
        engine.clock.pass(5 * MINUTE);
        await engine.engine.runUntilIdle();
      }
      const held = 3 - quantity;
      expect([shop.channel.shown.get("MUG"), shop.channel.sends - sends]).toEqual([7, 0]);
      expect(await shop.level()).toEqual({ on_hand: 7 + held, available: 7 });
      expect(await shop.conflicts()).toEqual([]);
    },
  );

  test("units refunded before they left and restocked are free, here and there", async () => {
    await using shop = await sold(0);
    shop.channel.shown.set("MUG", 8);
    const lines = [orderLine({ variantKey: "MUG", orderedQuantity: 3, quantity: 2, channelTook: 2 })];
    await shop.refund(1, true, { lines });
    await shop.edit(8);
    expect([shop.channel.shown.get("MUG"), await shop.level()]).toEqual([8, { on_hand: 10, available: 8 }]);
  });
});

describe("a rise is any one refund, or any set of them", () => {
  const line = (units: number, ...parts: number[]) => ({ units, parts });
  const units = (rise: number, lines: readonly ReturnType<typeof line>[]) =>
    explaining(rise, lines)?.map((one) => one.units) ?? null;

  test("a rise of several lines is any one refund, or any set of them", () => {
    const lines = [line(2, 2), line(3, 3), line(0)];
    expect(units(3, lines)).toEqual([3]);
    expect(units(5, lines)).toEqual([2, 3]);
    expect(units(4, lines)).toBeNull();
    expect(units(0, [line(0)])).toBeNull();
  });

  test("a rise of one line is never more than is open of it", () => {
    expect(units(2, [line(4, 2, 2)])).toEqual([2]);
    expect(units(4, [line(4, 2, 2)])).toEqual([4]);
    expect(units(1, [line(4, 1, 3)])).toEqual([1]);
    expect(units(2, [line(4, 1, 3)])).toBeNull();
    expect(units(4, [line(2, 2, 2)])).toBeNull();
    expect(units(3, [line(3, 1, 1), line(2, 2)])).toEqual([1, 2]);
  });

  test("a result adds up to the rise and stays within each line", () => {
    const lines = fc.array(
      fc
        .array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 })
        .chain((parts) => fc.nat(parts.reduce((sum, one) => sum + one, 0)).map((open) => line(open, ...parts))),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(fc.nat(20), lines, (rise, some) => {
        const found = explaining(rise, some);
        if (!found) return;
        expect(found.reduce((sum, one) => sum + one.units, 0)).toBe(rise);
        for (const one of found)
          expect(some.some((each) => each.parts === one.parts && one.units <= each.units)).toBe(true);
      }),
      { seed: 54, numRuns: 2_000 },
    );
  });
});
