/** Polls orders as soon as an organization's database is reachable again, instead of at the next interval. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database, Home } from "../../db/database.ts";
import { changeInPieces } from "../../hub/sync-state/change-in-batches.ts";
import { wakeLanes } from "../lanes/lanes.ts";

/** Returns the homes that came back since the last call. */
export function createRecoveryWatch(db: Pick<Database, "homes">): () => ReadonlySet<Home> {
  const caughtUp = new Map<Home, number>();
  return () => {
    const back = db.homes().filter((home) => home.returns > (caughtUp.get(home) ?? 0));
    for (const home of back) caughtUp.set(home, home.returns);
    return new Set(back);
  };
}

/** Makes the polls for orders due. */
export async function pollOrders(db: Pick<Database, "tenant">, organization: OrganizationId, now: Date): Promise<void> {
  const { connections } = await changeInPieces(db, organization, "sync_cursor", {
    where: "next_at > $1 and sweep like 'orders%'",
    set: "next_at = $1",
    given: [now],
  });
  await db.tenant(organization, (tx) => wakeLanes(tx, organization, connections.toSorted(), "sweep", now));
}
