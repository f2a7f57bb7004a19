import { describe, expect, test } from "vitest";
import { parseMoney } from "../../commerce/money.ts";
import { collect } from "../kit/conformance/bench.ts";
import { portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { type Bench, mug, openShop } from "./testing.ts";

const row = ({ sandbox }: Bench, sku: string) => [...sandbox.state.products.values()].find((one) => one.sku === sku);

const push = (shop: Bench, sku: string, price: string) =>
  portOf(shop.connection, "prices").push.send(
    [
      {
        key: String(row(shop, sku)?.id ?? 999),
        location: "",
        seq: 1n,
        want: { price: parseMoney(price, "USD") },
        expected: null,
        ext: { sku },
        idempotencyKey: "price",
      },
    ],
    shop.connection.ctx,
  );

describe("a shop that has prices per website", () => {
  /** A second website in euros, with two views of its own. */
  const websites = (websiteCode: string, currency = "EUR") =>
    openShop({
      prepare: ({ state }) => {
        state.hasWebsitePrices = true;
        state.stocks[0]?.websites.push("eu");
        state.websites.push({ id: 2, code: "eu", name: "EU", groupId: 2, currency });
        state.groups.push({ id: 2, websiteId: 2, rootCategoryId: 2, storeId: 2, name: "EU", code: "eu" });
        state.views.push({ id: 2, code: "eu_en", name: "English", websiteId: 2, groupId: 2 });
        state.views.push({ id: 3, code: "eu_de", name: "German", websiteId: 2, groupId: 2 });
      },
      connection: { values: { websiteCode } },
    });
  const own = (shop: Bench, sku: string) => {
    const { price, ownPrices, special, ownSpecials } = row(shop, sku) ?? {};
    return {
      price,
      own: [...(ownPrices ?? [])],
      special,
      ownSpecials: [...(ownSpecials ?? [])].map(([id, one]) => [id, one.price]),
    };
  };

  test("a price is written for this website's views, and no other website sells at it", async () => {
    await using shop = await websites("eu");
    shop.sandbox.shop.addProduct(mug("A"));
    const [result] = await portOf(shop.connection, "prices").push.send(
      [
        {
          key: String(row(shop, "A")?.id),
          location: "",
          seq: 1n,
          want: { price: parseMoney("9.00", "EUR"), compareAt: parseMoney("11.00", "EUR") },
          expected: null,
          ext: { sku: "A" },
          idempotencyKey: "p",
        },
      ],
      shop.connection.ctx,
    );
    expect(result).toMatchObject({ outcome: "applied" });
    expect(own(shop, "A")).toEqual({
      price: "12.50",
      own: [
        [2, "11"],
        [3, "11"],
      ],
      special: null,
      ownSpecials: [
        [2, "9"],
        [3, "9"],
      ],
    });
    // Told as the website sells it, in its currency; the first website tells its own.
    const [sweep] = portOf(shop.connection, "products").sweeps;
    const reported = sweep ? (await collect(sweep, shop.connection.ctx)).items : [];
    expect(
      reported
        .flatMap(({ variants }) => variants)
        .map(({ price, compareAtPrice, currency }) => [price, compareAtPrice, currency]),
    ).toEqual([["9", "11", "EUR"]]);
    expect(shop.sandbox.shop.priceOf("A")).toBe("12.50");
  });

  test("websites of one currency are told apart by the scope of the price", async () => {
    await using shop = await websites("base", "USD");
    shop.sandbox.shop.addProduct(mug("A"));
    await push(shop, "A", "9.95");
    expect(own(shop, "A")).toMatchObject({ price: "12.50", own: [[1, "9.95"]] });
  });

  test("a special price for all websites is not taken off one of them", async () => {
    await using shop = await websites("base", "USD");
    shop.sandbox.shop.addProduct(mug("A"));
    Object.assign(row(shop, "A") ?? {}, { special: { price: "5", from: null, to: null } });
    const [result] = await push(shop, "A", "9.95");
    expect(result).toMatchObject({ outcome: "rejected", text: textWith("special price for all websites") });
    expect(own(shop, "A")).toMatchObject({ price: "12.50", own: [], special: { price: "5" } });
  });
});
