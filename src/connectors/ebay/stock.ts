/**
 * An item's number is one pool over all sites, and a listing shows the lower of it and its offer's own. Both are written
 * where an offer has one or several sites sell it; nothing compares, so that they are read first (sheet section 8).
 */
import type { Json } from "../../commerce/product.ts";
import { compared, writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { PushItem, Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { rejectedItem } from "../kit/contract/results.ts";
import { MOST_INT32 } from "../kit/parse/int32.ts";
import { gone, sendUpdates, type Update } from "./bulk-update.ts";
import { askItems, BULK, offersBySku, readItem, shownOf } from "./listings.ts";
import { extOf as extFrom } from "./product-mapping.ts";
import { type Ext, extOf, type Offer } from "./schemas.ts";
import { homeOf } from "./settings.ts";
import { byCatalog } from "./trading-keys.ts";
import { readTradingStock, sendTradingStock } from "./trading-stock.ts";
import { sendBeside } from "./trading-updates.ts";
import { message } from "./words.ts";

interface Shown {
  readonly quantity: number | undefined;
  readonly ext: Ext;
}

type Addressed = { readonly key: string; readonly ext: Json };

/** What buyers find; SKUs that are gone are left out. */
async function readShown(items: readonly Addressed[], ctx: Context): Promise<ReadonlyMap<string, Shown>> {
  const reported = await askItems(
    items.map(({ key }) => key),
    ctx,
  );
  const exts = new Map(items.map(({ key, ext }) => [key, extOf(ext)]));
  const requested = [...exts].flatMap(([key, ext]) => (ext === null || ext.hasOwnNumber ? [key] : []));
  const offers = await offersBySku(
    requested.filter((key) => reported.has(key)),
    ctx,
  );
  const site = homeOf(ctx.connection).id;
  return new Map(
    [...reported].map(([sku, raw]) => {
      const item = readItem(raw, ctx);
      const own = offers.get(sku);
      const here = own?.find(({ marketplaceId }) => marketplaceId === site);
      return [sku, { quantity: shownOf(item, here), ext: known(sku, exts.get(sku) ?? null, own) }];
    }),
  );
}

function known(sku: string, stored: Ext | null, offers: readonly Offer[] | undefined): Ext {
  const fresh = offers && extFrom(stored?.listing ?? sku, offers);
  return fresh ?? stored ?? { listing: sku, offers: [], hasOwnNumber: false };
}

const isTaken = ({ want }: StockItem): boolean => Number.isSafeInteger(want) && want <= MOST_INT32;

function decide(item: StockItem, shown: Shown | undefined): StockResult | Update<number> {
  const { want } = item;
  if (!shown) return gone(item);
  const quantity = Math.max(0, want);
  return compared(item, shown.quantity, quantity) ?? updateOf(item, quantity, shown.ext);
}

function updateOf(item: PushItem<number>, quantity: number, { listing, offers, hasOwnNumber }: Ext): Update<number> {
  const written = hasOwnNumber || offers.length > 1 ? offers : [];
  return {
    item,
    listing,
    isZero: quantity === 0,
    offerIds: written.map(({ id }) => id),
    body: {
      sku: item.key,
      shipToLocationAvailability: { quantity },
      ...(written.length === 0
        ? {}
        : { offers: written.map(({ id }) => ({ offerId: id, availableQuantity: quantity })) }),
    },
  };
}

export const stock: Stock = {
  ...readsFirst,
  takesAt: "at the purchase, unpaid ones included (assumed; eBay does not publish it for listings of this kind)",
  // The same calls serve every seller of the application.
  everyMs: 60 * 60_000,
  multiLocation: false,
  push: {
    maxItems: BULK,
    async send(items, ctx) {
      const { trading, inventory } = byCatalog(items.filter(isTaken));
      const tooMany = items.filter((item) => !isTaken(item));
      const done = [
        ...tooMany.map((item) => rejectedItem(item, "quantity", message("refused.quantity", { most: MOST_INT32 }))),
        ...(await sendInventory(inventory, ctx)),
      ];
      return sendBeside(done, trading, () => sendTradingStock(trading, ctx));
    },
  },
  async read(items, ctx) {
    const { trading, inventory } = byCatalog(items);
    const shown = await readShown(inventory, ctx);
    const reported = inventory.map(({ key }) => {
      const available = shown.get(key)?.quantity;
      return { key, levels: available === undefined ? [] : [{ location: "", available }] };
    });
    const keys = trading.map(({ key }) => key);
    return keys.length === 0 ? reported : [...reported, ...(await readTradingStock(keys, ctx))];
  },
};

async function sendInventory(items: readonly StockItem[], ctx: Context): Promise<readonly StockResult[]> {
  if (items.length === 0) return [];
  const shown = await readShown(items, ctx);
  return writeRest(
    items.map((item) => decide(item, shown.get(item.key))),
    (due) => sendUpdates(due, ctx),
  );
}
