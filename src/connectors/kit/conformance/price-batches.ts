/** Prices that travel together: what one refused item costs the others. */
import { expect } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import type { PriceItem } from "../contract/ports.ts";
import type { TestConnection } from "../testing/connection.ts";
import { type Bench, createProducts, listed, need, pushAll } from "./bench.ts";
import type { Case } from "./case.ts";
import { currencyOf } from "./stock.ts";

const MOST = 32;

interface Priced {
  readonly item: PriceItem;
  readonly productKey: string;
  readonly sku: string;
}

async function pricedItems({ shop }: Bench, connection: TestConnection, from: number): Promise<Priced[]> {
  const { maxItems } = need(connection.ports, "prices").push;
  const made: Priced[] = [];
  let currency: string | undefined;
  for (let index = from; index < from + Math.min(MOST, maxItems); index += 1) {
    const sku = `MUG-${index}`;
    const { key: productKey } = shop.addProduct(createProducts(index));
    const { variant } = await listed(connection, productKey, sku);
    currency ??= variant.currency ?? (await currencyOf(shop, connection));
    const desired = { price: parseMoney(shop.priceStepMinor === 100 ? "11" : "19.95", currency) };
    const input = {
      key: variant.key,
      location: "",
      seq: BigInt(index),
      want: desired,
      expected: null,
      ext: variant.ext,
    };
    made.push({ item: { ...input, idempotencyKey: `price-${index}` }, productKey, sku });
  }
  return made;
}

/** Calls of a batch that goes well, times what halving it down to one item takes. */
const mostCalls = (ofGoodBatch: number, items: number) => ofGoodBatch * (2 * Math.ceil(Math.log2(items)) + 1);

export const priceBatchCases: readonly Case[] = [
  {
    name: "prices: one refused item of a batch fails alone, at the cost of halving the batch",
    run: async (bench) => {
      let afterCall: (() => void) | undefined;
      const connection = await bench.connect({ onExchange: () => afterCall?.() });
      const { push } = need(connection.ports, "prices");
      need(connection.ports, "products");
      const callsOf = async (some: readonly Priced[]) => {
        const before = bench.sandbox.calls.length;
        const results = await pushAll(
          push,
          some.map(({ item }) => item),
          connection,
        );
        const outcomes = new Map(results.map(({ seq, outcome }) => [seq, outcome]));
        return { calls: bench.sandbox.calls.length - before, outcomes };
      };
      const good = await callsOf(await pricedItems(bench, connection, 1));
      expect(new Set(good.outcomes.values())).toEqual(new Set(["applied"]));
      for (const when of ["before", "after the first look"]) {
        const some = await pricedItems(bench, connection, when === "before" ? 101 : 201);
        const bad = some[Math.floor(some.length / 3)] ?? some[0];
        if (!bad) throw new Error("no item takes a price");
        if (when === "before") bench.shop.removeProduct(bad.productKey);
        else
          afterCall = () => {
            afterCall = undefined;
            bench.shop.removeProduct(bad.productKey);
          };
        const { calls, outcomes } = await callsOf(some);
        afterCall = undefined;
        expect(calls, `calls of ${some.length} items, one removed ${when}`).toBeLessThanOrEqual(
          mostCalls(good.calls, some.length),
        );
        for (const { item } of some.filter((one) => one !== bad)) expect(outcomes.get(item.seq)).toBe("applied");
        // A channel that is not looked at first had it still when the first call wrote it.
        if (when === "before") expect(outcomes.get(bad.item.seq)).toBe("rejected");
        else expect(["applied", "rejected"]).toContain(outcomes.get(bad.item.seq));
      }
    },
  },
  {
    name: "prices: a price in another currency than the channel sells in is refused, and changes nothing",
    run: async (bench) => {
      const connection = await bench.connect();
      const { push } = need(connection.ports, "prices");
      need(connection.ports, "products");
      const { key: productKey } = bench.shop.addProduct(createProducts(1));
      const { variant } = await listed(connection, productKey, "MUG-1");
      const currency = variant.currency ?? (await currencyOf(bench.shop, connection));
      const before = bench.shop.priceOf("MUG-1");
      const input = { key: variant.key, location: "", seq: 1n, expected: null, ext: variant.ext };
      const price = parseMoney(bench.shop.priceStepMinor === 100 ? "11" : "19.95", currency === "CHF" ? "NOK" : "CHF");
      const results = await pushAll(push, [{ ...input, want: { price }, idempotencyKey: "foreign-1" }], connection);
      expect(results.map(({ outcome }) => outcome)).toEqual(["rejected"]);
      expect(bench.shop.priceOf("MUG-1")).toBe(before);
    },
  },
];
