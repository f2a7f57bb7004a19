/** Prices of Catalog V1: numbers; a crossed-out price is a discount, and a product has one discount for all its variants. */
import type { Money } from "../../../commerce/money.ts";
import { formatDecimal, money } from "../../../commerce/money.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Context } from "../../kit/contract.ts";
import { jsonNumber } from "../../kit/json.ts";
import type { Prices, PushItem, PushResult } from "../../kit/ports.ts";
import { asText, asTree, isKind, type Tree, wixCall } from "../client.ts";
import { echo, refusedItem } from "../push-results.ts";
import { ONLY_VARIANT, readExt } from "./product-mapping.ts";
import { fetchRaw } from "./product-read.ts";

type Want = Parameters<Prices["push"]["send"]>[0][number]["want"];
type Item = PushItem<Want>;
type Result = PushResult<Want>;

const rejected = (item: Item, code: string, text: string): Result => refusedItem(item, "price", code, text);

const number = (amount: Money): Json => jsonNumber(formatDecimal(amount));

/** Full price and discount whose difference is what the customer pays. */
export function priceFields(price: Money, compareAt: Money | undefined): Tree {
  if (compareAt === undefined || compareAt.minor <= price.minor)
    return { priceData: { price: number(price) }, discount: { type: "NONE", value: 0 } };
  const off = money(compareAt.minor - price.minor, price.currency);
  return { priceData: { price: number(compareAt) }, discount: { type: "AMOUNT", value: number(off) } };
}

function refusalOf(item: Item, raw: Json): Result | null {
  const product = asTree(raw);
  if (raw === null) return rejected(item, "gone", "The item no longer exists at Wix.");
  const currency = asText(asTree(product["priceData"])["currency"]);
  if (currency !== undefined && currency !== item.want.price.currency)
    return rejected(item, "currency", `The site sells in ${currency}, not in ${item.want.price.currency}.`);
  if (readExt(item.ext)?.variantId === ONLY_VARIANT) return null;
  const type = asText(asTree(product["discount"])["type"]) ?? "NONE";
  if (item.want.compareAt !== undefined || (type !== "NONE" && type !== "UNDEFINED"))
    return rejected(
      item,
      "discount_of_product",
      "In this site's catalog a discount belongs to a whole product, not to one variant. Remove the discount in Wix, or the compare-at price here.",
    );
  return null;
}

async function write(productId: string, items: readonly Item[], ctx: Context): Promise<void> {
  const managed = items.filter((item) => readExt(item.ext)?.variantId !== ONLY_VARIANT);
  const [only] = items.filter((item) => !managed.includes(item));
  if (only)
    await wixCall(ctx, {
      method: "PATCH",
      path: `/stores/v1/products/${productId}`,
      json: { product: priceFields(only.want.price, only.want.compareAt) },
      operation: "products.prices",
      safe: true,
    });
  if (managed.length > 0)
    await wixCall(ctx, {
      method: "PATCH",
      path: `/stores/v1/products/${productId}/variants`,
      json: {
        variants: managed.map((item) => ({
          variantIds: [readExt(item.ext)?.variantId ?? ""],
          price: number(item.want.price),
        })),
      },
      operation: "products.prices",
      safe: true,
    });
}

async function send(items: readonly Item[], ctx: Context): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [productId, group] of Map.groupBy(items, (item) => readExt(item.ext)?.productId ?? "")) {
    const raw = productId === "" ? null : await fetchRaw(productId, ctx);
    const due = group.filter((item) => {
      const refusal = refusalOf(item, raw);
      if (refusal) results.push(refusal);
      return refusal === null;
    });
    if (due.length === 0) continue;
    try {
      await write(productId, due, ctx);
      results.push(...due.map((item): Result => ({ ...echo(item), outcome: "applied", observed: item.want })));
    } catch (error) {
      if (!isKind(error, "rejected", "not_found")) throw error;
      results.push(...due.map((item) => rejected(item, "refused", `Wix did not take the price. ${error.message}`)));
    }
  }
  return results;
}

export const prices: Prices = {
  push: { maxItems: 100, groupOf: (item) => readExt(item.ext)?.productId ?? item.key, send },
};
