import { describe, expect, test } from "vitest";
import type { ProductForChannel } from "../../commerce/product.ts";
import { collect } from "../kit/conformance/bench.ts";
import { openShop } from "./testing.ts";

const PRODUCT = { title: "Mug", variants: [{ sku: "MUG", price: "12.50", stock: 10 }] };
const paid = (quantity: number) => ({ lines: [{ sku: "MUG", quantity }], payment: "paid" as const });

/** An order whose parcel somebody has packed in the shop, and not sent. */
function packed({ shop, state }: Awaited<ReturnType<typeof openShop>>) {
  shop.addProduct(PRODUCT);
  const key = shop.placeOrder(paid(2));
  shop.shipOrder?.(key);
  const parcel = state.orders.get(key)?.parcels[0];
  if (parcel) parcel.state = "Pending";
  return { key, parcel };
}

describe("sessions and rights", () => {
  test("a session that ended is made anew once, and the call goes through", async () => {
    await using shop = await openShop();
    shop.sandbox.faults.expireTokens();
    expect(await shop.orders.get("1", shop.ctx)).toBeNull();
    expect(shop.tokens.generation()).toBe(2);
  });

  test("several channels are named, and the one entered is asked for by its token", async () => {
    await expect(openShop({ values: { channelToken: "other" } })).rejects.toThrow(/sandbox-channel/);
    await using shop = await openShop({ values: { channelToken: "sandbox-channel" } });
    expect(shop.detected.facts).toMatchObject({ channelToken: "sandbox-channel", currency: "EUR" });
  });

  test("a shop that knows cookies alone is worked with by both its cookies", async () => {
    await using shop = await openShop({ prepare: ({ tokenMethod }) => void tokenMethod.delete("bearer") });
    shop.shop.addProduct(PRODUCT);
    const key = shop.shop.placeOrder(paid(1));
    expect(await shop.read(key)).toMatchObject({ orderKey: key });
    shop.sandbox.faults.expireTokens();
    expect(await shop.orders.get("999", shop.ctx)).toBeNull();
    expect(shop.tokens.generation()).toBe(2);
  });

  test("a key works where the shop takes keys, is not renewed, and one that was deleted asks for a new one", async () => {
    const apiKey = `${"a".repeat(24)}:${"b".repeat(64)}`;
    const values = { username: "", password: "", apiKey };
    await expect(openShop({ values, prepare: ({ apiKeys }) => void apiKeys.add(apiKey) })).rejects.toMatchObject({
      kind: "auth_revoked",
    });
    await using shop = await openShop({
      values,
      prepare({ apiKeys, tokenMethod }) {
        apiKeys.add(apiKey);
        tokenMethod.add("api-key");
      },
    });
    shop.shop.addProduct(PRODUCT);
    const key = shop.shop.placeOrder(paid(1));
    expect(await shop.read(key)).toMatchObject({ orderKey: key });
    shop.state.apiKeys.clear();
    await expect(shop.orders.get(key, shop.ctx)).rejects.toMatchObject({ kind: "auth_revoked" });
  });

  test("channels that sell from the same locations are one stock place", async () => {
    await using shop = await openShop({ prepare: ({ locations }) => void locations.push({ id: "9", name: "Depot" }) });
    expect(shop.detected.stockPlace).toMatch(/#locations-1,9$/);
    await using other = await openShop();
    expect(other.detected.stockPlace).toMatch(/#locations-1$/);
  });

  test("a product taken off sale in a sales channel is read in the default one: others may sell it", async () => {
    await using shop = await openShop({
      values: { channelToken: "sandbox-channel" },
      prepare: (state) => Object.assign(state, { channel: "b2c" }),
    });
    const { key } = shop.shop.addProduct(PRODUCT);
    const existing = await shop.products.get(key, shop.ctx);
    const variants = (existing?.variants ?? []).map((one) => ({ ...one, id: one.key, sku: one.sku ?? "", levels: [] }));
    const product = {
      title: "Mug",
      descriptionHtml: existing?.descriptionHtml ?? "",
      categoryKeys: [],
      images: [],
      variants,
    };
    const put = (active: boolean) =>
      shop.products.put?.({ key, product: { ...product, active }, idempotencyKey: "p" }, shop.ctx);
    expect((await put(false))?.product.status).toBe("draft");
    await put(true);
    shop.shop.joinChannel?.(key);
    await expect(put(false)).rejects.toThrow(/b2b/);
    shop.state.products.get(key)?.channels.clear();
    shop.state.seesDefault = false;
    await expect(put(false)).rejects.toThrow(/may not see/);
    expect(shop.state.products.get(key)?.enabled).toBe(true);
  });

  test("nothing is logged out: that would end other programs' sessions as well", async () => {
    await using shop = await openShop();
    await shop.orders.get("1", shop.ctx);
    expect(shop.sent("logout")).toEqual([]);
  });
});

describe("orders", () => {
  test("orders of the hour a clock was put back sort below newer ones, and are found once a day", async () => {
    await using shop = await openShop();
    shop.shop.addProduct({ ...PRODUCT, variants: [{ sku: "MUG", price: "12.50", stock: 500 }] });
    const [placed] = shop.orders.sweeps;
    if (!placed) throw new Error("no sweep");
    let newest = "";
    // More than a page in that hour.
    for (let count = 0; count < 130; count += 1) {
      newest = shop.shop.placeOrder(paid(1));
      await shop.clock.sleep(30_000);
    }
    const first = await collect(placed, shop.ctx);
    const late = shop.shop.placeOrder(paid(1));
    const [order, last] = [shop.state.orders.get(late), shop.state.orders.get(newest)];
    if (!order || !last) throw new Error("no order");
    const anHourBack = new Date(Date.parse(last.placedAt ?? "") - 61 * 60_000).toISOString();
    shop.state.orders.set(late, { ...order, placedAt: anHourBack });
    const second = await collect(placed, shop.ctx, { cursor: first.cursor });
    expect(second.items.map(({ orderKey }) => orderKey)).toEqual([]);
    await shop.clock.sleep(25 * 3_600_000);
    const third = await collect(placed, shop.ctx, { cursor: second.cursor });
    expect(third.items.map(({ orderKey }) => orderKey)).toEqual([late]);
  });

  test("orders are found without any filter by date, and carts among them are left out", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const keys = [shop.shop.placeOrder(paid(1)), shop.shop.placeOrder(paid(2))];
    for (const sweep of shop.orders.sweeps) {
      const { items } = await collect(sweep, shop.ctx, { openIds: keys });
      expect(items.map(({ orderKey }) => orderKey).sort()).toEqual(keys);
    }
    for (const { requestBody } of shop.sent("orders(options")) expect(requestBody).not.toMatch(/"(after|before)"/);
  });

  test("an order paid, shipped and refunded without a new time of change is found by the next check", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const key = shop.shop.placeOrder({ ...paid(2), payment: "cod" });
    const sweep = shop.orders.sweeps.find(({ mode }) => mode === "open_ids");
    if (!sweep) throw new Error("there is no look at open orders");
    let cursor: string | null = null;
    const readNow = async () => {
      const reported: string[] = [];
      for await (const page of sweep.run({ cursor, openIds: [key] }, shop.ctx)) {
        reported.push(...page.items.map(({ financial, fulfilment }) => `${financial} ${fulfilment}`));
        cursor = page.cursor;
      }
      return reported;
    };
    expect(await readNow()).toEqual(["cod_pending unfulfilled"]);
    expect(await readNow()).toEqual([]);
    const { updatedAt } = shop.state.orders.get(key) ?? {};
    shop.shop.payOrder?.(key);
    expect(await readNow()).toEqual(["paid unfulfilled"]);
    shop.shop.shipOrder?.(key);
    expect(await readNow()).toEqual(["paid in_transit"]);
    expect(shop.state.orders.get(key)?.updatedAt).toBe(updatedAt);
  });

  test("an order refunded behind a thousand younger ones is found within a day, and those of other days are not read again", async () => {
    await using shop = await openShop();
    shop.shop.addProduct({ ...PRODUCT, variants: [{ sku: "MUG", price: "12.50", stock: 5_000 }] });
    const sweep = shop.orders.sweeps.find(({ mode }) => mode === "open_ids");
    if (!sweep) throw new Error("there is no look at open orders");
    const old = shop.shop.placeOrder(paid(2));
    await shop.clock.sleep(30 * 3_600_000);
    for (let count = 0; count < 1_005; count += 1) shop.shop.placeOrder(paid(1));
    let { cursor } = await collect(sweep, shop.ctx, { openIds: [] });
    shop.shop.refundOrder?.(old, [{ sku: "MUG", quantity: 1, restock: false }]);
    const told = async () => {
      const run = await collect(sweep, shop.ctx, { cursor, openIds: [] });
      cursor = run.cursor;
      return run.items.map(({ orderKey, refunds }) => [orderKey, refunds.length]);
    };
    expect(await told()).toEqual([]);
    await shop.clock.sleep(25 * 3_600_000);
    expect(await told()).toEqual([[old, 1]]);
    await shop.clock.sleep(25 * 3_600_000);
    expect(await told()).toEqual([]);
  });

  test.each([0, 10])("a cancelled one keeps the total it was bought for, %i percent off", async (discountPercent) => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const key = shop.shop.placeOrder({ ...paid(3), discountPercent });
    const bought = await shop.read(key);
    shop.shop.cancelOrder(key);
    const cancelled = await shop.read(key);
    expect([cancelled.status, cancelled.financial]).toEqual(["cancelled", "paid"]);
    // Its tax may be a rounding away.
    expect(cancelled.totals).toEqual({
      ...bought.totals,
      taxMinor: cancelled.totals.taxMinor,
      currentTotalMinor: 0n,
    });
    expect(cancelled.lines[0]?.totalMinor).toBe(bought.lines[0]?.totalMinor);
    expect(cancelled.quality).toBe("estimated");
  });
});

