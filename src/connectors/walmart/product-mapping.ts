/** Items in our words: an item is the seller's offer of a product of Walmart's own catalog, thinly told. */
import type { ChannelLevel, ChannelProduct, Json, ListingIssue } from "../../commerce/product.ts";
import type { Item } from "./schemas.ts";
import { message } from "./words.ts";

export interface ReadItem {
  readonly item: Item;
  readonly raw: Json;
}

const ON_SALE: ReadonlySet<string> = new Set(["PUBLISHED"]);
const GONE: ReadonlySet<string> = new Set(["ARCHIVED", "RETIRED"]);

export function toProduct({ item, raw }: ReadItem, levels: readonly ChannelLevel[], readAt: number): ChannelProduct {
  const { sku, price, gtin, upc } = item;
  return {
    key: sku,
    version: { kind: "fetchStart", value: BigInt(readAt) * 1_000n },
    title: item.productName ?? sku,
    status: statusOf(item),
    issues: issuesOf(item),
    categoryKeys: item.productType === undefined ? [] : [item.productType],
    images: [],
    variants: [
      {
        key: sku,
        sku,
        barcode: upc ?? gtin,
        options: [],
        ...(price ? { price: price.amount, currency: price.currency } : {}),
        levels,
        ext: null,
      },
    ],
    ext: null,
    raw,
  };
}

function statusOf({ lifecycleStatus, publishedStatus }: Item): ChannelProduct["status"] {
  if (GONE.has(lifecycleStatus ?? "")) return "archived";
  // Of an item that does not tell, nobody knows that it is off sale.
  return publishedStatus === undefined || ON_SALE.has(publishedStatus) ? "active" : "draft";
}

function issuesOf(item: Item): readonly ListingIssue[] {
  if (statusOf(item) !== "draft") return [];
  const reasons = item.unpublishedReasons?.reason ?? [];
  const reported = reasons.length > 0 ? reasons : [(item.publishedStatus ?? "").replaceAll("_", " ").toLowerCase()];
  return reported.map((reason) => ({ blocks: true, text: message("said.offSale", { reason }).text }));
}
