import { expect, it } from "vitest";
import { must } from "../../kit/testing/shop.ts";
import { openSite } from "../testing.ts";

const VARIANTS = ["S", "M"].map((option) => ({ sku: `TEE-${option}`, price: "18.50", stock: 3, option }));

it("a package measured in inches stays so until its size changes, and none is made up", async () => {
  await using site = await openSite();
  const { key, variantKeys } = site.sandbox.shop.addProduct({ title: "Tee", variants: VARIANTS });
  const [small] = must(site.sandbox.state.products.get(key)).variants;
  const box = { length: "10.5", width: "4", height: "2", unit: "IN" };
  must(small).box = box;
  const { ports, ctx } = await site.connect();
  const write = must(ports.products?.put);
  const sizes = ["TEE-S", "TEE-M"].map((sku) => ({ id: sku, sku, key: must(variantKeys[sku]) }));
  const product = (dimensionsMm: { length: number; width: number; height: number }) => ({
    title: "Shirt",
    descriptionHtml: "<p>Good</p>",
    active: true,
    categoryKeys: [],
    images: [],
    variants: sizes.map((one) => ({
      ...one,
      options: [{ name: "Option", value: one.sku.slice(-1) }],
      price: "18.50",
      levels: [],
      ...(one.sku === "TEE-S" ? { dimensionsMm } : {}),
    })),
  });
  const reported = await write(
    { key, product: product({ length: 267, width: 102, height: 51 }), idempotencyKey: "1" },
    ctx,
  );
  expect(reported.product.variants.find(({ sku }) => sku === "TEE-S")?.dimensionsMm).toEqual({
    length: 267,
    width: 102,
    height: 51,
  });
  const stored = () => must(site.sandbox.state.products.get(key)).variants.map((one) => one.box);
  expect(stored()).toEqual([box, null]);
  await write({ key, product: product({ length: 300, width: 102, height: 51 }), idempotencyKey: "2" }, ctx);
  expect(stored()).toEqual([{ length: "30", width: "10.2", height: "5.1", unit: "CM" }, null]);
});
