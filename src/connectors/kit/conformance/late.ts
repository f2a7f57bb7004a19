/** What becomes of an order long after it was closed, when nobody asks for it by name any more. */
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import type { SandboxShop } from "../sandbox/sandbox.ts";
import type { TestConnection } from "../testing/connection.ts";
import { type Bench, createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Consent that lasts a month is renewed by the calls in between. */
const APART_MS = 20 * DAY_MS;
/** Orders placed each time: in all more than a walk by number reads again. */
const PLACED = 20;

interface Late {
  readonly what: string;
  /** Changes the order in the platform's own admin; false where nothing came of it. */
  act(shop: SandboxShop, key: string): boolean;
  isTold(part: OrderPart): boolean;
}

/**
 * Runs every sweep of orders as the engine does when no order is open, and answers what is told of one order. Where
 * nothing else tells of closed ones, the engine asks for them in turn.
 */
function watcher(bench: Bench, { ports, ctx }: TestConnection, key: string): () => Promise<OrderPart[]> {
  const { sweeps } = need(ports, "orders");
  const cursors = new Map<string, string | null>();
  return async () => {
    const parts: OrderPart[] = [];
    // What is known of the shop's clock may be a second behind it.
    await bench.clock.sleep(2_000);
    for (const sweep of sweeps) {
      let cursor = cursors.get(sweep.id) ?? null;
      const input = { cursor, ...(sweep.mode === "open_ids" && { openIds: sweep.closedARun ? [key] : [] }) };
      for await (const page of sweep.run(input, ctx)) {
        parts.push(...page.items);
        if (page.safeToSave) cursor = page.cursor;
      }
      cursors.set(sweep.id, cursor);
    }
    return parts.filter(({ orderKey }) => orderKey === key);
  };
}

/** An order that left two months ago; the shop has gone on selling since. */
async function closedLongAgo(bench: Bench) {
  const { shop, clock } = bench;
  const connection = await bench.connect();
  need(connection.ports, "orders");
  const { shipOrder } = shop;
  if (!shipOrder) throw new Unsupported("the emulated shop ships nothing by itself");
  shop.addProduct(createProducts(0, { stock: 1_000 }));
  const place = () => shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 2 }], payment: "paid" });
  const [old, younger] = [place(), place()];
  for (const key of [old, younger]) shipOrder(key);
  const reported = watcher(bench, connection, old);
  await reported();
  for (let count = 0; count < 3; count += 1) {
    await clock.sleep(APART_MS);
    for (let each = 0; each < PLACED; each += 1) place();
    await reported();
  }
  const withinADay = async () => {
    const soon = await reported();
    await clock.sleep(DAY_MS + HOUR_MS);
    return [...soon, ...(await reported())].at(-1);
  };
  return { old, withinADay };
}

const late = ({ what, act, isTold }: Late): Case => ({
  name: `sweeps: ${what} of an order closed two months ago is told within a day`,
  run: async (bench) => {
    const { old, withinADay } = await closedLongAgo(bench);
    if (!act(bench.shop, old)) throw new Unsupported("the platform knows no such thing");
    const last = await withinADay();
    expect(last && isTold(last), `${what}: ${last ? "told as before" : "not told"}`).toBe(true);
  },
});

/** Whether the shop's own record of the order is another one afterwards. */
function isChanged({ order, record }: SandboxShop, key: string, work: () => void): boolean {
  const readNow = () => JSON.stringify([order(key), record?.(key)]);
  const before = readNow();
  work();
  return readNow() !== before;
}

export const lateCases: readonly Case[] = [
  late({
    what: "a refund",
    act(shop, key) {
      shop.refundOrder?.(key, [{ sku: "MUG-0", quantity: 1, restock: false }]);
      return shop.refundOrder !== undefined;
    },
    isTold: ({ refunds }) => refunds.length > 0,
  }),
  late({
    what: "a cancellation",
    act(shop, key) {
      shop.cancelOrder(key);
      return shop.order(key)?.cancelled === true;
    },
    isTold: ({ status, lines }) => status === "cancelled" || lines.every(({ quantity }) => quantity === 0),
  }),
  late({
    what: "an edit",
    act: (shop, key) => isChanged(shop, key, () => shop.editOrder?.(key, "MUG-0", 3)),
    isTold: ({ lines }) => lines.reduce((units, { quantity }) => units + quantity, 0) === 3,
  }),
  {
    name: "sweeps: a return of an order closed two months ago, and its end weeks later, are told within a day",
    proves: ["A5.7"],
    run: async (bench) => {
      const { openReturn, endReturn } = bench.shop;
      if (!openReturn || !endReturn) throw new Unsupported("the platform tells of no returns");
      const { old, withinADay } = await closedLongAgo(bench);
      const key = openReturn(old, [{ sku: "MUG-0", quantity: 1 }]);
      const stateOf = (part: OrderPart | undefined) => part?.returns?.findLast((one) => one.key === key)?.state;
      expect(stateOf(await withinADay()), "a return that was asked for").toMatch(/^(requested|approved)$/);
      await bench.clock.sleep(APART_MS);
      endReturn(key, "completed");
      expect(stateOf(await withinADay()), "a return that is over").toBe("completed");
    },
  },
];
