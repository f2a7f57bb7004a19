import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { PushItem } from "../kit/contract/ports.ts";
import { must } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { refusalText } from "./refusals.ts";
import { priceText } from "./regions.ts";
import { bodies, calls, createProducts, openShop } from "./testing.ts";

function stockItem(key: string, desired: number, more: Partial<PushItem<number>> = {}): PushItem<number> {
  return { key, location: "", seq: 1n, want: desired, expected: null, ext: null, idempotencyKey: key, ...more };
}

describe("stock", () => {
  it("fifty models of an item go in one call, the fifty-first in another", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const options = Array.from({ length: 60 }, (_, index) => `O${index}`);
    const { variantKeys } = shop.shop.addProduct(createProducts("TEE", { options }));
    const items = Object.values(variantKeys).map((key, index) => stockItem(key, 20 + index, { seq: BigInt(index) }));
    const results = await must(ports.stock).push.send(items, ctx);
    expect(results.every(({ outcome }) => outcome === "applied")).toBe(true);
    expect(bodies(shop, "update_stock").map(({ stock_list }) => stock_list.length)).toEqual([50, 10]);
    expect(calls(shop, "get_model_list")).toHaveLength(1);
  });

  it("each model is answered for itself: a refused one holds up no other", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const { key, variantKeys } = shop.shop.addProduct(createProducts("TEE", { options: ["S", "M"] }));
    const held = shop.state.items.get(Number(key))?.models[0];
    if (held) held.reserved = 5;
    const [small = "", medium = ""] = Object.values(variantKeys);
    const results = await must(ports.stock).push.send([stockItem(small, 2), stockItem(medium, 2)], ctx);
    expect(results.find((one) => one.key === small)).toMatchObject({
      outcome: "rejected",
      text: textWith(/promotion has reserved/),
    });
    expect(results.find((one) => one.key === medium)).toMatchObject({ outcome: "applied", observed: 2 });
  });

  it("a call whose rows are all refused has an error's name, and the rows still tell why", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const { key, variantKeys } = shop.shop.addProduct(createProducts("MUG"));
    const held = shop.state.items.get(Number(key))?.models[0];
    if (held) held.reserved = 5;
    const [result] = await must(ports.stock).push.send([stockItem(variantKeys.MUG ?? "", 2)], ctx);
    expect(result).toMatchObject({ outcome: "rejected", code: "refused", text: textWith(/reserved/) });
  });

  it("a shop with warehouses is told the place, and refuses to guess one", async () => {
    await using shop = await openShop();
    shop.state.locations.set("SGZ", "Main").set("SG2", "Second");
    const { ctx, ports } = await shop.connect();
    const { key, variantKeys } = shop.shop.addProduct(createProducts("MUG", { stock: 7 }));
    const variant = (await must(ports.products).get(key, ctx))?.variants[0];
    expect(variant?.levels).toEqual([{ location: "SGZ", available: 7 }]);
    const push = must(ports.stock).push;
    const results = await push.send(
      [
        stockItem(variantKeys.MUG ?? "", 3, { location: "SGZ", seq: 1n }),
        stockItem(variantKeys.MUG ?? "", 4, { location: "SG2", seq: 2n }),
        stockItem(variantKeys.MUG ?? "", 9, { seq: 3n }),
      ],
      ctx,
    );
    expect(Object.fromEntries(results.map(({ seq, outcome }) => [String(seq), outcome]))).toEqual({
      1: "applied",
      2: "applied",
      3: "rejected",
    });
    expect(bodies(shop, "update_stock")[0].stock_list).toEqual([
      {
        model_id: 0,
        seller_stock: [
          { location_id: "SGZ", stock: 3 },
          { location_id: "SG2", stock: 4 },
        ],
      },
    ]);
  });

  it("a shop with one number adds up what Shopee splits, and sends no place", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const { key, variantKeys } = shop.shop.addProduct(createProducts("MUG", { stock: 7 }));
    shop.state.items.get(Number(key))?.models[0]?.stock.set("SGZ", 3);
    expect((await must(ports.products).get(key, ctx))?.variants[0]?.levels).toEqual([{ location: "", available: 10 }]);
    await must(ports.stock).push.send([stockItem(variantKeys.MUG ?? "", 4)], ctx);
    expect(bodies(shop, "update_stock")[0].stock_list).toEqual([{ model_id: 0, seller_stock: [{ stock: 4 }] }]);
  });

  it("Shopee's own warehouse is left alone", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const { key } = shop.shop.addProduct(createProducts("MUG"));
    const item = shop.state.items.get(Number(key));
    if (item) item.byShopee = true;
    const variant = (await must(ports.products).get(key, ctx))?.variants[0];
    expect(variant?.levels).toBeUndefined();
    const [result] = await must(ports.stock).push.send(
      [stockItem(variant?.key ?? "", 4, { ext: variant?.ext ?? null })],
      ctx,
    );
    expect(result).toMatchObject({ outcome: "rejected", code: "by_shopee" });
    expect(calls(shop, "update_stock")).toEqual([]);
  });

  it.each([-1, 1.5, 3_000_000_000])("%d is no number of units", async (desired) => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const { variantKeys } = shop.shop.addProduct(createProducts("MUG"));
    expect(await must(ports.stock).push.send([stockItem(variantKeys.MUG ?? "", desired)], ctx)).toMatchObject([
      { outcome: "rejected", code: "quantity" },
    ]);
  });

  it("a failure inside Shopee leaves one item unknown and the others applied", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const [one, two] = ["A", "B"].map((sku) => shop.shop.addProduct(createProducts(sku)).variantKeys[sku] ?? "");
    const body = JSON.stringify({
      error: "error_inner",
      message: "Our system is taking some time to respond",
      request_id: "1",
    });
    shop.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "update_stock", times: 1 });
    const results = await must(ports.stock).push.send([stockItem(one ?? "", 4), stockItem(two ?? "", 5)], ctx);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["applied", "retry"]);
  });

  it("a listing that lost its address is told apart", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    expect(await must(ports.stock).push.send([stockItem("nonsense", 4)], ctx)).toMatchObject([
      { outcome: "rejected", code: "unknown_item" },
    ]);
  });
});

