import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDecimal, money } from "../../commerce/money.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import type { Orders } from "../kit/contract/ports.ts";
import { parseJson } from "../kit/parse/json.ts";
import { type Attempt, attemptCommand, commandOrder } from "../kit/testing/commands.ts";
import { orderForTest } from "../kit/testing/order.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { mapOrder } from "./order-mapping.ts";
import { lineSchema, orderSchema } from "./schemas.ts";
import { factsOf } from "./shop.ts";
import { mapStatuses, PAYMENTS, STATUS_IDS, STATUSES } from "./statuses.ts";
import { type Bench, line, openStore, order } from "./testing.ts";

function map(raw: ReturnType<typeof order>, facts: Record<string, string | boolean> = {}): OrderPart {
  const parsed = orderSchema.parse(parseJson(JSON.stringify(raw)));
  const lines = (parsed.consignments?.shipping ?? []).flatMap((one) => one.line_items);
  const read = factsOf({ facts: { stockReturned: true, ...facts }, settings: {} });
  return mapOrder({ order: parsed, raw: null, lines, complete: true, shipments: [], refunds: [], facts: read }).part;
}

function addsUp({ totals, lines }: OrderPart): boolean {
  const { subtotalMinor, discountMinor, taxMinor, shippingMinor, feesMinor, totalMinor, taxIncluded } = totals;
  const itemsTotal = (subtotalMinor ?? 0n) - (discountMinor ?? 0n);
  const whole = itemsTotal + (taxIncluded ? 0n : (taxMinor ?? 0n)) + (shippingMinor ?? 0n) + (feesMinor ?? 0n);
  return whole === totalMinor && lines.reduce((sum, one) => sum + one.totalMinor, 0n) === itemsTotal;
}

const port = (bench: Bench): Orders => {
  const { orders } = bench.connection.ports;
  if (!orders) throw new Error("no orders port");
  return orders;
};

async function told(bench: Bench, key: string): Promise<OrderPart> {
  const part = await port(bench).get(key, bench.connection.ctx);
  if (!part) throw new Error(`no order ${key}`);
  return part;
}

const executed = (bench: Bench, part: OrderPart, command: OrderCommand, attempt?: Attempt) =>
  attemptCommand(bench.connection, commandOrder(part), command, attempt);

function withMug(bench: Bench, stock = 100): void {
  bench.sandbox.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "12.50", stock }] });
}

test("a pickup consignment names the location it is collected at; one that is shipped has none", () => {
  const raw = order({});
  const pickups = [{ location: { id: 4, name: "Harbour shop" }, line_items: [line()] }];
  const collected = map({ ...raw, consignments: { shipping: [], pickups } });
  expect(collected.pickup).toEqual({ place: "Harbour shop", location: "4" });
  expect(map(raw).pickup).toBeUndefined();
});

