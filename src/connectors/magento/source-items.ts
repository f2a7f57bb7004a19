/** What lies at the shop's sources, one row a SKU and source. */
import { parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import type { Filter } from "./client.ts";
import { among, eq, inLists, request, search, searchAll } from "./client.ts";
import { percentEncode } from "./oauth1.ts";
import type { SourceItem } from "./schemas.ts";
import { salableSchema, sourceItemSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

/** SKUs a read: many, yet an address that web servers take (8 kB is their usual most). */
const SKUS_A_READ = 250;
const MOST_CHARACTERS = 4_500;
const PAGE_SIZE = 1_000;

/** Rows a write; 501 took half a second on the shop measured, and all of them are refused with one. */
export const ROWS_A_WRITE = 500;

export type SourceItems = ReadonlyMap<string, readonly SourceItem[]>;

/** A SKU as the shop compares it: letter case and blanks around it do not count. */
export function sameSku(sku: string): string {
  return sku.trim().toLowerCase();
}

/** Rows of these SKUs at the website's sources, by `sameSku`. */
export async function sourceItemsOf(ctx: Context, skus: readonly string[], shop: ShopFacts): Promise<SourceItems> {
  const found = new Map<string, SourceItem[]>();
  if (shop.sources.length === 0) return found;
  for (const filter of skuFilters(skus)) {
    const rows = await searchAll(ctx, {
      path: "/inventory/source-items",
      operation: "stock.read",
      groups: [[filter], [among("source_code", shop.sources)]],
      size: PAGE_SIZE,
    });
    for (const row of rows) {
      const item = parseResponse(sourceItemSchema, row, { ctx, what: "source item" });
      const key = sameSku(item.sku);
      found.set(key, [...(found.get(key) ?? []), item]);
    }
  }
  return found;
}

/**
 * Units the website may still sell of these SKUs, by `sameSku`: what lies at its sources less what orders reserved, never
 * below 0. Families and SKUs it does not sell are left out.
 */
export async function salableUnits(
  ctx: Context,
  skus: readonly string[],
  { website }: ShopFacts,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const path = `/inventory/export-stock-salable-qty/website/${percentEncode(website)}`;
  for (const filter of skuFilters(skus)) {
    // One page: the total is that of its rows, never of all there are (sheet section 4).
    const { rows } = await search(ctx, { path, operation: "stock.salable", groups: [[filter]], size: PAGE_SIZE });
    for (const row of rows) {
      const { sku, qty } = parseResponse(salableSchema, row, { ctx, what: "salable quantity" });
      found.set(sameSku(sku), unitsOf({ quantity: qty }));
    }
  }
  return found;
}

/** Filters that ask for all of these SKUs. A SKU with a comma travels alone: lists are split at commas. */
export function skuFilters(skus: readonly string[]): Filter[] {
  const unique = [...new Map(skus.map((sku) => [sameSku(sku), sku.trim()])).values()];
  const [odd, plain] = [unique.filter((sku) => sku.includes(",")), unique.filter((sku) => !sku.includes(","))];
  const lists = chunks(plain, SKUS_A_READ).flatMap(shortened);
  return [...lists.map((list) => among("sku", list)), ...odd.map((sku) => eq("sku", sku))];
}

function shortened(skus: readonly string[]): (readonly string[])[] {
  if (skus.length <= 1 || encodeURIComponent(skus.join(",")).length <= MOST_CHARACTERS) return [skus];
  const half = Math.ceil(skus.length / 2);
  return [...shortened(skus.slice(0, half)), ...shortened(skus.slice(half))];
}

/** Whole units of a row; goods counted in fractions are rounded down. */
export function unitsOf({ quantity }: Pick<SourceItem, "quantity">): number {
  const { digits, scale } = parseDecimal(quantity);
  const whole = digits / 10n ** BigInt(scale);
  const isRest = digits % 10n ** BigInt(scale) !== 0n;
  return Number(digits < 0n && isRest ? whole - 1n : whole);
}

export interface SourceRow {
  readonly sku: string;
  readonly source: string;
  readonly quantity: number;
  readonly status: number;
}

export function rowJson({ sku, source, quantity, status }: SourceRow): Json {
  return { sku, source_code: source, quantity, status };
}

/**
 * Sets rows, all or none of a call. Where the merchant limits lists, in lists as long as allowed. The same rows
 * again change nothing, so that a call without an answer may be repeated.
 */
export async function setSourceItems(ctx: Context, rows: readonly SourceRow[]): Promise<void> {
  await inLists(rows, async (piece) => {
    const json = { sourceItems: piece.map(rowJson) };
    await request(ctx, { method: "POST", path: "/inventory/source-items", operation: "stock.set", json, safe: true });
    return [];
  });
}

/** A price as a bare number with exactly these digits. */
export function priceNumber(decimal: string): Json {
  const units = parseDecimal(decimal);
  return units.scale === 0 ? Number(roundToUnits(units, 0)) : jsonNumber(decimal);
}
