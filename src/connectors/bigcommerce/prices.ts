/** Prices in the catalog's batches: products without options by tens, variants by fifties. */

import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Told } from "../../commerce/sentence.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Prices, PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { isId, storeCall } from "./client.ts";
import { PRODUCTS_PER_CALL, priceFields, VARIANTS_PER_CALL } from "./price-fields.ts";
import { readExt } from "./product-mapping.ts";
import { factsOf } from "./shop.ts";
import { say } from "./words.ts";

type Want = Parameters<Prices["push"]["send"]>[0][number]["want"];
type Item = PushItem<Want>;
type Result = PushResult<Want>;

function rejected(item: Item, code: string, text: Told): Result {
  return { ...echo(item), outcome: "rejected", code, field: "price", text };
}

function isBase(item: Item): boolean {
  return readExt(item.ext)?.base === true;
}

function bodyOf(item: Item): Json {
  const { price, compareAt } = item.want;
  const id = isBase(item) ? readExt(item.ext)?.productId : item.key;
  return { id: Number(id), ...priceFields(formatDecimal(price), compareAt && formatDecimal(compareAt)) };
}

/** A batch is taken or refused whole. The refusal of one is thrown, and the engine sends halves; that of one item is its answer. */
async function write(items: readonly Item[], ctx: Context): Promise<readonly Result[]> {
  const [first] = items;
  if (first === undefined) return [];
  try {
    await storeCall(ctx, {
      method: "PUT",
      path: isBase(first) ? "v3/catalog/products" : "v3/catalog/variants",
      json: items.map(bodyOf),
      operation: "prices.set",
      // The same absolute prices again change nothing.
      safe: true,
    });
    return items.map((item) => ({ ...echo(item), outcome: "applied", observed: item.want }));
  } catch (error) {
    const isRefusal = error instanceof ConnectorError && ["rejected", "not_found", "conflict"].includes(error.kind);
    if (!isRefusal || items.length > 1) throw error;
    const code = error.kind === "not_found" ? "gone" : "refused";
    return [rejected(first, code, say("refused.notTakePrice", { words: error.message }))];
  }
}

export const prices: Prices = {
  push: {
    maxItems: VARIANTS_PER_CALL,
    groupOf: (item) => (isBase(item) ? "products" : "variants"),
    async send(items, ctx) {
      const { currency } = factsOf(ctx.connection);
      const results: Result[] = [];
      const due: Item[] = [];
      for (const item of items) {
        if (item.want.price.currency !== currency)
          results.push(rejected(item, "currency", say("refused.keepsCatalogPrices", { currency })));
        else if (!isId(item.key) || readExt(item.ext) === null)
          results.push(rejected(item, "unknown_item", say("refused.listingLostAddressReadProducts")));
        else due.push(item);
      }
      for (const part of chunks(due.filter(isBase), PRODUCTS_PER_CALL)) results.push(...(await write(part, ctx)));
      const variants = due.filter((item) => !isBase(item));
      for (const part of chunks(variants, VARIANTS_PER_CALL)) results.push(...(await write(part, ctx)));
      return results;
    },
  },
};
