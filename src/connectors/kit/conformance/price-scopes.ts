/** A price written for one store leaves what the same goods cost in the shop's other scopes. */
import { expect } from "vitest";
import { type Message, textParts } from "../../../commerce/message.ts";
import { formatDecimal, parseMoney } from "../../../commerce/money.ts";
import type { PriceItem } from "../contract/ports.ts";
import type { PriceScopes } from "../sandbox/money-controls.ts";
import type { TestConnection } from "../testing/connection.ts";
import { type Bench, createProducts, listed, need, pushAll, Unsupported } from "./bench.ts";
import { type Case, expectMessages } from "./case.ts";
import { type PutBench, withPut } from "./golden-products.ts";
import { currencyOf } from "./stock.ts";

/** The shop's other scopes, opened before anybody connects. */
function scopesOf({ shop }: Bench): PriceScopes {
  const scopes = shop.openPriceScopes?.();
  if (!scopes) throw new Unsupported("the sandbox sells in one scope alone");
  return scopes;
}

interface Priced {
  readonly sku: string;
  readonly currency: string;
  item(price: string, currency?: string): PriceItem;
}

async function priced({ shop }: Bench, connection: TestConnection, index: number): Promise<Priced> {
  const sku = `MUG-${index}`;
  const { key } = shop.addProduct(createProducts(index));
  const { variant } = await listed(connection, key, sku);
  const own = variant.currency ?? (await currencyOf(shop, connection));
  const base = { key: variant.key, location: "", expected: null, ext: variant.ext };
  let seq = BigInt(index * 100);
  return {
    sku,
    currency: own,
    item(price, currency = own) {
      seq += 1n;
      return { ...base, seq, want: { price: parseMoney(price, currency) }, idempotencyKey: `scope-${seq}` };
    },
  };
}

const codeOf = (text: string | Message): string | null => (typeof text === "string" ? null : text.code);

/** "12.50" and "12.5" are one price. */
const same = (text: string | undefined, currency: string): string =>
  text === undefined ? "" : formatDecimal(parseMoney(text, currency));

export const priceScopeCases: readonly Case[] = [
  {
    name: "prices: a price written for this store leaves those of its other scopes, and is told as this store's",
    run: async (bench) => {
      const scopes = scopesOf(bench);
      const connection = await bench.connect();
      const { push } = need(connection.ports, "prices");
      need(connection.ports, "products");
      const [own, follows] = [await priced(bench, connection, 1), await priced(bench, connection, 2)];
      scopes.set(own.sku, "21.00");
      const elsewhere = () => [own, follows].map(({ sku }) => scopes.of(sku));
      const before = elsewhere();
      // A second time, so that a row that the first one made is changed as well.
      for (const price of ["19.95", "18.50"]) {
        const results = await pushAll(push, [own.item(price), follows.item(price)], connection);
        expect(results.map(({ outcome }) => outcome)).toEqual(["applied", "applied"]);
        for (const { sku, currency } of [own, follows])
          expect(same(bench.shop.priceOf(sku), currency), "here").toBe(price);
        expect(elsewhere(), "in the other scopes").toEqual(before);
      }
      for (const sweep of need(connection.ports, "products").sweeps.slice(0, 1))
        for await (const { items } of sweep.run({ cursor: null }, connection.ctx))
          for (const { sku, price, currency = own.currency } of items.flatMap(({ variants }) => variants))
            expect([sku, same(price, currency), currency]).toEqual([sku, "18.50", own.currency]);
    },
  },
  {
    name: "prices: a price in another scope's currency is refused in words, and changes no scope",
    run: async (bench) => {
      const scopes = bench.shop.openPriceScopes?.();
      const connection = await bench.connect();
      const { push } = need(connection.ports, "prices");
      need(connection.ports, "products");
      const own = await priced(bench, connection, 1);
      scopes?.set(own.sku, "21.00");
      const before = [bench.shop.priceOf(own.sku), scopes?.of(own.sku)];
      for (const currency of ["EUR", "USD", "GBP"].filter((one) => one !== own.currency)) {
        const price = bench.shop.priceStepMinor === 100 ? "11" : "19.95";
        const results = await pushAll(push, [own.item(price, currency)], connection);
        expect(
          results.map(({ outcome }) => outcome),
          currency,
        ).toEqual(["rejected"]);
        const texts = results.flatMap((result) => (result.outcome === "rejected" ? textParts(result.text) : []));
        expect(texts.flatMap((one) => codeOf(one) ?? []).length, "told in the seller's language").toBeGreaterThan(0);
        // What the platform itself says is quoted in the hub's own words.
        expectMessages(
          bench.connector,
          texts.filter((one) => codeOf(one)?.includes(":")),
        );
        expect([bench.shop.priceOf(own.sku), scopes?.of(own.sku)], currency).toEqual(before);
      }
    },
  },
  {
    name: "products: an edit here leaves what the product costs in the shop's other scopes",
    run: async (bench) => {
      const scopes = scopesOf(bench);
      await withPut((put) => editing(put, scopes))(bench);
    },
  },
];

async function editing({ put, product, clock, shop }: PutBench, scopes: PriceScopes): Promise<void> {
  const first = await product("Golden mug");
  const made = await put(first, null);
  const skus = first.variants.map(({ sku }) => sku);
  for (const sku of skus) scopes.set(sku, "31.00");
  const before = skus.map((sku) => scopes.of(sku));
  const variants = first.variants.map((one, index) => {
    const existing = made.variants.find(({ id }) => id === one.id);
    return { ...one, price: `${18 + index}.25`, key: existing?.key, ext: existing?.ext ?? null };
  });
  await clock.sleep(2_000);
  await put({ ...first, variants }, made.key);
  expect(
    skus.map((sku) => scopes.of(sku)),
    "in the other scopes",
  ).toEqual(before);
  for (const { sku, price } of variants) expect(Number(shop.priceOf(sku)), "here").toBe(Number(price));
}
