/** Listings on platforms that take images as files, filled from a product with options: published once, and stocked. */
import { expect, test } from "vitest";
import { appVariables } from "../demo/connect.ts";
import { systemClock } from "../src/commerce/clock.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { firstSyncDone, startSandboxOf, testHub, until } from "./support/hub.ts";

interface Draft {
  readonly id: string;
  readonly state: string;
  readonly error: string | null;
  readonly problems: readonly { readonly field: string | null; readonly text: string }[];
}
interface Mapping {
  readonly sku: string;
  readonly state: string;
  readonly variantSku: string;
}

const sandboxes = {
  shopee: fixture(() => startSandboxOf("shopee", { clock: systemClock, seed: 1, currency: "MYR" })),
  tiktok_shop: fixture(() => startSandboxOf("tiktok_shop", { clock: systemClock, seed: 1, currency: "MYR" })),
  magento: fixture(() => startSandboxOf("magento", { clock: systemClock, seed: 1, currency: "MYR" })),
};
const hub = fixture(() => testHub({ ...appVariables(sandboxes.shopee), ...appVariables(sandboxes.tiktok_shop) }));

const sides = (unit: string) =>
  ["length", "width", "height"].map((field) => ({ field, from: "fixed", fixed: [`30 ${unit}`] }));

test.each([
  { platform: "shopee" as const, category: "100401", rules: sides("cm"), asked: "Power Source", images: "images" },
  {
    ...{ platform: "tiktok_shop" as const, category: "600101", asked: "Contains Batteries or Cells?" },
    images: "pictures",
    rules: [...sides("CENTIMETER"), { field: "sizeChart", from: "fixed", fixed: ["880001"] }],
  },
  {
    ...{ platform: "magento" as const, category: "9", asked: "Fit", images: "image" },
    rules: [
      { field: "attribute:shirt_size", from: "option", name: "Size" },
      { field: "attribute:shirt_fabric", from: "attribute", name: "Material" },
    ],
  },
])("a draft for $platform is filled from the product, published once and stocked", async (given) => {
  const { platform, category, rules, asked, images } = given;
  const sandbox = sandboxes[platform];
  const seller = await hub.seller(platform.replace("_", "-"), { currency: "MYR" });
  const store = await hub.connect(seller, sandbox, platform);
  await firstSyncDone(seller, store);
  await seller.post(`/stores/${store.id}/listing-categories/read`, {});
  await seller.post(`/stores/${store.id}/listing-requirements/read`, { categoryKey: category });
  const variant = (size: string, barcode: string) => ({
    ...{ sku: `TEE-${size}`, priceMinor: 1250, currency: "MYR", weightGrams: 300, barcode },
    options: [{ name: "Size", value: size }],
  });
  const { id: productId } = await seller.post<{ id: string }>("/products", {
    title: "Shirt of washed cotton, sewn by hand",
    descriptionHtml: "<p>Soft cotton, <b>washed</b> before it is sewn.</p>",
    brand: "Sandbox Wear",
    attributes: { Material: "cotton", [asked]: "none" },
    images: [{ url: `${sandbox.url}/${images}/shirt.png` }],
    variants: [variant("S", "4006381333931"), variant("M", "036000291452")],
  });
  await seller.post("/inventory/levels", { items: ["TEE-S", "TEE-M"].map((sku) => ({ sku, onHand: 7 })) });
  await seller.post("/listing-drafts", { storeId: store.id, categoryKey: category, productIds: [productId] });
  await seller.post(`/stores/${store.id}/listing-rules`, { categoryKey: category, rules });
  const draft = async () => {
    const { items } = await seller.get<{ items: Draft[] }>(`/listing-drafts?storeId=${store.id}`);
    if (!items[0]) throw new Error("There is no draft.");
    return items[0];
  };
  expect((await draft()).problems).toEqual([]);
  await seller.post("/listing-drafts/bulk", { action: "publish", draftIds: [(await draft()).id] });
  await until("the draft is listed", draft, { wanted: ({ state }) => state === "listed", ms: 60_000 });
  expect([...sandbox.shop.skus()].sort()).toEqual(["TEE-M", "TEE-S"]);
  const { items } = await seller.get<{ items: Mapping[] }>(`/stores/${store.id}/mappings?limit=200`);
  expect(items.map(({ state, variantSku }) => [state, variantSku]).sort()).toEqual([
    ["mapped", "TEE-M"],
    ["mapped", "TEE-S"],
  ]);
  await seller.post("/inventory/levels", { items: [{ sku: "TEE-S", onHand: 3 }] });
  await until("the new quantity is there", async () => sandbox.shop.stockOf("TEE-S"), {
    wanted: (quantity) => quantity === 3,
    ms: 60_000,
  });
});
