/** Switched off, not offered in this channel, and sold out: three things, and a write changes those it was asked to. */
import { expect } from "vitest";
import { isOnSale } from "../../../commerce/product.ts";
import { Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { differences, OF_THE_EDIT, type PutBench, snapshot, withPut } from "./golden-products.ts";

export const saleCases: readonly Case[] = [
  {
    name: "products: taken off sale a product stays in the shop with its stock, and comes back as it was",
    run: withPut(async (bench) => {
      const { put, products, connection, shop, clock } = bench;
      if (products.alwaysOnSale) throw new Unsupported("the platform alone decides what is on sale");
      const { key, wanted } = await goldenIn(bench);
      const stock = () => wanted.variants.map(({ sku }) => shop.stockOf(sku));
      const before = [await products.get(key, connection.ctx), stock()] as const;
      for (const active of [false, true]) {
        await clock.sleep(2_000);
        await put({ ...wanted, active }, key);
        const reported = await products.get(key, connection.ctx);
        expect([reported && isOnSale(reported), reported?.title, stock()]).toEqual([
          active,
          before[0]?.title,
          before[1],
        ]);
        expect(reported?.variants.map((variant) => variant.key).sort()).toEqual(
          before[0]?.variants.map((variant) => variant.key).sort(),
        );
      }
    }),
  },
  {
    name: "products: switched off, not offered in this channel and sold out are told apart, and an edit changes none",
    run: withPut(async (bench) => {
      const { put, products, connection, shop, clock } = bench;
      const { leaveChannel } = shop;
      if (!leaveChannel) throw new Unsupported("a product is in no channel but the shop");
      const { key, wanted } = await goldenIn(bench);
      const told = async () => {
        const product = await products.get(key, connection.ctx);
        return product && [product.status, product.listed, isOnSale(product)];
      };
      expect(await told(), "on sale").toEqual(["active", true, true]);
      for (const { sku } of wanted.variants) shop.setStock(sku, 0);
      expect(await told(), "sold out").toEqual(["active", true, true]);
      leaveChannel(key);
      expect(await told(), "not offered here").toEqual(["active", false, false]);
      const before = snapshot(shop.catalog?.());
      await clock.sleep(2_000);
      await put({ ...wanted, title: "Golden cup", active: false }, key);
      const changed = differences(before, snapshot(shop.catalog?.()));
      expect(changed.filter((path) => !OF_THE_EDIT.test(path)).join(" "), "changed by an edit of the title").toBe("");
      expect(await told(), "after an edit").toEqual(["active", false, false]);
      await put({ ...wanted, title: "Golden cup", active: true }, key);
      expect(await told(), "put on sale").toEqual(["active", true, true]);
    }),
  },
  {
    name: "products: taken off sale here, one that other channels offer stays on sale there",
    run: withPut(async (bench) => {
      const { put, shop } = bench;
      const { joinChannel, isOnSaleElsewhere } = shop;
      if (!joinChannel || !isOnSaleElsewhere) throw new Unsupported("a product is in no channel but the shop");
      const { key, wanted } = await goldenIn(bench);
      joinChannel(key);
      const outcome = await put({ ...wanted, active: false }, key).catch((error: unknown) => error);
      expect(isOnSaleElsewhere(key), "on sale in the other channel").toBe(true);
      // A shop with one switch for all channels may refuse it, in words for the seller.
      if (outcome instanceof Error) expect(outcome).toMatchObject({ kind: "rejected", info: { field: "active" } });
      else {
        const after = await bench.products.get(key, bench.connection.ctx);
        expect(after ? isOnSale(after) : false, "on sale here").toBe(false);
      }
    }),
  },
];

/** The golden product in the shop, and what the hub sends of it again. */
async function goldenIn({ put, product, products, connection }: PutBench) {
  const first = await product("Golden mug");
  const made = await put(first, null);
  const shown = await products.get(made.key, connection.ctx);
  const variants = first.variants.map((one) => {
    const existing = made.variants.find(({ id }) => id === one.id);
    return { ...one, key: existing?.key, ext: existing?.ext ?? null };
  });
  const images = shown?.images.length === first.images.length ? shown.images : first.images;
  return { key: made.key, wanted: { ...first, images, variants } };
}
