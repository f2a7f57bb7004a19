import type { OrderPart } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";

export interface MatchedListing {
  readonly id: string;
  readonly variantId: string | null;
  /** The seller said that this item is nothing of ours. */
  readonly isIgnored: boolean;
}

/** The listings that lines of these parts name, by the channel's variant key, in one query. */
export async function matchListings(
  tx: Tx,
  connectionId: string,
  parts: readonly OrderPart[],
): Promise<Map<string, MatchedListing>> {
  const keys = new Set(parts.flatMap((part) => part.lines.flatMap((line) => line.variantKey ?? [])));
  if (keys.size === 0) return new Map();
  const rows = await tx.rows<MatchedListing & { key: string }>(
    `select ext_key as key, id, variant_id as "variantId", state = 'ignored' as "isIgnored"
     from listing where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any($2::text[])`,
    [connectionId, [...keys]],
  );
  return new Map(rows.map((row) => [row.key, row]));
}
