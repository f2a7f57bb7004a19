import { expect, test } from "vitest";
import type { ChannelSettlement } from "../../commerce/settlement.ts";
import { startSandbox } from "../../sandboxes/shopee/index.ts";
import { collect } from "../kit/conformance/bench.ts";
import { openConnectedShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";
import { createProducts } from "./testing.ts";

/** A shop with released orders of 12.50, asked for everything that was paid out to it. */
async function paidOut({ orders, isAbroad, told: rate }: { orders: number; isAbroad: boolean; told?: string }) {
  await using shop = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 3 }), {
    prepare: ({ state }) => {
      state.isAbroad = isAbroad;
      if (rate !== undefined) state.bank = { currency: "EUR", rate: 0.2137, told: rate };
    },
  });
  shop.sandbox.shop.addProduct(createProducts("M", { stock: orders }));
  const keys = Array.from({ length: orders }, () =>
    shop.sandbox.shop.placeOrder({ lines: [{ sku: "M", quantity: 1 }], payment: "paid" }),
  );
  for (const key of keys) shop.sandbox.shop.settleOrder?.(key);
  const { ports, ctx } = shop.connection;
  const reported: ChannelSettlement[] = [];
  const again: ChannelSettlement[] = [];
  for (const sweep of ports.fees?.settlements ?? []) {
    const { items, cursor } = await collect(sweep, ctx);
    reported.push(...items);
    again.push(...(await collect(sweep, ctx, { cursor })).items);
  }
  return { keys, told: reported, again };
}

test("each payout of a cross-border shop comes to its lines: the order with its charges, and what was taken off", async () => {
  const { keys, told, again } = await paidOut({ orders: 1, isAbroad: true });
  const lines = told.flatMap((settlement) => settlement.lines);
  // 12.50 released as 11.25 after 10 % of charges; 1.00 taken off and given back.
  expect(lines.map(({ kind, orderKey, amount }) => [kind, orderKey, amount.minor])).toEqual([
    ["sale", keys[0], 1_250n],
    ["commission", keys[0], -75n],
    ["service_fee", keys[0], -25n],
    ["payment_fee", keys[0], -25n],
    ["refund", keys[0], -100n],
    ["refund", keys[0], 100n],
  ]);
  expect(told.map(({ amount }) => amount.minor)).toEqual([1_125n]);
  expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
  const keysOf = (some: readonly ChannelSettlement[]) => some.map(({ key }) => key);
  expect(keysOf(again).filter((key) => !keysOf(told).includes(key))).toEqual([]);
});

test("payouts are read over several pages, each once", async () => {
  const { keys, told } = await paidOut({ orders: 23, isAbroad: true });
  expect(new Set(told.map(({ key }) => key)).size).toBe(23);
  const sold = told.flatMap(({ lines }) => lines.filter(({ kind }) => kind === "sale"));
  expect(sold.map(({ orderKey }) => orderKey).sort()).toEqual(keys.sort());
});

test("a local shop is asked for its wallet alone: every order is told once", async () => {
  const { told } = await paidOut({ orders: 2, isAbroad: false });
  expect(told.flatMap(({ lines }) => lines.filter(({ kind }) => kind === "sale"))).toHaveLength(2);
});

test("a payout in another currency says what the bank receives, and the rate as Shopee tells it", async () => {
  const { told } = await paidOut({ orders: 1, isAbroad: true, told: "0.2137" });
  const [payout] = told;
  // 11.25 at 0.2137.
  expect(payout?.amount.minor).toBe(1_125n);
  expect(payout?.bank).toEqual({ amount: { minor: 240n, currency: "EUR" }, rate: "0.2137" });
  expect((await paidOut({ orders: 1, isAbroad: true })).told[0]?.bank).toBeUndefined();
});
