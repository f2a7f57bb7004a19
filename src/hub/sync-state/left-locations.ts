/** Locations of a channel that show no number any more (stock.ts has the table of all events). */
import type { Tx } from "../../db/database.ts";
import { IS_ROW, listingsOf, locationsOf, type NumberRow, rowsOf } from "./stock.ts";

/** What is shown there is unknown: it is read before anything is written. */
export async function recheckLocations(tx: Tx, rows: readonly NumberRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `update argosy.listing_stock s set
       observed = null, observed_at = $3, recheck = true, due_at = least(s.due_at, $3),
       state = case when s.state = 'idle' then 'waiting' else s.state end
     from ${rowsOf("$1::uuid[], $2::text[]", "")} as r
     where ${IS_ROW}`,
    [listingsOf(rows), locationsOf(rows), now],
  );
}