describe("prices", () => {
  const priceItem = (key: string, text: string, currency: string) => ({
    key,
    location: "",
    seq: 1n,
    want: { price: parseMoney(text, currency) },
    expected: null,
    ext: null,
    idempotencyKey: key,
  });

  it.each([
    ["12.50", "SG", { text: "12.5" }],
    ["12.00", "SG", { text: "12" }],
    ["1250", "ID", { text: "1250" }],
    ["1250.00", "TH", { text: "1250" }],
    ["100", "CL", { text: "100" }],
    ["0.10", "BR", { text: "0.1" }],
    ["12.505", "ZZ", { text: "12.505" }],
    ["12.5", undefined, { text: "12.5" }],
  ])("%s in %s is written %o", (price, region, written) => {
    expect(priceText(price, region)).toEqual(written);
  });

  it.each(["TH", "ID", "VN", "PH", "TW", "CO", "CL"])("%s takes whole prices only", (region) => {
    expect(priceText("12.50", region)).toHaveProperty("problem");
  });

  it("a price that cannot be written is refused before a call is made, item by item", async () => {
    await using shop = await openShop("THB");
    const { ctx, ports } = await shop.connect();
    const [one = "", two = "", three = ""] = ["A", "B", "C"].map(
      (sku) => shop.shop.addProduct(createProducts(sku, { price: "100" })).variantKeys[sku],
    );
    const send = must(ports.prices).push.send;
    const results = await send(
      [priceItem(one, "12.50", "THB"), priceItem(two, "99", "THB"), priceItem(three, "5", "SGD")],
      ctx,
    );
    expect(
      results.map((result) => [result.key, result.outcome === "rejected" ? result.code : result.outcome]).sort(),
    ).toEqual(
      [
        [one, "decimals"],
        [two, "applied"],
        [three, "currency"],
      ].sort(),
    );
    expect(bodies(shop, "update_price")).toEqual([
      { item_id: expect.any(Number), price_list: [{ model_id: 0, original_price: 99 }] },
    ]);
  });

  it("a promotion locks the price, in words", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const { key, variantKeys } = shop.shop.addProduct(createProducts("MUG"));
    const item = shop.state.items.get(Number(key));
    if (item) item.inPromotion = true;
    expect(await must(ports.prices).push.send([priceItem(variantKeys.MUG ?? "", "20", "SGD")], ctx)).toMatchObject([
      { outcome: "rejected", text: textWith(/promotion, which locks its price/) },
    ]);
  });

  it("figures travel as numbers, digit by digit", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const { variantKeys } = shop.shop.addProduct(createProducts("MUG"));
    await must(ports.prices).push.send([priceItem(variantKeys.MUG ?? "", "0.10", "SGD")], ctx);
    expect(calls(shop, "update_price")[0]?.requestBody).toContain('"original_price":0.1}');
  });

  it.each([
    ["error_cannt_edit_stock_in_promotion", /promotion, which locks its stock/],
    ["error_model_update_stock_model_in_promotion", /promotion/],
    ["error_promotion_cantnot_update_stock", /promotion/],
    ["error_holiday_mode_change_stock", /holiday mode/],
    ["error_wms_shop_block_upate_stock", /own warehouse/],
    ["error_auth_model_is_pff", /own warehouse/],
    ["error_busi", /did not take the stock/],
  ])("%s is said in words a seller can act on", (code, texts) => {
    expect(textOf(refusalText("stock", code, ""))).toMatch(texts);
  });
});
