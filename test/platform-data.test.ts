/** Platforms that change their data: fields that come and go, records nobody can read, batches taken in part. */

import { afterEach, describe, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import type { WooSandbox } from "../src/sandboxes/woocommerce/index.ts";
import { HOUR, MINUTE, openLab, SECOND } from "./support/lab.ts";

const lab = fixture(() => openLab("data"));

afterEach(() => lab.rest());

const orders = async (store: ConnectedShop) =>
  (
    await lab.seller.get<{ items: { orderKey: string; totalMinor: number; currency: string; hasUnmapped: boolean }[] }>(
      `/orders?storeId=${store.id}&limit=100`,
    )
  ).items;
const orderKeys = async (store: ConnectedShop) => (await orders(store)).map((order) => order.orderKey).sort();
const drift = async (store: ConnectedShop) =>
  (await lab.seller.get<{ items: { path: string; problem: string }[] }>(`/stores/${store.id}/drift`)).items;

/** A field every order of the platform needs, and what the paths of its lists and of one order have in common. */
const NEEDED: readonly (readonly [string, string, string])[] = [
  ["woocommerce", "currency", "/orders"],
  ["shopify", "currencyCode", "order"],
  ["easyorders", "cart_items", "/orders"],
];

describe.each(NEEDED)("%s", (provider, field, path) => {
  test(`a missing field "${field}" is seen as drift, the raw record goes on, nothing is lost [E1.7, I9.1]`, async () => {
    const sku = `DROP-${provider}`;
    const store = await lab.stocked(provider, { [sku]: 100 });
    const { shop, faults } = store.sandbox;
    faults.webhooks.lose = true;
    faults.add({ fault: { kind: "drop_field", field }, path });
    const key = shop.placeOrder({ lines: [{ sku, quantity: 1 }] });
    await lab.pass(12 * MINUTE);
    expect(await orderKeys(store)).toEqual([]);
    expect((await drift(store)).map((one) => one.path).join("\n")).toMatch(new RegExp(field));
    const text = (await lab.log(store)).map((row) => row.text).join("\n");
    expect(text).toMatch(/has changed/);
    // The sale nobody could read yet is not sold again: the shop's lower number stays.
    expect(shop.stockOf(sku)).toBe(99);
    // A lower number still goes out.
    await lab.setStock({ [sku]: 60 });
    await lab.pass(MINUTE);
    expect([59, 60]).toContain(shop.stockOf(sku));
    faults.clear();
    await lab.pass(HOUR);
    expect(await orderKeys(store)).toEqual([key]);
    expect(shop.stockOf(sku)).toBe(59);
  });

  test("fields that nobody expects in every answer change nothing", async () => {
    const sku = `ADD-${provider}`;
    const store = await lab.stocked(provider, { [sku]: 100 });
    const { shop, faults } = store.sandbox;
    faults.add({ fault: { kind: "add_field" } });
    faults.webhooks.lose = true;
    const key = shop.placeOrder({ lines: [{ sku, quantity: 3 }] });
    await lab.pass(12 * MINUTE);
    expect(await orderKeys(store)).toEqual([key]);
    await lab.setStock({ [sku]: 50 });
    await lab.pass(MINUTE);
    expect(shop.stockOf(sku)).toBe(47);
    expect((await lab.log(store, "&status=failed")).map((row) => row.text)).toEqual([]);
    expect(await lab.store(store)).toMatchObject({ health: "healthy", failingItems: 0 });
  });

  test("an answer cut in the middle is repeated by the next poll, which finds all", async () => {
    const sku = `CUT-${provider}`;
    const store = await lab.stocked(provider, { [sku]: 100 });
    const { shop, faults } = store.sandbox;
    faults.webhooks.lose = true;
    const key = shop.placeOrder({ lines: [{ sku, quantity: 1 }] });
    faults.add({ fault: { kind: "truncate" }, path, times: 3 });
    await lab.pass(30 * MINUTE);
    expect(await orderKeys(store)).toEqual([key]);
    expect((await lab.log(store, "&status=failed")).length).toBeGreaterThan(0);
    expect(await lab.store(store)).toMatchObject({ health: "healthy", failingItems: 0 });
  });
});

/** Three orders of a shop whose webhooks are lost, and one of them as the shop itself has it. */
async function threeOrders(sku: string, which: number) {
  const store = await lab.stocked("woocommerce", { [sku]: 100 });
  const sandbox = store.sandbox as WooSandbox;
  sandbox.faults.webhooks.lose = true;
  const keys = [1, 2, 3].map(() => sandbox.shop.placeOrder({ lines: [{ sku, quantity: 1 }] }));
  const order = sandbox.state.orders.get(Number(keys[which]));
  if (!order) throw new Error("no order");
  return { store, keys, order, shop: sandbox.shop };
}

test("one record of a page that cannot be stored waits alone, with its reason; the others are applied", async () => {
  const { store, keys, order, shop } = await threeOrders("POISON", 1);
  // More than the books can hold.
  const item = order.lines.find((line) => line.quantity !== undefined);
  if (!item) throw new Error("no item");
  const quantity = item.quantity;
  Object.assign(item, { quantity: 3_000_000_000 });
  await lab.pass(12 * MINUTE);
  expect(await orderKeys(store)).toEqual([keys[0], keys[2]].sort());
  const failing = await lab.store(store);
  expect(failing.state).toBe("active");
  const text = [...(await lab.log(store)).map((row) => row.text), failing.lastError ?? ""].join("\n");
  expect(text).toMatch(/cannot keep one of its values: .* out of range/);
  expect(text).not.toMatch(/An error inside Argosy/);
  Object.assign(item, { quantity });
  await lab.pass(6 * HOUR);
  expect(await orderKeys(store)).toEqual([...keys].sort());
  expect(shop.stockOf("POISON")).toBe(97);
});

test("one order of a page that cannot be read holds up no other, and comes by itself once it can be", async () => {
  const { store, keys, order, shop } = await threeOrders("ODD", 0);
  order.currency = "NOT-A-CURRENCY";
  await lab.pass(12 * MINUTE);
  expect(await orderKeys(store)).toEqual([keys[1], keys[2]].sort());
  expect((await drift(store)).map((one) => one.problem).join("\n")).toMatch(/order 1\d/);
  // It waits apart from the poll, which goes well: a person is told of this one order.
  expect(await lab.alerts("&state=open")).toMatchObject([
    {
      kind: "event_failed",
      title: `woocommerce shop: order ${keys[0]} could not be processed`,
      text: expect.stringMatching(/^currency: not a currency code/),
    },
  ]);
  expect(await lab.log(store, "&action=sync_orders&status=failed")).toEqual([]);
  // What it has sold is not sold again: the shop's number is left alone.
  expect(shop.stockOf("ODD")).toBe(97);
  // Others come after it all the same.
  const later = shop.placeOrder({ lines: [{ sku: "ODD", quantity: 1 }] });
  await lab.pass(3 * HOUR);
  expect(await orderKeys(store)).toEqual([keys[1], keys[2], later].sort());
  order.currency = "EUR";
  // The retries of what waits apart grow rarer.
  await lab.pass(6 * HOUR);
  expect(await orderKeys(store)).toEqual([...keys, later].sort());
  expect(shop.stockOf("ODD")).toBe(96);
  expect(await lab.alerts("&state=open")).toEqual([]);
});

test("a batch of stock is taken in part: the refused item tells the platform's words, the others are on time, a person tries again", async () => {
  const store = await lab.stocked("woocommerce", { P1: 10, P2: 10, P3: 10 });
  const { shop } = store.sandbox;
  const { state } = store.sandbox as WooSandbox;
  const refused = state.products.get(state.skus.get("p2") ?? -1);
  if (!refused) throw new Error("no product");
  const stored = { ...refused };
  state.products.delete(state.skus.get("p2") ?? -1);
  await lab.setStock({ P1: 7, P2: 7, P3: 7 });
  await lab.pass(10 * SECOND);
  expect([shop.stockOf("P1"), shop.stockOf("P3")]).toEqual([7, 7]);
  expect((await lab.log(store, "&status=failed")).map((row) => row.text)).toContainEqual(
    expect.stringMatching(/Stock of P2 was not updated\. The item no longer exists in the shop, or lies in its trash/),
  );
  expect(await lab.alerts("&state=open")).toMatchObject([
    { kind: "stock_failed", title: "woocommerce shop: the stock of P2 could not be updated" },
  ]);
  expect(await lab.store(store)).toMatchObject({ health: "degraded", failedAttempts: 1, failingItems: 1 });

  state.products.set(stored.id, stored);
  await lab.seller.post(`/stores/${store.id}/retry-failed-sync`);
  await lab.work();
  expect(shop.stockOf("P2")).toBe(7);
  expect(await lab.store(store)).toMatchObject({ health: "healthy", failedAttempts: 0, failingItems: 0 });
  expect(await lab.alerts("&state=open")).toEqual([]);
});

test("an order whose items are not linked is kept, flagged, and reserves once they are [C4.6]", async () => {
  const store = await lab.stocked("woocommerce", { KNOWN: 10 });
  const { shop } = store.sandbox;
  shop.addProduct({ title: "Stranger", status: "active", variants: [{ sku: "STRANGER", price: "3.00", stock: 9 }] });
  const key = shop.placeOrder({
    lines: [
      { sku: "KNOWN", quantity: 1 },
      { sku: "STRANGER", quantity: 2 },
    ],
  });
  await lab.pass(10 * SECOND, 5 * SECOND);
  const [order] = await orders(store);
  expect(order).toMatchObject({ orderKey: key, hasUnmapped: true });
  expect(order?.totalMinor).toBe(Math.round(Number(shop.order(key)?.total) * 100));
  expect((await lab.log(store, "&action=receive_order")).at(-1)?.text).toMatch(/Unlinked items: 1\./);
  await lab.seller.post("/products", {
    title: "Stranger",
    variants: [{ sku: "STRANGER", priceMinor: 300, currency: "EUR" }],
  });
  await lab.setStock({ STRANGER: 9 });
  await lab.pass(20 * MINUTE);
  expect((await orders(store))[0]).toMatchObject({ hasUnmapped: false });
  expect(shop.stockOf("STRANGER")).toBe(7);
});
