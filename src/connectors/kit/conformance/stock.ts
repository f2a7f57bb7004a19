import { expect } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import type { ChannelVariant } from "../../../commerce/product.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { PushResult, Stock } from "../contract/ports.ts";
import type { TestConnection } from "../testing/connection.ts";
import { textWith } from "../testing/text-with.ts";
import type { Bench, Listed } from "./bench.ts";
import { collect, createProducts, listed, need, pushAll, retrying, stockItem, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { isLacking, lackedBy } from "./golden.ts";

const THOUSAND = 1_000;

interface StockBench extends Bench {
  readonly connection: TestConnection;
  readonly stock: Stock;
  /** Puts a product on the channel and reads it back; stock 10 + index. */
  item(index: number): Promise<Item>;
}

type Item = Pick<Listed, "variant" | "location"> & { readonly productKey: string; readonly sku: string };

/** Puts a product on the channel and reads it back; a channel that tells no products tells its numbers at least. */
async function itemOf({ shop }: Bench, connection: TestConnection, index: number): Promise<Item> {
  const sku = `MUG-${index}`;
  const { key: productKey, variantKeys } = shop.addProduct(createProducts(index));
  if (connection.ports.products) {
    const { variant, location } = await listed(connection, productKey, sku);
    return { variant, location, productKey, sku };
  }
  const key = variantKeys[sku] ?? "";
  const [reported] = await need(connection.ports, "stock").read([{ key, ext: null }], connection.ctx);
  const levels = reported?.levels ?? [];
  return {
    variant: { key, sku, options: [], levels, ext: null },
    location: levels[0]?.location ?? "",
    productKey,
    sku,
  };
}

function withStock(run: (bench: StockBench) => Promise<void>): Case["run"] {
  return async (bench) => {
    const connection = await bench.connect();
    const stock = need(connection.ports, "stock");
    return run({ ...bench, connection, stock, item: (index) => itemOf(bench, connection, index) });
  };
}

const outcomes = (results: readonly PushResult<unknown>[]) => results.map((result) => result.outcome);

export const stockCases: readonly Case[] = [
  {
    name: "stock: the number of locations is as declared",
    run: async (bench) => {
      const { shop } = bench;
      if (shop.addLocation) shop.addLocation("Annex");
      const connection = await bench.connect();
      const { multiLocation, read } = need(connection.ports, "stock");
      if (shop.addLocation) expect(multiLocation, "a shop with a second location").toBe(true);
      if (shop.addLocation) expect(shop.levelsOf, "its numbers place by place").toBeDefined();
      const { variant } = await itemOf(bench, connection, 1);
      const [reported] = await read([{ key: variant.key, ext: variant.ext }], connection.ctx);
      const locations = (reported?.levels ?? []).map(({ location }) => location);
      const there = shop.levelsOf?.(variant.sku ?? "");
      for (const { location, available } of there ? (reported?.levels ?? []) : [])
        expect([location, there?.get(location) ?? 0]).toEqual([location, available]);
      const existing = connection.detected.locations.map((location) => location.key);
      expect(locations.length).toBeGreaterThan(0);
      if (multiLocation && !isLacking(bench, "stock.locations"))
        for (const place of locations)
          expect([place, existing.includes(place)], "a named place").toEqual([place || "a name", true]);
      if (!multiLocation) {
        // One number, which the hub looks for by the place's key where it has one.
        expect(locations).toEqual([expect.toBeOneOf(existing.length > 0 ? existing : [""])]);
      }
    },
  },
  {
    name: "stock: read shows what the shop shows",
    run: withStock(async ({ shop, stock, item, connection }) => {
      const [one, two] = [await item(1), await item(2)];
      shop.setStock("MUG-1", 0);
      const read = await stock.read(
        [one, two].map(({ variant }) => ({ key: variant.key, ext: variant.ext })),
        connection.ctx,
      );
      const sums = new Map(
        read.map(({ key, levels }) => [key, levels.reduce((sum, level) => sum + level.available, 0)]),
      );
      expect([sums.get(one.variant.key), sums.get(two.variant.key)]).toEqual([0, 12]);
    }),
  },
  {
    name: "stock: what is left of a unit sold by measure is not for sale",
    run: withStock(async ({ shop, stock, item, connection }) => {
      if (!shop.measureLine) throw new Unsupported("the platform sells whole units only");
      const measured = await item(1);
      const { variant } = measured;
      const key = shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
      shop.measureLine(key, "MUG-1", 0.5);
      // A number that contains open orders falls as they ship.
      if (stock.basis === "available_plus_open_orders") shop.shipOrder?.(key);
      const [reported] = await stock.read([{ key: variant.key, ext: variant.ext }], connection.ctx);
      const shown = (reported?.levels ?? []).reduce((sum, { available }) => sum + available, 0);
      expect(Number.isInteger(shop.stockOf("MUG-1")), "the shop has a part of one").toBe(false);
      expect(shown).toBe(Math.floor(shop.stockOf("MUG-1")));
      const [written] = await pushAll(stock.push, [stockItem(measured, shown + 20, shown, 1)], connection);
      expect(written?.outcome).toBe("applied");
      expect(Math.floor(shop.stockOf("MUG-1")), "within the part of one").toBeOneOf([shown + 20, shown + 19]);
    }),
  },
  {
    name: "stock: units an open order waits for are told beside the number, where the channel counts them",
    run: withStock(async ({ shop, stock, item, connection }) => {
      const { variant } = await item(2);
      const committed = async () => {
        const [reported] = await stock.read([{ key: variant.key, ext: variant.ext }], connection.ctx);
        const units = (reported?.levels ?? []).flatMap((level) => level.committed ?? []);
        return units.length === 0 ? null : units.reduce((sum, each) => sum + each, 0);
      };
      const before = await committed();
      if (before === null && shop.tellsCommitted) throw new Error("the platform tells them, and they are lost");
      if (before === null) throw new Unsupported("no count of units in open orders");
      shop.placeOrder({ lines: [{ sku: "MUG-2", quantity: 2 }], payment: "pending" });
      expect(await committed()).toBe(before + 2);
    }),
  },
  {
    name: "stock: a batch with zero and a large number is applied and answered item by item",
    run: withStock(async ({ shop, stock, item, connection }) => {
      const requires = [0, 1, shop.mostStock ?? 999_999, 42, 7];
      const items = [];
      for (const [index, desired] of requires.entries())
        items.push(stockItem(await item(index), desired, 10 + index, index + 1));
      const results = await pushAll(stock.push, items, connection);
      expect(results.map(({ key, location, seq }) => `${key} ${location} ${seq}`).sort()).toEqual(
        items.map(({ key, location, seq }) => `${key} ${location} ${seq}`).sort(),
      );
      for (const result of results)
        expect(result).toMatchObject({
          outcome: "applied",
          observed: items.find((item) => item.seq === result.seq)?.want,
        });
      expect(requires.map((_want, index) => shop.stockOf(`MUG-${index}`))).toEqual(requires);
    }),
  },
  {
    name: "stock: a thousand changes take no more calls than the platform's best batch",
    run: withStock(async (bench) => {
      const { shop, stock, connection, sandbox, best } = bench;
      if (!best) throw new Error("describeConformance needs `best`: the fewest calls for a thousand stock changes.");
      const made = Array.from({ length: THOUSAND }, (_, index) => shop.addProduct(createProducts(index)));
      const variants = await variantsOf(connection, made);
      const items = variants.map((variant, index) => {
        // A list that tells no numbers leaves none to expect.
        const { location = "", available = null } = variant.levels?.[0] ?? {};
        return stockItem({ variant, location }, (available ?? 0) + 1, available, index + 1);
      });
      expect(items).toHaveLength(THOUSAND);
      const before = sandbox.calls.length;
      const results = await pushAll(stock.push, items, connection);
      expect(new Set(outcomes(results))).toEqual(new Set(["applied"]));
      const calls = sandbox.calls.length - before;
      bench.figure("callsPer1000StockUpdates", calls);
      bench.figure("fewestCallsPer1000StockUpdates", best.stockCalls);
      expect(calls).toBeLessThanOrEqual(Math.ceil(best.stockCalls * 1.05));
    }),
  },
  {
    name: "stock: one bad item does not hold up the others",
    run: withStock(async ({ shop, stock, item, connection }) => {
      const [good, bad, fine] = [await item(1), await item(2), await item(3)];
      shop.removeProduct(bad.productKey);
      const results = await pushAll(
        stock.push,
        [stockItem(good, 5, 11, 1), stockItem(bad, 5, 12, 2), stockItem(fine, 6, 13, 3)],
        connection,
      );
      const bySeq = new Map(results.map((result) => [result.seq, result]));
      expect([bySeq.get(1n)?.outcome, bySeq.get(3n)?.outcome]).toEqual(["applied", "applied"]);
      expect(bySeq.get(2n)).toMatchObject({
        outcome: "rejected",
        code: expect.any(String),
        text: textWith(/.{5,}/),
      });
      expect([shop.stockOf("MUG-1"), shop.stockOf("MUG-3")]).toEqual([5, 6]);
    }),
  },
  {
    name: "stock: an item that sells before its batch is confirmed leaves the others of the batch confirmed",
    run: withStock(async ({ shop, stock: { push }, item, connection: { ctx } }) => {
      if (!push.poll) throw new Unsupported("every write is answered at once");
      expect(push.usuallyMs, "how long an answer takes as a rule").toBeGreaterThan(0);
      const items = [stockItem(await item(1), 5, 11, 1), stockItem(await item(2), 6, 12, 2)];
      const [first] = await push.send(items, ctx);
      if (first?.outcome !== "accepted") throw new Unsupported("this shop answers every write at once");
      const results: PushResult<number>[] = [];
      for (let round = 0; round < 5; round += 1) {
        await ctx.clock.sleep(first.pollAfterMs);
        // Whatever was written by now, one more is gone.
        if (shop.stockOf("MUG-1") === 5) shop.setStock("MUG-1", 4);
        const open = items.filter(({ seq }) => !results.some((one) => one.seq === seq));
        const answer = await push.poll(first.handle, ctx, open);
        results.push(...("pendingMs" in answer ? (answer.results ?? []) : answer));
      }
      expect(results.find(({ seq }) => seq === 2n)).toMatchObject({ outcome: "applied", observed: 6 });
      expect(results.find(({ seq }) => seq === 1n)?.outcome).not.toBe("applied");
    }),
  },
  {
    name: "stock: an item whose SKU was changed in the shop gets its number, whatever its SKU",
    run: withStock(async ({ shop, stock, item, connection }) => {
      if (!shop.renameSku) throw new Unsupported("an item's SKU is its identity");
      const renamed = await item(1);
      shop.renameSku("MUG-1", "CUP-1");
      // Whoever has the old SKU now is another item, and none of its units are ours to count.
      const namesake = await item(1);
      expect(outcomes(await pushAll(stock.push, [stockItem(renamed, 5, 11, 1)], connection))).toEqual(["applied"]);
      expect([shop.stockOf("CUP-1"), shop.stockOf("MUG-1")]).toEqual([5, 11]);
      expect(namesake.variant.key).not.toBe(renamed.variant.key);
      const reported = await stock.read([{ key: renamed.variant.key, ext: renamed.variant.ext }], connection.ctx);
      expect(reported[0]?.levels.reduce((sum, level) => sum + level.available, 0)).toBe(5);
    }),
  },
  {
    name: "stock: a number that changed on the channel meanwhile is not overwritten unseen",
    run: withStock(async ({ shop, stock, item, connection }) => {
      const one = await item(1);
      shop.setStock("MUG-1", 3);
      const results = await pushAll(stock.push, [stockItem(one, 20, 11, 1)], connection);
      if (stock.compareAndSet === "none") {
        expect(outcomes(results)).toEqual(["applied"]);
      } else {
        expect(results).toMatchObject([{ outcome: "conflict", observed: 3 }]);
        expect(shop.stockOf("MUG-1")).toBe(3);
        // With what was observed as the new expectation the desired value goes through.
        expect(outcomes(await pushAll(stock.push, [stockItem(one, 20, 3, 2)], connection))).toEqual(["applied"]);
      }
      expect(shop.stockOf("MUG-1")).toBe(20);
    }),
  },
  {
    name: "stock: a number does not switch counting on again that the merchant has switched off",
    run: withStock(async ({ shop, stock, item, connection }) => {
      if (!shop.counting) throw new Unsupported("the platform counts every item");
      const one = await item(1);
      shop.counting("MUG-1").isOn = false;
      await pushAll(stock.push, [stockItem(one, 0, 11, 1)], connection);
      expect(shop.counting("MUG-1").isOn).toBe(false);
    }),
  },
  {
    name: "stock: an unknown expectation writes without asking",
    run: withStock(async ({ shop, stock, item, connection }) => {
      const one = await item(1);
      expect(outcomes(await pushAll(stock.push, [stockItem(one, 20, null, 1)], connection))).toEqual(["applied"]);
      expect(shop.stockOf("MUG-1")).toBe(20);
    }),
  },
  {
    name: "stock: in a batch, no number is raised over an order placed meanwhile, and the others are written",
    run: withStock(async ({ shop, stock, item, connection }) => {
      const third = await item(3);
      const all = [await item(1), await item(2), third];
      const before = shop.stockOf("MUG-3");
      shop.placeOrder({ lines: [{ sku: "MUG-3", quantity: 2 }], payment: "paid" });
      const left = shop.stockOf("MUG-3");
      if (left === before) throw new Unsupported("an order lowers the number later");
      const shown = async () => {
        const { key, ext } = third.variant;
        const [reported] = await stock.read([{ key, ext }], connection.ctx);
        return (reported?.levels ?? []).reduce((sum, level) => sum + level.available, 0);
      };
      // Where nobody compares, the number is read before it is raised.
      expect(await shown()).toBe(left);
      if (stock.compareAndSet === "none") return;
      const items = all.map((one, index) => stockItem(one, 20 + index, 11 + index, index + 1));
      const results = await pushAll(stock.push, items, connection);
      const bySeq = new Map(results.map((result) => [result.seq, result]));
      expect(bySeq.get(3n)).toMatchObject({ outcome: "conflict", observed: left });
      expect([1, 2, 3].map((n) => shop.stockOf(`MUG-${n}`))).toEqual([20, 21, left]);
      expect([bySeq.get(1n)?.outcome, bySeq.get(2n)?.outcome]).toEqual(["applied", "applied"]);
      // An order that took just as much is no write of ours.
      const [same] = await pushAll(stock.push, [stockItem(third, left, before, 4)], connection);
      expect(same, "the wanted number, lowered by an order").toMatchObject({ outcome: "conflict", observed: left });
    }),
  },
  {
    name: "stock: the same push again changes nothing",
    run: withStock(async ({ shop, stock, item, connection }) => {
      const one = await item(1);
      await pushAll(stock.push, [stockItem(one, 5, 11, 1)], connection);
      const again = await pushAll(stock.push, [stockItem(one, 5, 5, 1)], connection);
      expect(again).toMatchObject([{ outcome: "applied", observed: 5 }]);
      expect(shop.stockOf("MUG-1")).toBe(5);
    }),
  },
  {
    name: "stock: a write whose answer is lost is proved or called unknown, and the next push settles it",
    run: withStock(async ({ shop, stock, item, connection, sandbox }) => {
      const one = await item(1);
      sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
      const outcome = await pushAll(stock.push, [stockItem(one, 5, 11, 1)], connection).then(
        (results) => results[0],
        (error: unknown) => error,
      );
      if (outcome instanceof Error) {
        if (!(outcome instanceof ConnectorError)) throw outcome;
        expect(["ambiguous", "transient"]).toContain(outcome.kind);
      } else expect(outcome).toMatchObject({ outcome: expect.stringMatching(/^(applied|retry|conflict)$/) });
      expect(shop.stockOf("MUG-1")).toBe(5);
      expect(outcomes(await pushAll(stock.push, [stockItem(one, 5, null, 1)], connection))).toEqual(["applied"]);
      expect(shop.stockOf("MUG-1")).toBe(5);
    }),
  },
  {
    name: "stock: a platform that says slow down is obeyed, then served",
    run: withStock(async ({ shop, stock, item, connection, sandbox, clock }) => {
      const one = await item(1);
      const before = sandbox.calls.length;
      sandbox.faults.add({ fault: { kind: "throttle", retryAfterSeconds: 2 }, times: 1 });
      const push = () => pushAll(stock.push, [stockItem(one, 5, 11, 1)], connection);
      expect(outcomes(await retrying(clock, push))).toEqual(["applied"]);
      const [refused, next] = sandbox.calls.slice(before);
      expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(2_000);
      expect(shop.stockOf("MUG-1")).toBe(5);
    }),
  },
  {
    name: "prices: a pushed price is what the shop shows",
    run: withStock(async ({ shop, item, connection }) => {
      const prices = need(connection.ports, "prices");
      const one = await item(1);
      const currency = one.variant.currency ?? (await currencyOf(shop, connection));
      const expected = shop.priceStepMinor === 100 ? "11" : "19.95";
      const price = parseMoney(expected, currency);
      const results = await pushAll(
        prices.push,
        [
          {
            key: one.variant.key,
            location: "",
            seq: 1n,
            want: { price },
            expected: null,
            ext: one.variant.ext,
            idempotencyKey: "price-1",
          },
        ],
        connection,
      );
      expect(outcomes(results)).toEqual(["applied"]);
      expect(Number(shop.priceOf("MUG-1"))).toBe(Number(expected));
    }),
  },
  {
    name: "prices: a compare-at price is written beside the price, and read back",
    run: withStock(async ({ shop, item, connection, golden }) => {
      const prices = need(connection.ports, "prices");
      if (lackedBy(golden?.lacks ?? {}).has("prices.compareAt")) throw new Unsupported("a price has none beside it");
      const one = await item(1);
      const currency = one.variant.currency ?? (await currencyOf(shop, connection));
      const desired = { price: parseMoney("19.95", currency), compareAt: parseMoney("24.95", currency) };
      const input = {
        key: one.variant.key,
        location: "",
        seq: 1n,
        want: desired,
        expected: null,
        ext: one.variant.ext,
      };
      const results = await pushAll(prices.push, [{ ...input, idempotencyKey: "price-2" }], connection);
      expect(outcomes(results)).toEqual(["applied"]);
      const { variant } = await listed(connection, one.productKey, "MUG-1");
      expect([Number(variant.price), Number(variant.compareAtPrice)]).toEqual([19.95, 24.95]);
    }),
  },
];

/** All variants of the channel, as its products tell them; where it tells none, with the numbers they were made with. */
async function variantsOf(
  { ports, ctx, detected }: TestConnection,
  made: readonly ReturnType<Bench["shop"]["addProduct"]>[],
): Promise<ChannelVariant[]> {
  const { products } = ports;
  const sweep = products?.sweeps.find(({ mode }) => mode === "full") ?? products?.sweeps[0];
  if (sweep) return (await collect(sweep, ctx)).items.flatMap(({ variants }) => variants);
  const location = detected.locations[0]?.key ?? "";
  const keys = made.flatMap(({ variantKeys }) => Object.values(variantKeys));
  return keys.map((key, index) => ({ key, options: [], levels: [{ location, available: 10 + index }], ext: null }));
}

export async function currencyOf(shop: Bench["shop"], connection: TestConnection): Promise<string> {
  const key = shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
  const part = await need(connection.ports, "orders").get(key, connection.ctx);
  if (!part) throw new Error("the order just placed is unknown");
  return part.totals.currency;
}
