/**
 * What Walmart has under the SKUs of a listing. A family is asked for as a group, fifty items a call; what is in no group
 * of ours, one by one and sixty a minute, so that a large family is looked up over several turns.
 */
import { z } from "zod";
import type { FilledListing } from "../../commerce/listing/schema.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import { codeKey } from "../../commerce/product-codes.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import type { PutProduct } from "../kit/contract/ports.ts";
import { anyJson } from "../kit/parse/parse.ts";
import { BARCODE } from "./listing-fields.ts";
import { groupIdOf } from "./listing-items.ts";
import { toProduct } from "./product-mapping.ts";
import { itemOf, readItem } from "./product-read.ts";
import { itemsOfGroup, withLevels } from "./products.ts";

export type Variant = FilledListing["variants"][number];

export interface Shown {
  readonly variant: Variant;
  readonly made: PutProduct;
}

/** SKUs that were asked for one by one: those under which nothing stood, and the rows of the others. */
export const progressSchema = z.object({
  sinceMs: z.number(),
  free: z.array(z.string()),
  found: z.array(z.tuple([z.string(), anyJson])).default([]),
});
export type Progress = z.output<typeof progressSchema>;

interface ShownSoFar {
  /** Without quantities while there is a rest. */
  readonly shown: readonly Shown[];
  /** To go on with; null: every SKU was asked for. */
  readonly rest: Progress | null;
  /** What a later look does not ask for again. */
  readonly found: Progress["found"];
}

interface ReadingTurn {
  /** Of an earlier turn. */
  readonly before: Progress | undefined;
  /** Those that are looked for; absent: all. */
  readonly only?: readonly Variant[] | undefined;
  isOver(): boolean;
}

/** Items Walmart has under these SKUs, as far as this turn reaches; one SKU at least, so that each turn comes further. */
export async function readShown(to: ListingToPublish, turn: ReadingTurn, ctx: Context): Promise<ShownSoFar> {
  const { before, only: variants = to.listing.variants, isOver } = turn;
  const readAt = ctx.clock.now();
  const group = to.listing.variants.length > 1 ? await itemsOfGroup(groupIdOf(to), ctx) : new Map();
  const free = new Set(before?.free);
  const found = new Map(before?.found);
  const shownAs = (products: ReadonlyMap<string, ChannelProduct>): Shown[] =>
    variants.flatMap((variant) => {
      const product = group.get(variant.sku) ?? products.get(variant.sku);
      return product ? [shownOf(variant, product)] : [];
    });
  const read = () => [...found.values()].map((raw) => readItem(raw, ctx));
  let requests = 0;
  for (const { sku } of variants) {
    if (group.has(sku) || free.has(sku) || found.has(sku)) continue;
    if (requests > 0 && isOver()) {
      const products = new Map(read().map((one) => [one.item.sku, toProduct(one, [], readAt)]));
      const rest = { sinceMs: before?.sinceMs ?? ctx.shopNow(), free: [...free], found: [...found] };
      return { shown: shownAs(products), rest, found: rest.found };
    }
    requests += 1;
    const one = await itemOf(sku, ctx);
    if (one) found.set(sku, one.raw);
    else free.add(sku);
  }
  const products = found.size === 0 ? [] : await withLevels(read(), readAt, ctx);
  return { shown: shownAs(new Map(products.map((one) => [one.key, one]))), rest: null, found: [...found] };
}

const shownOf = (variant: Variant, product: ChannelProduct): Shown => ({
  variant,
  made: { key: variant.sku, product, variants: [{ id: variant.variantId, key: variant.sku, ext: null }] },
});

/** A retired item is in no shop; the feed sets it up anew. */
export const isThere = ({ made }: Shown): boolean => made.product.status !== "archived";

/** Walmart keeps no note of ours: an item under our SKU is ours where it is the same good. */
export function isOthers({ made, variant }: Shown, { categoryKey, listing }: ListingToPublish): boolean {
  const { product: there } = made;
  const [own, code] = [variant.values[BARCODE]?.[0], there.variants[0]?.barcode];
  if (own !== undefined) return !code || codeKey(own) !== codeKey(code);
  // Exempt from barcodes.
  const reported = { ...listing.product, ...variant.values };
  const name = TITLES.flatMap((key) => reported[key] ?? [])[0];
  return there.categoryKeys?.[0] !== categoryKey || there.title !== name;
}

const TITLES = ["visible:productName", "orderable:productName"];
