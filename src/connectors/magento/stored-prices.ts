/** Rows of prices as the shop keeps them: by SKU, then by store; 0 is all of them. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { anyJson, decimal, idText, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { inLists, request } from "./client.ts";
import { sameSku } from "./source-items.ts";

const priceSchema = z.object({ sku: idText, store_id: z.number(), price: decimal });
const specialSchema = priceSchema.extend({ price_from: optionalText, price_to: optionalText });
export type Special = z.output<typeof specialSchema>;

export interface StoredPrices {
  readonly bases: Map<number, string>;
  readonly specials: Map<number, Special>;
}

/** What the plural reading routes tell of these SKUs. Configurable ones have no prices of their own. */
export async function pricesAsStored(
  ctx: Context,
  skus: readonly string[],
): Promise<ReadonlyMap<string, StoredPrices>> {
  const stored = new Map<string, StoredPrices>();
  const of = (sku: string) => {
    const one = stored.get(sameSku(sku)) ?? { bases: new Map(), specials: new Map() };
    stored.set(sameSku(sku), one);
    return one;
  };
  for (const row of await specialRows(ctx, skus)) of(row.sku).specials.set(row.store_id, row);
  for (const row of await baseRows(ctx, skus)) of(row.sku).bases.set(row.store_id, row.price);
  return stored;
}

export async function baseRows(ctx: Context, skus: readonly string[]) {
  const body = await pluralRead(ctx, "/products/base-prices-information", "prices.read", skus);
  return parseResponse(z.array(priceSchema), body, { ctx, what: "prices" });
}

async function specialRows(ctx: Context, skus: readonly string[]): Promise<readonly Special[]> {
  const body = await pluralRead(ctx, "/products/special-price-information", "prices.specials", skus);
  return parseResponse(z.array(specialSchema), body, { ctx, what: "special prices" });
}

function pluralRead(ctx: Context, path: string, operation: string, all: readonly string[]): Promise<Json[]> {
  return inLists(all, async (skus) => {
    const reported = await request(ctx, { method: "POST", path, operation, json: { skus }, safe: true });
    return parseResponse(z.array(anyJson), reported, { ctx, what: operation });
  });
}
