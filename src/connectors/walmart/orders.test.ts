/** What an order is made of, and what is told to Walmart of it. */
import { describe, expect, test } from "vitest";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import { askForCancel } from "../../sandboxes/walmart/orders.ts";
import { collect } from "../kit/conformance/bench.ts";
import { attemptCommand } from "../kit/testing/commands.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { FULFIL, openShop, partOf, place, run, stored, writes } from "./testing.ts";

const CANCEL = { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false } as const;

const refundOf = (minor: bigint, quantity: number, shippingMinor?: bigint): CommandOf<"refund"> => ({
  kind: "refund",
  amount: { minor, currency: "USD" },
  lines: quantity === 0 ? [] : [{ lineKey: "1", quantity, restock: false }],
  moveMoney: true,
  ...(shippingMinor === undefined ? {} : { shippingMinor }),
});

describe("an order that waits to be acknowledged", () => {
  test("an unacknowledged order is pending and authorized, and is confirmed by acknowledging it, however often", async () => {
    await using shop = await openShop();
    const key = place(shop, 2, "pending");
    const waiting = await partOf(shop, key);
    expect(waiting).toMatchObject({ status: "pending", financial: "authorized" });
    expect(Date.parse(waiting.toAccept?.by ?? "") - Date.parse(waiting.placedAt)).toBe(4 * 3_600_000);
    const confirm = { kind: "status", status: "confirmed" } as const;
    expect(await run(shop, key, confirm)).toMatchObject({ state: "done", order: { status: "confirmed" } });
    expect(await run(shop, key, confirm)).toMatchObject({ state: "done" });
    expect((await partOf(shop, key)).toAccept).toBeUndefined();
  });

  test("an unacknowledged order is acknowledged before it is shipped, and the buyer is charged then", async () => {
    await using shop = await openShop();
    const key = place(shop, 2, "pending");
    const mark = shop.sandbox.calls.length;
    expect(await run(shop, key, FULFIL)).toMatchObject({ state: "done", order: { financial: "paid" } });
    expect(writes(shop, mark).map(({ path }) => path.split("/").at(-1))).toEqual(["acknowledge", "shipping"]);
  });
});

test("an order whose buyer asks to cancel is on hold, and is cancelled as the buyer's wish or shipped in spite of it", async () => {
  await using shop = await openShop();
  const [one, other] = [place(shop), place(shop)];
  for (const key of [one, other]) askForCancel(shop.sandbox.state, stored(shop, key));
  expect((await partOf(shop, one)).status).toBe("on_hold");
  expect(await run(shop, one, CANCEL)).toMatchObject({ state: "done", order: { status: "cancelled" } });
  expect(stored(shop, one).lines[0]?.statuses).toMatchObject([{ reason: "CUSTOMER_REQUESTED_SELLER_TO_CANCEL" }]);
  expect(await run(shop, other, FULFIL)).toMatchObject({ state: "done", order: { fulfilment: "in_transit" } });
});

test("an order that Walmart fulfills is told as the marketplace's and nothing is sent for it", async () => {
  await using shop = await openShop();
  const key = place(shop);
  shop.sandbox.state.orders.set(key, { ...stored(shop, key), fulfilment: "WFSFulfilled" });
  const [sweep] = portOf(shop.connection, "orders").sweeps;
  const { items } = await collect(must(sweep), shop.connection.ctx);
  expect(items.map(({ lines }) => lines[0]?.fulfilledBy)).toEqual(["marketplace"]);
  const mark = shop.sandbox.calls.length;
  for (const command of [FULFIL, CANCEL, refundOf(100n, 1)])
    expect(await run(shop, key, command)).toMatchObject({ state: "rejected", code: "fulfilled_elsewhere" });
  expect(writes(shop, mark)).toEqual([]);
});

describe("charges", () => {
  test("charges of units are distinguished from those of lines by the order's total", async () => {
    await using shop = await openShop({ charges: "unit" });
    const { totals, lines, quality } = await partOf(shop, place(shop, 4));
    // 4 x 12.50 and 5.00 of shipping, with eight percent of each.
    expect([totals.totalMinor, lines[0]?.unitPrice, lines[0]?.totalMinor, quality]).toEqual([
      5_940n,
      "12.50",
      5_000n,
      "exact",
    ]);
  });

  test("charges of unclear meaning are estimated until the settings say what they are", async () => {
    await using shop = await openShop({ hasSummary: false });
    expect(await partOf(shop, place(shop))).toMatchObject({ quality: "estimated", totals: { totalMinor: 3_240n } });
    expect(await partOf(shop, place(shop, 1))).toMatchObject({ quality: "exact" });
    await using reported = await openShop({ hasSummary: false }, { charges: "line" });
    expect(await partOf(reported, place(reported))).toMatchObject({ quality: "exact" });
  });
});

