/** A platform that calls an interface of its own making: the path says what happened, and the answer has its form. */
import { expect, test } from "vitest";
import { fixture } from "../src/db/testing-fixtures.ts";
import type { MyntraSandbox } from "../src/sandboxes/myntra/index.ts";
import { MINUTE, openLab } from "./support/lab.ts";

const lab = fixture(() => openLab("myntra-webhooks"));

test("Myntra's own calls on the hub make orders, move them, and are answered in its words", async () => {
  const sandbox = (await lab.sandbox("myntra")) as MyntraSandbox;
  sandbox.shop.addProduct({ title: "Kurta", variants: [{ sku: "KRT-1", price: "649.50", stock: 10 }] });
  const store = await lab.connect(sandbox, "Myntra");
  sandbox.faults.webhooks.duplicate = 1;
  const key = sandbox.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 2 }], payment: "paid" });
  await sandbox.settle();
  await lab.pass(MINUTE / 60);
  expect(sandbox.state.answers).toEqual([200, 200]);
  const statusOf = () =>
    lab.look(
      `select status
       from argosy.sales_order
       where organization_id = argosy.tenant() and connection_id = $1 and ext_key = $2`,
      [store.id, key],
    );
  expect(await statusOf()).toEqual([{ status: "confirmed" }]);
  sandbox.shop.cancelOrder(key);
  await sandbox.settle();
  await lab.pass(MINUTE / 60);
  expect(await statusOf()).toEqual([{ status: "cancelled" }]);
});

test("an item Myntra lists nowhere is known by its first sale, linked by its SKU, and told its stock from then on", async () => {
  const other = await lab.join("myntra-two");
  await other.seller.post("/products", {
    title: "Saree",
    variants: [{ sku: "SAR-1", priceMinor: 99900, currency: "INR" }],
  });
  await other.setStock({ "SAR-1": 30 });
  const sandbox = (await lab.sandbox("myntra")) as MyntraSandbox;
  const store = await other.connect(sandbox, "Myntra");
  await lab.pass(MINUTE);
  sandbox.shop.addProduct({ title: "Saree", variants: [{ sku: "SAR-1", price: "999.00", stock: 4 }] });
  sandbox.shop.placeOrder({ lines: [{ sku: "SAR-1", quantity: 1 }], payment: "paid" });
  await sandbox.settle();
  await lab.pass(10 * MINUTE, MINUTE);
  const { items } = await other.seller.get<{ items: { sku: string; state: string }[] }>(`/stores/${store.id}/mappings`);
  expect(items.map(({ sku, state }) => [sku, state])).toEqual([["SAR-1", "mapped"]]);
  // Myntra's number holds what is open: 30 on hand whether the order is reserved or not.
  expect(sandbox.shop.stockOf("SAR-1")).toBe(30);
});
