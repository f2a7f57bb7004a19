import { afterEach, describe, expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { timeVersion } from "../../commerce/version.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { OrderDraft, OrderForChannel, OrderQuote, Orders } from "../../connectors/kit/contract/ports.ts";
import { cleanUp, platform } from "../../connectors/kit/testing/toy.ts";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { createOrder, type NewOrder } from "../../hub/orders/create.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import { pushAgain } from "../../hub/orders/push-request.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";

afterEach(cleanUp);

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
    essential: {},
    sweeps: [],
    get: async () => null,
    options: () => [],
    execute: async () => ({ state: "unsupported", text: platformText("No.") }),
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
  test("an order requested of the channel's services is pending, once a key, and created there once", async () => {
    const { orders, taken } = channel({ total: 1_000n });
    await using engine = await testEngine({ orders });
    const { variant } = await engine.listed("MUG", 5);
    const of = { organization: engine.organization, connectionId: engine.store };
    const services = await engine.engine.services.for(of);
    const lines = [{ variantId: variant, quantity: 1, unitPrice: "10.00" }];
    const order = { currency: "EUR", lines, financial: "paid", requestKey: "till-1", actor } as const;
    const made = await services.createOrder(order);
    expect(made).toMatchObject({ pushState: "pending" });
    expect((await services.createOrder(order)).id).toBe(made.id);
    await engine.engine.runUntilIdle();
    expect(taken).toHaveLength(1);
    expect(await seen(engine, made.id)).toMatchObject({ pushState: "synced" });
    engine.ports = {};
    const without = await engine.engine.services.for(of);
    await expect(without.createOrder(order)).rejects.toMatchObject({ code: "SERVICE_UNSUPPORTED" });
  });

  test("an order goes out with subtotal, discount and total of each line and of the whole, and the code of its discount [E4.2]", async () => {
    const { orders, taken } = channel({ total: 30_416n });
    await using engine = await testEngine({ orders });
    await sold(engine, { shippingMinor: 500n, discountMinor: 100n, discountCode: "AUTUMN" });
    await engine.engine.runUntilIdle();
    expect(taken[0]?.order).toMatchObject({
      taxIncluded: true,
      taxMinor: null,
      shippingMinor: 500n,
      totalMinor: 30_416n,
      discountCode: "AUTUMN",
      lines: [
        { variantKey: "MUG", unitPrice: "150.33", subtotalMinor: 30_066n, discountMinor: 150n, totalMinor: 29_916n },
      ],
    });
    expect(await alerts(engine)).toEqual([]);
  });

  test.each(["tells the order as open and says nothing of the parcel", "tells the order as open, then as shipped"])(
    "an order sold over the counter stays paid and handed over where the channel %s [E4.5, B17]",
    async (way) => {
      const { orders } = channel({ total: 30_066n });
      const requests: { lines: unknown; command: unknown }[] = [];
      const reported = { part: null as OrderPart | null };
      const handedOver: Orders = {
        ...orders,
        options: ({ lines }) => [
          { kind: "fulfil", allowed: lines.some((line) => line.quantity > line.fulfilledQuantity), warnings: [] },
        ],
        async create(draft, ctx) {
          const made = await orders.create?.(draft, ctx);
          reported.part = made
            ? { ...made, status: "processing", financial: "pending", fulfilment: "unfulfilled" }
            : null;
          if (!reported.part) throw new Error("the channel creates orders");
          return reported.part;
        },
        async execute({ order, command }) {
          requests.push({ lines: order.lines, command });
          return { state: "done", text: platformText("Shipped.") };
        },
      };
      await using engine = await testEngine({ orders: handedOver });
      const { variant } = await engine.listed("MUG", 5);
      const lines = [{ variantId: variant, quantity: 2, unitPrice: "150.33" }];
      const of = { connectionId: engine.store, currency: "EUR", lines, financial: "paid", isHandedOver: true } as const;
      const { id } = await engine.inside((tx) => createOrder(tx, { ...of, actor, now: new Date(engine.clock.now()) }));
      const onHand = () =>
        engine.db.owner.one<{ onHand: number; reserved: number }>(
          `select sum(on_hand)::int as "onHand", sum(reserved)::int as reserved
         from argosy.level where variant_id = $1`,
          [variant],
        );
      const here = { status: "completed", financial: "paid", fulfilment: "fulfilled" };
      expect([await seen(engine, id), await onHand()]).toMatchObject([here, { onHand: 3, reserved: 0 }]);
      await engine.engine.runUntilIdle();
      expect([await seen(engine, id), await onHand()]).toMatchObject([here, { onHand: 3, reserved: 0 }]);
      expect(requests).toMatchObject([{ lines: [{ quantity: 2, fulfilledQuantity: 0 }], command: { kind: "fulfil" } }]);
      const part = reported.part;
      if (!part) throw new Error("it was created");
      engine.clock.pass(60_000);
      const shipped = part.lines.map((line) => ({ ...line, fulfilledQuantity: 2 }));
      const next: OrderPart = way.endsWith("shipped")
        ? { ...part, status: "completed", financial: "paid", fulfilment: "fulfilled", lines: shipped }
        : { ...part, platformStatus: "being packed" };
      await reportOrders(engine, [{ ...next, version: timeVersion(new Date(engine.clock.now()).toISOString()) }], {
        source: "poll",
      });
      await engine.engine.runUntilIdle();
      expect([await seen(engine, id), await onHand()]).toMatchObject([here, { onHand: 3, reserved: 0 }]);
      expect(requests).toHaveLength(1);
    },
  );

  test("an order stops before anything is written when the channel's total differs; both figures are shown", async () => {
    const { orders, taken } = channel({ total: 29_492n, quotes: true });
    await using engine = await testEngine({ orders });
    const id = await sold(engine);
    await engine.engine.runUntilIdle();
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

  test("an order goes on with the channel's total when the seller accepts that one, and only that one", async () => {
    const charges = { total: 29_492n, quotes: true };
    const { orders, taken } = channel(charges);
    await using engine = await testEngine({ orders });
    const id = await sold(engine);
    await engine.engine.runUntilIdle();
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
    await engine.engine.runUntilIdle();
    expect([taken.length, (await seen(engine, id)).commands[0]?.quotedMinor]).toEqual([0, 29_000n]);
    charges.total = 29_492n;
    await accept();
    await engine.engine.runUntilIdle();
    expect(taken.map(({ quote }) => quote)).toEqual([{ currency: "EUR", totalMinor: 29_492n, saved: { cart: "7" } }]);
    expect([(await seen(engine, id)).pushState, await alerts(engine)]).toEqual(["synced", []]);
  });

  test("an order quoted by a cart can be accepted or withdrawn, whatever else goes out meanwhile", async () => {
    let carts = 0;
    const url = await platform((request, reply) => {
      carts += request.method === "POST" ? 1 : 0;
      reply.setHeader("content-type", "application/json").end("{}");
    });
    const { orders, taken } = channel({ total: 29_492n, quotes: true });
    const withCart: Orders = {
      ...orders,
      async quote(draft, ctx) {
        await ctx.http.json({ method: "POST", url: "/carts", json: {}, operation: "carts.create" });
        return { currency: draft.order.currency, totalMinor: 29_492n };
      },
    };
    const auth = { baseUrl: () => url, authorize: <R>(request: R) => request, secretNames: [] };
    await using engine = await testEngine({ orders: withCart }, { auth });
    const { variant } = await engine.listed("MUG", 5);
    const lines = [{ variantId: variant, quantity: 2, unitPrice: "150.33" }];
    const of = { connectionId: engine.store, currency: "EUR", lines, financial: "paid", actor } as const;
    const made = () => engine.inside((tx) => createOrder(tx, { ...of, now: new Date(engine.clock.now()) }));
    const accepted = (await made()).id;
    const withdrawn = (await made()).id;
    await engine.engine.runUntilIdle();
    expect([carts, taken.length]).toEqual([2, 0]);
    // Left uncertain by a version before, which took the cart for the order.
    await engine.db.owner.run("update argosy.command set uncertain = true");
    const now = new Date(engine.clock.now());
    const accept = { currency: "EUR", totalMinor: 29_492n };
    await engine.inside((tx) => pushAgain(tx, { orderId: accepted, accept, actor, now }));
    const cancel = { kind: "cancel", reason: "other", restock: true, notifyCustomer: false } as const;
    await engine.inside((tx) =>
      requestCommand(tx, { orderId: withdrawn, command: cancel, idempotencyKey: "c", actor, now }),
    );
    await engine.engine.runUntilIdle();
    expect(taken.map(({ quote }) => quote?.totalMinor)).toEqual([29_492n]);
    expect(await seen(engine, accepted)).toMatchObject({ pushState: "synced" });
    expect(await seen(engine, withdrawn)).toMatchObject({ status: "cancelled", pushState: null });
    const held = await engine.db.owner.one<{ reserved: number }>(
      "select reserved from argosy.level where variant_id = $1",
      [variant],
    );
    expect(held.reserved, "units of the accepted order alone").toBe(2);
  });

  test("an alert with both figures is raised when the channel made an order with another total [E4.3]", async () => {
    const { orders } = channel({ total: 29_492n });
    await using engine = await testEngine({ orders });
    const id = await sold(engine);
    await engine.engine.runUntilIdle();
    expect(await alerts(engine)).toMatchObject([
      {
        kind: "order_total_differs",
        subjectId: id,
        text: "Shop created the order with a total of 294.92 EUR; here it was 300.16 EUR.",
      },
    ]);
  });
});

describe("an order of ours told by its channel while nobody knows whether it was made", () => {
  /** Its answer is lost at first; the channel tells it as `reported`. */
  async function lost(reported: Partial<OrderPart> & { readonly mayLackKey?: boolean }) {
    const { mayLackKey, ...more } = reported;
    const { orders, taken } = channel({ total: 30_016n });
    const drafts: OrderDraft[] = [];
    const { create } = orders;
    const engine = await testEngine({
      orders: {
        ...orders,
        mayLackKey,
        async create(draft, ctx) {
          drafts.push(draft);
          const part = await create?.(draft, ctx);
          if (drafts.length === 1 || !part) throw new ConnectorError({ kind: "ambiguous" }, "The answer was lost.");
          return part;
        },
      },
    });
    const id = await sold(engine, { contact: { email: "ada@example.com" } });
    await engine.engine.runUntilIdle();
    const part = orderPart("o1", {
      placedAt: new Date(engine.clock.now()).toISOString(),
      lines: [orderLine({ key: "1", sku: "MUG", variantKey: "MUG", quantity: 2, orderedQuantity: 2 })],
      contact: { email: "ADA@example.com", quality: "real" },
      financial: "pending",
      ...more,
      ourKey: more.ourKey === "" ? id : more.ourKey,
    });
    const applied = await engine.inside(async (tx) => {
      const connection = { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null };
      const now = new Date(engine.clock.now());
      const ownMayLackKey = mayLackKey;
      return applyOrderParts(tx, {
        connection,
        parts: [part],
        ownMayLackKey,
        compareAndSet: "none",
        now,
        source: "poll",
        actor,
      });
    });
    const { rows } = await engine.inside(async (tx) => ({
      rows: await tx.rows<{ id: string; reserved: bigint }>(
        `select o.id,
           (select sum(reserved)::bigint from argosy.level l where l.organization_id = o.organization_id) as reserved
         from argosy.sales_order o
         where o.organization_id = argosy.tenant()`,
      ),
    }));
    return { engine, id, taken, drafts, applied, rows };
  }

  test("a reported order exists once and its push ends at once, recognized by its key", async () => {
    const { engine, id, drafts, applied, rows } = await lost({ ourKey: "" });
    await using _ = engine;
    expect(applied).toMatchObject([{ orderId: id, created: false }]);
    expect(rows).toEqual([{ id, reserved: 2n }]);
    await engine.engine.runUntilIdle();
    expect(drafts.at(-1)).toMatchObject({ key: id, uncertain: true, found: "o1", order: { paid: true } });
    const order = await seen(engine, id);
    expect([order.pushState, order.commands[0]?.state]).toEqual(["synced", "done"]);
  });

  test("a reported order is recognized by buyer and items where the channel may leave out its key", async () => {
    const { engine, id, applied } = await lost({ mayLackKey: true });
    await using _ = engine;
    expect(applied).toMatchObject([{ orderId: id, created: false }]);
  });

  test.each([
    ["another key", { ourKey: "0b8f6c1e-0000-4000-8000-000000000001" }],
    [
      "other goods",
      { mayLackKey: true, lines: [orderLine({ key: "1", sku: "MUG", quantity: 3, orderedQuantity: 3 })] },
    ],
    ["another buyer", { mayLackKey: true, contact: { email: "bob@example.com", quality: "real" as const } }],
    ["no key, where the channel keeps them", {}],
  ])("a reported order is not taken for an order with %s", async (_, reported) => {
    const { engine, rows } = await lost(reported);
    await using _engine = engine;
    expect(rows).toHaveLength(2);
  });
});

test("an item nobody has linked yet goes out as itself where one of the channel's has its SKU", async () => {
  const { orders, taken } = channel({ total: 30_016n });
  await using engine = await testEngine({ orders });
  await sold(engine);
  await engine.db.owner.run("update argosy.listing set variant_id = null, state = 'unmapped'");
  await engine.engine.runUntilIdle();
  expect(taken.map(({ order }) => order.lines[0]?.variantKey)).toEqual(["MUG"]);
});
