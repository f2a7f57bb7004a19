/** Reading offers: a hundred a page, or one by its SKU (OF21; sheet sections 7 and 8). */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
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

/** The offers of these SKUs, by SKU, in as few calls as their number and the shop's allow. */
export async function offersBySku(skus: readonly string[], ctx: Context): Promise<ReadonlyMap<string, Offer>> {
  const wanted = new Set(skus);
  const found = new Map<string, Offer>();
  const keep = ({ offer }: ReadOffer) => wanted.has(offer.shop_sku) && found.set(offer.shop_sku, offer);
  if (wanted.size > 1) {
    for (let offset = 0; found.size < wanted.size; ) {
      const { items, told, total } = await offerPage(offset, ctx);
      items.forEach(keep);
      offset += told;
      const pagesLeft = Math.ceil((total - offset) / A_PAGE);
      // From here on, asking for each by name takes fewer calls.
      if (told === 0 || offset >= total || pagesLeft > wanted.size - found.size) break;
    }
  }
  // Rows may have moved over a page's edge meanwhile.
  for (const sku of wanted) {
    if (found.has(sku)) continue;
    const one = await offerOf(sku, ctx);
    if (one) keep(one);
  }
  return found;
}
