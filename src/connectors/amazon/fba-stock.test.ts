/** What lies in Amazon's warehouses, and the switch of feeds. */
import { describe, expect, it } from "vitest";
import { createProducts, listed, need, stockItem } from "../kit/conformance/bench.ts";
import { openAccount } from "./testing.ts";

describe("Amazon's own warehouses", () => {
  it("items in Amazon's warehouses report what can be sold there, by fifties, of FBA alone [A10.6, D7.3]", async () => {
    await using account = await openAccount();
    const skus = [...Array.from({ length: 51 }, (_, index) => `FBA-${index}`), "A,B", "A/B#1"];
    for (const [index, sku] of skus.entries())
      account.shop.addProduct({ title: sku, variants: [{ sku, price: "5", stock: index }] });
    for (const sku of skus) Object.assign(account.state.listings.get(sku) ?? {}, { channel: "AMAZON_IN" });
    account.shop.addProduct({ title: "Own", variants: [{ sku: "OWN", price: "5", stock: 4 }] });
    const connection = await account.connect();
    const port = need(connection.ports, "stock").atMarketplace;
    const item = async (key: string) => ({ key, ext: (await listed(connection, key, key)).variant.ext ?? null });
    const seen = await port?.read(await Promise.all([...skus, "OWN"].map(item)), connection.ctx);
    expect(new Map(seen?.map(({ key, units }) => [key, units]))).toEqual(
      new Map(skus.map((sku, index) => [sku, index])),
    );
  });

  it("a missing right to Amazon's warehouses refuses nothing else", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    account.state.roles.delete("Amazon Fulfillment");
    const connection = await account.connect();
    const { atMarketplace } = need(connection.ports, "stock");
    await expect(
      atMarketplace?.read([{ key: "MUG-1", ext: { channel: "AMAZON_IN" } }], connection.ctx),
    ).rejects.toMatchObject({
      info: { kind: "forbidden", scope: "Amazon Fulfillment" },
    });
  });
});

it("numbers are written one by one where feeds are switched off [A10.6]", async () => {
  await using account = await openAccount();
  const skus = Array.from({ length: 101 }, (_, index) => `MANY-${index}`);
  for (const sku of skus) account.shop.addProduct({ title: sku, variants: [{ sku, price: "5", stock: 1 }] });
  const connection = await account.connect();
  const items = await Promise.all(
    skus.map(async (sku, index) => stockItem(await listed(connection, sku, sku), 3, 1, index + 1)),
  );
  const { push } = need(connection.ports, "stock");
  const handles = async (settings: object) => {
    const ctx = {
      ...connection.ctx,
      connection: { ...connection.ctx.connection, settings: { ...connection.ctx.connection.settings, ...settings } },
    };
    const results = await push.send(items, ctx);
    return new Set(
      results.map((result) => (result.outcome === "accepted" ? result.handle.split(":")[0] : result.outcome)),
    );
  };
  expect(await handles({})).toEqual(new Set(["feed"]));
  expect(await handles({ feeds: false })).toEqual(new Set(["patch"]));
});
