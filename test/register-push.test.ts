/** Sales of a register that are created on a channel too. */
import { expect, test } from "vitest";
import { fixture } from "../src/db/testing-fixtures.ts";
import { firstSyncDone, until } from "./support/hub.ts";
import { sharedHub } from "./support/shared-hub.ts";

const hub = fixture(sharedHub);
const here = fixture(async () => {
  const seller = await hub.seller("till-push");
  const sandbox = await hub.sandbox("woocommerce");
  const soap = { sku: "SOAP-1", price: "6.00", stock: 20 };
  sandbox.shop.addProduct({ title: "Soap", status: "active", variants: [soap] });
  const store = await hub.connect(seller, sandbox, "Web shop", { stockFrom: "channel" });
  await firstSyncDone(seller, store);
  return { seller, sandbox, storeId: store.id };
});

interface Order {
  readonly id: string;
  readonly orderKey: string | null;
  readonly pushState: string | null;
  readonly fulfilment: string;
}

test("a register's sales are created on its channel, and without one stay here [E4.5]", async () => {
  const { seller, sandbox, storeId } = here;
  const { items: variants } = await seller.get<{ items: { id: string; currency: string }[] }>("/variants?sku=SOAP-1");
  const [variant] = variants;
  const staff = await seller.post<{ id: string }>("/pos/staff", { name: "Hala", pin: "4711" });
  const sell = async (prefix: string, pushStoreId: string | null) => {
    const currency = variant?.currency ?? "";
    const register = await seller.post<{ id: string }>("/pos/registers", {
      name: prefix,
      prefix,
      currency,
      pushStoreId,
    });
    const session = { id: crypto.randomUUID(), registerId: register.id, staffId: staff.id, floatMinor: 0 };
    await seller.post("/pos/sessions", session);
    const sale = {
      ...{ id: crypto.randomUUID(), registerId: register.id, sessionId: session.id, staffId: staff.id },
      ...{ number: `${prefix}-000001`, soldAt: new Date().toISOString(), currency, pricesIncludeTax: true },
      lines: [{ key: "1", variantId: variant?.id, sku: "SOAP-1", title: "Soap", quantity: 2, unitPrice: 600 }],
      payments: [{ key: "1", kind: "cash", amount: 1200 }],
      ...{ rounding: 0, offline: false, totals: { subtotal: 1200, discount: 0, tax: 0, total: 1200 } },
    };
    const { results } = await seller.post<{ results: { sale: { orderId: string } }[] }>("/pos/sales", {
      sales: [sale],
    });
    return results[0]?.sale.orderId ?? "";
  };
  const before = sandbox.shop.orderKeys().length;
  const pushed = await sell("W1", storeId);
  const read = (id: string) => seller.get<Order>(`/orders/${id}`);
  await until("it is there", async () => (await read(pushed)).pushState === "synced");
  expect(sandbox.shop.orderKeys()).toHaveLength(before + 1);
  expect((await read(await sell("H1", null))).pushState).toBeNull();
  await until("both took their units", async () => sandbox.shop.stockOf("SOAP-1") === 16);
  expect(sandbox.shop.orderKeys()).toHaveLength(before + 1);

  // The buyer has taken them along: the channel's copy is shipped, and nothing of it is to ship here again.
  await until(
    "it is shipped there",
    async () => sandbox.shop.order((await read(pushed)).orderKey ?? "")?.fulfilled === true,
  );
  await until("and here", async () => (await read(pushed)).fulfilment === "fulfilled");
  const { items: levels } = await seller.get<{ items: { onHand: number; reserved: number }[] }>("/inventory/levels");
  expect(levels).toMatchObject([{ onHand: 16, reserved: 0 }]);

  // The channel's services tell it as it stands there, and what it has not.
  const { orderKey } = await read(pushed);
  const at = `/stores/${storeId}/services`;
  const there = await seller.get<{ items: object[] }>(`${at}/orders?key=${orderKey}`);
  expect(there.items).toMatchObject([{ key: orderKey, lines: [{ sku: "SOAP-1", quantity: 2 }] }]);
  expect((await seller.get<{ items: object[] }>(`${at}/orders?key=987654321`)).items).toEqual([]);
  const { items: reported } = await seller.get<{ items: { name: string; isSupported: boolean }[] }>(at);
  expect(reported).toContainEqual(expect.objectContaining({ name: "orders.find", isSupported: true, why: null }));
  expect(reported).toContainEqual(expect.objectContaining({ name: "customers.create", isSupported: false }));
});
