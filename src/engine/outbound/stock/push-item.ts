import type { PushItem } from "../../../connectors/kit/contract/ports.ts";
import type { StockRow } from "./stock-rows.ts";

/** A row as its connector is given it. */
export function itemOf(row: StockRow): PushItem<number> {
  return {
    key: row.ext_key,
    location: row.location,
    seq: row.want_seq,
    want: row.desired,
    expected: row.believed,
    ext: row.ext,
    // The same desired value against the same number is the same write; a number seen since makes it a new one, and so does a
    // write confirmed since: the same edit there a second time is written over a second time.
    idempotencyKey: `${row.listing_id}:${row.location}:${row.want_seq}:${row.believed ?? "unknown"}:${row.attempts}:${row.acked_at?.getTime() ?? 0}`,
  };
}
