/** Prices of Catalog V3: a product's variants are read, changed and sent back whole, a hundred products a call. */

import type { HubText } from "../../../commerce/message.ts";
import { formatDecimal } from "../../../commerce/money.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Context } from "../../kit/contract/contract.ts";
import type { Prices, PushItem, PushResult } from "../../kit/contract/ports.ts";
import { echo } from "../../kit/contract/results.ts";
import { asTree, bulkResultsOf, isStale, type Tree, wixCall } from "../client.ts";
import { refusedItem } from "../push-results.ts";
import { english, message } from "../words.ts";
import { readExt } from "./product-mapping.ts";
import { fetchRaw, variantsIn } from "./product-read.ts";
import { withVariants } from "./writable.ts";

type Desired = Parameters<Prices["push"]["send"]>[0][number]["want"];
type Item = PushItem<Desired>;
type Result = PushResult<Desired>;

/** Most products, and most variants over all of them, of a bulk update. */
const PRODUCTS = 100;
const VARIANTS = 1_000;

interface Due {
  readonly raw: Json;
  readonly items: readonly Item[];
}

const rejected = (item: Item, code: string, text: HubText): Result => refusedItem(item, "price", code, text);

function priced(variant: Tree, item: Item | undefined): Tree {
  if (item === undefined) return variant;
  const { price, compareAt } = item.want;
  const higher = compareAt !== undefined && compareAt.minor > price.minor ? compareAt : undefined;
  return {
    ...variant,
    price: {
      actualPrice: { amount: formatDecimal(price) },
      ...(higher ? { compareAtPrice: { amount: formatDecimal(higher) } } : {}),
    },
  };
}

async function send(items: readonly Item[], ctx: Context): Promise<readonly Result[]> {
  const results: Result[] = [];
  const due: Due[] = [];
  for (const [productId, group] of Map.groupBy(items, (item) => readExt(item.ext)?.productId ?? "")) {
    const raw = productId === "" ? null : await fetchRaw(productId, ctx);
    const existing = new Set(variantsIn(raw).map((variant) => String(asTree(variant)["id"])));
    const currency = asTree(raw)["currency"];
    const fitting = group.filter((item) => {
      const refusal = refusalOf(item, existing, currency);
      if (refusal) results.push(refusal);
      return refusal === null;
    });
    if (fitting.length > 0) due.push({ raw, items: fitting });
  }
  for (const batch of batches(due)) results.push(...(await write(batch, ctx)));
  return results;
}

function refusalOf(item: Item, existing: ReadonlySet<string>, currency: Json | undefined): Result | null {
  if (!existing.has(item.key)) return rejected(item, "gone", message("refused.itemNoLongerExists"));
  if (typeof currency === "string" && currency !== item.want.price.currency)
    return rejected(item, "currency", message("refused.siteSellsNot", { currency, other: item.want.price.currency }));
  return null;
}

function batches(due: readonly Due[]): Due[][] {
  const all: Due[][] = [];
  let variants = 0;
  for (const one of due) {
    const size = variantsIn(one.raw).length;
    const last = all.at(-1);
    if (last === undefined || last.length === PRODUCTS || variants + size > VARIANTS) {
      all.push([one]);
      variants = size;
    } else {
      last.push(one);
      variants += size;
    }
  }
  return all;
}

async function write(batch: readonly Due[], ctx: Context): Promise<readonly Result[]> {
  const body = await wixCall(ctx, {
    method: "POST",
    path: "/stores/v3/bulk/products/update",
    json: {
      products: batch.map(({ raw, items }) => {
        const byKey = new Map(items.map((item) => [item.key, item]));
        return { product: withVariants(raw, (variant, key) => priced(variant, byKey.get(key))) };
      }),
      returnEntity: false,
    },
    operation: "products.prices",
    // The revision makes a second one of these harmless.
    safe: true,
  });
  const results = bulkResultsOf(body, batch.length, ctx);
  return batch.flatMap(({ items }, at) => {
    const verification = results[at];
    return items.map((item): Result => {
      if (verification?.success) return { ...echo(item), outcome: "applied", observed: item.want };
      const { code, text } = verification ?? { code: "NO_VERDICT", text: english("word.noAnswerForProduct") };
      return isStale(code)
        ? { ...echo(item), outcome: "retry", error: { kind: "conflict" }, text }
        : rejected(item, code, text);
    });
  });
}

export const prices: Prices = { push: { maxItems: PRODUCTS, send } };
