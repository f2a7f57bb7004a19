/** A place of a channel that stops keeping an item, or counting it, while the others go on. */
import { expect } from "vitest";
import type { Bench, Listed } from "./bench.ts";
import { createProducts, listed, need, pushAll, stockItem, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

const SKU = "MUG-1";

/** An item that is kept at two places: 11 at the first, 5 at the other. */
async function atTwoLocations(bench: Bench) {
  const { shop } = bench;
  const annex = shop.addLocation?.("Annex") ?? "";
  const connection = await bench.connect();
  const stock = need(connection.ports, "stock");
  const { key } = shop.addProduct(createProducts(1));
  const told = () => listed(connection, key, SKU);
  const first = await told();
  const push = (...items: readonly Parameters<typeof stockItem>[]) =>
    pushAll(
      stock.push,
      items.map((item) => stockItem(...item)),
      connection,
    );
  const other: Listed = { ...first, location: annex };
  const [opened] = await push([other, 5, null, 1]);
  expect(opened?.outcome).toBe("applied");
  const shows = async () => {
    const { variant } = await told();
    const [read] = await stock.read([{ key: variant.key, ext: variant.ext }], connection.ctx);
    return [variant, read].map((one) => ({
      levels: new Map((one?.levels ?? []).map(({ location, available }) => [location, available])),
      uncountedAt: one?.uncountedAt,
    }));
  };
  const both = {
    levels: new Map([
      [first.location, 11],
      [annex, 5],
    ]),
    uncountedAt: undefined,
  };
  expect(await shows()).toEqual([both, both]);
  return { first, other, annex, shows, push, told };
}

export const leftLocationCases: readonly Case[] = [
  {
    name: "stock: a place that keeps an item no more shows none of it, and takes the next number that is written there",
    run: async (bench) => {
      const { shop } = bench;
      const { leaveLocation } = shop;
      if (!leaveLocation) throw new Unsupported("an item is kept at every place of the shop, or at one");
      const { first, other, annex, shows, push, told } = await atTwoLocations(bench);
      leaveLocation(SKU, annex);
      for (const { levels, uncountedAt } of await shows()) {
        // Left out, or told as none.
        expect([levels.get(first.location), levels.get(annex) ?? 0, uncountedAt]).toEqual([11, 0, undefined]);
      }
      expect((await told()).variant.levelsInPart, "every place is told").toBeUndefined();
      const [written] = await push([other, 7, 0, 2]);
      expect(written).toMatchObject({ outcome: "applied", observed: 7 });
      expect(shop.levelsOf?.(SKU).get(annex)).toBe(7);
      expect(shop.levelsOf?.(SKU).get(first.location)).toBe(11);
    },
  },
  {
    name: "stock: a place that stopped counting an item is told, and refuses its number alone",
    run: async (bench) => {
      const { shop } = bench;
      const { stopCountingAt } = shop;
      if (!stopCountingAt) throw new Unsupported("an item is counted at all of its places, or at none");
      const { first, other, annex, shows, push } = await atTwoLocations(bench);
      stopCountingAt(SKU, annex);
      const left = { levels: new Map([[first.location, 11]]), uncountedAt: [annex] };
      expect(await shows()).toEqual([left, left]);
      const results = await push([first, 3, 11, 2], [other, 4, 5, 3]);
      const at = (location: string) => results.find((one) => one.location === location);
      expect(at(first.location)).toMatchObject({ outcome: "applied", observed: 3 });
      // "not_counted" would be the whole item's.
      expect(at(annex)).toMatchObject({ outcome: "rejected", code: "not_counted_here" });
      expect((await shows()).map(({ uncountedAt }) => uncountedAt)).toEqual([[annex], [annex]]);
    },
  },
];
