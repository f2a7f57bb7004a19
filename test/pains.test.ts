/** What users of such tools suffer from, played on a whole hub; the numbers are those of docs/pains.md. */
import { afterEach, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import type { WooSandbox } from "../src/sandboxes/woocommerce/index.ts";
import { HOUR, MINUTE, openLab, SECOND, writes } from "./support/lab.ts";

const lab = fixture(() => openLab("pains"));

afterEach(() => lab.rest());

interface OrderRow {
  readonly orderKey: string;
  readonly number: string;
  readonly status: string;
  readonly platformStatus: string;
}

const orders = async (store: ConnectedShop) =>
  (await lab.seller.get<{ items: OrderRow[] }>(`/orders?storeId=${store.id}`)).items;
const health = (store: ConnectedShop) =>
  lab.seller.get<{ ordersFoundByPoll: number; lastFoundByPollAt: string | null }>(`/stores/${store.id}/health`);
const listings = async (store: ConnectedShop) =>
  (
    await lab.look("select 1 from argosy.listing where organization_id = argosy.tenant() and connection_id = $1", [
      store.id,
    ])
  ).length;

test("pain 5: a walk through a whole shop that is told to wait twelve times goes on where it stood and ends", async () => {
  const sandbox = await lab.sandbox("woocommerce");
  const store = await lab.connect(sandbox, "Large shop");
  await lab.pass(MINUTE);
  for (let n = 0; n < 250; n++)
    sandbox.shop.addProduct({
      title: `Item ${n}`,
      status: "active",
      variants: [{ sku: `LARGE-${n}`, price: "2.00", stock: 1 }],
    });
  sandbox.faults.add({ fault: { kind: "throttle", retryAfterSeconds: 120 }, path: "products", times: 12 });
  for (let hours = 0; (await listings(store)) < 250 && hours < 36; hours += 1) await lab.pass(HOUR, 15 * MINUTE);
  expect(await listings(store)).toBe(250);
  expect(sandbox.calls.filter((call) => call.status === 429)).toHaveLength(12);
  expect(await lab.store(store)).toMatchObject({ state: "active", health: "healthy", failedAttempts: 0 });
  expect(await lab.alerts("&state=open")).toEqual([]);
});

test("pain 6: a batch carried out without an answer, and a 429 to the question after, are followed by no second batch", async () => {
  const store = await lab.stocked("woocommerce", { B1: 10, B2: 10, B3: 10 });
  const { faults, calls, shop } = store.sandbox;
  const from = calls.length;
  faults.add({ fault: { kind: "drop_after_commit" }, path: "products/batch", times: 1 });
  await lab.setStock({ B1: 7, B2: 6, B3: 5 });
  await lab.work();
  faults.add({ fault: { kind: "throttle", retryAfterSeconds: 20 }, path: "products", write: false, times: 2 });
  await lab.pass(10 * MINUTE);
  expect(["B1", "B2", "B3"].map((sku) => shop.stockOf(sku))).toEqual([7, 6, 5]);
  expect(writes(store, from).filter((call) => call.requestBody.includes("stock_quantity"))).toHaveLength(1);
  expect(calls.slice(from).some((call) => call.status === 429)).toBe(true);
  expect(await lab.alerts("&state=open")).toEqual([]);
});

test("pain 10: an order whose webhook was lost is found by polling, and the store's health counts it [A11.1]", async () => {
  const store = await lab.stocked("woocommerce", { GAP: 10 });
  const { shop, faults } = store.sandbox;
  const reported = shop.placeOrder({ lines: [{ sku: "GAP", quantity: 1 }], payment: "paid" });
  await lab.pass(20 * MINUTE);
  expect(await health(store)).toMatchObject({ ordersFoundByPoll: 0, lastFoundByPollAt: null });
  faults.webhooks.lose = true;
  const lost = shop.placeOrder({ lines: [{ sku: "GAP", quantity: 2 }], payment: "paid" });
  await lab.pass(20 * MINUTE);
  expect((await orders(store)).map((order) => order.orderKey).sort()).toEqual([reported, lost].sort());
  expect(await health(store)).toMatchObject({ ordersFoundByPoll: 1, lastFoundByPollAt: expect.any(String) });
});

test("pain 14: an order cancelled before it reached its shop is never made there, and its stock is back", async () => {
  const store = await lab.stocked("woocommerce", { LATE: 10 });
  const [variant] = (await lab.seller.get<{ items: { id: string }[] }>("/variants?sku=LATE")).items;
  await lab.seller.post(`/stores/${store.id}/pause`);
  const made = await lab.seller.post<{ id: string }>("/orders", {
    storeId: store.id,
    currency: "EUR",
    lines: [{ variantId: variant?.id, quantity: 4, unitPrice: "12.50", title: "Late" }],
  });
  await lab.seller.post(`/orders/${made.id}/cancel`, {});
  await lab.seller.post(`/stores/${store.id}/resume`);
  await lab.pass(10 * MINUTE);
  expect(store.sandbox.shop.orderKeys()).toEqual([]);
  expect(await lab.seller.get(`/orders/${made.id}`)).toMatchObject({ status: "cancelled", orderKey: null });
  expect(store.sandbox.shop.stockOf("LATE")).toBe(10);
  expect(await lab.alerts("&state=open")).toEqual([]);
});

test("pain 21: two shops of one platform in one organization have their own orders and share one stock [A1.1]", async () => {
  const one = await lab.stocked("woocommerce", { TWIN: 20 });
  const two = await lab.stocked("woocommerce", { TWIN: 20 });
  const keys = [one, two].map((store) =>
    store.sandbox.shop.placeOrder({ lines: [{ sku: "TWIN", quantity: 3 }], payment: "paid" }),
  );
  await lab.pass(MINUTE, 10 * SECOND);
  const [ours, theirs] = [await orders(one), await orders(two)];
  expect([ours, theirs].map((rows) => rows.map((row) => row.orderKey))).toEqual([[keys[0]], [keys[1]]]);
  expect(ours[0]?.number).not.toBe(theirs[0]?.number);
  expect([one, two].map((store) => store.sandbox.shop.stockOf("TWIN"))).toEqual([14, 14]);
});

test("pain 24: what failed says why on the thing itself, needs attention in one list, and is tried again by hand [A7.3]", async () => {
  const store = await lab.stocked("woocommerce", { WHY: 10 });
  const reason = '{"code":"woocommerce_rest_invalid","message":"The warehouse plugin says no."}';
  store.sandbox.faults.add({ fault: { kind: "status", status: 400, body: reason }, path: "products", write: true });
  await lab.setStock({ WHY: 4 });
  await lab.pass(MINUTE);
  const { items } = await lab.seller.get<{ items: { id: string; sku: string }[] }>(`/stores/${store.id}/mappings`);
  const mapping = await lab.seller.get(`/mappings/${items.find((item) => item.sku === "WHY")?.id}`);
  expect(JSON.stringify(mapping)).toContain("The warehouse plugin says no.");
  const [alert, ...others] = await lab.alerts("&state=open");
  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    kind: "stock_failed",
    title: expect.stringContaining("WHY"),
    action: expect.anything(),
  });
  expect(alert?.text).toContain("The warehouse plugin says no.");
  store.sandbox.faults.clear();
  await lab.seller.post(`/stores/${store.id}/retry-failed-sync`);
  await lab.pass(MINUTE);
  expect(store.sandbox.shop.stockOf("WHY")).toBe(4);
  expect(await lab.alerts("&state=open")).toEqual([]);
});

