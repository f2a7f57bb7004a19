/**
 * Finds and marks the quantities of other stores that may leave with the sale's own commit, so that no later query is
 * needed (decision 283).
 */
import { stateAllows } from "../../../commerce/connection-states.ts";
import type { OrganizationId } from "../../../commerce/ids.ts";
import { type Tx, together } from "../../../db/database.ts";
import { outboundPause } from "../../../hub/admin/outbound-pause.ts";
import type { DesiredStock } from "../../../hub/inventory/calculate-desired-stock.ts";
import { isShown } from "../../../hub/sync-state/shown.ts";
import type { ConnectionRegistry, OpenConnection } from "../../connections/connection-registry.ts";
import type { StoreIds } from "../../connections/stored-connection.ts";
import type { LaneDeps } from "../../lanes/lane-result.ts";
import { type DueTimes, dueTimesOf, dueWhileEnabled } from "../due-times.ts";
import { canSendNow, type DueSnapshot } from "./due-snapshots.ts";
import { STORES_OF_CHANGED } from "./refresh-desired-stock.ts";
import { markSentOf, type OutgoingRow, type StockRow } from "./stock-rows.ts";

/** Stores that may send, with what was due before. */
export type AffectedStores = readonly { readonly open: OpenConnection; readonly due: DueTimes }[];

/**
 * Reads the stores a sale affects. As soon as the items are known they are read on a second database connection, if one is
 * idle: the result does not depend on the transaction's writes.
 */
export function affectedStoresReader(
  { db, registry }: Pick<LaneDeps, "db" | "registry">,
  organization: OrganizationId,
): { foreseen(variantIds: readonly string[]): void; read(tx: Tx, stores: StoreIds): Promise<AffectedStores> } {
  let foreseen: { readonly variants: string; readonly found: Promise<AffectedStores> } | undefined;
  const variantsOf = (variantIds: readonly string[]) => [...new Set(variantIds)].toSorted().join();
  return {
    foreseen(variantIds) {
      const stores = { sql: STORES_OF_CHANGED, given: [...new Set(variantIds)] };
      const read = (tx: Tx) => readAffectedStores(tx, registry, { organization, stores });
      const found = db.beside(organization, read, { kind: "derived", plans: "kept", atOnce: true });
      // read() reports a failure.
      found?.catch(() => undefined);
      if (found) foreseen = { variants: variantsOf(variantIds), found };
    },
    read: (tx, stores) =>
      foreseen?.variants === variantsOf(stores.given)
        ? foreseen.found
        : readAffectedStores(tx, registry, { organization, stores }),
  };
}

async function readAffectedStores(
  tx: Tx,
  registry: Pick<ConnectionRegistry, "openStores">,
  { organization, stores }: { readonly organization: OrganizationId; readonly stores: StoreIds },
): Promise<AffectedStores> {
  const [opened, times, pause] = await together([
    registry.openStores(tx, organization, stores),
    dueTimesOf(tx, stores),
    outboundPause(tx),
  ]);
  return opened.flatMap((open) => {
    const due = times.get(open.row.id);
    return due && pause === null && stateAllows(open.row.state, "written") ? [{ open, due }] : [];
  });
}

/** Due times with this change of stock. */
const dueFrom = (open: OpenConnection, due: DueTimes, now: Date) => dueWhileEnabled(open, { ...due, stock: now });

/**
 * The snapshots the turns of woken stores start with. Several that were not sent get none: they read what is due in one
 * transaction for all (decision 173).
 */
export function snapshotsOf(
  woken: AffectedStores,
  { sent, now }: { readonly sent: readonly DueSnapshot[]; readonly now: Date },
): DueSnapshot[] {
  const unsent = woken.filter(({ open }) => !sent.some((snapshot) => snapshot.open === open));
  if (unsent.length > 1) return [...sent];
  return [...sent, ...unsent.map(({ open, due }) => ({ open, due: dueFrom(open, due, now), sent: [] }))];
}

/** The rows that may be sent at commit. `numbers` are locked; `desired` is written in the same transaction. */
export function outgoingStock(
  affected: AffectedStores,
  { numbers, desired, now }: { numbers: readonly OutgoingRow[]; desired: readonly DesiredStock[]; now: Date },
): DueSnapshot[] {
  const numbersOf = new Map(numbers.map((row) => [keyOf(row.listing_id, row.location), row]));
  const desiredOf = Map.groupBy(desired, (input) => input.connectionId);
  return affected.flatMap(({ open, due }) => {
    const rows = newNumbers(desiredOf.get(open.row.id) ?? [], numbersOf);
    // Stock that was due before is sent in its own turn.
    const isFree = due.stock === null || due.stock > now;
    const sendable = dueFrom(open, due, now);
    return rows && isFree && canSendNow({ open, due: sendable, now }, rows)
      ? [{ open, due: sendable, sent: rows }]
      : [];
  });
}

const keyOf = (listing: string, location: string) => `${listing}\0${location}`;

/** One store's rows as they will be after this change; null if one of them cannot be sent alone. */
function newNumbers(
  desired: readonly DesiredStock[],
  numbers: ReadonlyMap<string, OutgoingRow>,
): readonly StockRow[] | null {
  const rows = desired.map(({ listingId, location, desired }) => {
    const row = numbers.get(keyOf(listingId, location));
    // With several locations, another one may have to be cleared too.
    if (!row?.is_outgoing || location !== "") return null;
    return { ...row, desired, want_seq: row.want_seq + 1n, attempts: 0, lost_in: 0 };
  });
  const complete = rows.filter((row) => row !== null);
  if (complete.length < rows.length) return null;
  const open = complete.filter(({ desired, believed }) => !isShown(desired, believed));
  // Before a rise, orders that are not applied yet have to be read.
  const isLower = open.every(({ desired, believed }) => believed !== null && desired < believed);
  return open.length > 0 && isLower ? open : null;
}

/** Marks rows as sent for lanes claimed under the token; returns the snapshots that were marked. */
export async function markOutgoing(
  tx: Tx,
  outgoing: readonly DueSnapshot[],
  { token, now }: { readonly token: string; readonly now: Date },
): Promise<DueSnapshot[]> {
  const marked = await markSentOf(
    tx,
    outgoing.map((snapshot) => ({
      look: snapshot,
      lane: { connection: snapshot.open.row.id, token },
      rows: snapshot.sent,
    })),
    now,
  );
  return marked.map(({ look: snapshot }) => snapshot);
}
