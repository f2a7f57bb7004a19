/** A person on a new hub explores with emulated stores: through the real interface, on a hub that lets nobody into private networks. */
import pino from "pino";
import { beforeAll, expect, test } from "vitest";
import type { Seller } from "../demo/seller.ts";
import { loadConfig } from "../src/config.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { startHub } from "../src/start.ts";
import { testHub, until } from "./support/hub.ts";

interface Store {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly state: string;
  readonly isSandbox: boolean;
  readonly awaitsPlan: boolean;
  readonly webhookUrls: Readonly<Record<string, string>>;
}
interface Order {
  readonly number: string;
  readonly isSandbox: boolean;
  readonly isHistory: boolean;
  readonly status: string;
}
interface Sandboxes {
  readonly offered: boolean;
  readonly providers: readonly { readonly provider: string }[];
  readonly running: readonly { readonly id: string; readonly isRunning: boolean; readonly name: string }[];
}
interface Started {
  readonly items: readonly { readonly ok: boolean; readonly store: Store; readonly error?: string }[];
}

const ENV = { ALLOW_PRIVATE_NETWORK: "false" };
let seller: Seller;
const stores: Store[] = [];

const hub = fixture(() => testHub(ENV));
beforeAll(async () => {
  seller = await hub.seller("explorer", { currency: "EUR" });
});

const ordersOf = async (store: Store) =>
  (await seller.get<{ items: Order[] }>(`/orders?storeId=${store.id}&limit=100`)).items;
const buy = (store: Store, body: object = {}) =>
  seller.post<{ number: string; lines: { sku: string; quantity: number }[] }>(`/sandboxes/${store.id}/orders`, body);
const arrival = (store: Store, number: string) =>
  until(`order ${number} arrives`, async () =>
    (await ordersOf(store)).find((one) => one.number.endsWith(number.replace("#", ""))),
  );
const shown = async (store: Store, sku: string) => {
  const [row] = await hub.look<{ desired: number; expected: number; due: boolean }>(
    seller,
    `select s.desired, s.expected, s.due_at is not null as due from listing l
     join listing_stock s on s.organization_id = l.organization_id and s.listing_id = l.id
     where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.sku = $2`,
    [store.id, sku],
  );
  return row;
};

test("two stores are there with goods and orders, clearly marked, and sell", async () => {
  const before = await seller.get<Sandboxes>("/sandboxes");
  expect(before).toMatchObject({ offered: true, running: [] });
  expect(before.providers.length).toBeGreaterThan(10);
  const made = await seller.post<Started>("/sandboxes", { providers: ["shopify", "bigcommerce"] });
  stores.push(...made.items.map(({ store }) => store));
  expect(stores.map(({ name, state, isSandbox }) => ({ name, state, isSandbox }))).toEqual([
    { name: "Shopify (sandbox)", state: "active", isSandbox: true },
    { name: "BigCommerce (sandbox)", state: "active", isSandbox: true },
  ]);
  const [first, second] = stores as [Store, Store];
  await until("both have their past", async () =>
    (await Promise.all(stores.map(ordersOf))).every((orders) => orders.length === 4),
  );
  // What is finished is history; what is open is work, as it was in the shop.
  expect(
    (await ordersOf(first)).every(
      ({ isSandbox, isHistory, status }) => isSandbox && isHistory === ["completed", "cancelled"].includes(status),
    ),
  ).toBe(true);
  // The goods of both are the same products here, linked by SKU.
  await until("goods are linked", async () => (await shown(first, "LS-M")) && (await shown(second, "LS-M")));
  const bought = await buy(first, { lines: [{ sku: "LS-M", quantity: 2 }] });
  await arrival(first, bought.number);
  await until("the other store shows what is left", async () => {
    const [one, other] = await Promise.all([shown(first, "LS-M"), shown(second, "LS-M")]);
    return one && other && !other.due && other.expected === other.desired && other.expected === one.expected;
  });
  const again = await seller.post<Started>("/sandboxes", { providers: ["shopify"] }).catch((error: Error) => error);
  expect(String(again)).toContain("A sandbox of Shopify is running already.");
});

test("a sandbox can be connected as a real channel is: nothing is synced before its plan is applied", async () => {
  const careful = await hub.seller("careful", { currency: "EUR" });
  const { items } = await careful.post<Started>("/sandboxes", { providers: ["woocommerce"], preview: true });
  const [{ store } = { store: undefined }] = items;
  expect(store).toMatchObject({ state: "active", isSandbox: true, awaitsPlan: true });
  const at = `/stores/${store?.id}`;
  const products = async () => (await careful.get<{ items: unknown[] }>("/products")).items.length;
  const plan = await careful.post<{ id: string }>(`${at}/plan`, {});
  await until("the plan is made", async () => {
    const { run } = await careful.get<{ run: { status: string } | null }>(`${at}/plan?runId=${plan.id}`);
    return run?.status === "done";
  });
  expect(await products()).toBe(0);
  await careful.post(`${at}/plan/apply`, { runId: plan.id, stockFrom: "channel" });
  await until("its products are here", async () => (await products()) > 0);
  expect(await careful.get(at)).toMatchObject({ awaitsPlan: false });
});

