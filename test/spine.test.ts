import { beforeAll, describe, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import type { Seller } from "../demo/seller.ts";
import type { OrganizationId } from "../src/commerce/ids.ts";
import type { RecordedCall } from "../src/connectors/kit/sandbox/sandbox.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { firstSyncDone, until } from "./support/hub.ts";
import { sharedHub } from "./support/shared-hub.ts";

let seller: Seller & { organization: OrganizationId };
let shopify: ConnectedShop;
let woo: ConnectedShop;
let trade: ConnectedShop;
let stores: readonly ConnectedShop[];

const hub = fixture(sharedHub);
beforeAll(async () => {
  seller = await hub.seller("spine");
  const opened = await Promise.all(
    ["shopify", "woocommerce", "bigcommerce"].map((provider, index) => hub.sandbox(provider, { seed: index + 1 })),
  );
  for (const sandbox of opened) {
    // The third sells two of the four.
    const sold = [
      ["SOAP-1", 50],
      ["LAST-1", 1],
      ["TEE-M", 10],
      ["MUG-1", 30],
    ] as const;
    for (const [sku, stock] of sandbox.provider === "bigcommerce" ? sold.slice(0, 2) : sold) {
      sandbox.shop.addProduct({
        title: `Product ${sku}`,
        status: "active",
        variants: [{ sku, price: "12.50", stock: sandbox.provider === "woocommerce" ? stock + 5 : stock }],
      });
    }
  }
  const connected: ConnectedShop[] = [];
  for (const [index, sandbox] of opened.entries()) {
    const store = await hub.connect(seller, sandbox, `Shop ${index}`, { stockFrom: index === 0 ? "channel" : "hub" });
    await firstSyncDone(seller, store);
    connected.push(store);
  }
  stores = connected;
  [shopify, woo, trade] = connected as [ConnectedShop, ConnectedShop, ConnectedShop];
  await allShow("TEE-M", 10);
  await allShow("SOAP-1", 50);
});

async function free(sku: string): Promise<number> {
  const [row] = await hub.look<{ available: number }>(
    seller,
    `select sum(l.available)::int as available
     from argosy.level l
     join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id
     where v.organization_id = argosy.tenant() and v.sku = $1`,
    [sku],
  );
  return row?.available ?? Number.NaN;
}

const sellers = (sku: string) => stores.filter((store) => store.sandbox.shop.skus().includes(sku));

async function allShow(sku: string, quantity: number): Promise<void> {
  await until(
    `every shop shows ${quantity} x ${sku}`,
    async () =>
      sellers(sku).every((store) => store.sandbox.shop.stockOf(sku) === quantity) && (await free(sku)) === quantity,
  );
}

/** Waits until no lane of the organization has anything to do. */
async function quiet(): Promise<void> {
  await until("the lanes are drained", async () => {
    const [row] = await hub.look<{ busy: boolean }>(
      seller,
      `select exists (select 1 from argosy.change_mark where organization_id = argosy.tenant())
           or exists (select 1 from argosy.listing_stock where organization_id = argosy.tenant() and due_at is not null)
           or exists (select 1 from argosy.inbox_event where organization_id = argosy.tenant() and status = 'pending')
           or exists (select 1 from argosy.command where organization_id = argosy.tenant() and due_at is not null)
           or exists (select 1 from argosy.lane
             where organization_id = argosy.tenant() and kind <> 'sweep' and lease_until > now()) as busy`,
    );
    return row?.busy === false;
  });
}

const writesSince = (store: ConnectedShop, from: number): RecordedCall[] =>
  store.sandbox.calls.slice(from).filter((call) => call.write);

describe("one order in, one stock change out", () => {
  test.each([0, 1, 2])(
    "an order of channel %i arrives by its webhook, reserves stock and reaches the others; nothing goes back to it",
    async (index) => {
      await quiet();
      const origin = stores[index];
      if (!origin) throw new Error("no store");
      const before = await free("SOAP-1");
      const mark = origin.sandbox.calls.length;
      const key = origin.sandbox.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity: 2 }] });
      await allShow("SOAP-1", before - 2);
      await quiet();
      expect(origin.sandbox.shop.stockOf("SOAP-1")).toBe(before - 2);
      expect(writesSince(origin, mark)).toEqual([]);
      const { items } = await seller.get<{ items: { number: string; status: string; totalMinor: unknown }[] }>(
        `/orders?storeId=${origin.id}`,
      );
      expect(
        items.filter((order) => order.number.endsWith(origin.sandbox.shop.order(key)?.number.replace("#", "") ?? "?")),
      ).toHaveLength(1);
    },
  );

  test("the last unit sold on two channels at once is promised once; the other order is flagged and an alert raised [F18] [D4.2]", async () => {
    await quiet();
    shopify.sandbox.shop.placeOrder({ lines: [{ sku: "LAST-1", quantity: 1 }] });
    woo.sandbox.shop.placeOrder({ lines: [{ sku: "LAST-1", quantity: 1 }] });
    const short = await until("one of two orders is short", async () => {
      const rows = await hub.look<{ is_short: boolean }>(
        seller,
        `select o.is_short
         from argosy.sales_order o
         join argosy.order_line l on l.organization_id = o.organization_id and l.order_id = o.id
         where o.organization_id = argosy.tenant() and l.sku = 'LAST-1'`,
      );
      return rows.length === 2 && rows;
    });
    expect(short.map((row) => row.is_short).sort()).toEqual([false, true]);
    const alerts = await seller.get<{ items: { kind: string; title: string }[] }>("/alerts?state=open");
    expect(alerts.items.some((alert) => /short|stock/i.test(alert.title))).toBe(true);
    await quiet();
    expect(await free("LAST-1")).toBe(0);
    expect(trade.sandbox.shop.stockOf("LAST-1")).toBe(0);
  });

  test("a cancelled order gives its stock back everywhere", async () => {
    await quiet();
    const before = await free("MUG-1");
    const key = woo.sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 4 }] });
    await allShow("MUG-1", before - 4);
    woo.sandbox.shop.cancelOrder(key);
    await allShow("MUG-1", before);
  });
});

