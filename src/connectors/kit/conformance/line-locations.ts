import { expect } from "vitest";
import { createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { isLacking } from "./golden.ts";

const SKU = "MUG-1";

export const lineLocationCases: readonly Case[] = [
  {
    name: "orders: a line that has left names the location its goods were taken from",
    run: async (bench) => {
      const { shop } = bench;
      const levelsOf = shop.levelsOf?.bind(shop);
      if (!shop.addLocation || !levelsOf) throw new Unsupported("the platform counts at one location");
      shop.addLocation("Annex");
      const connection = await bench.connect();
      const orders = need(connection.ports, "orders");
      shop.addProduct(createProducts(1));
      const before = new Map(levelsOf(SKU));
      const key = shop.placeOrder({ lines: [{ sku: SKU, quantity: 2 }], payment: "paid" });
      shop.shipOrder?.(key);
      const fell = [...before].filter(([index, units]) => (levelsOf(SKU).get(index) ?? 0) < units);
      const part = await orders.get(key, connection.ctx);
      const reported = [...new Set(part?.lines.map(({ location }) => location))];
      if (isLacking(bench, "line.location")) expect(reported, "`lacks` says that none is told").toEqual([undefined]);
      else expect(reported).toEqual(fell.map(([place]) => place));
    },
  },
];
