/** Ends what keeps stock rows of a store from being written; `heldBy` is a stock hold or a conflict. */
import type { Actor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { bundlesAmong } from "../inventory/bundles-among.ts";
import { takeChannelDifference } from "../inventory/channel-difference.ts";
import { writeHeld as freeToWrite, leaveHeld as leaveAlone } from "../sync-state/held-for-person.ts";

interface Release {
  readonly connectionId: string;
  readonly heldBy: string;
  readonly now: Date;
}

/** What is wanted goes to the channel. What it was seen to show is believed, so that the write is no surprise. */
export async function writeHeld(tx: Tx, release: Release): Promise<number> {
  const freed = await freeToWrite(tx, release.heldBy, release.now);
  await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
    release.connectionId,
    release.now,
  ]);
  return freed;
}

/** The channel's numbers are believed and left alone until ours change. */
export const leaveHeld = (tx: Tx, release: Release): Promise<number> => leaveAlone(tx, release.heldBy);

/**
 * The differences the channel shows enter the hub's stock: those that are believed from then on, so nobody moves them
 * meanwhile. Of bundles ours is written, as whenever the number of one is edited there.
 */
export async function takeHeld(tx: Tx, release: Release & { readonly by: Actor }): Promise<number> {
  const rows = await tx.rows<{ listingId: string; location: string; variantId: string; delta: number }>(
    `select s.listing_id as "listingId", s.location, l.variant_id as "variantId", s.observed - s.expected as delta
     from listing_stock s join listing l on l.organization_id = s.organization_id and l.id = s.listing_id
     where s.organization_id = argosy.tenant() and s.held_by = $1 and l.variant_id is not null
       and s.observed <> s.expected
     order by s.listing_id, s.location for update of s`,
    [release.heldBy],
  );
  const bundles = await bundlesAmong(
    tx,
    rows.map((row) => row.variantId),
  );
  await takeChannelDifference(tx, {
    connectionId: release.connectionId,
    rows: rows.filter((row) => !bundles.has(row.variantId)),
    ref: release.heldBy,
    by: release.by,
    now: release.now,
  });
  return writeHeld(tx, release);
}