describe("statuses", () => {
  test("ids 0 to 14 are fixed and mapped by id, whatever a merchant calls them", () => {
    expect(Object.keys(STATUSES).map(Number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    const packed = map(order({ status_id: 9, status: "Being packed 📦" }));
    expect([packed.status, packed.platformStatus]).toEqual(["processing", "Being packed 📦"]);
    const doubts = [11, 12, 13, 10].map((status_id) => map(order({ status_id })).doubt);
    expect(doubts).toEqual([null, "fraud", "payment", null]);
  });

  test("a status with any payment is understood; an unlisted one is reported as drift", () => {
    const texts = fc.oneof(fc.constantFrom("", "toString", ...PAYMENTS.keys()), fc.string());
    fc.assert(
      fc.property(
        fc.integer({ min: -1, max: 40 }),
        texts,
        fc.constantFrom("none", "some", "all"),
        fc.constantFrom("cod", "prepaid", "unknown"),
        fc.boolean(),
        (statusId, paymentStatus, shipped, kind, isDigital) => {
          const found = mapStatuses({ statusId, paymentStatus, shipped, kind, isDigital });
          expect(ORDER_STATUSES).toContain(found.status);
          expect(FINANCIAL_STATUSES).toContain(found.financial);
          expect(FULFILMENT_STATUSES).toContain(found.fulfilment);
          const isNew = !(statusId in STATUSES) || (paymentStatus !== "" && !PAYMENTS.has(paymentStatus));
          if (isNew) expect(found.unknown.length).toBeGreaterThan(0);
          else expect(found.unknown).toEqual([]);
        },
      ),
    );
  });

  test("a refund of an order completed without shipments does not bring its goods back", () => {
    const kept = (statusId: number, shipped: "none" | "all") =>
      mapStatuses({ statusId, paymentStatus: "captured", kind: "prepaid", isDigital: false, shipped }).keeps;
    expect([4, 13, 14].map((id) => kept(id, "none"))).toEqual([["fulfilment"], ["fulfilment"], ["fulfilment"]]);
    expect([4, 13, 14, 11].map((id) => kept(id, id === 11 ? "none" : "all"))).toEqual([[], [], [], []]);
  });

  test("refund statuses and the unfinished one are never written", () => {
    expect(Object.keys(STATUS_IDS).sort()).toEqual([...ORDER_STATUSES].sort());
    for (const id of Object.values(STATUS_IDS)) expect([0, 4, 14]).not.toContain(id);
  });

  test("an empty payment status is normal: the order's status speaks, or money keeps what was known", () => {
    const bare = (status: number, method = "Manual") =>
      map(order({ status_id: status, payment_status: "", payment_method: method }));
    expect([bare(11).financial, bare(10).financial, bare(7).financial]).toEqual(["paid", "paid", "pending"]);
    expect([bare(9).financial, bare(9).keeps]).toEqual(["pending", ["financial"]]);
    expect(bare(11, "Cash on Delivery")).toMatchObject({ financial: "cod_pending", payment: { kind: "cod" } });
    expect(bare(14, "Cash on Delivery").financial).toBe("cod_pending");
    expect(bare(11, "Nachnahme").payment.kind).toBe("unknown");
  });
});

describe("money", () => {
  test("the transactional currency counts, not the one shown", () => {
    expect(map(order()).totals).toMatchObject({
      currency: "USD",
      totalMinor: 5_300n,
      taxMinor: 800n,
      taxIncluded: false,
    });
  });

  test("prices with tax where the order says so", () => {
    expect(map(order({ is_tax_inclusive_pricing: true })).totals).toMatchObject({
      subtotalMinor: 4_800n,
      taxIncluded: true,
    });
  });

  test("a discount no line names is shared over the lines, and never more than the total leaves room for", () => {
    const part = map(order({ coupon_discount: "4.0000", discount_amount: "4.0000", total_inc_tax: "49.0000" }));
    expect([part.totals.discountMinor, part.lines[0]?.discountMinor, addsUp(part)]).toEqual([400n, 400n, true]);
  });

  test("totals add up, whatever is reported", () => {
    const text = (max: number) => fc.integer({ min: 0, max }).map((value) => (value / 10_000).toFixed(4));
    const lines = fc.array(fc.record({ total: text(9_000_000), tax: text(900_000), off: text(900_000) }), {
      minLength: 1,
      maxLength: 8,
    });
    const heads = fc.record({
      total: text(90_000_000),
      tax: text(900_000),
      ship: text(200_000),
      off: text(900_000),
      coupon: text(900_000),
      fee: text(90_000),
      gross: fc.boolean(),
      currency: fc.constantFrom("USD", "JPY", "KWD"),
    });
    fc.assert(
      fc.property(lines, heads, (rows, head) => {
        const raw = rows.map((row, index) =>
          line({
            id: index + 1,
            total_ex_tax: row.total,
            total_inc_tax: row.total,
            total_tax: row.tax,
            applied_discounts: [{ amount: row.off }],
          }),
        );
        const fields = {
          total_inc_tax: head.total,
          total_tax: head.tax,
          shipping_cost_ex_tax: head.ship,
          shipping_cost_inc_tax: head.ship,
          discount_amount: head.off,
          coupon_discount: head.coupon,
          fees: [{ cost_inc_tax: head.fee, cost_ex_tax: head.fee }],
          is_tax_inclusive_pricing: head.gross,
          default_currency_code: head.currency,
        };
        expect(addsUp(map(order(fields, raw)))).toBe(true);
      }),
    );
  });

  test("ids beyond 2^53 stay exact, and missing addresses are no error", () => {
    const raw = JSON.stringify(
      order({ billing_address: [], consignments: { shipping: [{ line_items: [line()] }] } }),
    ).replace('"id":250', '"id":12345678901234567890');
    const parsed = orderSchema.parse(parseJson(raw));
    expect(parsed.id).toBe("12345678901234567890");
    expect(map(order({ billing_address: [] })).contact.quality).toBe("absent");
  });
});

describe("stock a channel took", () => {
  test("a line's stock follows the store's inventory settings", () => {
    const late = { stockTakenAt: "order_completed_or_shipped" };
    const took = (status: number, facts: Record<string, string | boolean>) =>
      map(order({ status_id: status }), facts).lines[0]?.channelTook;
    expect([took(11, {}), took(5, {}), took(5, { stockReturned: false })]).toEqual([2, 0, 2]);
    expect([took(11, late), took(2, late), took(5, late)]).toEqual([0, 2, 0]);
  });
});

describe("reading", () => {
  test("a filter by time the API did not understand returns everything: that is drift, not news (gotcha 8)", async () => {
    await using bench = await openStore();
    withMug(bench);
    bench.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] });
    await bench.clock.sleep(86_400_000);
    const [sweep] = port(bench).sweeps;
    const far = new Date(bench.clock.now()).toISOString();
    bench.sandbox.faults.add({
      fault: {
        kind: "status",
        status: 200,
        body: JSON.stringify([order()]),
        headers: { "content-type": "application/json" },
      },
    });
    const walk = sweep?.run({ cursor: `${far}|1` }, bench.connection.ctx)[Symbol.asyncIterator]();
    await expect(walk?.next()).rejects.toMatchObject({ kind: "drift" });
  });

  test("204 without a body means no orders", async () => {
    await using bench = await openStore();
    const pages = [];
    for await (const page of port(bench).sweeps[0]?.run({ cursor: null }, bench.connection.ctx) ?? [])
      pages.push(page.items);
    expect(pages).toEqual([[]]);
  });

  test("unfinished checkouts and archived orders are no orders", async () => {
    await using bench = await openStore();
    withMug(bench);
    const [open, archived] = [1, 2].map(() => bench.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] }));
    const rows = bench.sandbox.store.orders;
    const [first, second] = [rows.get(Number(open)), rows.get(Number(archived))];
    if (!first || !second) throw new Error("the orders are missing");
    first.statusId = 0;
    second.deleted = true;
    const read = (key = "") => port(bench).get(key, bench.connection.ctx);
    expect([await read(open), await read(archived)]).toEqual([null, null]);
  });
});

