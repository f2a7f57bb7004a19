import { expect } from "vitest";
import type { Bench } from "./bench.ts";
import { listed, need, pushAll, stockItem, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

const SIZES = ["S", "M", "L"];

function tee({ shop }: Bench): string {
  const variants = SIZES.map((size, index) => ({ sku: `TEE-${size}`, price: "12.50", stock: 4 + index, option: size }));
  return shop.addProduct({ title: "Tee", status: "active", variants }).key;
}

export const sharedStockCases: readonly Case[] = [
  {
    name: "stock: variants that show one number tell so, sell from it together, and it is written once",
    run: async (bench) => {
      const { shop } = bench;
      if (!shop.shareStock) throw new Unsupported("every variant of the platform has a number of its own");
      const product = tee(bench);
      const connection = await bench.connect();
      const stock = need(connection.ports, "stock");
      const all = async () => Promise.all(SIZES.map((size) => listed(connection, product, `TEE-${size}`)));
      expect((await all()).map(({ variant }) => variant.sharedStock)).toEqual([undefined, undefined, undefined]);
      shop.shareStock("TEE-M", 9);
      const reported = await all();
      expect(new Set(reported.map(({ variant }) => variant.sharedStock)).size).toBe(1);
      expect(reported[0]?.variant.sharedStock).toBeTruthy();
      expect(reported.map(({ variant }) => variant.levels?.[0]?.available)).toEqual([9, 9, 9]);
      shop.placeOrder({ lines: [{ sku: "TEE-M", quantity: 2 }], payment: "paid" });
      expect(SIZES.map((size) => shop.stockOf(`TEE-${size}`))).toEqual([7, 7, 7]);
      const items = (await all()).map(({ variant }) => ({ key: variant.key, ext: variant.ext }));
      const read = await stock.read(items, connection.ctx);
      expect(read.map(({ levels }) => levels[0]?.available)).toEqual([7, 7, 7]);
      const [first] = await all();
      if (!first) throw new Error("the product has no variants");
      const [written] = await pushAll(stock.push, [stockItem(first, 5, 7, 1)], connection);
      expect(written).toMatchObject({ outcome: "applied", observed: 5 });
      expect(SIZES.map((size) => shop.stockOf(`TEE-${size}`))).toEqual([5, 5, 5]);
      expect(new Set((await all()).map(({ variant }) => variant.sharedStock)).size).toBe(1);
    },
  },
];
