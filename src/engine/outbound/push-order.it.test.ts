import { describe, expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { OrderForChannel, OrderQuote, Orders } from "../../connectors/kit/ports.ts";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { createOrder, type NewOrder } from "../../hub/orders/create.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import { pushAgain } from "../../hub/orders/push-request.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";

/** A channel that charges what it likes. */
function channel(charges: { total: bigint; quotes?: boolean }) {
  const taken: { order: OrderForChannel; quote?: OrderQuote | undefined }[] = [];
  const part = (order: OrderForChannel): OrderPart =>
    orderPart("o1", {
      totals: {
        currency: order.currency,
        subtotalMinor: charges.total,
        discountMinor: 0n,
        taxMinor: 0n,
        shippingMinor: 0n,
        feesMinor: 0n,
        totalMinor: charges.total,
        taxIncluded: true,
      },
      lines: order.lines.map(({ sku, quantity }, n) => orderLine({ key: `${n + 1}`, sku, quantity })),
    });
  const orders: Orders = {
    sweeps: [],
    get: async () => null,
    options: () => [],
    execute: async () => ({ state: "unsupported", text: "No." }),
    async create({ order, quote }) {
      taken.push({ order, quote });
      return part(order);
    },
    ...(charges.quotes && {
      quote: async ({ order }) => ({ currency: order.currency, totalMinor: charges.total, saved: { cart: "7" } }),
    }),
  };
  return { orders, taken };
}

async function sold(engine: TestEngine, more: Partial<NewOrder> = {}): Promise<string> {
  const { variant } = await engine.listed("MUG", 5);
  const now = new Date(engine.clock.now());
  const lines = [{ variantId: variant, quantity: 2, unitPrice: "150.33", discountMinor: 50n }];
  const order = await engine.inside((tx) =>
    createOrder(tx, { connectionId: engine.store, currency: "EUR", lines, financial: "paid", actor, now, ...more }),
  );
  return order.id;
}

const seen = (engine: TestEngine, id: string) => engine.inside((tx) => getOrder(tx, id));
const alerts = async (engine: TestEngine) =>
  (await engine.inside((tx) => listAlerts(tx, { state: "open", now: new Date(engine.clock.now()) }))).items;

describe("an order made here goes to its channel", () => {
  test("with subtotal, discount and total of each line and of the whole [E4.2]", async () => {
    const { orders, taken } = channel({ total: 30_516n });
    await using engine = await testEngine({ orders });
    await sold(engine, { shippingMinor: 500n });
    await engine.engine.drain();
    expect(taken[0]?.order).toMatchObject({
      taxIncluded: true,
      taxMinor: null,
      shippingMinor: 500n,
      totalMinor: 30_516n,
      lines: [
        { variantKey: "MUG", unitPrice: "150.33", subtotalMinor: 30_066n, discountMinor: 50n, totalMinor: 30_016n },
      ],
    });
    expect(await alerts(engine)).toEqual([]);
  });

  test("and stops before anything is written when the channel's own total is another; both figures are told", async () => {
    const { orders, taken } = channel({ total: 29_492n, quotes: true });
    await using engine = await testEngine({ orders });
    const id = await sold(engine);
    await engine.engine.drain();
    expect(taken).toEqual([]);
    const order = await seen(engine, id);
    expect([order.pushState, order.commands[0]?.state, order.commands[0]?.quotedMinor]).toEqual([
      "failed",
      "rejected",
      29_492n,
    ]);
    const [alert] = await alerts(engine);
    expect(alert).toMatchObject({ kind: "command_failed", text: expect.stringMatching(/294\.92 EUR.*300\.16 EUR/s) });
  });

  test("goes on with the channel's total when the seller accepts that one, and only that one", async () => {
    const charges = { total: 29_492n, quotes: true };
    const { orders, taken } = channel(charges);
    await using engine = await testEngine({ orders });
    const id = await sold(engine);
    await engine.engine.drain();
    const accept = () =>
      engine.inside((tx) =>
        pushAgain(tx, {
          orderId: id,
          accept: { currency: "EUR", totalMinor: 29_492n },
          actor,
          now: new Date(engine.clock.now()),
        }),
      );
    charges.total = 29_000n;
    await accept();
    await engine.engine.drain();
    expect([taken.length, (await seen(engine, id)).commands[0]?.quotedMinor]).toEqual([0, 29_000n]);
    charges.total = 29_492n;
    await accept();
    await engine.engine.drain();
    expect(taken.map(({ quote }) => quote)).toEqual([{ currency: "EUR", totalMinor: 29_492n, saved: { cart: "7" } }]);
    expect([(await seen(engine, id)).pushState, await alerts(engine)]).toEqual(["synced", []]);
  });

  test("raises an alert with both figures when the channel made it with another total [E4.3]", async () => {
    const { orders } = channel({ total: 29_492n });
    await using engine = await testEngine({ orders });
    const id = await sold(engine);
    await engine.engine.drain();
    expect(await alerts(engine)).toMatchObject([
      {
        kind: "order_total_differs",
        subjectId: id,
        text: "Shop made the order with a total of 294.92 EUR; here it was 300.16 EUR.",
      },
    ]);
  });
});

test("an item nobody has linked yet goes out as itself where one of the channel's has its SKU", async () => {
  const { orders, taken } = channel({ total: 30_016n });
  await using engine = await testEngine({ orders });
  await sold(engine);
  await engine.db.owner.run("update argosy.listing set variant_id = null, state = 'unmapped'");
  await engine.engine.drain();
  expect(taken.map(({ order }) => order.lines[0]?.variantKey)).toEqual(["MUG"]);
});
