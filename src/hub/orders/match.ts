import type { OrderLine, OrderPart } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";

export interface MatchedListing {
  readonly id: string;
  /** The channel's own key of it. */
  readonly key: string;
  readonly variantId: string | null;
  /** The seller said that this item is nothing of ours. */
  readonly isIgnored: boolean;
}

type Named = Pick<OrderLine, "variantKey" | "sku">;

/** Keys of the channel and SKUs do not meet: a key never begins so. */
const bySku = (sku: string) => `\u0000sku ${sku.toLowerCase()}`;

/** The listing a line is of: by the channel's key, or by its SKU where it names no key. */
export function listingOf(listings: ReadonlyMap<string, MatchedListing>, line: Named): MatchedListing | undefined {
  if (line.variantKey !== undefined) return listings.get(line.variantKey);
  return line.sku === undefined ? undefined : listings.get(bySku(line.sku));
}

/**
 * The listings that lines of these parts name, by the channel's variant key and for lines without one by a SKU that only
 * one of the store's items has.
 */
export async function matchListings(
  tx: Tx,
  connectionId: string,
  parts: readonly OrderPart[],
): Promise<Map<string, MatchedListing>> {
  const lines = parts.flatMap((part) => part.lines);
  const keys = new Set(lines.flatMap((line) => line.variantKey ?? []));
  const skus = new Set(
    lines.flatMap(({ variantKey, sku }) => (variantKey === undefined && sku ? [sku.toLowerCase()] : [])),
  );
  const found = new Map<string, MatchedListing>();
  if (keys.size > 0)
    for (const row of await tx.rows<MatchedListing>(
      `select ${MATCHED} from listing
       where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any($2::text[])`,
      [connectionId, [...keys]],
    ))
      found.set(row.key, row);
  if (skus.size === 0) return found;
  const rows = await tx.rows<MatchedListing & { sku: string }>(
    `select ${MATCHED}, lower(sku) as sku from listing
     where organization_id = argosy.tenant() and connection_id = $1 and lower(sku) = any($2::text[]) and gone_at is null`,
    [connectionId, [...skus]],
  );
  for (const [sku, items] of Map.groupBy(rows, (row) => row.sku)) {
    const [only] = items;
    if (!only || items.length > 1) continue;
    found.set(bySku(sku), only).set(only.key, only);
  }
  return found;
}

const MATCHED = `ext_key as key, id, variant_id as "variantId", state = 'ignored' as "isIgnored"`;
