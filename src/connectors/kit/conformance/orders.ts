import { expect } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import type { OrderPart, OrderTotals } from "../../../commerce/order.ts";
import { holdsStock } from "../../../commerce/statuses.ts";
import type { Orders, Sweep } from "../contract/ports.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench } from "./bench.ts";
import { collect, createProducts, need, Unsupported, unknownKey } from "./bench.ts";
import type { Case } from "./case.ts";
import { expectToGoOn } from "./going-on.ts";
import { isLacking } from "./golden.ts";

interface OrderBench extends Bench {
  readonly connection: TestConnection;
  readonly orders: Orders;
  get(key: string): Promise<OrderPart>;
}

function withOrders(run: (bench: OrderBench) => Promise<void>): Case["run"] {
  return async (bench) => {
    const connection = await bench.connect();
    const orders = need(connection.ports, "orders");
    for (let index = 0; index < 3; index += 1) bench.shop.addProduct(createProducts(index, { stock: 100_000 }));
    const get = async (key: string): Promise<OrderPart> => {
      const part = await orders.get(key, connection.ctx);
      if (!part) throw new Error(`orders.get(${key}) knows nothing of an order just placed`);
      return part;
    };
    return run({ ...bench, connection, orders, get });
  };
}

const walks = (orders: Orders): readonly Sweep<OrderPart>[] =>
  orders.sweeps.filter(({ mode, partial }) => mode !== "open_ids" && !partial);

function placeMany({ shop, sizes }: Bench): string[] {
  return Array.from({ length: sizes.orders }, (_, index) =>
    shop.placeOrder({ lines: [{ sku: `MUG-${index % 3}`, quantity: 1 }], payment: "paid" }),
  );
}

/** Everything the sweeps tell about known orders, the latest version of each. */
async function latestOf(
  bench: OrderBench,
  keys: readonly string[],
  cursors: Map<string, string | null>,
): Promise<Map<string, OrderPart>> {
  const latest = new Map<string, OrderPart>();
  for (const sweep of bench.orders.sweeps) {
    const cursor = cursors.get(sweep.id) ?? null;
    const { items } = await collect(sweep, bench.connection.ctx, {
      cursor,
      ...(sweep.mode === "open_ids" ? { openIds: keys } : {}),
    });
    for (const part of items) {
      const cached = latest.get(part.orderKey);
      if (!cached || part.version.value >= cached.version.value) latest.set(part.orderKey, part);
    }
  }
  return latest;
}

/** total = subtotal - discounts + shipping + fees, plus tax unless the prices hold it. */
function expectToAddUp(totals: OrderTotals, lines: OrderPart["lines"]): void {
  const { subtotalMinor, discountMinor, taxMinor, shippingMinor, feesMinor, totalMinor, taxIncluded } = totals;
  if (subtotalMinor === null || totalMinor === null) return;
  const tax = taxIncluded ? 0n : (taxMinor ?? 0n);
  expect(subtotalMinor - (discountMinor ?? 0n) + tax + (shippingMinor ?? 0n) + (feesMinor ?? 0n)).toBe(totalMinor);
  const itemsTotal = lines.reduce((sum, line) => sum + line.totalMinor, 0n);
  expect(itemsTotal, "the lines do not add up to subtotal less discounts").toBe(subtotalMinor - (discountMinor ?? 0n));
}

