/** Ends what keeps stock rows of a store from being written; `heldBy` is a stock hold or a conflict. */
import type { Actor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { takeChannelDifference } from "../inventory/channel-difference.ts";
import { differs } from "../listings/shown.ts";

interface Release {
  readonly connectionId: string;
  readonly heldBy: string;
  readonly now: Date;
}

const FREE =
  "held_as = null, held_by = null, passed_seq = want_seq, surprises = 0, lowers = false, attempts = 0, error = null";

/** What is wanted goes to the channel. What it was seen to show is believed, so that the write is no surprise. */
export async function writeHeld(tx: Tx, release: Release): Promise<number> {
  const freed = await tx.run(
    `update listing_stock set ${FREE}, expected = coalesce(observed, expected), believed_at = coalesce(observed_at, believed_at), read_at = coalesce(observed_at, read_at), recheck = false,
       due_at = case when ${differs("desired", "coalesce(observed, expected)")} then $2::timestamptz end,
       state = case when ${differs("desired", "coalesce(observed, expected)")} then 'waiting' else 'idle' end
     where organization_id = argosy.tenant() and held_by = $1`,
    [release.heldBy, release.now],
  );
  await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
    release.connectionId,
    release.now,
  ]);
  return freed;
}

/** The channel's numbers are believed and left alone until ours change. */
export async function leaveHeld(tx: Tx, release: Release): Promise<number> {
  return tx.run(
    `update listing_stock set ${FREE}, expected = coalesce(observed, expected), believed_at = coalesce(observed_at, believed_at), read_at = coalesce(observed_at, read_at), recheck = false, due_at = null, state = 'idle'
     where organization_id = argosy.tenant() and held_by = $1`,
    [release.heldBy],
  );
}

/** The differences the channel shows enter the hub's stock: those that are believed from then on, so nobody moves them meanwhile. */
export async function takeHeld(tx: Tx, release: Release & { readonly by: Actor }): Promise<number> {
  const rows = await tx.rows<{ listingId: string; location: string; variantId: string; delta: number }>(
    `select s.listing_id as "listingId", s.location, l.variant_id as "variantId", s.observed - s.expected as delta
     from listing_stock s join listing l on l.organization_id = s.organization_id and l.id = s.listing_id
     where s.organization_id = argosy.tenant() and s.held_by = $1 and l.variant_id is not null and s.observed <> s.expected
     order by s.listing_id, s.location for update of s`,
    [release.heldBy],
  );
  await takeChannelDifference(tx, {
    connectionId: release.connectionId,
    rows,
    ref: release.heldBy,
    by: release.by,
    now: release.now,
  });
  return writeHeld(tx, release);
}
