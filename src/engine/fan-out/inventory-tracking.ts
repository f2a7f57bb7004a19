/** Applies a change of a variant's inventory tracking (hub/inventory/counting.ts) before any channel is updated. */
import type { Tx } from "../../db/database.ts";
import { shareStock } from "../../hub/catalog/shared-stock.ts";
import { lockMiscounted, setCounted } from "../../hub/inventory/counting.ts";
import { awaitFirstNumber } from "../../hub/listings/matching.ts";
import { openStock } from "../plan/opening-stock.ts";

interface Linked {
  readonly listingId: string;
  readonly variantId: string;
  readonly connectionId: string;
}

/**
 * Of what a channel begins to count its number is the first there is; where it is not known, the item waits for one:
 * none in its place would take the goods off sale. Call it in a transaction of its own: it locks listings before marks.
 */
export async function applyTrackingChanges(tx: Tx, variantIds: readonly string[], now: Date): Promise<void> {
  const { counted, uncounted } = await lockMiscounted(tx, variantIds);
  const linked = await tx.rows<Linked>(
    `select id as "listingId", variant_id as "variantId", connection_id as "connectionId" from argosy.listing
     where organization_id = argosy.tenant() and variant_id = any($1::uuid[]) and state = 'mapped' and counted
       and gone_at is null
     order by connection_id, id for update`,
    [counted],
  );
  for (const [connectionId, links] of Map.groupBy(linked, (each) => each.connectionId))
    await openStock(tx, [...(await shareStock(tx, links, now)), ...links], { connectionId, now });
  await awaitFirstNumber(
    tx,
    linked.map((each) => each.listingId),
  );
  await setCounted(tx, counted, true);
  await setCounted(tx, uncounted, false);
}
