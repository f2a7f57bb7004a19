import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { wordsMean } from "../kit/testing/meanings.ts";
import { normaliseShopDomain, numberOf, searchText, typeOf } from "./ids.ts";
import { handleFrom, productSetInput } from "./product-mapping.ts";
import { mapRestOrder } from "./rest-mapping.ts";

describe("ids and texts", () => {
  it("numbers beyond 2^53 survive", () => {
    expect(numberOf("gid://shopify/Order/90071992547409931")).toBe("90071992547409931");
    const part = mapRestOrder({
      ...(
        parseJson(readFileSync(new URL("./fixtures/orders-2026-07.json", import.meta.url), "utf8")) as {
          orders: { euro: object };
        }
      ).orders.euro,
      ...(parseJson('{"id":90071992547409931}') as object),
    } as Json).part;
    expect(part.orderKey).toBe("90071992547409931");
  });

  it("an inventory level's gid carries its query", () => {
    expect([
      numberOf("gid://shopify/InventoryLevel/1?inventory_item_id=9"),
      typeOf("gid://shopify/InventoryLevel/1?inventory_item_id=9"),
    ]).toEqual(["1", "InventoryLevel"]);
  });

  wordsMean(
    "the store address %s is %s",
    {
      "My-Store": "my-store.myshopify.com",
      "https://my-store.myshopify.com/admin/products": "my-store.myshopify.com",
      "https://admin.shopify.com/store/my-store/orders": "my-store.myshopify.com",
    },
    (text) => [normaliseShopDomain(text) ?? undefined],
  );

  it.each(["www.my-store.com", "my-store.myshopify.com.evil.example", "my-store.myshopify.com@evil.example", ""])(
    "%j is no store's address",
    (text) => {
      expect(normaliseShopDomain(text)).toBeNull();
    },
  );

  it("search values cannot break out of their quotes", () => {
    expect(searchText("A'B\\ OR sku:*")).toBe("'A\\'B\\\\ OR sku:*'");
  });

  it("handles are what Shopify makes of titles", () => {
    expect([handleFrom("Linen Shirt!"), handleFrom("Καφές ☕"), handleFrom("!!!")]).toEqual([
      "linen-shirt",
      "καφες",
      "product",
    ]);
  });
});

describe("productSet input", () => {
  const variant = {
    id: "v1",
    sku: "LS-M",
    options: [{ name: "Size", value: "M" }],
    price: "39.90",
    levels: [{ location: "1", available: 12 }],
  };
  const product = {
    title: "Linen shirt",
    descriptionHtml: "",
    active: true,
    categoryKeys: ["77"],
    images: [],
    variants: [variant],
  };

  it("an update names variants of others, so that none is deleted", () => {
    const foreign = [{ id: "55", selectedOptions: [{ name: "Size", value: "XXL" }] }];
    const input = productSetInput({ product, foreign, isNew: false, sendImages: false });
    expect(input.productOptions).toEqual([{ name: "Size", position: 1, values: [{ name: "M" }, { name: "XXL" }] }]);
    expect((input.variants as Json[])[1]).toEqual({
      id: "gid://shopify/ProductVariant/55",
      position: 2,
      optionValues: [{ optionName: "Size", name: "XXL" }],
    });
    expect(input).not.toHaveProperty("collections");
    expect(input).not.toHaveProperty("files");
  });

  it("quantities go with new variants only (writing them on old ones is ignored or refused)", () => {
    const fresh = productSetInput({ product, foreign: [], isNew: true, sendImages: true });
    expect((fresh.variants as { inventoryQuantities?: Json }[])[0]?.inventoryQuantities).toEqual([
      { locationId: "gid://shopify/Location/1", name: "available", quantity: 12 },
    ]);
    const old = productSetInput({
      product: { ...product, variants: [{ ...variant, key: "2" }] },
      foreign: [],
      isNew: false,
      sendImages: false,
    });
    expect((old.variants as object[])[0]).not.toHaveProperty("inventoryQuantities");
  });
});
