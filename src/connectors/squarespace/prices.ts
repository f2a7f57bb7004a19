/** A price is part of its variant: one call each, and setting it again is harmless. */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import { formatDecimal, type Money } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { PRODUCTS } from "./product-read.ts";
import { message } from "./words.ts";

const extSchema = z.object({ productId: z.string().min(1), type: z.string() });

export const prices: Prices = {
  push: {
    maxItems: 25,
    async send(items, ctx) {
      const results: PriceResult[] = [];
      for (const item of items) {
        try {
          results.push(await pushOne(item, ctx));
        } catch (error) {
          if (!isConnectorError(error) || results.length === 0) throw error;
          // The connection is in trouble: what is done stays reported, the rest comes back on its own terms.
          const { info, userMessage } = error;
          const later = (one: PriceItem) => ({
            ...echo(one),
            outcome: "retry" as const,
            error: info,
            text: userMessage,
          });
          return [...results, ...items.slice(results.length).map(later)];
        }
      }
      return results;
    },
  },
};

export const amountOf = (money: Money): Json => ({ currency: money.currency, value: formatDecimal(money) });

/** The base price is the crossed-out one while an item is on sale. */
function pricingOf({ price, compareAt }: DesiredPrice): { readonly [key: string]: Json } {
  const isSale = compareAt !== undefined && compareAt.minor > price.minor;
  return isSale
    ? { basePrice: amountOf(compareAt), onSale: true, salePrice: amountOf(price) }
    : { basePrice: amountOf(price), onSale: false };
}

/** Gift cards know one price and no sale. */
export function pricingFor(type: string, desired: DesiredPrice): { readonly [key: string]: Json } {
  return type === "GIFT_CARD" ? { basePrice: amountOf(desired.price) } : pricingOf(desired);
}

async function pushOne(item: PriceItem, ctx: Context): Promise<PriceResult> {
  const ext = extSchema.safeParse(item.ext);
  if (!ext.success) return refused(item, "unlinked", message("refused.notKnownWhichProductItem"));
  const { productId, type } = ext.data;
  const product = `${PRODUCTS}/${encodeURIComponent(productId)}`;
  const pricing = pricingFor(type, item.want);
  // Downloads are priced as products.
  const url = type === "DIGITAL" ? product : `${product}/variants/${encodeURIComponent(item.key)}`;
  try {
    await ctx.http.request({ method: "POST", url, json: { pricing }, operation: "products.price", safe: true });
    return { ...echo(item), outcome: "applied", observed: item.want };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (error.kind === "not_found") return refused(item, "not_found", message("refused.noLongerItem"));
    if (error.info.kind === "rejected") return refused(item, error.info.code || "rejected", error.userMessage);
    if (error.kind === "unsupported") return refused(item, "unsupported", error.userMessage);
    throw error;
  }
}

function refused(item: PriceItem, code: string, text: HubText): PriceResult {
  return { ...echo(item), outcome: "rejected", code, field: "price", text };
}