test("pain 29: a status of the shop's own is held for a person; given a meaning, the next order has it, and nothing is written back", async () => {
  const store = await lab.stocked("woocommerce", { OWN: 10 });
  const { shop, state } = store.sandbox as WooSandbox;
  const buy = async () => {
    const key = shop.placeOrder({ lines: [{ sku: "OWN", quantity: 1 }], payment: "paid" });
    const order = state.orders.get(Number(key));
    if (!order) throw new Error("no order");
    order.status = "awaiting-pickup";
    await lab.pass(MINUTE, 10 * SECOND);
    return (await orders(store)).find((each) => each.orderKey === key);
  };
  const from = store.sandbox.calls.length;
  expect(await buy()).toMatchObject({ status: "on_hold", platformStatus: "awaiting-pickup" });
  await lab.seller.patch(`/stores/${store.id}`, {
    settings: { orders: { statusMap: { "Awaiting-Pickup": "processing" } } },
  });
  expect(await buy()).toMatchObject({ status: "processing", platformStatus: "awaiting-pickup" });
  expect(writes(store, from).filter((call) => call.path.includes("orders"))).toEqual([]);
});

test("pain 34: the stock of one item and of a whole store are switches of their own; orders come all the same, and what waited goes out [A10.4]", async () => {
  const store = await lab.stocked("woocommerce", { ON: 10, OFF: 10 });
  const { shop } = store.sandbox;
  const { items } = await lab.seller.get<{ items: { id: string; sku: string }[] }>(`/stores/${store.id}/mappings`);
  await lab.seller.patch(`/mappings/${items.find((item) => item.sku === "OFF")?.id}`, { stockSync: false });
  await lab.setStock({ ON: 8, OFF: 8 });
  await lab.pass(MINUTE);
  expect([shop.stockOf("ON"), shop.stockOf("OFF")]).toEqual([8, 10]);
  const settings = (inventory: object) => lab.seller.patch(`/stores/${store.id}`, { settings: { inventory } });
  await settings({ enabled: false });
  await lab.setStock({ ON: 5 });
  shop.placeOrder({ lines: [{ sku: "OFF", quantity: 1 }], payment: "paid" });
  await lab.pass(40 * MINUTE);
  expect(shop.stockOf("ON")).toBe(8);
  expect(await orders(store)).toHaveLength(1);
  await settings({ enabled: true });
  await lab.pass(MINUTE);
  expect([shop.stockOf("ON"), shop.stockOf("OFF")]).toEqual([5, 9]);
});