describe("commands", () => {
  const CANCEL = { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false } as const;

  test("cancelling takes back what has not left alone", async () => {
    await using shop = await openShop();
    shop.shop.addProduct({ ...PRODUCT, variants: [...PRODUCT.variants, { sku: "CUP", price: "5", stock: 10 }] });
    const key = shop.shop.placeOrder({
      lines: [
        { sku: "MUG", quantity: 2 },
        { sku: "CUP", quantity: 1 },
      ],
      payment: "paid",
    });
    shop.shop.shipOrder?.(key, [{ sku: "CUP", quantity: 1 }]);
    expect(await shop.run(CANCEL, key)).toMatchObject({
      state: "done",
      text: { code: "vendure:done.restCancelledShopUnitsFree" },
    });
    expect([shop.shop.stockOf("MUG"), shop.shop.stockOf("CUP")]).toEqual([10, 9]);
    expect(
      (await shop.read(key)).lines.map(({ quantity, restockedQuantity }) => [quantity, restockedQuantity]),
    ).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  test("a parcel that is packed is withdrawn with its order, and cannot be shipped any more", async () => {
    await using shop = await openShop();
    const { key, parcel } = packed(shop);
    expect(await shop.run(CANCEL, key)).toMatchObject({ state: "done" });
    expect(parcel?.state).toBe("Cancelled");
    expect(shop.shop.stockOf("MUG")).toBe(10);
  });

  test("units in a parcel somebody packed in the shop are not shipped a second time", async () => {
    await using shop = await openShop();
    const { key } = packed(shop);
    const command = { kind: "fulfil", trackingNumbers: ["T-1"], notifyCustomer: false } as const;
    expect(await shop.run(command, key)).toMatchObject({ state: "rejected", code: "nothing_to_ship" });
    expect(shop.state.orders.get(key)?.parcels).toHaveLength(1);
  });

  test("a refund of a payment made by hand is settled, and the seller told to pay", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const key = shop.shop.placeOrder({ ...paid(2), payment: "cod" });
    shop.shop.payOrder?.(key);
    const amount = { minor: 1250n, currency: "EUR" };
    const command = { kind: "refund", amount, lines: [], moveMoney: true } as const;
    expect(await shop.run(command, key)).toMatchObject({ state: "done", moneyMoved: false });
    expect((await shop.read(key)).refunds.map(({ amountMinor }) => amountMinor)).toEqual([1250n]);
  });

  test("a refund is never only booked, as the payment's handler may pay", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const key = shop.shop.placeOrder(paid(2));
    const amount = { minor: 1250n, currency: "EUR" };
    const command = { kind: "refund", amount, lines: [], moveMoney: false } as const;
    expect(await shop.run(command, key)).toMatchObject({ state: "rejected", code: "books_only" });
    expect((await shop.read(key)).refunds).toEqual([]);
  });
});

describe("products", () => {
  const product = (descriptionHtml: string): ProductForChannel => ({
    title: "Hat",
    descriptionHtml,
    active: true,
    categoryKeys: [],
    images: [],
    variants: [{ id: "ours", sku: "HAT", options: [], price: "29.00", levels: [] }],
  });

  test("a text beyond the largest body is refused in words, and not sent", async () => {
    await using shop = await openShop();
    const input = { key: null, product: product("x".repeat(120_000)), idempotencyKey: "1" };
    await expect(shop.products.put?.(input, shop.ctx)).rejects.toThrow(/at most 100 KB/);
    expect(shop.sent("createProduct(")).toEqual([]);
  });

  test("a product whose creation broke off before its variants is continued, not made twice", async () => {
    await using shop = await openShop();
    const input = { key: null, product: product("<p>Warm</p>"), idempotencyKey: "1" };
    shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
    await expect(shop.products.put?.(input, shop.ctx)).rejects.toMatchObject({ info: { kind: "ambiguous" } });
    await shop.products.put?.(input, shop.ctx);
    expect(shop.state.products.size).toBe(1);
    expect(shop.shop.priceOf("HAT")).toBe("29.00");
  });
});
