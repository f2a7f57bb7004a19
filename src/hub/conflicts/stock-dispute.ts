import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { announceAll } from "../events.ts";
import { jsonRows } from "../json-column.ts";
import { logSync } from "../sync-log/sync-log.ts";
import { disputed } from "../sync-state/held-for-person.ts";

export interface DisputedNumber {
  readonly listingId: string;
  /** The channel's location; "" on channels with a single number. */
  readonly location: string;
  /** SKU or the channel's key. */
  readonly name: string;
  readonly expected: number | null;
  readonly observed: number;
}

const DISPUTE = `
  with given as (
    select * from json_to_recordset($2) as g("listingId" uuid, location text, expected int, observed int)
  ), open as (
    insert into conflict as c (organization_id, connection_id, listing_id, location, field, hub_value, channel_value,
      state, policy, found_at, channel_at)
    select argosy.tenant(), $1, "listingId", location, 'stock', to_jsonb(expected), to_jsonb(observed), 'open', $4, $3,
      $3
    from given
    order by 3, 4
    on conflict (organization_id, connection_id, coalesce(listing_id, product_listing_id), field, location)
    where state = 'open'
      do update set channel_value = excluded.channel_value, channel_at = excluded.channel_at
    returning c.id, c.listing_id, c.location
  )
  ${disputed("$3")}
  returning o.id`;

/** Numbers of a channel about which a person is asked: an open conflict each, and only a lower number of ours is written there until it is settled. */
export async function holdDispute(
  tx: Tx,
  input: {
    readonly connectionId: string;
    readonly numbers: readonly DisputedNumber[];
    /** Why a person is asked. */
    readonly policy: string;
    readonly now: Date;
  },
): Promise<void> {
  const rows = await tx.rows<{ id: string }>(DISPUTE, [
    input.connectionId,
    jsonRows(input.numbers),
    input.now,
    input.policy,
  ]);
  await logSync(
    tx,
    input.numbers.map((each) => ({
      connectionId: input.connectionId,
      action: "update_inventory",
      status: "pending" as const,
      ref: each.name,
      errorKind: "conflict",
      at: input.now,
      text: message("log.stock.disputed", { item: each.name, expected: each.expected ?? "?", observed: each.observed }),
    })),
  );
  await announceAll(tx, "conflict.opened", rows);
}
