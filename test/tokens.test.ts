/** Access that ends in the middle of work, and access that is taken away. */

import { afterEach, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import type { EasyOrdersSandbox } from "../src/sandboxes/easyorders/index.ts";
import type { WooSandbox } from "../src/sandboxes/woocommerce/index.ts";
import { HOUR, MINUTE, openLab, SECOND } from "./support/lab.ts";
import { until } from "./support/until.ts";

const lab = fixture(() => openLab("tokens"));

afterEach(() => lab.rest());

const WAITING = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

const renewals = (store: ConnectedShop, from: number) =>
  store.sandbox.calls.slice(from).filter((call) => call.path.startsWith("/admin/oauth/access_token"));

test("tokens expire in the middle of a run: renewed exactly once, nothing is lost [B45.1]", async () => {
  const skus = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`T${index}`, 100]));
  const store = await lab.stocked("shopify", skus);
  const { shop, faults, calls } = store.sandbox;
  faults.webhooks.lose = true;
  const keys = Array.from({ length: 30 }, (_, index) =>
    shop.placeOrder({ lines: [{ sku: `T${index % 12}`, quantity: 1 }] }),
  );
  await lab.setStock(Object.fromEntries(Object.keys(skus).map((sku) => [sku, 80])));
  const from = calls.length;
  faults.expireTokens();
  await lab.pass(6 * MINUTE);
  expect(renewals(store, from)).toHaveLength(1);
  expect(calls.slice(from).filter((call) => call.status === 401).length).toBeGreaterThan(0);
  expect(await lab.orderKeys(store)).toEqual([...keys].sort());
  expect(Object.keys(skus).map((sku) => shop.stockOf(sku))).toEqual(
    Object.keys(skus).map((sku) => 80 - keys.filter((_, index) => `T${index % 12}` === sku).length),
  );
  expect(await lab.store(store)).toMatchObject({ state: "active", health: "healthy", failedAttempts: 0 });
  expect(await lab.alerts("&state=open")).toEqual([]);
});

test("a renewal that fails once is tried again; access is not given up", async () => {
  const sandbox = (await lab.stocked("shopify", { RENEW: 10 })).sandbox;
  const from = sandbox.calls.length;
  sandbox.faults.expireTokens();
  sandbox.faults.add({
    fault: { kind: "status", status: 503, body: "down" },
    path: "/admin/oauth/access_token",
    times: 1,
  });
  await lab.setStock({ RENEW: 4 });
  await lab.pass(6 * MINUTE);
  expect(sandbox.shop.stockOf("RENEW")).toBe(4);
  expect(
    sandbox.calls.slice(from).filter((call) => call.path.startsWith("/admin/oauth") && call.status === 200),
  ).toHaveLength(1);
  expect(await lab.alerts("&state=open")).toEqual([]);
});

test("a person renews while the work does: the platform is asked once, and the store goes on with what it answered [B45.3]", async () => {
  const store = await lab.stocked("shopify", { BOTH: 10 });
  const from = store.sandbox.calls.length;
  store.sandbox.faults.expireTokens();
  await lab.setStock({ BOTH: 6 });
  const { calls } = store.sandbox;
  // The person's renewal waits for its lease until the work has been refused.
  const { asked, passed } = await lab.db.database.tenant(lab.organization, async (tx) => {
    await tx.rows("select from argosy.access_grant where organization_id = argosy.tenant() for update");
    const requested = lab.seller.post<{ state: string }>(`/stores/${store.id}/refresh-credentials`);
    await until("the person's renewal waits", async () => (await lab.db.owner.rows(WAITING)).length > 0);
    const passed = lab.pass(MINUTE);
    await until("the work is refused", async () => calls.slice(from).some((call) => call.status === 401));
    return { asked: requested.then(({ state }) => state), passed };
  });
  await passed;
  expect(await asked).toBe("active");
  expect(renewals(store, from)).toHaveLength(1);
  expect(store.sandbox.shop.stockOf("BOTH")).toBe(6);

  const again = store.sandbox.calls.length;
  await lab.seller.post(`/stores/${store.id}/refresh-credentials`);
  expect(renewals(store, again)).toHaveLength(1);
  await lab.setStock({ BOTH: 3 });
  await lab.pass(MINUTE);
  expect(store.sandbox.shop.stockOf("BOTH")).toBe(3);
});

const reconnectWith: Readonly<Record<string, (store: ConnectedShop) => Record<string, string>>> = {
  woocommerce: ({ sandbox }) => {
    const { key, secret } = (sandbox as WooSandbox).addKey("read_write", "administrator");
    return { consumerKey: key, consumerSecret: secret };
  },
  easyorders: ({ sandbox }) => ({
    apiKey: (sandbox as EasyOrdersSandbox).createKey([
      "products:read",
      "products:update",
      "products:create",
      "products:delete",
      "orders:read",
      "orders:update",
      "orders:create",
      "categories:read",
      "categories:create",
      "categories:update",
    ]),
  }),
};

test.each(Object.keys(reconnectWith))(
  "%s: the key is revoked: one alert, calls stop, changes wait; connected again everything catches up",
  async (provider) => {
    const sku = `REVOKED-${provider}`;
    const store = await lab.stocked(provider, { [sku]: 50 });
    const { shop, faults, calls } = store.sandbox;
    faults.revoke();
    await lab.setStock({ [sku]: 30 });
    await lab.pass(MINUTE, 10 * SECOND);
    expect(await lab.store(store)).toMatchObject({ state: "needs_reauth", health: "failing" });
    const alerts = await lab.alerts(`&state=open&storeId=${store.id}`);
    expect(alerts).toMatchObject([{ kind: "needs_reauth", count: 1, title: expect.stringMatching(/^Reconnect /) }]);
    expect((await lab.log(store, "&status=failed")).at(-1)?.text).toMatch(
      /no longer accepts the credentials. Connect the account again/,
    );
    const from = calls.length;
    const meanwhile = shop.placeOrder({ lines: [{ sku, quantity: 2 }] });
    await lab.pass(3 * HOUR);
    expect(calls.slice(from)).toEqual([]);
    expect(shop.stockOf(sku)).toBe(48);
    expect(await lab.alerts(`&state=open&storeId=${store.id}`)).toMatchObject([{ kind: "needs_reauth", count: 1 }]);

    const values = { ...shop.credentials(), endpoint: store.sandbox.url, ...reconnectWith[provider]?.(store) };
    await lab.seller.post("/stores", { provider, draftId: store.id, values });
    await lab.pass(2 * MINUTE);
    expect(await lab.orderKeys(store)).toEqual([meanwhile]);
    expect(shop.stockOf(sku)).toBe(28);
    expect(await lab.store(store)).toMatchObject({ state: "active", health: "healthy", failedAttempts: 0 });
    expect(await lab.alerts(`&state=open&storeId=${store.id}`)).toEqual([]);
  },
);
