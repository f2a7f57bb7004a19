/** Hours without a platform, webhooks that never came, subscriptions that died: nothing is lost and nobody hammers. */

import { afterEach, expect, test } from "vitest";
import type { RecordedCall } from "../src/connectors/kit/sandbox/sandbox.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import type { WooSandbox } from "../src/sandboxes/woocommerce/index.ts";
import { HOUR, MINUTE, openLab, SECOND, writes } from "./support/lab.ts";

const lab = fixture(() => openLab("outage"));

afterEach(() => lab.rest());

const waiting = async () =>
  (
    await lab.look<{ rows: number }>(
      `select (select count(*) from argosy.change_mark where organization_id = argosy.tenant())::int + (select count(*)
         from argosy.listing_stock where organization_id = argosy.tenant() and due_at is not null)::int
        + (select count(*)
          from argosy.inbox_event
          where organization_id = argosy.tenant() and status = 'pending')::int + (select count(*)
          from argosy.command
          where organization_id = argosy.tenant() and due_at is not null)::int as rows`,
    )
  )[0]?.rows ?? -1;

/** The most calls that fell into any stretch of this length. */
function densest(calls: readonly RecordedCall[], ms: number): number {
  return calls.reduce(
    (most, call, index) => Math.max(most, calls.slice(index).filter((other) => other.at < call.at + ms).length),
    0,
  );
}

test.each([
  ["woocommerce", 6],
  ["shopify", 2],
  ["easyorders", 2],
] as const)("%s is away for %i hours [F06] [I9.4]", async (provider, hours) => {
  const [down, up] = [`DOWN-${provider}`, `UP-${provider}`];
  const other = await lab.stocked(provider === "woocommerce" ? "easyorders" : "woocommerce", {
    [down]: 500,
    [up]: 500,
  });
  const store = await lab.stocked(provider, { [down]: 500, [up]: 500 });
  const { shop, faults, calls } = store.sandbox;
  const startedAt = lab.clock.now();
  const from = calls.length;
  faults.webhooks.lose = true;
  faults.add({ fault: { kind: "drop_before" } });
  for (let half = 1; half <= 2 * hours; half += 1) {
    await lab.setStock({ [down]: 500 - 10 * half });
    if (half === 3) shop.placeOrder({ lines: [{ sku: up, quantity: 2 }] });
    await lab.pass(30 * MINUTE);
    expect(await waiting()).toBeLessThanOrEqual(1);
  }
  const failed = calls.slice(from);
  expect(failed.every((call) => call.status === 0)).toBe(true);
  // After at most 20 failed calls the breaker is open: from then on one call a minute, if that.
  const open = failed.filter((call, index) => index >= 20 || call.at > startedAt + 5 * MINUTE);
  expect(failed.length - open.length).toBeLessThanOrEqual(20);
  expect(densest(open, MINUTE)).toBeLessThanOrEqual(1);
  expect(open.length).toBeGreaterThan(5 * hours);
  // Items use up no attempt; what is counted is how often the silent platform was tried, and when that is next.
  expect(await lab.store(store)).toMatchObject({
    state: "active",
    health: "failing",
    syncState: "error",
    failedAttempts: expect.toSatisfy((tried: number) => tried > 0 && tried <= failed.length),
    failingItems: 0,
    nextRetryAt: expect.any(String),
  });
  expect(await lab.alerts(`&state=open&storeId=${store.id}`)).toMatchObject([
    { kind: "connection_failing", title: expect.stringMatching(/ shop has not responded since /) },
  ]);
  expect((await lab.log(store, "&status=failed")).map((row) => row.text).join("\n")).toMatch(
    /has a temporary problem. Argosy repeats the call later/,
  );
  // The other store never noticed.
  expect(other.sandbox.shop.stockOf(down)).toBe(500 - 20 * hours);

  faults.clear();
  faults.webhooks.lose = false;
  const back = calls.length;
  await lab.pass(11 * MINUTE);
  expect(shop.stockOf(down)).toBe(500 - 20 * hours);
  const numbers = writes(store, back).filter((call) =>
    /stock_quantity|inventorySetQuantities|\/quantity/.test(`${call.path} ${call.requestBody}`),
  );
  expect(numbers).toHaveLength(1);
  expect(await lab.orderKeys(store)).toEqual(shop.orderKeys());
  expect(other.sandbox.shop.stockOf(up)).toBe(498);
  expect(await lab.store(store)).toMatchObject({
    health: "healthy",
    syncState: "idle",
    lastError: null,
    failedAttempts: 0,
    nextRetryAt: null,
  });
  expect(await lab.alerts("&state=open")).toEqual([]);
  expect(await waiting()).toBe(0);
});

