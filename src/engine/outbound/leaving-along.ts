/**
 * What a sale makes due of other stores, where it can leave with the sale's own commit: found out and marked as sent by
 * the transaction that works it out, so that nobody has to look for it afterwards (decision 283).
 */
import type { OrganizationId } from "../../commerce/ids.ts";
import { type Tx, together } from "../../db/database.ts";
import { outboundPause } from "../../hub/admin/outbound-pause.ts";
import type { DesiredStock } from "../../hub/inventory/desired.ts";
import { isShown } from "../../hub/sync-state/shown.ts";
import type { ConnectionRegistry, OpenConnection } from "../connection-registry.ts";
import type { LaneDeps } from "../lane-result.ts";
import type { StoreIds } from "../stored-connection.ts";
import { STORES_OF_CHANGED } from "./desired-numbers.ts";
import { type DueTimes, dueTimesOf, wanted } from "./due-times.ts";
import { type FirstLook, sendsNow } from "./express.ts";
import { type LeavingRow, markSentOf, type StockRow } from "./stock-rows.ts";

/** Stores that may send, and what was due of them before. */
export type Concerned = readonly { readonly open: OpenConnection; readonly due: DueTimes }[];

/**
 * Reads the stores of what a sale changes. What was foreseen is read beside the transaction that applies it, where a
 * connection is free: nothing of it follows from what that one writes, and all it decides is what may leave at once.
 */
export function concernedReader(
  { db, registry }: Pick<LaneDeps, "db" | "registry">,
  organization: OrganizationId,
): { foreseen(variantIds: readonly string[]): void; read(tx: Tx, stores: StoreIds): Promise<Concerned> } {
  let foreseen: { readonly variants: string; readonly found: Promise<Concerned> } | undefined;
  const variantsOf = (variantIds: readonly string[]) => [...new Set(variantIds)].toSorted().join();
  return {
    foreseen(variantIds) {
      const stores = { sql: STORES_OF_CHANGED, given: [...new Set(variantIds)] };
      const read = (tx: Tx) => readConcerned(tx, registry, { organization, stores });
      const found = db.beside(organization, read, { kind: "derived", plans: "kept", atOnce: true });
      // Told to whoever asks for it.
      found?.catch(() => undefined);
      if (found) foreseen = { variants: variantsOf(variantIds), found };
    },
    read: (tx, stores) =>
      foreseen?.variants === variantsOf(stores.given)
        ? foreseen.found
        : readConcerned(tx, registry, { organization, stores }),
  };
}

async function readConcerned(
  tx: Tx,
  registry: Pick<ConnectionRegistry, "openStores">,
  { organization, stores }: { readonly organization: OrganizationId; readonly stores: StoreIds },
): Promise<Concerned> {
  const [opened, times, pause] = await together([
    registry.openStores(tx, organization, stores),
    dueTimesOf(tx, stores),
    outboundPause(tx),
  ]);
  return opened.flatMap((open) => {
    const due = times.get(open.row.id);
    return due && pause === null && open.row.state === "active" ? [{ open, due }] : [];
  });
}

/** With the change that is being made of their stock. */
const dueFrom = (open: OpenConnection, due: DueTimes, now: Date) => wanted(open, { ...due, stock: now });

/** What the turns of their lanes begin with. */
export const firstLooks = (
  concerned: Concerned,
  { sent, now }: { readonly sent: readonly FirstLook[]; readonly now: Date },
): FirstLook[] =>
  concerned.map(
    ({ open, due }) => sent.find((look) => look.open === open) ?? { open, due: dueFrom(open, due, now), sent: [] },
  );

/** `numbers` are locked, and the desired values of all of them are worked out; they are written in the same transaction. */
export function leavingOf(
  concerned: Concerned,
  { numbers, desired, now }: { numbers: readonly LeavingRow[]; desired: readonly DesiredStock[]; now: Date },
): FirstLook[] {
  const numbersOf = new Map(numbers.map((row) => [keyOf(row.listing_id, row.location), row]));
  const desiredOf = Map.groupBy(desired, (input) => input.connectionId);
  return concerned.flatMap(({ open, due }) => {
    const rows = newNumbers(desiredOf.get(open.row.id) ?? [], numbersOf);
    // What is due already goes by its own order.
    const isFree = due.stock === null || due.stock > now;
    const told = dueFrom(open, due, now);
    return rows && isFree && sendsNow({ open, due: told, now }, rows) ? [{ open, due: told, sent: rows }] : [];
  });
}

const keyOf = (listing: string, location: string) => `${listing}\0${location}`;

/** The rows of one store as they will be that are to be sent; null where one of them does not leave by itself. */
function newNumbers(
  desired: readonly DesiredStock[],
  numbers: ReadonlyMap<string, LeavingRow>,
): readonly StockRow[] | null {
  const rows = desired.map(({ listingId, location, desired }) => {
    const row = numbers.get(keyOf(listingId, location));
    // Where places are told apart, others may be left with it.
    if (!row?.leaves || location !== "") return null;
    return { ...row, desired, want_seq: row.want_seq + 1n, attempts: 0, lost_in: 0 };
  });
  const known = rows.filter((row) => row !== null);
  if (known.length < rows.length) return null;
  const open = known.filter(({ desired, expected }) => !isShown(desired, expected));
  // One that rises is asked for orders first that are not applied.
  const isLower = open.every(({ desired, expected }) => expected !== null && desired < expected);
  return open.length > 0 && isLower ? open : null;
}

/** Marks as sent what leaves by lanes taken under this token, once they are; answers those of which it is. */
export async function markLeaving(
  tx: Tx,
  leaving: readonly FirstLook[],
  { token, now }: { readonly token: string; readonly now: Date },
): Promise<FirstLook[]> {
  const marked = await markSentOf(
    tx,
    leaving.map((look) => ({ look, lane: { connection: look.open.row.id, token }, rows: look.sent })),
    now,
  );
  return marked.map(({ look }) => look);
}
