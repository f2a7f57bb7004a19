/** Prices in the catalog's batches: products without options by tens, variants by fifties. */

import type { HubText } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isKind } from "../kit/contract/errors.ts";
import type { Prices, PushItem, PushResult } from "../kit/contract/ports.ts";
import { applied, echo } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { together } from "../kit/parse/halving.ts";
import { isId, storeCall } from "./client.ts";
import { PRODUCTS_PER_CALL, priceFields, VARIANTS_PER_CALL } from "./price-fields.ts";
import { readExt } from "./product-mapping.ts";
import { factsOf } from "./shop.ts";
import { message } from "./words.ts";

type Desired = Parameters<Prices["push"]["send"]>[0][number]["want"];
type Item = PushItem<Desired>;
type Result = PushResult<Desired>;

function rejected(item: Item, code: string, text: HubText): Result {
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

/** A batch is taken or refused whole. */
const write = (items: readonly Item[], path: "products" | "variants", ctx: Context) =>
  together<Item, Result, ConnectorError>(items, {
    async work(some) {
      await storeCall(ctx, {
        method: "PUT",
        path: `v3/catalog/${path}`,
        json: some.map(bodyOf),
        operation: "prices.set",
        // The same absolute prices again change nothing.
        safe: true,
      });
      return applied(some);
    },
    isItems: (error) => isKind(error, "rejected", "not_found", "conflict"),
    alone: (item, { kind, message: text }) => [
      rejected(item, kind === "not_found" ? "gone" : "refused", message("refused.notTakePrice", { words: text })),
    ],
  });

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
          results.push(rejected(item, "currency", message("refused.keepsCatalogPrices", { currency })));
        else if (!isId(item.key) || readExt(item.ext) === null)
          results.push(rejected(item, "unknown_item", message("refused.listingLostAddressReadProducts")));
        else due.push(item);
      }
      for (const part of chunks(due.filter(isBase), PRODUCTS_PER_CALL))
        results.push(...(await write(part, "products", ctx)));
      const variants = due.filter((item) => !isBase(item));
      for (const part of chunks(variants, VARIANTS_PER_CALL)) results.push(...(await write(part, "variants", ctx)));
      return results;
    },
  },
};