describe("commands", () => {
  test("the shipment is made before any status, and the status is left to BigCommerce (docs #589)", async () => {
    await using bench = await openStore();
    withMug(bench);
    const key = bench.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 3 }], payment: "paid" });
    const part = await told(bench, key);
    const lineKey = part.lines[0]?.key ?? "";
    const command: OrderCommand = {
      kind: "fulfil",
      lines: [{ lineKey, quantity: 1 }],
      trackingNumbers: ["T-1"],
      notifyCustomer: false,
    };
    const before = bench.sandbox.calls.length;
    const result = await executed(bench, part, command);
    expect(result).toMatchObject({ state: "done", order: { fulfilment: "partial", status: "processing" } });
    const writes = bench.sandbox.calls.slice(before).filter(({ write }) => write);
    expect(writes.map(({ path }) => path.split("/").at(-1))).toEqual(["shipments"]);
    // The line's own id is the order_product_id (docs #173).
    expect(JSON.parse(writes[0]?.requestBody ?? "").items).toEqual([
      { order_product_id: Number(lineKey), quantity: 1 },
    ]);
    const rest = await executed(bench, await told(bench, key), {
      ...command,
      lines: undefined,
      trackingNumbers: ["T-2"],
    });
    expect(rest).toMatchObject({ state: "done", order: { fulfilment: "fulfilled" } });
  });

  test("tracking of a parcel that has left is changed in place", async () => {
    await using bench = await openStore();
    withMug(bench);
    const key = bench.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "paid" });
    bench.sandbox.shop.shipOrder?.(key);
    const part = await told(bench, key);
    const fulfilmentKey = part.fulfilments[0]?.key ?? "";
    const command = {
      kind: "tracking",
      fulfilmentKey,
      carrier: "Royal Mail",
      trackingNumbers: ["A", "B"],
      notifyCustomer: false,
    } as const;
    const order = commandOrder(part);
    const run = { command, order, idempotencyKey: "key-1", saved: null, save: async () => undefined, uncertain: false };
    expect(await port(bench).updateTracking?.(run, bench.connection.ctx)).toMatchObject({ state: "done" });
    expect(bench.sandbox.shop.order(key)?.trackingNumbers).toEqual(["A", "B"]);
  });

  test("a carrier BigCommerce does not know costs its name a place in the comments, not the shipment", async () => {
    await using bench = await openStore();
    withMug(bench);
    const key = bench.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "paid" });
    const command: OrderCommand = {
      kind: "fulfil",
      carrier: "Unknown Bikes",
      trackingNumbers: ["T-9"],
      notifyCustomer: false,
    };
    expect(await executed(bench, await told(bench, key), command)).toMatchObject({
      state: "done",
    });
    expect(bench.sandbox.store.orders.get(Number(key))?.shipments[0]?.fields["comments"]).toBe(
      "Carrier: Unknown Bikes",
    );
  });

  test.each([
    ["by the provider", true, "braintree"],
    ["outside", false, "custom"],
  ])("a refund of lines and shipping is quoted, then paid back %s, once", async (_name, moveMoney, provider) => {
    await using bench = await openStore();
    withMug(bench, 10);
    const key = bench.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 3 }], payment: "paid" });
    const part = await told(bench, key);
    const command: OrderCommand = {
      kind: "refund",
      amount: money(1_550n, "USD"),
      shippingMinor: 300n,
      lines: [{ lineKey: part.lines[0]?.key ?? "", quantity: 1, restock: true }],
      reason: "Wrong size",
      moveMoney,
    };
    expect(await executed(bench, part, command)).toMatchObject({
      state: "done",
      order: { financial: "partially_refunded", refunds: [{ amountMinor: 1_550n, reason: "Wrong size" }] },
    });
    const again = await executed(bench, part, command, { uncertain: true });
    expect(again).toMatchObject({ state: "done", text: textWith("before") });
    const [booked, ...more] = bench.sandbox.store.orders.get(Number(key))?.refunds ?? [];
    expect([booked?.payments[0]?.provider_id, more.length]).toEqual([provider, 0]);
    expect(bench.sandbox.shop.stockOf("MUG")).toBe(8);
    expect((await told(bench, key)).lines[0]).toMatchObject({ quantity: 2, channelTook: 2 });
  });

  test("a refund of a cancelled order leaves it cancelled, also when its answer was lost", async () => {
    await using bench = await openStore();
    withMug(bench, 10);
    const key = bench.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 3 }], payment: "paid" });
    bench.sandbox.shop.cancelOrder(key);
    const part = await told(bench, key);
    const lines = [{ lineKey: part.lines[0]?.key ?? "", quantity: 1, restock: false }];
    const command: OrderCommand = { kind: "refund", amount: money(1_250n, "USD"), lines, moveMoney: false };
    const saves: Json[] = [];
    const save = async (state: Json) => void saves.push(state);
    const result = await executed(bench, part, command, { save });
    expect(result).toMatchObject({ state: "done", order: { status: "cancelled", refunds: [{ amountMinor: 1_250n }] } });
    // The process died between the refund and the status.
    const stored = bench.sandbox.store.orders.get(Number(key));
    if (stored) stored.statusId = 14;
    const again = await executed(bench, part, command, { save, saved: saves[0] ?? null, uncertain: true });
    expect(again).toMatchObject({ order: { status: "cancelled" } });
    expect(bench.sandbox.shop.stockOf("MUG")).toBe(10);
  });

  test("a refund of lines for another amount carries the difference as an adjustment", async () => {
    await using bench = await openStore();
    withMug(bench);
    const key = bench.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 2 }], payment: "paid" });
    const part = await told(bench, key);
    const lines = [{ lineKey: part.lines[0]?.key ?? "", quantity: 1, restock: false }];
    const command: OrderCommand = { kind: "refund", amount: money(1_000n, "USD"), lines, moveMoney: false };
    const result = await executed(bench, part, command);
    expect(result).toMatchObject({ state: "done", order: { refunds: [{ amountMinor: 1_000n }] } });
  });

  test("an order of ours is made once: its id is looked up first", async () => {
    await using bench = await openStore();
    withMug(bench);
    const { orders } = bench.connection.ports;
    const order = orderForTest({
      currency: "USD",
      lines: [{ sku: "MUG", title: "Mug", quantity: 2, unitPrice: "11.00" }],
      paid: true,
      customer: { name: "Zoë Ünal", email: "zoe@example.com" },
      shippingAddress: { name: "Zoë Ünal", line1: "1 Main", city: "Athens", country: "GR", postcode: "10431" },
      shippingMinor: 350n,
    });
    const first = await orders?.create?.({ order, key: "ours-1", uncertain: false }, bench.connection.ctx);
    const second = await orders?.create?.({ order, key: "ours-1", uncertain: true }, bench.connection.ctx);
    expect(first?.orderKey).toBe(second?.orderKey);
    expect(first).toMatchObject({
      status: "confirmed",
      totals: { totalMinor: 2_550n },
      shippingAddress: { country: "GR" },
    });
    expect(formatDecimal(money(first?.totals.totalMinor ?? 0n, "USD"))).toBe(
      bench.sandbox.shop.order(first?.orderKey ?? "")?.total,
    );
    expect(bench.sandbox.shop.orderKeys()).toHaveLength(1);
    const coded = { ...order, discountCode: "AUTUMN" };
    await orders?.create?.({ order: coded, key: "ours-2", uncertain: false }, bench.connection.ctx);
    expect([...bench.sandbox.store.orders.values()].map(({ notes }) => notes)).toEqual(["", "Discount code: AUTUMN"]);
  });
});

test("a line's own fields suffice", () => {
  expect(lineSchema.parse(line()).quantity_shipped).toBe(0);
});