export const orderCases: readonly Case[] = [
  {
    name: "orders: an order placed in the shop is told with its lines, and its totals add up to the cent",
    proves: ["E1.2"],
    run: withOrders(async ({ shop, get }) => {
      const key = shop.placeOrder({
        lines: [
          { sku: "MUG-0", quantity: 3 },
          { sku: "MUG-1", quantity: 1 },
        ],
        customer: { name: "محمد أحمد", phone: "+201001234567" },
        payment: "paid",
      });
      const part = await get(key);
      const reported = shop.order(key);
      expect([part.orderKey, part.number, part.complete]).toEqual([key, reported?.number, true]);
      expect(part.lines.map((line) => [line.sku, line.orderedQuantity, line.quantity, line.fulfilledQuantity])).toEqual(
        [
          ["MUG-0", 3, 3, 0],
          ["MUG-1", 1, 1, 0],
        ],
      );
      expect(part.totals.totalMinor).toBe(parseMoney(reported?.total ?? "", part.totals.currency).minor);
      expectToAddUp(part.totals, part.lines);
      if (part.presentment) expectToAddUp({ ...part.presentment, subtotalMinor: null }, part.lines);
      expect(part.contact.name).toBe("محمد أحمد");
      expect(new Set(part.lines.map((line) => line.key)).size).toBe(2);
      expect(part.placedAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/);
    }),
  },
  {
    name: "orders: paid is paid, and cash on delivery is never inferred",
    proves: ["E1.10"],
    run: withOrders(async ({ shop, get, ...bench }) => {
      const place = (payment: "paid" | "cod" | "pending") =>
        get(shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 1 }], payment }));
      const [paid, cod] = [await place("paid"), await place("cod")];
      expect([paid.financial, paid.payment.kind === "cod"]).toEqual(["paid", false]);
      expect(cod.payment.kind).not.toBe("prepaid");
      expect(["pending", "cod_pending", "authorized"]).toContain(cod.financial);
      if (isLacking(bench, "payment.pending")) {
        // Where only those two are told, the one is told from the other.
        expect(cod.payment.kind).toBe("cod");
        return;
      }
      const pending = await place("pending");
      expect(["pending", "authorized"]).toContain(pending.financial);
      expect(pending.payment.kind).not.toBe("cod");
    }),
  },
  {
    name: "orders: an order without a customer is no error",
    run: withOrders(async ({ shop, get }) => {
      const part = await get(shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 1 }] }));
      expect(part.lines.length).toBe(1);
    }),
  },
  {
    name: "orders: an order of 120 lines is told whole",
    run: withOrders(async ({ shop, get }) => {
      const lines = Array.from({ length: 120 }, (_, index) => ({ sku: `MUG-${1_000 + index}`, quantity: 1 }));
      for (const index of lines.keys()) shop.addProduct(createProducts(1_000 + index));
      const part = await get(shop.placeOrder({ lines, payment: "paid" }));
      expect([part.complete, part.lines.map((line) => line.sku).sort()]).toEqual([
        true,
        lines.map((line) => line.sku).sort(),
      ]);
      expectToAddUp(part.totals, part.lines);
    }),
  },
  {
    name: "orders: currencies without decimals and with three add up in their own minor unit",
    run: async (bench) => {
      for (const [currency, price, minor] of [
        ["JPY", "1250", 3_750n],
        ["KWD", "12.505", 37_515n],
      ] as const) {
        const other = await bench.inCurrency(currency);
        const connection = await other.connect();
        const orders = need(connection.ports, "orders");
        other.shop.addProduct(createProducts(1, { price }));
        const key = other.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 3 }], payment: "paid" });
        const part = await orders.get(key, connection.ctx);
        if (!part) throw new Error("the order just placed is unknown");
        expect([part.totals.currency, part.lines[0]?.totalMinor]).toEqual([currency, minor]);
        expect(part.totals.totalMinor).toBe(parseMoney(other.shop.order(key)?.total ?? "", currency).minor);
        expectToAddUp(part.totals, part.lines);
      }
    },
  },
  {
    name: "orders: get answers null for an order nobody knows",
    run: withOrders(async ({ shop, orders, connection }) => {
      const key = shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 1 }] });
      expect(await orders.get(unknownKey(key), connection.ctx)).toBeNull();
    }),
  },
  {
    name: "orders: a cancelled order is told as cancelled, with a later version",
    run: withOrders(async ({ shop, get, clock }) => {
      const key = shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 1 }], payment: "cod" });
      const before = await get(key);
      // Some platforms tell whole seconds; equal versions are ordered by content, which is not what this asks.
      await clock.sleep(2_000);
      shop.cancelOrder(key);
      const after = await get(key);
      expect(after.status).toBe("cancelled");
      expect(after.version.value).toBeGreaterThan(before.version.value);
    }),
  },
  {
    name: "orders: an order whose payment was declined promises no units until it is paid",
    run: withOrders(async ({ shop, get, clock }) => {
      if (!shop.failPayment) throw new Unsupported("the platform keeps no orders whose payment was declined");
      const key = shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 1 }], payment: "pending" });
      await clock.sleep(2_000);
      shop.failPayment(key);
      expect(holdsStock(await get(key)), "declined").toBe(false);
      if (!shop.payOrder) return;
      await clock.sleep(2_000);
      shop.payOrder(key);
      expect(holdsStock(await get(key)), "paid after all").toBe(true);
    }),
  },
  {
    name: "orders: units of an unpaid order that the channel keeps aside are told until it stops",
    run: withOrders(async ({ shop, get, clock }) => {
      const key = shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 2 }], payment: "pending" });
      const { heldUntil, lines } = await get(key);
      const stored = shop.keptAside?.("MUG-0") ?? 0;
      if (stored === 0) return expect(heldUntil, "it keeps none aside").toBeUndefined();
      expect([stored, lines[0]?.channelTook]).toEqual([2, 0]);
      const left = Date.parse(heldUntil ?? "") - clock.now();
      await clock.sleep(left - 2_000);
      expect(shop.keptAside?.("MUG-0"), "until then").toBe(2);
      await clock.sleep(4_000);
      expect(shop.keptAside?.("MUG-0"), "afterwards").toBe(0);
    }),
  },
  {
    name: "orders: a paid order that is cancelled is told as refunded only when money went back",
    run: withOrders(async ({ shop, get, clock }) => {
      if (!shop.record) throw new Unsupported("the sandbox keeps no record of refunds");
      const key = shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 1 }], payment: "paid" });
      const before = await get(key);
      await clock.sleep(2_000);
      shop.cancelOrder(key);
      const { financial, keeps, refunds } = await get(key);
      const after = keeps?.includes("financial") ? before.financial : financial;
      const back = shop.record(key)?.refunds.filter(({ amount }) => Number(amount) > 0) ?? [];
      if (shop.settlesCancelled || back.length > 0) expect(["refunded", "voided"]).toContain(after);
      else expect([after, refunds.filter(({ amountMinor }) => amountMinor > 0n)]).toEqual(["paid", []]);
    }),
  },
  {
    name: "orders: channelTook is what the shop subtracted from its own stock, before and after a cancellation",
    run: withOrders(async ({ shop, get }) => {
      for (const payment of ["paid", "cod", "pending"] as const) {
        const before = shop.stockOf("MUG-1");
        const key = shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 4 }], payment });
        const took = async () => (await get(key)).lines.reduce((sum, line) => sum + line.channelTook, 0);
        expect(await took(), `${payment}: placed`).toBe(before - shop.stockOf("MUG-1"));
        shop.cancelOrder(key);
        expect(await took(), `${payment}: cancelled`).toBe(before - shop.stockOf("MUG-1"));
      }
    }),
  },
  {
    name: "orders: an edited quantity arrives",
    run: withOrders(async ({ shop, get }) => {
      if (!shop.editOrder) throw new Unsupported("the platform edits no orders");
      const key = shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 4 }], payment: "paid" });
      const before = shop.stockOf("MUG-1") + 4;
      shop.editOrder(key, "MUG-1", 1);
      const part = await get(key);
      expect(part.lines.reduce((sum, line) => sum + line.quantity, 0)).toBe(1);
      expect(part.lines.reduce((sum, line) => sum + line.channelTook, 0)).toBe(before - shop.stockOf("MUG-1"));
    }),
  },
  {
    name: "orders: goods sold by measure are told in whole units that contain them, and exactly",
    run: withOrders(async ({ shop, get }) => {
      if (!shop.measureLine) throw new Unsupported("the platform sells whole units only");
      for (const quantity of [0.5, 1.5, 2.25]) {
        const before = shop.stockOf("MUG-1");
        const units = Math.ceil(quantity);
        const key = shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: units }], payment: "paid" });
        shop.measureLine(key, "MUG-1", quantity);
        const { lines, totals } = await get(key);
        const [line] = lines;
        expectToAddUp(totals, lines);
        const reported = [line?.orderedQuantity, line?.quantity, line?.fulfilledQuantity, line?.exactQuantity];
        expect([...reported, lines.length], `${quantity}`).toEqual([units, units, 0, String(quantity), 1]);
        const took = before - shop.stockOf("MUG-1");
        expect(line?.channelTook, `${quantity}: taken`).toBe(Math.ceil(took));
      }
    }),
  },
  {
    name: "orders: a sweep over several pages tells every order once",
    run: withOrders(async (bench) => {
      const keys = placeMany(bench);
      let calls = 0;
      for (const sweep of walks(bench.orders)) {
        const before = bench.sandbox.calls.length;
        const { items, pages } = await collect(sweep, bench.connection.ctx);
        calls = Math.max(calls, bench.sandbox.calls.length - before);
        expect(pages, `sweep ${sweep.id}: raise sizes.orders until it takes three pages`).toBeGreaterThanOrEqual(3);
        const reported = items.map((part) => part.orderKey);
        expect([...new Set(reported)].sort()).toEqual([...keys].sort());
        expect(reported.length - keys.length, "orders told twice").toBeLessThan(pages);
      }
      for (const sweep of bench.orders.sweeps.filter((candidate) => candidate.mode === "open_ids")) {
        const { items } = await collect(sweep, bench.connection.ctx, { openIds: keys });
        expect(items.map((part) => part.orderKey).sort(), sweep.id).toEqual([...keys].sort());
      }
      expect(bench.sandbox.calls.filter((call) => call.status === 429).length, "went over the published limit").toBe(0);
      bench.figure("callsPer1000Orders", Math.round((calls * 1000) / keys.length));
    }),
  },
  {
    name: "orders: a sweep killed after any page goes on from its cursor and loses nothing",
    run: withOrders(async (bench) => {
      const keys = placeMany(bench);
      for (const sweep of walks(bench.orders))
        await expectToGoOn(sweep, bench.connection.ctx, { keys, keyOf: (part) => part.orderKey });
    }),
  },
  {
    name: "orders: what changes between two pages is not lost, and the next run tells the newest state",
    run: withOrders(async (bench) => {
      const keys = placeMany(bench);
      const cancelled = [0, Math.floor(keys.length / 2), keys.length - 1].map((index) => keys[index] ?? "");
      const cursors = new Map<string, string | null>();
      const seen = new Set<string>();
      let added = "";
      for (const [index, sweep] of walks(bench.orders).entries()) {
        const { items, cursor, pages } = await collect(sweep, bench.connection.ctx, {
          onPage: (page) => {
            if (page !== 1 || index > 0) return;
            for (const key of cancelled) bench.shop.cancelOrder(key);
            added = bench.shop.placeOrder({ lines: [{ sku: "MUG-2", quantity: 1 }] });
          },
        });
        cursors.set(sweep.id, cursor);
        for (const part of items) seen.add(part.orderKey);
        const quiet = items.map((part) => part.orderKey).filter((key) => !cancelled.includes(key));
        expect(quiet.length - new Set(quiet).size, "unchanged, yet told twice").toBeLessThan(pages);
      }
      const latest = await latestOf(bench, keys, cursors);
      const reported = new Set([...seen, ...latest.keys()]);
      expect(
        [...keys, added].filter((key) => !reported.has(key)),
        "lost",
      ).toEqual([]);
      for (const key of cancelled) expect((latest.get(key) ?? (await bench.get(key))).status).toBe("cancelled");
    }),
  },
];
