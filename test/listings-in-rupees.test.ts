/** Listings on marketplaces that answer later (Amazon), or that take each variant as a product of its own (Flipkart). */
import { beforeAll, expect, test } from "vitest";
import { appVariables, type ConnectedShop } from "../demo/connect.ts";
import type { Seller } from "../demo/seller.ts";
import { systemClock } from "../src/commerce/clock.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { firstSyncDone, startSandboxOf, testHub, until } from "./support/hub.ts";

interface Draft {
  readonly id: string;
  readonly productId: string;
  readonly state: string;
  readonly problems: readonly { readonly field: string | null; readonly text: string }[];
}

const amazon = fixture(() => startSandboxOf("amazon", { clock: systemClock, seed: 1 }));
const flipkart = fixture(() => startSandboxOf("flipkart", { clock: systemClock, seed: 1 }));
const hub = fixture(() => testHub({ ...appVariables(amazon), ...appVariables(flipkart) }));
let seller: Seller;
let stores: Readonly<Record<"amazon" | "flipkart", ConnectedShop>>;

beforeAll(async () => {
  seller = await hub.seller("rupees", { currency: "INR" });
  stores = {
    amazon: await hub.connect(seller, amazon, "Amazon"),
    flipkart: await hub.connect(seller, flipkart, "Flipkart"),
  };
  for (const store of Object.values(stores)) {
    await firstSyncDone(seller, store);
    await seller.post(`/stores/${store.id}/listing-categories/read`, {});
  }
});

async function cup(sku: string): Promise<string> {
  const variants = ["Red", "Blue"].map((color, index) => ({
    ...{ sku: `${sku}-${color}`, priceMinor: 45_000, currency: "INR", weightGrams: 400, barcode: "4006381333931" },
    options: [{ name: "Color", value: color }],
    attributes: { FSN: `MUGFAAAAAAAAAA${sku.length}${index}`, MRP: "500" },
  }));
  const { id } = await seller.post<{ id: string }>("/products", {
    title: `Cup ${sku}`,
    descriptionHtml: "<p>Holds <b>300 ml</b>.</p>",
    brand: "Argosy Pottery",
    originCountry: "GR",
    hsn: "6912",
    images: [{ url: "https://images.example/cup.jpg" }],
    variants,
  });
  const items = variants.map((each) => ({ sku: each.sku, onHand: 7 }));
  await seller.post("/inventory/levels", { items });
  return id;
}

async function draftIn(
  store: ConnectedShop,
  categoryKey: string,
  rules: Readonly<Record<string, string>>,
  sku: string,
) {
  await seller.post(`/stores/${store.id}/listing-requirements/read`, { categoryKey });
  const fixed = Object.entries(rules).map(([field, value]) => ({ field, from: "fixed", fixed: [value] }));
  await seller.post(`/stores/${store.id}/listing-rules`, { categoryKey, rules: fixed });
  const productId = await cup(sku);
  await seller.post("/listing-drafts", { storeId: store.id, categoryKey, productIds: [productId] });
  const read = async () => {
    const { items } = await seller.get<{ items: Draft[] }>(`/listing-drafts?storeId=${store.id}&values=true`);
    const found = items.find((draft) => draft.productId === productId);
    if (!found) throw new Error("There is no draft of the product.");
    return found;
  };
  expect((await read()).problems).toEqual([]);
  await seller.post("/listing-drafts/bulk", { action: "publish", draftIds: [(await read()).id] });
  await until("the draft is listed", read, { wanted: ({ state }) => state === "listed", ms: 90_000 });
  const { items } = await seller.get<{ items: { sku: string; state: string; variantSku: string }[] }>(
    `/stores/${store.id}/mappings?limit=200`,
  );
  return items.filter((item) => item.sku?.startsWith(sku)).map((item) => [item.state, item.variantSku]);
}

test("a family Amazon accepts and shows later is listed, linked and stocked", async () => {
  const rules = {
    bullet_point: "Thrown by hand",
    supplier_declared_dg_hz_regulation: "not_applicable",
    material: "Ceramic",
    capacity: "300 milliliters",
    condition_type: "new_new",
  };
  const linked = await draftIn(stores.amazon, "DRINKING_CUP", rules, "AMZ");
  expect(linked.sort()).toEqual([
    ["mapped", "AMZ-Blue"],
    ["mapped", "AMZ-Red"],
  ]);
  await seller.post("/inventory/levels", { items: [{ sku: "AMZ-Red", onHand: 3 }] });
  await until("the new quantity is on Amazon", async () => amazon.shop.stockOf("AMZ-Red"), {
    wanted: (quantity) => quantity === 3,
    ms: 60_000,
  });
});

test("each variant Flipkart takes as a listing of its own is linked and stocked", async () => {
  const rules = {
    "tax.tax_code": "GST_12",
    "fulfillment.dispatch_sla": "2",
    "fulfillment.shipping_provider": "FLIPKART",
    "fulfillment.procurement_type": "REGULAR",
    "shipping_fees.local": "0",
    "shipping_fees.zonal": "0",
    "shipping_fees.national": "0",
    "locations.id": flipkart.shop.credentials()["locationIds"]?.split(", ")[0] ?? "",
  };
  const linked = await draftIn(stores.flipkart, "offer", rules, "FKT");
  expect(linked.sort()).toEqual([
    ["mapped", "FKT-Blue"],
    ["mapped", "FKT-Red"],
  ]);
  await seller.post("/inventory/levels", { items: [{ sku: "FKT-Blue", onHand: 2 }] });
  await until("the new quantity is on Flipkart", async () => flipkart.shop.stockOf("FKT-Blue"), {
    wanted: (quantity) => quantity === 2,
    ms: 60_000,
  });
});
