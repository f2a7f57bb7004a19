/**
 * What the hub compares a booked parcel with (decision 592): an order that was read before changes on the platform, and
 * the next reading tells it.
 */
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import { moneyOf } from "../../../commerce/order-money.ts";
import type { FinancialStatus } from "../../../commerce/statuses.ts";
import { findByName } from "../pull/open-orders.ts";
import type { SandboxOrderInput } from "../sandbox/sandbox.ts";
import { type Bench, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { expectBooked, type GoldenBench, isLacking, withGolden } from "./golden.ts";

const FIVE_MINUTES_MS = 5 * 60_000;

/** What stays of what was told before, where the channel says nothing about it. */
function known(reported: OrderPart, before: OrderPart | undefined): OrderPart {
  const financial = (reported.keeps?.includes("financial") && before?.financial) || reported.financial;
  return { ...reported, financial, transactions: reported.transactions ?? before?.transactions };
}

/**
 * Everything the hub reads of an order, run after run: changes since the last run, and open orders by name. Answers the
 * newest that is told; undefined: no run told it.
 */
function readings({ orders, connection, clock }: GoldenBench, key: string): () => Promise<OrderPart | undefined> {
  const cursors = new Map<string, string | null>();
  let before: OrderPart | undefined;
  return async () => {
    await clock.sleep(FIVE_MINUTES_MS);
    const reported: OrderPart[] = [];
    for (const sweep of orders.sweeps) {
      let cursor = cursors.get(sweep.id) ?? null;
      const input = { cursor, ...(sweep.mode === "open_ids" && { openIds: [key] }) };
      for await (const page of sweep.run(input, connection.ctx)) {
        reported.push(...page.items.filter(({ orderKey }) => orderKey === key));
        if (page.safeToSave) cursor = page.cursor;
      }
      cursors.set(sweep.id, cursor);
    }
    const byName = reported.length === 0 && findByName(orders) ? await orders.get(key, connection.ctx) : null;
    const last = reported.at(-1) ?? byName;
    if (!last) return undefined;
    expect(last.version.value, "told under a version the hub would drop").toBeGreaterThanOrEqual(
      before?.version.value ?? 0n,
    );
    before = known(last, before);
    return before;
  };
}

interface Change {
  readonly what: string;
  readonly order: Partial<SandboxOrderInput>;
  /** In the shop's admin, or by the buyer. Throws Unsupported where the platform has no such thing. */
  act(bench: GoldenBench, key: string): void;
  expectTold(
    bench: GoldenBench,
    reported: { readonly before: OrderPart; readonly after: OrderPart; key: string },
  ): void;
}

const LOST: readonly FinancialStatus[] = ["voided", "pending"];
const owed = (part: OrderPart): bigint | null =>
  moneyOf({ ...part, ...part.totals, transactions: part.transactions ?? [] }).outstandingMinor;

/** The shop's own record of the order is another one afterwards. */
function changing({ shop }: Bench, key: string, work: () => void): void {
  const readNow = () => JSON.stringify([shop.order(key), shop.record?.(key)]);
  const before = readNow();
  work();
  if (readNow() === before) throw new Unsupported("the platform does not do so to such an order");
}

const CHANGES: readonly Change[] = [
  {
    what: "a cancellation",
    order: { payment: "cod" },
    act: (bench, key) => changing(bench, key, () => bench.shop.cancelOrder(key)),
    expectTold: (_, { after }) => expect(after.status).toBe("cancelled"),
  },
  {
    what: "an edit",
    order: { payment: "cod" },
    act(bench, key) {
      const { shop } = bench;
      if (!shop.editOrder) throw new Unsupported("the platform edits no orders");
      changing(bench, key, () => shop.editOrder?.(key, "GOLD-1", 1));
    },
    expectTold(bench, { before, after, key }) {
      expectBooked(bench, after, bench.record(key));
      const units = ({ lines }: OrderPart) => lines.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(units(after), "units").toBe(units(before) - 2);
      expect(owed(after) ?? 0n, "still owed").toBeLessThan(owed(before) ?? 0n);
    },
  },
  {
    what: "a refund in full",
    order: { payment: "paid" },
    act(bench, key) {
      const { shop } = bench;
      if (!shop.refundOrder) throw new Unsupported("the shop's panel refunds nothing");
      const whole = [
        { sku: "GOLD-1", quantity: 3, restock: true },
        { sku: "GOLD-2", quantity: 1, restock: true },
      ];
      changing(bench, key, () => shop.refundOrder?.(key, whole));
      if (!bench.record(key).refunds.some(({ amount }) => Number(amount) > 0))
        throw new Unsupported("the shop's panel refunds nothing that has not left");
    },
    expectTold(_, { after }) {
      const left = after.lines.reduce((sum, { quantity }) => sum + quantity, 0);
      if (left > 0 && after.status !== "cancelled")
        expect(["refunded", "partially_refunded"], "or nothing is left of it").toContain(after.financial);
    },
  },
  {
    what: "its payment",
    order: { payment: "cod" },
    act(bench, key) {
      const { shop } = bench;
      if (!shop.payOrder) throw new Unsupported("the shop's panel takes no money");
      shop.payOrder(key);
      if (Number(shop.owedOn?.(key) ?? 0) > 0)
        throw new Unsupported("the platform takes the money itself, when the parcel arrives");
    },
    expectTold: (_, { after }) => expect(owed(after), "still owed").toBe(0n),
  },
  {
    what: "a payment that failed",
    order: { payment: "pending" },
    act({ shop }, key) {
      if (!shop.failPayment) throw new Unsupported("the platform keeps no orders whose payment was declined");
      shop.failPayment(key);
    },
    expectTold: (_, { after }) => expect(LOST).toContain(after.financial),
  },
  {
    what: "another address",
    order: { payment: "paid" },
    act(bench, key) {
      const { shop } = bench;
      if (!shop.moveOrder) throw new Unsupported("the sandbox changes no address of an order");
      shop.moveOrder(key, STREET);
    },
    expectTold(bench, { before, after }) {
      if (isLacking(bench, "shipTo.line1")) throw new Unsupported("the platform tells no street");
      expect(after.shippingAddress).toEqual({ ...before.shippingAddress, line1: STREET });
    },
  },
];

const STREET = "7 New Road";

export const afterBookingCases: readonly Case[] = CHANGES.map(({ what, order, act, expectTold }) => ({
  name: `orders: ${what} after an order was read is told by the next reading`,
  run: withGolden(async (bench) => {
    const key = bench.place(order);
    const read = readings(bench, key);
    const before = await read();
    if (!before) throw new Error("the first run tells no order");
    act(bench, key);
    const after = await read();
    if (!after) throw new Error(`${what}: no run told the order again`);
    expectTold(bench, { before, after, key });
  }),
}));
