/** Offers that stand under the SKUs of drafts, and what they are to the hub. */
import type { Context } from "../kit/contract/contract.ts";
import { refused } from "../kit/contract/listing-files.ts";
import type { ListingToPublish, PublishResult } from "../kit/contract/listings.ts";
import type { PutProduct } from "../kit/contract/ports.ts";
import { markOf } from "./listing-rows.ts";
import { toProduct } from "./product-mapping.ts";
import { type ReadOffer, seekOffers } from "./product-read.ts";
import { message } from "./words.ts";

/** At two calls a second, half of that time. */
const MOST_PAGES = 20;

interface LookupTurn {
  readonly ctx: Context;
  /** The time for looking offers up is over. */
  isOver(): boolean;
}

/** Whole drafts, and one at least: each turn comes further. */
export async function offersOf(drafts: readonly (readonly string[])[], { ctx, isOver }: LookupTurn) {
  const readAt = ctx.clock.now();
  const begins = new Set(drafts.slice(1).flatMap(([first]) => first ?? []));
  let isEnd = false;
  const isOverAt = (sku: string): boolean => {
    if (begins.has(sku)) isEnd ||= isOver();
    return isEnd;
  };
  return {
    readAt,
    ...(await seekOffers(drafts.flat(), ctx, { isOver: isOverAt, mostPages: MOST_PAGES, at: { offset: 0 } })),
  };
}

/** It has no mark of this draft. */
export const isOthers = (there: ReadOffer | undefined, { id }: ListingToPublish): boolean =>
  there !== undefined && there.offer.internal_description !== markOf(id);

/** Each variant is an offer of its own. */
export function listedOf(
  to: ListingToPublish,
  there: ReadonlyMap<string, ReadOffer>,
  reading: { readonly readAt: number; readonly ctx: Context },
): PublishResult {
  const [made, ...others] = offeredOf(to, there, reading);
  return made ? { outcome: "listed", made, others } : refused([{ text: message("refused.product") }]);
}

/** Offers of these variants as products. */
export const offeredOf = (
  { listing }: ListingToPublish,
  there: ReadonlyMap<string, ReadOffer>,
  { readAt, ctx }: { readonly readAt: number; readonly ctx: Context },
): PutProduct[] =>
  listing.variants.flatMap(({ variantId, sku }) => {
    const found = there.get(sku);
    const variants = [{ id: variantId, key: sku, ext: null }];
    return found ? [{ key: sku, product: toProduct(found, readAt, ctx), variants }] : [];
  });
