/** Prices, one call a product; only products on sale and outside promotions take them (sheet section 5). */

import type { HubText } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isRefusal, refusalCode } from "../kit/contract/errors.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { call } from "./client.ts";
import { productIdOf, UNLINKED } from "./linked.ts";
import { priceJson } from "./product-body.ts";
import { message } from "./words.ts";

/** The most SKUs a product has in any market. */
const MAX_SKUS = 300;
const LOCKED = new Set(["12052038", "12019045"]);

export const prices: Prices = {
  push: {
    maxItems: MAX_SKUS,
    groupOf: ({ ext, key }) => productIdOf(ext) ?? key,
    async send(items, ctx) {
      const results: PriceResult[] = [];
      for (const [id, own] of Map.groupBy(items, ({ ext }) => productIdOf(ext) ?? "")) {
        if (id === "") results.push(...own.map((item) => refused(item, "unlinked", UNLINKED)));
        else results.push(...(await pushProduct(id, own, ctx)));
      }
      return results;
    },
  },
};

async function pushProduct(id: string, items: readonly PriceItem[], ctx: Context): Promise<readonly PriceResult[]> {
  try {
    const json = { skus: items.map(({ key, want }) => ({ id: key, ...pricesOf(want, ctx) })) };
    const url = `/product/202309/products/${encodeURIComponent(id)}/prices/update`;
    await call({ method: "POST", url, json, operation: "prices.set", safe: true }, ctx);
    return items.map(({ key, location, seq, want }) => ({ key, location, seq, outcome: "applied", observed: want }));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (items.length > 1) {
      // One bad SKU refuses the whole product: each is tried alone.
      const alone: PriceResult[] = [];
      for (const item of items) alone.push(...(await pushProduct(id, [item], ctx)));
      return alone;
    }
    const code = refusalCode(error);
    const text = LOCKED.has(code) ? message("refused.priceLockedPromotion") : error.userMessage;
    return items.map((item) => refused(item, code, text));
  }
}

/** The crossed-out price is an American thing, and shown only after TikTok has checked it. */
function pricesOf({ price, compareAt }: DesiredPrice, ctx: Context): { readonly [field: string]: Json } {
  const amount = formatDecimal(price);
  const isCrossedOut = ctx.connection.facts.region === "US" && compareAt !== undefined && compareAt.minor > price.minor;
  return {
    price: priceJson(amount, price.currency, ctx),
    ...(isCrossedOut ? { list_price: { amount: formatDecimal(compareAt), currency: compareAt.currency } } : {}),
  };
}

function refused(item: PriceItem, code: string, text: HubText): PriceResult {
  const { key, location, seq } = item;
  return { key, location, seq, outcome: "rejected", code, field: "price", text };
}
