/** A seller whose listings were made on eBay's own pages sells from the hub's stock. */
import { expect, test } from "vitest";
import { fixture } from "../src/db/testing-fixtures.ts";
import type { startSandbox } from "../src/sandboxes/ebay/index.ts";
import { createShop } from "../src/sandboxes/ebay/shop.ts";
import { siteGoods } from "../src/sandboxes/ebay/site-goods.ts";
import { MINUTE, openLab, SECOND } from "./support/lab.ts";

const lab = fixture(() => openLab("ebay-site"));

test("a listing made on eBay's site is linked, sells from the hub's stock and follows it, down to 0 only with eBay's option", async () => {
  await lab.seller.post("/products", { title: "Mug", variants: [{ sku: "MUG", priceMinor: 1250, currency: "USD" }] });
  await lab.setStock({ MUG: 10 });
  const sandbox = (await lab.sandbox("ebay")) as Awaited<ReturnType<typeof startSandbox>>;
  const { state } = sandbox;
  const shop = createShop(state, siteGoods(state));
  shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "12.50", stock: 10 }] });
  const store = await lab.connect(sandbox, "eBay");
  await lab.pass(10 * MINUTE, MINUTE);
  expect(
    await lab.look(
      "select state from argosy.listing where organization_id = argosy.tenant() and ext_key like 'item:%'",
    ),
  ).toEqual([{ state: "mapped" }]);

  const order = shop.placeOrder({ lines: [{ sku: "MUG", quantity: 3 }], payment: "paid" });
  await lab.pass(10 * MINUTE, MINUTE);
  expect(await lab.orderKeys(store)).toEqual([order]);
  expect(await available()).toBe(7);
  await lab.setStock({ MUG: 20 });
  await lab.pass(2 * MINUTE, 10 * SECOND);
  expect([await available(), shop.stockOf("MUG")]).toEqual([17, 17]);

  state.outOfStockOption = false;
  await lab.setStock({ MUG: 3 });
  await lab.pass(5 * MINUTE, MINUTE);
  expect(shop.stockOf("MUG")).toBe(17);
  expect(await lab.alerts("&state=open")).toMatchObject([
    { text: expect.stringContaining("out-of-stock option is off") },
  ]);
  state.outOfStockOption = true;
  await lab.seller.post(`/stores/${store.id}/retry-failed-sync`, {});
  await lab.pass(2 * MINUTE, 10 * SECOND);
  expect(shop.stockOf("MUG")).toBe(0);
  expect(await lab.alerts("&state=open")).toEqual([]);
});

async function available(): Promise<number | undefined> {
  const [level] = await lab.look<{ available: number }>(
    `select l.available from argosy.level l
     join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id
     where l.organization_id = argosy.tenant() and v.sku = 'MUG'`,
  );
  return level?.available;
}
