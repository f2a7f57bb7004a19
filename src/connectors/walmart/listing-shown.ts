/**
 * What Walmart has under the SKUs of a listing. A family is asked for as a group, fifty items a call; what is in no group
 * of ours, one by one and sixty a minute, so that a large family is looked up over several turns.
 */
import { z } from "zod";
import type { FilledListing } from "../../commerce/listing/schema.ts";
import { codeKey } from "../../commerce/product-codes.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import type { PutProduct } from "../kit/contract/ports.ts";
import { BARCODE } from "./listing-fields.ts";
import { groupIdOf } from "./listing-items.ts";
import { itemsOfGroup, products } from "./products.ts";

export type Variant = FilledListing["variants"][number];

export interface Shown {
  readonly variant: Variant;
  readonly made: PutProduct;
}

/** SKUs that were asked for one by one, and under which nothing stood. */
export const progressSchema = z.object({ sinceMs: z.number(), free: z.array(z.string()) });
type Progress = z.output<typeof progressSchema>;

interface ShownSoFar {
  readonly shown: readonly Shown[];
  /** To go on with; null: every SKU was asked for. */
  readonly rest: Progress | null;
}

interface ReadingTurn {
  /** Of an earlier turn. */
  readonly before: Progress | undefined;
  isOver(): boolean;
}

/** Items Walmart has under these SKUs, as far as this turn reaches; one SKU at least, so that each turn comes further. */
export async function readShown(to: ListingToPublish, turn: ReadingTurn, ctx: Context): Promise<ShownSoFar> {
  const { variants } = to.listing;
  const group = variants.length > 1 ? await itemsOfGroup(groupIdOf(to), ctx) : new Map();
  const free = new Set(turn.before?.free);
  const sinceMs = turn.before?.sinceMs ?? ctx.shopNow();
  const shown: Shown[] = [];
  let requests = 0;
  for (const variant of variants) {
    const { sku, variantId } = variant;
    if (free.has(sku)) continue;
    let product = group.get(sku);
    if (!product) {
      if (requests > 0 && turn.isOver()) return { shown, rest: { sinceMs, free: [...free] } };
      requests += 1;
      product = (await products.get(sku, ctx)) ?? undefined;
    }
    if (product)
      shown.push({ variant, made: { key: sku, product, variants: [{ id: variantId, key: sku, ext: null }] } });
    else free.add(sku);
  }
  return { shown, rest: null };
}

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
