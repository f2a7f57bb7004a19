/** What lies in the marketplace's own warehouses (FBA): read and shown, never written, and no part of our stock. */
import type { Json } from "../../commerce/product.ts";
import { seeMarketplaceUnits } from "../../hub/listings/marketplace-units.ts";
import { countTaken, saveCursor } from "./schedule.ts";
import type { SweepTurn } from "./sweep-turn.ts";

const CHUNK = 250;
const CHUNKS_A_TURN = 8;

/** Walks the items the channel gives no number of ours for, by id from the cursor; answers true at the end. */
export async function readMarketplaceStock(turn: SweepTurn, sweep: string, cursor: string | null): Promise<boolean> {
  const { deps, lane, open } = turn;
  const port = open.ports.stock?.atMarketplace;
  if (!port) return true;
  const ctx = open.context({ signal: turn.signal, trail: turn.trail });
  let after = cursor ?? "00000000-0000-0000-0000-000000000000";
  for (let chunk = 0; chunk < CHUNKS_A_TURN; chunk += 1) {
    const listings = await deps.db.tenant(lane.organization, (tx) =>
      tx.rows<{ id: string; ext_key: string; ext: Json }>(
        `SELECT id, ext_key, ext FROM argosy.listing WHERE organization_id = argosy.tenant() AND connection_id = $1 AND id > $2
           AND NOT counted AND state <> 'ignored' AND gone_at IS NULL ORDER BY id LIMIT $3`,
        [open.row.id, after, CHUNK],
      ),
    );
    const last = listings.at(-1);
    if (!last) {
      await deps.db.tenant(lane.organization, (tx) => saveCursor(tx, open.row.id, sweep, null));
      return true;
    }
    const seen = await port.read(
      listings.map((listing) => ({ key: listing.ext_key, ext: listing.ext })),
      ctx,
    );
    await deps.db.tenant(lane.organization, async (tx) => {
      await seeMarketplaceUnits(tx, { connectionId: open.row.id, seen, now: turn.now() });
      await countTaken(tx, open.row.id, sweep, seen.length);
      await saveCursor(tx, open.row.id, sweep, last.id);
    });
    after = last.id;
  }
  return false;
}
