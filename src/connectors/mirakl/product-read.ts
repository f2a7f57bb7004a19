/** Reading offers: a hundred a page, or one by its SKU (OF21; sheet sections 7 and 8). */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ConnectorError } from "../kit/contract/errors.ts";
import { isOfOneItem } from "../kit/contract/listing-files.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { named, readSingly, rowId } from "../kit/pull/read-each.ts";
import type { OffsetPage } from "../kit/pull/whole-list.ts";
import { read } from "./client.ts";
import { type Offer, offerPageSchema, offerSchema } from "./schemas.ts";

const A_PAGE = 100;

export interface ReadOffer {
  readonly offer: Offer;
  readonly raw: Json;
}

const readOffer = (raw: Json, ctx: Context): ReadOffer => ({
  raw,
  offer: parseResponse(offerSchema, raw, { ctx, what: `offer ${rowId(raw, "shop_sku") ?? ""}` }),
});

/**
 * By title, because the usual order is by price: each price that changes meanwhile would move rows over the pages' edges.
 */
export async function offerPage(offset: number, ctx: Context): Promise<OffsetPage<ReadOffer>> {
  const body = await read(ctx, "/offers", "offers.list", [
    ["sort", "productTitle"],
    ["order", "asc"],
    ["max", String(A_PAGE)],
    ["offset", String(offset)],
  ]);
  const { offers, total_count: total } = parseResponse(offerPageSchema, body, { ctx, what: "the list of offers" });
  const { items, unread } = await readSingly(offers, (row) => readOffer(row, ctx));
  return { items, told: offers.length, total, ...named(unread, (row) => rowId(row, "shop_sku")) };
}

/** Null where the shop has no offer of this SKU any more. */
export async function offerOf(sku: string, ctx: Context): Promise<ReadOffer | null> {
  const query = [
    ["sku", sku],
    ["max", String(A_PAGE)],
  ] as const;
  const body = await read(ctx, "/offers", "offers.get", query);
  const { offers } = parseResponse(offerPageSchema, body, { ctx, what: "offers" });
  const row = offers.find((one) => rowId(one, "shop_sku") === sku);
  return row === undefined ? null : readOffer(row, ctx);
}

export interface SoughtOffers {
  /** By SKU. */
  readonly found: ReadonlyMap<string, ReadOffer>;
  /** SKUs that could not be read. */
  readonly failed: ReadonlyMap<string, ConnectorError>;
  /** SKUs that nobody asked for, because the time was over. */
  readonly unasked: ReadonlySet<string>;
}

interface Bound {
  /** Asked before each SKU that is asked for by name. */
  isOver(sku: string): boolean;
  /** A longer list is not read. */
  readonly mostPages: number;
  /** Where the list is read from, round to where it began; it is moved to where the reading ended. */
  readonly at: ListPosition;
}

/** Items that are due together mostly stand together in the list, and the next ones behind them. */
export interface ListPosition {
  offset: number;
}

const unbound = (at: ListPosition): Bound => ({ isOver: () => false, mostPages: Number.POSITIVE_INFINITY, at });

/** The offers of these SKUs in as few calls as their number and the shop's allow; a SKU that cannot be read is told. */
export async function seekOffers(
  skus: readonly string[],
  ctx: Context,
  { isOver, mostPages, at }: Bound,
): Promise<SoughtOffers> {
  const requested = new Set(skus);
  const found = new Map<string, ReadOffer>();
  const isWhole = requested.size > 1 && (await readList(requested, { found, mostPages, at }, ctx));
  const failed = new Map<string, ConnectorError>();
  const unasked = new Set<string>();
  for (const sku of isWhole ? [] : requested) {
    if (found.has(sku)) continue;
    if (isOver(sku)) {
      unasked.add(sku);
      continue;
    }
    try {
      const one = await offerOf(sku, ctx);
      if (one) found.set(sku, one);
    } catch (error) {
      if (!isOfOneItem(error)) throw error;
      failed.set(sku, error);
    }
  }
  return { found, failed, unasked };
}

interface ListWalk extends Pick<Bound, "mostPages" | "at"> {
  readonly found: Map<string, ReadOffer>;
}

/** True: all offers of the shop were seen, so that what was not found is not there. */
async function readList(
  requested: ReadonlySet<string>,
  { found, mostPages, at }: ListWalk,
  ctx: Context,
): Promise<boolean> {
  const seen = new Set<string>();
  let first: number | null = null;
  let next = at.offset;
  for (let walked = 0; found.size < requested.size; ) {
    const { items, told, total } = await offerPage(next, ctx);
    // The list has become shorter than it was.
    if (told === 0 && walked === 0 && next > 0) {
      next = 0;
      continue;
    }
    for (const one of items) {
      seen.add(one.offer.shop_sku);
      if (requested.has(one.offer.shop_sku)) found.set(one.offer.shop_sku, one);
    }
    at.offset = next;
    first ??= total;
    walked += told;
    // A row that moved over a page's edge meanwhile was seen twice or not at all.
    if (walked >= total) return first === total && seen.size === total;
    next = next + told >= total ? 0 : next + told;
    const pagesLeft = Math.ceil((total - walked) / A_PAGE);
    // From here on, asking for each by name takes fewer calls.
    if (told === 0 || pagesLeft > Math.min(mostPages, requested.size - found.size)) return false;
  }
  return true;
}

/** The offers of these SKUs, by SKU. */
export async function offersBySku(
  skus: readonly string[],
  ctx: Context,
  at: ListPosition = { offset: 0 },
): Promise<ReadonlyMap<string, Offer>> {
  const { found, failed } = await seekOffers(skus, ctx, unbound(at));
  for (const error of failed.values()) throw error;
  return new Map([...found].map(([sku, { offer }]) => [sku, offer]));
}
