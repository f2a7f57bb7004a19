/**
 * Stock: absolute numbers for each SKU and location, ten SKUs a call. Nothing compares at Flipkart, so what it shows is
 * read first; that also keeps the switch of each location (ENABLED or DISABLED) as the seller set it.
 */
import { compared } from "../kit/contract/compared.ts";
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import type { PushItem, PushResult, Stock } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { type ReadListing, readListings, SKUS_A_CALL } from "./listing-reads.ts";
import { pushBySku, refused } from "./listing-writes.ts";
import { homeOf, skuOf, toProduct } from "./listings.ts";
import { message } from "./words.ts";

export function stockPort(connection: ConnectionInfo): Stock {
  const home = homeOf({ connection });
  const locationOf = (item: PushItem<number>) => item.location || home;
  return {
    ...readsFirst,
    takesAt: "when the order is placed (assumed; Flipkart does not publish it)",
    // Every comparison comes out of the seller's request budget.
    everyMs: 60 * 60_000,
    multiLocation: true,
    push: {
      // A SKU counts once however many of its locations travel with it.
      maxItems: SKUS_A_CALL * Math.max(1, locationCount(connection)),
      send: (items, ctx) =>
        pushBySku(items, ctx, {
          path: "update/inventory",
          operation: "stock.set",
          decide: (item, listing) => decide(item, locationOf(item), listing),
          applied,
          entry: ({ listing }, some) => ({
            product_id: listing.product_id,
            locations: some.map((item) => ({
              id: locationOf(item),
              status: rowOf(listing, locationOf(item))?.status ?? "ENABLED",
              inventory: wanted(item),
            })),
          }),
        }),
    },
    async read(items, ctx) {
      const readAt = ctx.clock.now();
      const { items: listings } = await readListings(items.map(({ ext }) => skuOf(ext)).filter(Boolean), ctx);
      const shown = new Map(listings.map((one) => [one.sku, toProduct(one, readAt, ctx).variants[0]?.levels ?? []]));
      return items.map(({ key, ext }) => ({ key, levels: shown.get(skuOf(ext)) ?? [] }));
    },
  };
}

function locationCount({ facts }: ConnectionInfo): number {
  return Array.isArray(facts.locations) ? facts.locations.length : 1;
}

const rowOf = ({ locations }: ReadListing["listing"], place: string) => locations.find(({ id }) => id === place);
const wanted = ({ want }: PushItem<number>): number => Math.max(0, Math.trunc(want));
const applied = (item: PushItem<number>): PushResult<number> => ({
  ...echo(item),
  outcome: "applied",
  observed: wanted(item),
});

/** What is settled without a write; null: it has to be written. */
function decide(item: PushItem<number>, place: string, { listing }: ReadListing): PushResult<number> | null {
  if (listing.fulfillment_profile === "FBF")
    return refused(item, {
      code: "fbf",
      text: message("refused.unitsListingLieOwnWarehouses"),
      isTemporary: false,
    });
  if (place === "")
    return refused(item, {
      code: "location",
      text: message("refused.wantsLocationEveryNumberEnter"),
      isTemporary: false,
    });
  return compared(item, rowOf(listing, place)?.inventory, wanted(item));
}
