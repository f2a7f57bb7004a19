/** A store that is disconnected and connected again, and what becomes of its orders meanwhile. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Seller } from "../demo/seller.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import type { WooSandbox } from "../src/sandboxes/woocommerce/index.ts";
import { firstSyncDone, until } from "./support/hub.ts";
import { sharedHub } from "./support/shared-hub.ts";

let seller: Seller;

const hub = fixture(sharedHub);
beforeAll(async () => {
  seller = await hub.seller("reconnect");
});

const orders = (id: string) =>
  hub.look<{ id: string; number: string }>(
    seller,
    "select id, number from argosy.sales_order where organization_id = argosy.tenant() and connection_id = $1",
    [id],
  );

describe("a store that was deleted", () => {
  interface Store {
    readonly id: string;
    readonly name: string;
    readonly code: string;
    readonly orderPrefix: string;
    readonly state: string;
    readonly reconnectedAt: string | null;
    readonly syncSettings: { readonly orders: { readonly intervalMinutes: number } };
  }

  test("a deleted store comes back with its account: orders once, links, switches and overrides as they were [B40, B40.9]", async () => {
    const woo = (await hub.sandbox("woocommerce", { seed: 16 })) as WooSandbox;
    woo.shop.addProduct({ title: "Bowl", status: "active", variants: [{ sku: "BOWL", price: "20.00", stock: 9 }] });
    const shop = await hub.connect(seller, woo, "Bowls", { stockFrom: "channel", importOrdersDays: 30 });
    await firstSyncDone(seller, shop);
    await hub.connect(seller, await hub.sandbox("woocommerce", { seed: 17 }), "Other bowls", { stockFrom: "none" });
    woo.shop.placeOrder({ lines: [{ sku: "BOWL", quantity: 2 }] });
    await until("the order arrives", async () => (await orders(shop.id)).length === 1);
    await seller.patch(`/stores/${shop.id}`, { settings: { orders: { intervalMinutes: 45 } } });
    const before = await seller.get<Store>(`/stores/${shop.id}`);
    const [link] = await links(shop.id);
    expect(link).toMatchObject({ state: "mapped", sku: "BOWL" });
    await hub.owner.run("update argosy.listing set price_sync = true where connection_id = $1", [shop.id]);
    expect((await seller.call("DELETE", `/stores/${shop.id}`)).status).toBeLessThan(300);

    woo.shop.placeOrder({ lines: [{ sku: "BOWL", quantity: 1 }] });
    const again = await hub.connect(seller, woo, "WooCommerce", { stockFrom: "none", importOrdersDays: 30 });
    // The form's own id leads to the store it turned out to be.
    const back = await seller.get<Store>(`/stores/${again.id}`);
    expect(back).toMatchObject({
      id: before.id,
      name: "Bowls",
      code: before.code,
      orderPrefix: before.orderPrefix,
      state: "active",
      syncSettings: before.syncSettings,
    });
    expect(back.reconnectedAt).not.toBeNull();
    await until("what was bought meanwhile arrives", async () => (await orders(before.id)).length === 2);
    expect(await links(before.id)).toMatchObject([{ state: "mapped", sku: "BOWL", price_sync: true }]);
    const all = await hub.look<{ ext_key: string }>(
      seller,
      `select ext_key
       from argosy.sales_order o
       join argosy.connection c on c.organization_id = o.organization_id and c.id = o.connection_id
       where o.organization_id = argosy.tenant()
         and c.account_id = (select account_id from argosy.connection
           where id = $1 and organization_id = argosy.tenant())`,
      [before.id],
    );
    expect(new Set(all.map(({ ext_key }) => ext_key)).size).toBe(all.length);
    await until("the address shown in the form is the store's", async () => {
      const { webhookUrls } = await seller.get<{ webhookUrls: Record<string, string> }>(`/stores/${before.id}`);
      return Object.values(webhookUrls)[0] === Object.values(again.webhookUrls)[0];
    });

    const runs = () => seller.get<{ items: { status: string }[] }>(`/runs?storeId=${before.id}`);
    await until("its runs have ended", runs, {
      wanted: ({ items }) => items.every(({ status }) => status !== "queued" && status !== "running"),
    });

    // Begun anew on purpose: what was set up is forgotten, what was sold is not, nor told twice.
    expect((await seller.call("DELETE", `/stores/${before.id}`)).status).toBeLessThan(300);
    const anew = await seller.post<{ storeId: string; store: Store }>("/stores", {
      provider: "woocommerce",
      name: "Bowls anew",
      values: { ...woo.shop.credentials(), endpoint: woo.url },
      syncOptions: { takeOver: false, review: true },
    });
    expect(anew.store).toMatchObject({ id: before.id, name: "Bowls anew", awaitsPlan: true });
    expect(anew.storeId).toBe(before.id);
    expect(anew.store.syncSettings.orders.intervalMinutes).not.toBe(45);
    expect((await links(before.id)).filter(({ state }) => state === "mapped")).toEqual([]);
    expect(await orders(before.id)).toHaveLength(2);
    const { items } = await seller.get<{ items: Store[] }>("/stores?provider=woocommerce");
    expect(new Set(items.map(({ orderPrefix }) => orderPrefix)).size).toBe(items.length);
  });

  const links = (id: string) =>
    hub.look<{ state: string; sku: string; price_sync: boolean }>(
      seller,
      `select state, sku, price_sync
       from argosy.listing
       where organization_id = argosy.tenant() and connection_id = $1`,
      [id],
    );
});
