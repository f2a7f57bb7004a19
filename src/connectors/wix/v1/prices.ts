/** Prices of Catalog V1: numbers; a crossed-out price is a discount, and a product has one discount for all its variants. */

import type { HubText } from "../../../commerce/message.ts";
import type { Money } from "../../../commerce/money.ts";
import { formatDecimal, money, parseMoney } from "../../../commerce/money.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Context } from "../../kit/contract/contract.ts";
import { isKind } from "../../kit/contract/errors.ts";
import type { Prices, PushItem, PushResult } from "../../kit/contract/ports.ts";
import { echo } from "../../kit/contract/results.ts";
import { jsonNumber } from "../../kit/parse/json.ts";
import { asText, asTree, type Tree, wixCall } from "../client.ts";
import { refusedItem } from "../push-results.ts";
import { message } from "../words.ts";
import { ONLY_VARIANT, readExt } from "./product-mapping.ts";
import { fetchRaw } from "./product-read.ts";

type Desired = Parameters<Prices["push"]["send"]>[0][number]["want"];
type Item = PushItem<Desired>;
type Result = PushResult<Desired>;

const rejected = (item: Item, code: string, text: HubText): Result => refusedItem(item, "price", code, text);

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
  if (raw === null) return rejected(item, "gone", message("refused.itemNoLongerExists"));
  const currency = asText(asTree(product["priceData"])["currency"]);
  if (currency !== undefined && currency !== item.want.price.currency)
    return rejected(item, "currency", message("refused.siteSellsNot", { currency, other: item.want.price.currency }));
  return null;
}

const isManaged = (item: Item): boolean => readExt(item.ext)?.variantId !== ONLY_VARIANT;

/** Minor units the customer saves. */
function savingOf({ want: { price, compareAt } }: Item): bigint {
  return compareAt !== undefined && compareAt.minor > price.minor ? compareAt.minor - price.minor : 0n;
}

/** What the product's discount takes off each of its variants; null: a share, so that it is another sum for each. */
function shownSaving(raw: Json, currency: string): bigint | null {
  const { type, value } = asTree(asTree(raw)["discount"]);
  if (type === "AMOUNT") return parseMoney(String(value ?? 0), currency).minor;
  return type === "PERCENT" ? null : 0n;
}

/** The one discount that makes all these prices right, and whether it has to be written; null: there is none. */
function discountFor(raw: Json, items: readonly Item[]): { readonly saving: bigint; readonly isNew: boolean } | null {
  const [first] = items;
  if (!first) return null;
  const saving = savingOf(first);
  if (items.some((item) => savingOf(item) !== saving)) return null;
  if (shownSaving(raw, first.want.price.currency) === saving) return { saving, isNew: false };
  const { variants } = asTree(raw);
  const ids = (Array.isArray(variants) ? variants : []).map((variant) => asTree(variant)["id"]);
  const ours = new Set<Json>(items.map((item) => readExt(item.ext)?.variantId ?? null));
  return ids.length > 0 && ids.every((id) => ours.has(id ?? null)) ? { saving, isNew: true } : null;
}

function update(productId: string, product: Tree, ctx: Context): Promise<unknown> {
  const path = `/stores/v1/products/${productId}`;
  return wixCall(ctx, { method: "PATCH", path, json: { product }, operation: "products.prices", safe: true });
}

async function writeManaged(productId: string, items: readonly Item[], raw: Json, ctx: Context): Promise<void> {
  const found = discountFor(raw, items);
  if (found === null) return;
  const { saving, isNew } = found;
  const [first] = items;
  const off = first && number(money(saving, first.want.price.currency));
  const discount = off === undefined || saving === 0n ? { type: "NONE", value: 0 } : { type: "AMOUNT", value: off };
  // A price is never below the one requested meanwhile: a discount goes before the lower prices, and comes after the higher.
  if (isNew && saving === 0n) await update(productId, { discount }, ctx);
  await wixCall(ctx, {
    method: "PATCH",
    path: `/stores/v1/products/${productId}/variants`,
    json: {
      variants: items.map((item) => ({
        variantIds: [readExt(item.ext)?.variantId ?? ""],
        price: number(money(item.want.price.minor + saving, item.want.price.currency)),
      })),
    },
    operation: "products.prices",
    safe: true,
  });
  if (isNew && saving > 0n) await update(productId, { discount }, ctx);
}

async function write(productId: string, items: readonly Item[], raw: Json, ctx: Context): Promise<void> {
  const managed = items.filter(isManaged);
  const [only] = items.filter((item) => !isManaged(item));
  if (only) await update(productId, priceFields(only.want.price, only.want.compareAt), ctx);
  if (managed.length > 0) await writeManaged(productId, managed, raw, ctx);
}

/** Variants whose prices no discount of their product makes right. */
function bent(raw: Json, items: readonly Item[]): readonly Item[] {
  const managed = items.filter(isManaged);
  if (managed.length === 0 || discountFor(raw, managed) !== null) return [];
  return managed.filter((item) => savingOf(item) !== shownSaving(raw, item.want.price.currency));
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
    const unfit = bent(raw, due);
    results.push(
      ...unfit.map((item) => rejected(item, "discount_of_product", message("refused.siteCatalogDiscountBelongsWhole"))),
    );
    const fit = due.filter((item) => !unfit.includes(item));
    if (fit.length === 0) continue;
    try {
      await write(productId, fit, raw, ctx);
      results.push(...fit.map((item): Result => ({ ...echo(item), outcome: "applied", observed: item.want })));
    } catch (error) {
      if (!isKind(error, "rejected", "not_found")) throw error;
      results.push(
        ...fit.map((item) => rejected(item, "refused", message("refused.notTakePrice", { words: error.message }))),
      );
    }
  }
  return results;
}

export const prices: Prices = {
  push: { maxItems: 100, groupOf: (item) => readExt(item.ext)?.productId ?? item.key, send },
};