describe("stock edited anywhere ends equal everywhere, and nobody answers his own echo", () => {
  test("stock edited in the hub reaches every channel [A4.5, C4.8]", async () => {
    await quiet();
    const shops = sellers("TEE-M");
    const marks = shops.map((store) => store.sandbox.calls.length);
    await seller.post("/inventory/levels", { items: [{ sku: "TEE-M", onHand: 17 }] });
    await allShow("TEE-M", 17);
    await quiet();
    // One write a channel; the webhooks our own writes cause lead to no further one.
    expect(shops.map((store, index) => writesSince(store, marks[index] ?? 0).length)).toEqual([1, 1]);
  });

  test("stock edited by SQL reaches every channel, and the ledger has it [A4.7, D2.5]", async () => {
    await quiet();
    await hub.owner.run(
      `update argosy.level l
       set on_hand = on_hand + 3
       from argosy.variant v
       where v.organization_id = l.organization_id and v.id = l.variant_id and v.sku = 'TEE-M'
         and l.organization_id = $1`,
      [seller.organizationId],
    );
    await allShow("TEE-M", 20);
    const [sum] = await hub.look<{ total: number }>(
      seller,
      `select sum(m.on_hand_delta)::int as total
       from argosy.movement m
       join argosy.variant v on v.organization_id = m.organization_id and v.id = m.variant_id
       where m.organization_id = argosy.tenant() and v.sku = 'TEE-M'`,
    );
    expect(sum?.total).toBe(20);
  });

  test("stock edited on a one-way channel is overwritten with the hub's number and the edit recorded [A5.4, A10.5]", async () => {
    await quiet();
    shopify.sandbox.shop.setStock("TEE-M", 99);
    await until("the edit is overwritten", async () => shopify.sandbox.shop.stockOf("TEE-M") === 20);
    await quiet();
    expect(await free("TEE-M")).toBe(20);
    const conflicts = await hub.look<{ channel_value: number }>(
      seller,
      `select channel_value
       from argosy.conflict
       where organization_id = argosy.tenant() and connection_id = $1 and field = 'stock'`,
      [shopify.id],
    );
    expect(conflicts.map((row) => row.channel_value)).toContain(99);
  });

  test("stock edited on a two-way channel enters the hub and reaches the others [A5.4, A10.5]", async () => {
    await quiet();
    await seller.patch(`/stores/${shopify.id}`, { settings: { policy: { stock: "channel" } } });
    shopify.sandbox.shop.setStock("TEE-M", 25);
    await allShow("TEE-M", 25);
    await seller.patch(`/stores/${shopify.id}`, { settings: { policy: { stock: "hub" } } });
  });

  test("a race of sales on all channels ends with every channel showing what is free [F18] [A4.5, A11.2]", async () => {
    await quiet();
    const before = await free("MUG-1");
    for (let round = 0; round < 4; round += 1)
      for (const store of sellers("MUG-1")) store.sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    await allShow("MUG-1", before - 8);
    await quiet();
    expect(sellers("MUG-1").map((store) => store.sandbox.shop.stockOf("MUG-1"))).toEqual([before - 8, before - 8]);
  });
});
