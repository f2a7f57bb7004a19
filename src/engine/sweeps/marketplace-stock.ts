/** What lies in the marketplace's own warehouses (FBA): read and shown, never written, and no part of our stock. */
import { seeMarketplaceUnits } from "../../hub/listings/marketplace-units.ts";
import { type ListingsWalk, type ListingsWalked, walkListings } from "./listings-walk.ts";
import type { SweepSession } from "./sweep-session.ts";

/** Walks the items the channel gives no number of ours for. */
export async function readMarketplaceStock(
  session: SweepSession,
  walk: Omit<ListingsWalk, "where">,
): Promise<ListingsWalked | null> {
  const { open } = session;
  const port = open.ports.stock?.atMarketplace;
  if (!port) return null;
  const ctx = open.context({ signal: session.signal, callLog: session.callLog });
  return walkListings(
    session,
    { ...walk, where: "not counted and state <> 'ignored' and gone_at is null" },
    async (listings) => {
      const seen = await port.read(listings, ctx);
      return {
        taken: seen.length,
        save: (tx) => seeMarketplaceUnits(tx, { connectionId: open.row.id, seen, now: session.now() }),
      };
    },
  );
}
