/** The seller's own quantity: absolute numbers, read before written, because nothing compares. Amazon's warehouses count themselves. */
import { compared } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { PushAnswer, PushItem, PushResult, Stock } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { fbaStock } from "./fba-stock.ts";
import { type Change, gone, isLate, listingPush, rejected, unlessOpen } from "./listing-writes.ts";
import { itemsBySku } from "./listings.ts";
import { levelsOf, MERCHANT } from "./product-mapping.ts";
import type { Item } from "./schemas.ts";
import { homeOf } from "./settings.ts";
import { message } from "./words.ts";

const INCLUDED = "summaries,fulfillmentAvailability,productTypes";

const wanted = ({ want }: PushItem<number>): number => Math.max(0, Math.trunc(want));
const shownBy = (item: Item): number | undefined => levelsOf(item)?.[0]?.available;

export const stock: Stock = {
  ...readsFirst,
  takesAt: "when the order is placed, also while it is pending (assumed; Amazon does not publish it)",
  // Reading levels shares the listings' five calls a second with everything else.
  everyMs: 60 * 60_000,
  multiLocation: false,
  atMarketplace: fbaStock,
  push: listingPush({ included: INCLUDED, decide, look: readNow }),
  async read(items, ctx) {
    const shown = await itemsBySku(items, ctx, INCLUDED);
    return items.map(({ key }) => {
      const item = shown.get(key);
      return { key, levels: (item && levelsOf(item)) ?? [] };
    });
  },
};

/** What is settled without a write, or the write. */
function decide(item: PushItem<number>, listing: Item | undefined, ctx: Context): PushResult<number> | Change<number> {
  if (!listing) return gone(item);
  const shown = shownBy(listing);
  if (shown === undefined)
    return rejected(item, "fulfilled_by_amazon", message("refused.listingSellsWarehouseCountsNobody"));
  return (
    compared(item, shown, wanted(item)) ?? {
      item,
      productType: productTypeOf(listing, homeOf(ctx.connection).id),
      patch: {
        // merge keeps the handling time and the restock date; replace would wipe them.
        op: "merge",
        path: "/attributes/fulfillment_availability",
        value: [{ fulfillment_channel_code: MERCHANT, quantity: wanted(item) }],
      },
    }
  );
}

/** PRODUCT stands for any type where only an offer is changed. */
export function productTypeOf(item: Item, home: string): string {
  const reported = item.summaries.find(({ marketplaceId }) => marketplaceId === home)?.productType;
  return reported ?? item.productTypes[0]?.productType ?? "PRODUCT";
}

/** Do the listings show what was patched? Those that do not, after a while, show something else for a reason. */
async function readNow(sent: readonly PushItem<number>[], sentAtMs: number, ctx: Context): Promise<PushAnswer<number>> {
  const shown = await itemsBySku(sent, ctx, INCLUDED);
  const results = sent.map((item): PushResult<number> | null => {
    const listing = shown.get(item.key);
    if (!listing) return gone(item);
    const observed = shownBy(listing) ?? 0;
    if (observed === wanted(item)) return { ...echo(item), outcome: "applied", observed };
    return isLate(sentAtMs, ctx) ? { ...echo(item), outcome: "conflict", observed } : null;
  });
  return unlessOpen(results);
}
