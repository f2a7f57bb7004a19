import { type Actor, actorText } from "../../commerce/actor.ts";
import { isUuid } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import type { ItemStockRule } from "./units-to-show.ts";

/** Gives items rules of their own; what is null in one is the store's. Answers the listings there were. */
export async function setItemStockRules(
  tx: Tx,
  input: {
    readonly listingIds: readonly string[];
    readonly rule: ItemStockRule;
    readonly by: Actor;
    readonly now: Date;
  },
): Promise<ReadonlySet<string>> {
  const { buffer, cap, percent, zeroBelow, keep } = input.rule;
  const rows = await tx.rows<{ id: string }>(
    `insert into listing_stock_rule (organization_id, listing_id, buffer, cap, percent, zero_below, keep, set_by,
       set_at)
     select argosy.tenant(), l.id, $2, $3, $4, $5, $6, $7, $8
     from listing l
     where l.organization_id = argosy.tenant() and l.id = any($1::uuid[])
     order by l.id
     on conflict (organization_id, listing_id)
       do update set buffer = excluded.buffer, cap = excluded.cap, percent = excluded.percent,
       zero_below = excluded.zero_below, keep = excluded.keep, set_by = excluded.set_by, set_at = excluded.set_at
     returning listing_id as id`,
    [input.listingIds.filter(isUuid), buffer, cap, percent, zeroBelow, keep, actorText(input.by), input.now],
  );
  return new Set(rows.map((row) => row.id));
}

/** Takes rules of their own away: the store's holds again. Answers how many there were. */
export async function clearItemStockRules(tx: Tx, listingIds: readonly string[]): Promise<number> {
  return tx.run(
    "delete from listing_stock_rule where organization_id = argosy.tenant() and listing_id = any($1::uuid[])",
    [listingIds.filter(isUuid)],
  );
}
