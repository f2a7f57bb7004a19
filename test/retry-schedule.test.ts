/** A7: at once, then 5 min, 15 min, 1 h and 3 h after the failure before; then failed, one alert, and a person may try again. */

import { afterEach, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import type { RecordedCall } from "../src/connectors/kit/sandbox/sandbox.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { HOUR, MINUTE, openLab, SECOND } from "./support/lab.ts";

const lab = fixture(() => openLab("schedule"));

/** Stores of tests that are over would go on polling through the hours of the next. */
afterEach(() => lab.rest());

/** Minutes from the first of these calls to each attempt; calls within a minute are one attempt. */
function attemptMinutes(calls: readonly RecordedCall[]): number[] {
  const times = calls.map((call) => call.at);
  const starts = times.filter((at, index) => index === 0 || at - (times[index - 1] ?? 0) > MINUTE);
  return starts.map((at) => Math.round((at - (starts[0] ?? 0)) / MINUTE));
}

const SCHEDULE = [0, 5, 20, 80, 260];

const failing = (store: ConnectedShop, path: string) =>
  store.sandbox.calls.filter((call) => `${call.path} ${call.requestBody}`.includes(path) && call.status >= 500);

function minutesToNext({ details, at }: { readonly details: unknown; readonly at: string }): number | undefined {
  const { nextTryAt } = details as { readonly nextTryAt?: string };
  return nextTryAt === undefined ? undefined : (Date.parse(nextTryAt) - Date.parse(at)) / MINUTE;
}

test("a stock number that is refused with a crash every time, while all else works [A7.1, A7.2]", async () => {
  const store = await lab.stocked("shopify", { S1: 10, S2: 10 });
  store.sandbox.faults.add({ fault: { kind: "status", status: 500, body: "crash" }, path: "inventorySetQuantities" });
  await lab.setStock({ S1: 4 });
  await lab.work();
  expect(await lab.store(store)).toMatchObject({
    state: "active",
    health: "degraded",
    syncState: "error",
    failedAttempts: 1,
    failingItems: 1,
  });
  expect((await lab.store(store)).lastError).toMatch(/Shopify has a temporary problem/);
  expect(await lab.alerts("&state=open")).toEqual([]);
  await lab.pass(6 * HOUR);
  expect(attemptMinutes(failing(store, "inventorySetQuantities"))).toEqual(SCHEDULE);
  const failures = (await lab.log(store, "&action=update_inventory&status=failed")).map((row) => ({
    attempt: row.attempt,
    says: /^Stock of S1 was not updated\. Shopify has/.test(row.text),
    nextInMinutes: minutesToNext(row),
  }));
  expect(failures).toEqual([
    ...[5, 15, 60, 180].map((nextInMinutes, index) => ({ attempt: index + 1, says: true, nextInMinutes })),
    { attempt: 5, says: true, nextInMinutes: undefined },
  ]);
  const alerts = await lab.alerts("&state=open");
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toMatchObject({
    kind: "stock_failed",
    count: 1,
    title: "shopify shop: the stock of S1 could not be updated",
  });
  expect(store.sandbox.shop.stockOf("S1")).toBe(10);
  // Other numbers of the store are as good as ever once the calls work; the failed one waits for a person.
  store.sandbox.faults.clear();
  await lab.setStock({ S2: 8 });
  await lab.work();
  expect(store.sandbox.shop.stockOf("S2")).toBe(8);
  expect(store.sandbox.shop.stockOf("S1")).toBe(10);
  const retried = await lab.seller.post<{ stock: number }>(`/stores/${store.id}/retry-failed-sync`);
  expect(retried.stock).toBe(1);
  await lab.work();
  expect(store.sandbox.shop.stockOf("S1")).toBe(4);
  expect(await lab.store(store)).toMatchObject({
    health: "healthy",
    failedAttempts: 0,
    failingItems: 0,
    lastError: null,
  });
  expect(await lab.alerts("&state=open")).toEqual([]);
});

test("an order command [A7.1]", async () => {
  const store = await lab.stocked("woocommerce", { C1: 10 });
  const key = store.sandbox.shop.placeOrder({ lines: [{ sku: "C1", quantity: 1 }], payment: "paid" });
  await lab.pass(10 * SECOND, SECOND);
  const { items } = await lab.seller.get<{ items: { id: string }[] }>(`/orders?storeId=${store.id}`);
  const id = items[0]?.id ?? "";
  store.sandbox.faults.add({
    fault: { kind: "status", status: 500, body: "<h1>crash</h1>" },
    path: `orders/${key}/notes`,
    method: "POST",
  });
  const { id: command } = await lab.seller.post<{ id: string }>(`/orders/${id}/fulfil`, {
    trackingNumbers: ["TRACK-1"],
    carrier: "DHL",
  });
  await lab.work();
  expect(await lab.store(store)).toMatchObject({ health: "degraded", failedAttempts: 1 });
  await lab.pass(6 * HOUR);
  expect(attemptMinutes(failing(store, `orders/${key}/notes`))).toEqual(SCHEDULE);
  const order = await lab.seller.get<{ commands: { state: string; attempts: number; text: string }[] }>(
    `/orders/${id}`,
  );
  expect(order.commands).toMatchObject([{ state: "failed", attempts: 5 }]);
  const alerts = await lab.alerts("&state=open");
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toMatchObject({ kind: "command_failed", count: 1 });
  const { items: timeline } = await lab.seller.get<{ items: { text: string }[] }>(`/orders/${id}/timeline`);
  expect(timeline.filter((entry) => /WooCommerce did not confirm this/.test(entry.text))).toHaveLength(5);

  store.sandbox.faults.clear();
  await lab.seller.post(`/orders/${id}/commands/${command}/retry`);
  await lab.work();
  expect(store.sandbox.shop.order(key)).toMatchObject({ fulfilled: true, trackingNumbers: ["TRACK-1"] });
  expect(await lab.alerts("&state=open")).toEqual([]);
  expect(await lab.store(store)).toMatchObject({ health: "healthy", failedAttempts: 0 });
});

test("a delivery whose order cannot be fetched; the others of the same minute are applied [A6.5, A6.6]", async () => {
  const store = await lab.stocked("easyorders", { D1: 20 });
  // A poll that reads the order would be done with the delivery.
  await lab.seller.patch(`/stores/${store.id}`, { settings: { orders: { automatic: false } } });
  const { shop, faults, calls } = store.sandbox;
  const [poison = "", ...good] = [1, 2, 3].map(() => shop.placeOrder({ lines: [{ sku: "D1", quantity: 1 }] }));
  await lab.pass(10 * SECOND, 5 * SECOND);
  const from = calls.length;
  faults.add({ fault: { kind: "status", status: 500, body: "crash" }, path: `/orders/${poison}` });
  for (const key of [poison, ...good]) shop.cancelOrder(key);
  await lab.pass(10 * SECOND, 5 * SECOND);
  const statuses = async () =>
    Object.fromEntries(
      (
        await lab.look<{ ext_key: string; status: string }>(
          `select ext_key, status
           from argosy.sales_order
           where organization_id = argosy.tenant() and connection_id = $1`,
          [store.id],
        )
      ).map((row) => [row.ext_key, row.status]),
    );
  expect(await statuses()).toMatchObject({ [good[0] ?? ""]: "cancelled", [good[1] ?? ""]: "cancelled" });
  expect((await statuses())[poison]).not.toBe("cancelled");
  expect(await lab.store(store)).toMatchObject({
    state: "active",
    health: "degraded",
    failedAttempts: 1,
    failingItems: 1,
  });
  await lab.pass(6 * HOUR);
  const fetches = calls.slice(from).filter((call) => call.path.includes(`/orders/${poison}`) && call.status === 500);
  expect(attemptMinutes(fetches).length).toBeGreaterThanOrEqual(5);
  const { items } = await lab.seller.get<{ items: { id: string; status: string; attempts: number; error: string }[] }>(
    `/stores/${store.id}/webhook-events?status=failed`,
  );
  expect(items).toMatchObject([{ attempts: 5, status: "failed" }]);
  expect(items[0]?.error).toMatch(/EasyOrders has a temporary problem/);
  const alerts = (await lab.alerts("&state=open")).filter((alert) => alert.kind === "event_failed");
  // Raised at the first failure: until the order is read, no quantity of the shop is raised.
  expect(alerts).toMatchObject([{ count: 5, severity: "critical" }]);

  faults.clear();
  await lab.seller.post(`/stores/${store.id}/webhook-events/${items[0]?.id}/replay`);
  await lab.work();
  expect((await statuses())[poison]).toBe("cancelled");
  expect(await lab.store(store)).toMatchObject({ health: "healthy" });
  expect((await lab.alerts("&state=open")).filter((alert) => alert.kind === "event_failed")).toEqual([]);
});