test("the requirements of a marketplace are read for its listings, also those it keeps at another address", async () => {
  const lister = await hub.seller("lister", { currency: "EUR" });
  const { items } = await lister.post<Started>("/sandboxes", { providers: ["amazon"] });
  const at = `/stores/${items[0]?.store.id}`;
  await lister.post(`${at}/listing-categories/read`, {});
  const read = await lister.post<object>(`${at}/listing-requirements/read`, { categoryKey: "MUG" });
  expect(read).toMatchObject({ categoryKey: "MUG", schema: { fields: expect.arrayContaining([expect.anything()]) } });
});

test("nobody else reaches them: not another organization, not a form that names their address", async () => {
  const [first] = stores as [Store];
  const other = await hub.seller("elsewhere");
  expect((await other.get<Sandboxes>("/sandboxes")).running).toEqual([]);
  expect((await other.call("POST", `/sandboxes/${first.id}/orders`, {})).status).toBe(404);
  expect((await other.call("DELETE", `/sandboxes/${first.id}`)).status).toBe(404);
  const [{ endpoint }] = (await hub.look<{ endpoint: string }>(
    seller,
    "select endpoint from connection where organization_id = argosy.tenant() and id = $1",
    [first.id],
  )) as [{ endpoint: string }];
  const refusal = async (provider: string, values: Record<string, string>) =>
    (await other.post("/stores", { provider, name: "Trick", values }).catch((error: Error) => error.message)) as string;
  const keys = { consumerKey: `ck_${"a".repeat(40)}`, consumerSecret: `cs_${"a".repeat(40)}` };
  expect(await refusal("woocommerce", { ...keys, siteUrl: endpoint })).toMatch(/https|public internet/);
  expect(await refusal("woocommerce", { ...keys, siteUrl: "https://shop.example", endpoint })).toMatch(
    /does not connect to other hosts/,
  );
});

test("sandbox stores outlive the hub: the same orders, the same numbers, and new ones arrive", async () => {
  const [first, second] = stores as [Store, Store];
  const existing = (await ordersOf(first)).length;
  const before = await shown(second, "MUG-1");
  await hub.running.stop();
  const config = loadConfig({
    ...ENV,
    PORT: new URL(hub.url).port,
    APP_URL: hub.url,
    DATABASE_URL: hub.db.database.ownerUrl,
    DATA_DIR: "/nonexistent/never-used",
    ENCRYPTION_KEY: Buffer.from(hub.db.keys.current.bytes).toString("hex"),
  });
  const reborn = await startHub({ config, log: pino({ level: "silent" }) });
  try {
    expect((await seller.get<Sandboxes>("/sandboxes")).running.map(({ isRunning }) => isRunning)).toEqual([true, true]);
    const bought = await buy(first, { lines: [{ sku: "MUG-1", quantity: 1 }] });
    await arrival(first, bought.number);
    expect(await ordersOf(first)).toHaveLength(existing + 1);
    await until("the other store follows", async () => {
      const now = await shown(second, "MUG-1");
      // What was due before the hub ended counts as well: a raise may have waited.
      return now && before && !now.due && now.expected === before.desired - 1;
    });
    for (const store of stores)
      expect(await seller.get(`/stores/${store.id}`)).toMatchObject({ state: "active", lastError: null });
    // Ended: disconnected, and what came from it stays and says where from.
    expect((await seller.call("DELETE", `/sandboxes/${first.id}`)).status).toBe(204);
    expect((await seller.get<Sandboxes>("/sandboxes")).running.map(({ id }) => id)).toEqual([second.id]);
    expect(await seller.get(`/stores/${first.id}`)).toMatchObject({ state: "deleted" });
    expect(await ordersOf(first)).toHaveLength(existing + 1);
    expect((await ordersOf(first)).every(({ isSandbox }) => isSandbox)).toBe(true);
    // Disconnecting the store itself ends the sandbox behind it as well.
    expect((await seller.call("DELETE", `/stores/${second.id}`)).status).toBe(200);
    expect((await seller.get<Sandboxes>("/sandboxes")).running).toEqual([]);
  } finally {
    await reborn.stop();
  }
});

test("an operator who does not offer them is obeyed", async () => {
  await using plain = await testHub({ SANDBOX_STORES: "false" });
  const visitor = await plain.seller("visitor");
  expect(await visitor.get<Sandboxes>("/sandboxes")).toEqual({ offered: false, providers: [], running: [] });
  expect((await visitor.call("POST", "/sandboxes", { providers: ["shopify"] })).status).toBe(403);
});
