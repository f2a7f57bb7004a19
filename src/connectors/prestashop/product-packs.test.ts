import { expect, test } from "vitest";
import type { State } from "../../sandboxes/prestashop/state.ts";
import { find, where } from "../../sandboxes/prestashop/state.ts";
import { type OpenShop, openShop } from "./testing.ts";

/** A pack of two cups and one bottle of oil, with 9 packs of its own. */
function packIn(open: OpenShop, type: "0" | "1" | "2" | "3") {
  const add = (sku: string, stock: number) =>
    open.shop.addProduct({ title: sku, variants: [{ sku, price: "10", stock }] }).key;
  const [cup, oil, pack] = [add("CUP", 29), add("OIL", 17), add("PACK", 9)];
  const row = find(open.state, "products", pack);
  if (!row) throw new RangeError("The pack is not there.");
  Object.assign(row.values, { cache_is_pack: "1", product_type: "pack", pack_stock_type: type });
  row.links.product_bundle = [
    { id: cup, id_product_attribute: "0", quantity: "2" },
    { id: oil, id_product_attribute: "0", quantity: "1" },
  ];
  return { cup, oil, pack };
}

const sold = async (open: OpenShop) => {
  const key = open.shop.placeOrder({ lines: [{ sku: "PACK", quantity: 2 }], payment: "paid" });
  const part = await open.orders.get(key, open.ctx);
  return part?.lines[0];
};
const shown = ({ shop }: OpenShop) => ["PACK", "CUP", "OIL"].map((sku) => shop.stockOf(sku));

test.each([
  ["0", [7, 29, 17], undefined],
  ["1", [9, 25, 15], false],
  ["2", [7, 25, 15], true],
] as const)("a pack of stock type %s is told with what the shop takes for it", async (type, after, takesOwn) => {
  await using open = await openShop();
  const { cup, oil, pack } = packIn(open, type);
  const line = await sold(open);
  expect(shown(open)).toEqual(after);
  expect([line?.variantKey, line?.channelTook]).toEqual([`${pack}-0`, 2]);
  const parts = [
    { variantKey: `${cup}-0`, quantity: 2 },
    { variantKey: `${oil}-0`, quantity: 1 },
  ];
  expect(line?.pack).toEqual(takesOwn === undefined ? undefined : { parts, takesOwn });
});

test("a pack that says nothing of its own takes as the shop is set to", async () => {
  const setTo = (value: string) => (state: State) => {
    const [setting] = where(state, "configurations", { name: "PS_PACK_STOCK_TYPE" });
    if (setting) setting.values.value = value;
  };
  await using contents = await openShop({ prepare: setTo("1") });
  packIn(contents, "3");
  expect([(await sold(contents))?.pack?.takesOwn, shown(contents)]).toEqual([false, [9, 25, 15]]);
  await using alone = await openShop();
  packIn(alone, "3");
  expect([(await sold(alone))?.pack, shown(alone)]).toEqual([undefined, [7, 29, 17]]);
});

test.each([
  ["0", false],
  ["1", true],
  ["2", true],
  ["3", false],
] as const)(
  "a product that is a pack of stock type %s says whether the shop takes its contents",
  async (type, takes) => {
    await using open = await openShop();
    const { cup, oil, pack } = packIn(open, type);
    const contents = [
      { variantKey: `${cup}-0`, quantity: 2 },
      { variantKey: `${oil}-0`, quantity: 1 },
    ];
    const [reported, part] = await Promise.all([pack, cup].map((key) => open.products.get(key, open.ctx)));
    expect(reported?.variants.map((one) => one.contents)).toEqual([takes ? contents : undefined]);
    expect(part?.variants[0]?.contents).toBeUndefined();
  },
);

test("the number of a pack sold from its contents is not counted, that of others is", async () => {
  await using open = await openShop();
  const { pack } = packIn(open, "1");
  const reported = await open.products.get(pack, open.ctx);
  expect(reported?.variants[0]?.levels).toBeUndefined();
  const row = find(open.state, "products", pack);
  if (row) row.values.pack_stock_type = "2";
  const other = await open.products.get(pack, open.ctx);
  expect(other?.variants[0]?.levels).toEqual([{ location: "", available: 9 }]);
});
