/** Reconcile: what every counted listing really shows, compared with what it is believed to show. */
import type { Json } from "../../commerce/product.ts";
import { observeLevels } from "../../hub/listings/levels.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import { countTaken, saveCursor } from "./schedule.ts";
import type { SweepTurn } from "./sweep-turn.ts";

const CHUNK = 250;
const CHUNKS_A_TURN = 8;

/** Walks listings by id from the cursor; answers true at the end. */
export async function checkStock(turn: SweepTurn, cursor: string | null): Promise<boolean> {
  const { deps, lane, open } = turn;
  const stock = open.ports.stock;
  if (!stock) return true;
  const ctx = open.context({ signal: turn.signal, trail: turn.trail });
  let after = cursor ?? "00000000-0000-0000-0000-000000000000";
  for (let chunk = 0; chunk < CHUNKS_A_TURN; chunk += 1) {
    const listings = await deps.db.tenant(lane.organization, (tx) =>
      tx.rows<{ id: string; ext_key: string; ext: Json }>(
        `SELECT id, ext_key, ext FROM argosy.listing WHERE organization_id = argosy.tenant() AND connection_id = $1 AND id > $2
           AND state = 'mapped' AND stock_sync AND active AND counted AND gone_at IS NULL ORDER BY id LIMIT $3`,
        [open.row.id, after, CHUNK],
      ),
    );
    const last = listings.at(-1);
    if (!last) {
      await deps.db.tenant(lane.organization, (tx) => saveCursor(tx, open.row.id, "stock", null));
      return true;
    }
    const shown = await stock.read(
      listings.map((listing) => ({ key: listing.ext_key, ext: listing.ext })),
      ctx,
    );
    const now = turn.now();
    await deps.db.tenant(lane.organization, async (tx) => {
      const { listingIds } = await observeLevels(tx, {
        connectionId: open.row.id,
        levels: shown.flatMap((item) =>
          item.levels.map((level) => ({
            extKey: item.key,
            location: level.location,
            available: level.available,
            at: now,
          })),
        ),
        now,
      });
      if (listingIds.length > 0) {
        await logSync(tx, [
          {
            connectionId: open.row.id,
            action: "sync_inventory",
            status: "success",
            text: `${listingIds.length} items show another number than expected and are looked into.`,
            at: now,
          },
        ]);
      }
      await countTaken(tx, open.row.id, "stock", listings.length);
      await saveCursor(tx, open.row.id, "stock", last.id);
    });
    after = last.id;
  }
  return false;
}
