import type { Actor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { bundleNumber, bundlesAmong } from "./bundles-among.ts";
import { postMovements } from "./ledger.ts";
import { defaultLocation } from "./sale-locations.ts";

export interface ChannelDifference {
  readonly connectionId: string;
  readonly rows: readonly {
    readonly listingId: string;
    /** The channel's location; "" on channels with a single number. */
    readonly location: string;
    readonly variantId: string;
    /** What the channel shows more (or less) than it was believed to. */
    readonly delta: number;
  }[];
  /** Names the occasion: the same difference told twice has one effect. */
  readonly ref: string;
  readonly by: Actor;
  readonly now: Date;
}

/**
 * Numbers edited on a channel enter the hub as adjustments, at the location the channel's one stands for. Throws HubError
 * INVENTORY_IS_BUNDLE: the caller leaves bundles out, or refuses.
 */
export async function takeChannelDifference(tx: Tx, input: ChannelDifference): Promise<void> {
  if (input.rows.length === 0) return;
  const bundles = await bundlesAmong(
    tx,
    input.rows.map((row) => row.variantId),
  );
  if (bundles.size > 0) throw bundleNumber();
  const fallback = await defaultLocation(tx, input.connectionId, input.now);
  const { name } = await tx.one<{ name: string }>(
    "select name from connection where organization_id = argosy.tenant() and id = $1",
    [input.connectionId],
  );
  const mapped = await tx.rows<{ key: string; id: string }>(
    `select ext_key as key, location_id as id
     from ext_location
     where organization_id = argosy.tenant() and connection_id = $1 and location_id is not null`,
    [input.connectionId],
  );
  const locations = new Map(mapped.map((row) => [row.key, row.id]));
  const items = await tx.rows<{ id: string; item: string }>(
    "select v as id, argosy.stock_item_of(argosy.tenant(), v) as item from unnest($1::uuid[]) as w(v)",
    [[...new Set(input.rows.map((row) => row.variantId))]],
  );
  const itemOf = new Map(items.map((row) => [row.id, row.item]));
  await postMovements(tx, {
    movements: input.rows.map((row) => ({
      variantId: itemOf.get(row.variantId) ?? row.variantId,
      locationId: locations.get(row.location) ?? fallback,
      causeKind: "channel" as const,
      causeRef: `${row.listingId}:${row.location}:${input.ref}`,
      onHandDelta: row.delta,
      reservedDelta: 0,
      note: `Changed on ${name}`,
    })),
    actor: input.by,
    now: input.now,
  });
}
