import { expect } from "vitest";
import { goods, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { isLacking } from "./golden.ts";

const SKU = "MUG-1";

export const linePlaceCases: readonly Case[] = [
  {
    name: "orders: a line that has left names the location its goods were taken from",
    run: async (bench) => {
      const { shop } = bench;
      const levelsOf = shop.levelsOf?.bind(shop);
      if (!shop.addLocation || !levelsOf) throw new Unsupported("the platform counts at one location");
      shop.addLocation("Annex");
      const connection = await bench.connect();
      const orders = need(connection.ports, "orders");
      shop.addProduct(goods(1));
      const before = new Map(levelsOf(SKU));
      const key = shop.placeOrder({ lines: [{ sku: SKU, quantity: 2 }], payment: "paid" });
      shop.shipOrder?.(key);
      const fell = [...before].filter(([place, units]) => (levelsOf(SKU).get(place) ?? 0) < units);
      const part = await orders.get(key, connection.ctx);
      const told = [...new Set(part?.lines.map(({ location }) => location))];
      if (isLacking(bench, "line.location")) expect(told, "`lacks` says that none is told").toEqual([undefined]);
      else expect(told).toEqual(fell.map(([place]) => place));
    },
  },
];
