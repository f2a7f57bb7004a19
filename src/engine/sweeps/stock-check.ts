/** Reconcile: what every counted listing really shows, compared with what it is believed to show. */
import { message } from "../../commerce/message.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import { confirmUnreported } from "./deletions.ts";
import { type ListingsWalk, type ListingsWalked, walkListings } from "./listings-walk.ts";
import { storeLevels } from "./parked-records.ts";
import type { SweepSession } from "./sweep-session.ts";

/** Walks the listings whose stock is synced. */
export async function checkStock(
  session: SweepSession,
  walk: Omit<ListingsWalk, "where">,
): Promise<ListingsWalked | null> {
  const { open } = session;
  const stock = open.ports.stock;
  if (!stock) return null;
  const ctx = open.context({ signal: session.signal, callLog: session.callLog });
  const where = "state = 'mapped' and stock_sync and active and counted and gone_at is null";
  return walkListings(session, { ...walk, where }, async (listings) => {
    const shown = await stock.read(listings, ctx);
    const reported = new Set(
      shown.flatMap(({ key, levels, levelsInPart }) => (levels.length > 0 || levelsInPart ? [key] : [])),
    );
    await confirmUnreported(
      session.deps,
      { organization: session.lane.organization, signal: session.signal },
      { open, listingKeys: listings.flatMap(({ key }) => (reported.has(key) ? [] : [key])) },
    );
    const now = session.now();
    return {
      taken: listings.length,
      async save(tx) {
        const seen = shown.map(({ key, levels, levelsInPart, uncountedAt }) => ({
          key,
          levelsInPart,
          uncountedAt,
          levels: levels.map(({ location, available, committed }) => ({
            ...{ extKey: key, location, available, committed, at: now },
          })),
        }));
        const items = await storeLevels(tx, { connectionId: open.row.id, now }, seen);
        if (items === 0) return;
        await logSync(tx, [
          {
            connectionId: open.row.id,
            action: "sync_inventory",
            status: "success",
            text: message("log.stock.checked", { items }),
            at: now,
          },
        ]);
      },
    };
  });
}
