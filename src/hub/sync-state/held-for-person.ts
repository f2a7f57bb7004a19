/** Stock rows that wait for a person (stock.ts has the table of all events). */
import type { Tx } from "../../db/database.ts";
import { DISCREPANCIES } from "./discrepancy-columns.ts";
import { differs } from "./shown.ts";
import { listingsOf, locationsOf, type NumberRow } from "./stock.ts";

/** Holds these back for a stock hold; what waits for another decision goes on waiting for that one. */
export async function holdRows(
  tx: Tx,
  input: {
    readonly rows: readonly NumberRow[];
    readonly by: string;
    readonly as: "zero" | "lower";
  },
): Promise<void> {
  await tx.run(
    `update argosy.listing_stock s set held_as = $4, held_by = $3
     from unnest($1::uuid[], $2::text[]) as k(l, loc)
     where s.organization_id = argosy.tenant() and s.listing_id = k.l and s.location = k.loc
       and (s.held_by is null or s.held_as = $4)`,
    [listingsOf(input.rows), locationsOf(input.rows), input.by, input.as],
  );
}

/** SQL, what to set and which rows: `o` is the open conflict of each, `g` what the channel shows, seen at `at`. */
export const disputed = (at: string): string => `
  update argosy.listing_stock s set held_as = 'dispute', held_by = o.id, observed = g.observed, observed_at = ${at}
  from open o join given g on g."listingId" = o.listing_id and g.location = o.location
  where s.organization_id = argosy.tenant() and s.listing_id = o.listing_id and s.location = o.location`;

/** Saves the number the channel shows for a held row: the decision is about it. */
export async function rememberSeen(
  tx: Tx,
  input: readonly { readonly row: NumberRow; readonly observed: number }[],
  now: Date,
): Promise<void> {
  if (input.length === 0) return;
  const rows = input.map(({ row }) => row);
  await tx.run(
    `update argosy.listing_stock s set observed = r.o, observed_at = $4
     from unnest($1::uuid[], $2::text[], $3::int[]) as r(l, loc, o)
     where s.organization_id = argosy.tenant() and s.listing_id = r.l and s.location = r.loc`,
    [listingsOf(rows), locationsOf(rows), input.map((one) => one.observed), now],
  );
}

// The number the channel shows is accepted, so that the next write finds no discrepancy.
const FREE = `
  held_as = null, held_by = null, passed_seq = want_seq, ${DISCREPANCIES} = 0, lowers = false, attempts = 0,
  error = null,
  expected = coalesce(observed, expected), believed_at = coalesce(observed_at, believed_at),
  read_at = coalesce(observed_at, read_at), recheck = false`;

/** The desired numbers are written to the channel. Answers how many rows were held. */
export function writeHeld(tx: Tx, heldBy: string, now: Date): Promise<number> {
  const isOpen = differs("desired", "coalesce(observed, expected)");
  return tx.run(
    `update argosy.listing_stock set ${FREE},
       due_at = case when ${isOpen} then $2::timestamptz end,
       state = case when ${isOpen} then 'waiting' else 'idle' end
     where organization_id = argosy.tenant() and held_by = $1`,
    [heldBy, now],
  );
}

/** The channel keeps its numbers until ours change. Answers how many rows were held. */
export function leaveHeld(tx: Tx, heldBy: string): Promise<number> {
  return tx.run(
    `update argosy.listing_stock set ${FREE}, due_at = null, state = 'idle'
     where organization_id = argosy.tenant() and held_by = $1`,
    [heldBy],
  );
}