describe("a refund", () => {
  test("a refund whose answer was lost is looked up and not sent again", async () => {
    await using shop = await openShop();
    const key = place(shop);
    await run(shop, key, FULFIL);
    let saved: Json = null;
    const attempt = (uncertain: boolean) =>
      attemptCommand(shop.connection, key, refundOf(675n, 1), {
        saved,
        uncertain,
        save: async (progress) => {
          saved = progress;
        },
      });
    shop.sandbox.faults.add({ path: "/refund", method: "POST", times: 1, fault: { kind: "drop_after_commit" } });
    await expect(attempt(false)).rejects.toMatchObject({ info: { kind: "ambiguous" } });
    const mark = shop.sandbox.calls.length;
    expect(await attempt(true)).toMatchObject({ state: "done", moneyMoved: true, found: true });
    expect(writes(shop, mark)).toEqual([]);
    expect((await partOf(shop, key)).refunds).toMatchObject([{ amountMinor: 675n }]);
  });

  test("a refund that is only to be booked is refused, because Walmart would pay it", async () => {
    await using shop = await openShop();
    const key = place(shop);
    await run(shop, key, FULFIL);
    const mark = shop.sandbox.calls.length;
    const booked = { ...refundOf(675n, 1), moveMoney: false };
    expect(await run(shop, key, booked)).toMatchObject({ state: "rejected", code: "books_only" });
    expect(writes(shop, mark)).toEqual([]);
  });

  test("a refund of a full price without its shipping is refused, because Walmart would pay the shipping as well", async () => {
    await using shop = await openShop();
    const key = place(shop, 1);
    await run(shop, key, FULFIL);
    const mark = shop.sandbox.calls.length;
    expect(await run(shop, key, refundOf(1_350n, 1, 0n))).toMatchObject({ state: "rejected", code: "full_price" });
    expect(writes(shop, mark)).toEqual([]);
    expect(await run(shop, key, refundOf(1_890n, 0))).toMatchObject({
      state: "done",
      order: { financial: "refunded", refunds: [{ amountMinor: 1_890n }] },
    });
  });

  test("a refund of units that come back is made as their return, once", async () => {
    await using shop = await openShop();
    const key = place(shop);
    await run(shop, key, FULFIL);
    must(shop.shop.openReturn)(key, [{ sku: "MUG-1", quantity: 1 }]);
    expect(await run(shop, key, refundOf(1_000n, 1))).toMatchObject({ state: "rejected", code: "return" });
    const mark = shop.sandbox.calls.length;
    expect(await run(shop, key, refundOf(1_350n, 1))).toMatchObject({ state: "done", moneyMoved: true });
    expect(writes(shop, mark).map(({ path }) => path.split("/")[2])).toEqual(["returns"]);
    expect((await partOf(shop, key)).refunds).toMatchObject([{ amountMinor: 1_350n }]);
  });

  test("a refund is not sent beside a return that Walmart pays by itself", async () => {
    await using shop = await openShop({ refundChannel: "SELLER_AUTO_REFUND" });
    const key = place(shop);
    await run(shop, key, FULFIL);
    must(shop.shop.openReturn)(key, [{ sku: "MUG-1", quantity: 2 }]);
    const mark = shop.sandbox.calls.length;
    expect(await run(shop, key, refundOf(1_350n, 1))).toMatchObject({ state: "rejected", code: "return" });
    expect(writes(shop, mark)).toEqual([]);
  });
});

test("a carrier that Walmart does not list is sent with its link, and refused without one", async () => {
  await using shop = await openShop();
  const key = place(shop);
  const other = { ...FULFIL, carrier: "Ada's bikes" };
  expect(await run(shop, key, other)).toMatchObject({ state: "rejected", code: "carrier" });
  expect(await run(shop, key, { ...FULFIL, trackingNumbers: [] })).toMatchObject({
    state: "rejected",
    code: "tracking",
  });
  expect(await run(shop, key, { ...other, trackingUrl: "https://bikes.example/1" })).toMatchObject({ state: "done" });
  expect((await partOf(shop, key)).fulfilments).toMatchObject([{ carrier: "Ada's bikes", trackingNumbers: ["1Z-1"] }]);
});