test.each(["woocommerce", "shopify", "easyorders"])(
  "%s loses its webhooks: the next poll finds every order, and what happened to it [F07]",
  async (provider) => {
    const sku = `LOST-${provider}`;
    const store = await lab.stocked(provider, { [sku]: 100 });
    const { shop, faults } = store.sandbox;
    faults.webhooks.lose = true;
    const keys = [1, 2, 3].map((quantity) => shop.placeOrder({ lines: [{ sku, quantity }] }));
    shop.cancelOrder(keys[2] ?? "");
    await lab.pass(11 * MINUTE);
    expect(await lab.orderKeys(store)).toEqual([...keys].sort());
    const [level] = await lab.look<{ on_hand: number; reserved: number }>(
      `select l.on_hand, l.reserved
       from argosy.level l
       join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id
       where v.organization_id = argosy.tenant() and v.sku = $1`,
      [sku],
    );
    expect(level).toEqual({ on_hand: 100, reserved: 3 });
    expect((await lab.log(store, "&action=sync_orders")).at(-1)?.text).toMatch(/^Scheduled check of orders: \d+ new/);
    expect(shop.stockOf(sku)).toBe(97);
  },
);

test("dead subscriptions are registered anew within 15 minutes, and the gap is filled [F07] [A9.1]", async () => {
  const store = await lab.stocked("woocommerce", { DEAD: 50 });
  const { shop } = store.sandbox;
  const { webhooks } = (store.sandbox as WooSandbox).state;
  const before = webhooks.size;
  expect(before).toBeGreaterThan(0);
  webhooks.clear();
  const silent = shop.placeOrder({ lines: [{ sku: "DEAD", quantity: 1 }] });
  // Polling is slow here, so that it is the healing that finds the order.
  await lab.seller.patch(`/stores/${store.id}`, { settings: { orders: { intervalMinutes: 600 } } });
  await lab.pass(15 * MINUTE + 5 * SECOND);
  expect(webhooks.size).toBe(before);
  expect((await lab.log(store, "&action=check_webhooks")).at(-1)?.text).toMatch(
    /Webhooks registered again after they stopped: \d+\. Argosy checks for missed orders/,
  );
  await lab.pass(10 * SECOND);
  expect(await lab.orderKeys(store)).toEqual([silent]);
  const received = shop.placeOrder({ lines: [{ sku: "DEAD", quantity: 1 }] });
  await lab.pass(10 * SECOND, SECOND);
  expect(await lab.orderKeys(store)).toEqual([silent, received].sort());
});

test("a paused store takes orders while numbers wait; an inactive one stores deliveries; both catch up [A8.1, A8.2, A8.4]", async () => {
  const store = await lab.stocked("woocommerce", { REST: 50 });
  const { shop, calls } = store.sandbox;
  await lab.seller.post(`/stores/${store.id}/pause`);
  const paused = shop.placeOrder({ lines: [{ sku: "REST", quantity: 1 }] });
  await lab.setStock({ REST: 40 });
  await lab.pass(HOUR);
  expect(await lab.orderKeys(store)).toEqual([paused]);
  expect(shop.stockOf("REST")).toBe(49);
  await lab.seller.post(`/stores/${store.id}/deactivate`);
  const from = calls.length;
  const inactive = shop.placeOrder({ lines: [{ sku: "REST", quantity: 1 }] });
  await lab.pass(HOUR);
  expect(await lab.orderKeys(store)).toEqual([paused]);
  expect(calls.slice(from)).toEqual([]);
  expect(
    (await lab.seller.get<{ items: { status: string }[] }>(`/stores/${store.id}/webhook-events?status=pending`)).items
      .length,
  ).toBeGreaterThan(0);
  await lab.seller.post(`/stores/${store.id}/activate`);
  await lab.pass(MINUTE);
  expect(await lab.orderKeys(store)).toEqual([paused, inactive].sort());
  expect(shop.stockOf("REST")).toBe(38);
});
