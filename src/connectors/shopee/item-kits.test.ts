import { expect, it } from "vitest";
import { must } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { calls, createProducts, openShop } from "./testing.ts";

/** A kit of two mugs and one red plate. */
async function withKit() {
  const shop = await openShop();
  const { ctx, ports } = await shop.connect();
  const mug = shop.shop.addProduct(createProducts("MUG", { stock: 20 }));
  const plate = shop.shop.addProduct(createProducts("PLATE", { stock: 20, options: ["RED", "BLUE"] }));
  const parts = [
    { sku: "MUG", quantity: 2 },
    { sku: "PLATE-RED", quantity: 1 },
  ];
  shop.shop.makeSet?.({ kind: "kit item", sku: "KIT", price: "30", parts });
  const [item] = [...shop.state.items.values()].slice(-1);
  const kit = must(item);
  const pack = {
    parts: [
      { variantKey: must(mug.variantKeys.MUG), quantity: 2 },
      { variantKey: must(plate.variantKeys["PLATE-RED"]), quantity: 1 },
    ],
    takesOwn: false,
  };
  const sold = (sku = "KIT") => shop.shop.placeOrder({ lines: [{ sku, quantity: 1 }], payment: "paid" });
  const packOf = async (order: string) => (await must(ports.orders).get(order, ctx))?.lines[0]?.pack;
  return { ...shop, shop, ctx, ports, kit, pack, sold, packOf };
}

it("a kit is told with what is in it, asked for once in ten minutes", async () => {
  await using open = await withKit();
  const order = open.sold();
  expect(await open.packOf(order)).toEqual(open.pack);
  expect(await open.packOf(open.sold("MUG"))).toBeUndefined();
  expect(await open.packOf(open.sold())).toEqual(open.pack);
  expect(calls(open.shop, "get_kit_item_info")).toHaveLength(1);
  open.kit.models = open.kit.models.map((model) => ({ ...model, components: model.components?.slice(0, 1) ?? [] }));
  await open.clock.sleep(600_001);
  expect(await open.packOf(order)).toEqual({ ...open.pack, parts: open.pack.parts.slice(0, 1) });
});

it("the number of a kit is not counted, and none is written", async () => {
  await using open = await withKit();
  const [variant] = must(await must(open.ports.products).get(String(open.kit.id), open.ctx)).variants;
  const { key, ext, levels } = must(variant);
  expect(levels).toBeUndefined();
  const row = { key, ext, location: "", seq: 1n, want: 5, expected: null, idempotencyKey: key };
  expect(await must(open.ports.stock).push.send([row], open.ctx)).toMatchObject([
    { outcome: "rejected", code: "kit", text: textWith(/items in it/) },
  ]);
  expect(calls(open.shop, "update_stock")).toHaveLength(0);
});

it("an order of a kit whose contents are not told any more is read all the same", async () => {
  await using open = await withKit();
  const order = open.sold();
  open.state.items.set(open.kit.id, { ...open.kit, status: "SELLER_DELETE" });
  expect(await open.packOf(order)).toBeUndefined();
});
