/** Prices per product: productVariantsBulkUpdate takes all variants of one product and answers per variant. */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import type { PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { userErrors } from "../kit/graphql/refusals.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { decimal, idText } from "../kit/parse/parse.ts";
import { graphql } from "./graphql.ts";
import { gid, numberOf } from "./ids.ts";
import { readExt } from "./product-mapping.ts";
import { currencyOf } from "./product-read.ts";
import { PRICES_SET } from "./queries.ts";
import { message } from "./words.ts";

type Item = PriceItem;
type Result = PriceResult;

/** Arrays of one mutation hold at most 250 entries (docs: limits). */
const MAX_VARIANTS = 250;

export function pricesPort(info: ConnectionInfo): Prices {
  const currency = currencyOf(info);
  return {
    push: {
      maxItems: MAX_VARIANTS,
      groupOf: (item) => readExt(item.ext)?.productId ?? item.key,
      send: (items, ctx) => sendPrices(items, currency, ctx),
    },
  };
}

const answerShape = z.object({
  productVariantsBulkUpdate: z.object({
    productVariants: z.array(z.object({ id: idText, price: decimal, compareAtPrice: decimal.nullish() })).nullish(),
    userErrors,
  }),
});

async function sendPrices(items: readonly Item[], currency: string, ctx: Context): Promise<Result[]> {
  const results: Result[] = [];
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const productId = readExt(item.ext)?.productId;
    if (productId === undefined) results.push(reject(item, "NOT_LINKED", message("refused.listingNotSayWhichProduct")));
    else if (item.want.price.currency !== currency)
      results.push(
        reject(item, "CURRENCY", message("refused.shopSellsPrice", { currency, other: item.want.price.currency })),
      );
    else groups.set(productId, [...(groups.get(productId) ?? []), item]);
  }
  for (const [productId, group] of groups)
    for (const some of chunks(group, MAX_VARIANTS)) results.push(...(await sendGroup(productId, some, ctx)));
  return results;
}

async function sendGroup(productId: string, items: readonly Item[], ctx: Context): Promise<Result[]> {
  const { productVariantsBulkUpdate: answer } = await graphql(ctx, PRICES_SET, {
    variables: { productId: gid("Product", productId), variants: items.map(priceInput) },
    schema: answerShape,
    what: "the prices of a product",
    cost: 12 + items.length,
  });
  const saved = new Map((answer.productVariants ?? []).map((variant) => [numberOf(variant.id), variant]));
  const general = answer.userErrors.find((error) => rowOf(error.field) === null);
  return items.map((item, row) => {
    const own = answer.userErrors.find((error) => rowOf(error.field) === row) ?? general;
    if (own)
      return reject(
        item,
        own.code ?? "USER_ERROR",
        message("refused.refusedPrice", { words: own.message }),
        own.field?.at(-1),
      );
    const variant = saved.get(item.key);
    if (!variant) return reject(item, "NOT_SAVED", message("refused.notConfirmPriceVariant"));
    const currency = item.want.price.currency;
    const compareAt = variant.compareAtPrice ? parseMoney(variant.compareAtPrice, currency) : undefined;
    return {
      key: item.key,
      location: item.location,
      seq: item.seq,
      outcome: "applied",
      observed: { price: parseMoney(variant.price, currency), compareAt },
    };
  });
}

function priceInput(item: Item): Json {
  const input: { [key: string]: Json } = { id: gid("ProductVariant", item.key), price: formatDecimal(item.want.price) };
  if (item.want.compareAt) input.compareAtPrice = formatDecimal(item.want.compareAt);
  // Removed only where we put one: a strike-through price the seller keeps on Shopify alone stays.
  else if (item.expected?.compareAt) input.compareAtPrice = null;
  return input;
}

/** Row number in ["variants", "3", "price"]; null for an error of the whole call. */
function rowOf(field: readonly string[] | null | undefined): number | null {
  const row = field?.[0] === "variants" ? Number(field[1]) : Number.NaN;
  return Number.isInteger(row) ? row : null;
}

function reject(item: Item, code: string, text: HubText, field = "price"): Result {
  return { key: item.key, location: item.location, seq: item.seq, outcome: "rejected", code, field, text };
}
