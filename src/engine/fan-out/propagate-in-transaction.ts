/**
 * Propagates a sale to the listings in the transaction that applies it, so that their quantities are due at its commit
 * (decision 225). Never waits for locks and updates quantities only: if somebody holds one of the rows, or the change
 * affects more than quantities, its marks stay for the fan-out.
 */
import { type Tx, together } from "../../db/database.ts";
import { notifyEndpoints } from "../../hub/events.ts";
import { calculateDesiredStock, type DesiredStock } from "../../hub/inventory/calculate-desired-stock.ts";
import { MISCOUNTED } from "../../hub/inventory/counting.ts";
import { findLowStockNews } from "../../hub/inventory/low-stock.ts";
import { GIVEN } from "../../hub/listings/awaited-numbers.ts";
import { MISHELD } from "../../hub/lots/hold-lots.ts";
import { RECIPE_CHANGED } from "../../hub/orders/recipes.ts";
import { OVERPROMISED } from "../../hub/orders/release-promises.ts";
import { WAITING } from "../../hub/orders/serve-short.ts";
import type { StoreIds } from "../connections/stored-connection.ts";
import { type ClaimTicket, type WokenRow, wakeAndClaim } from "../lanes/lane-claims.ts";
import type { DueSnapshot } from "../outbound/stock/due-snapshots.ts";
import { type AffectedStores, markOutgoing, outgoingStock, snapshotsOf } from "../outbound/stock/outgoing-stock.ts";
import { lockStockRows, refreshAndWake, STORES_OF_CHANGED } from "../outbound/stock/refresh-desired-stock.ts";
import { endMarks, FAN_OUT_LOCK, type ReadMark, readStockMarks } from "./change-marks.ts";

/** Calculated quantities that are not written yet. */
export interface StockPropagation {
  readonly marks: readonly ReadMark[];
  readonly desired: readonly DesiredStock[];
  /** Stores that have to read a quantity back. */
  readonly readBacks: readonly string[];
  /** Stores that list these items. */
  readonly affected: AffectedStores;
  /** Those of them whose quantities may be sent at commit. */
  readonly outgoing: readonly DueSnapshot[];
}

/** What was written. */
export interface PropagationResult {
  readonly woken: readonly WokenRow[];
  /** What the turns of claimed lanes start with. */
  readonly snapshots: readonly DueSnapshot[];
}

/** A larger change is no sale, and would delay its transaction. */
const MAX_VARIANTS = 20;

/** Calculates what listings of these variants should show; null leaves it to the fan-out. */
export async function preparePropagation(
  tx: Tx,
  {
    variantIds,
    now,
    seller,
  }: {
    readonly variantIds: readonly string[];
    readonly now: Date;
    /** The store that sold, whose own number moves with its sales, and what reads its stores with the others'. */
    readonly seller?: { readonly id: string; readonly read: (stores: StoreIds) => Promise<AffectedStores> } | undefined;
  },
): Promise<StockPropagation | null> {
  if (variantIds.length === 0 || variantIds.length > MAX_VARIANTS) return null;
  const [isAlone, numbers, marks, isLate, low, desired, affected] = await together([
    tryFanOutLock(tx),
    lockStockRows(tx, variantIds, now),
    readStockMarks(tx, variantIds),
    mustFanOutFirst(tx, variantIds, now),
    findLowStockNews(tx, variantIds),
    calculateDesiredStock(tx, variantIds),
    seller?.read({ sql: STORES_OF_CHANGED, given: variantIds }) ?? Promise.resolve([]),
  ]);
  if (!isAlone || marks.length === 0 || marks.some(({ tries }) => tries > 0)) return null;
  // A missing row may be about to be inserted by a transaction that waits for one of our marks.
  const locked = new Set(numbers?.map((row) => `${row.listing_id} ${row.location}`));
  if (!numbers || !desired.every(({ listingId, location }) => locked.has(`${listingId} ${location}`))) return null;
  if (isLate || low.length > 0) return null;
  const readBacks = [...new Set(numbers.flatMap((row) => (row.needs_read_back ? [row.connection_id] : [])))];
  const sure = affected.filter(({ open: { row } }) => row.id !== seller?.id && !readBacks.includes(row.id));
  return { marks, desired, readBacks, affected, outgoing: outgoingStock(sure, { numbers, desired, now }) };
}

/** Stores that may have something to send or to read back. */
export const affectedStores = ({ desired, readBacks }: StockPropagation): ReadonlySet<string> =>
  new Set([...desired.map(({ connectionId }) => connectionId), ...readBacks]);

/** Writes the quantities, wakes their lanes, marks what is sent, deletes the change marks: one round trip. */
export async function finishPropagation(
  tx: Tx,
  { marks, desired, readBacks, affected, outgoing }: StockPropagation,
  how: { readonly now: Date; readonly ticket: ClaimTicket | null },
): Promise<PropagationResult> {
  const { now, ticket } = how;
  const [sending, looking, sent] = await together([
    refreshAndWake(tx, desired, how),
    wakeAndClaim(tx, { connections: readBacks, kind: "outbound", at: now }, ticket),
    ticket ? markOutgoing(tx, outgoing, { token: ticket.token, now }) : Promise.resolve([]),
    notifyEndpoints(
      tx,
      "stock.changed",
      marks.map(({ subject_id: variantId }) => ({ variantId })),
    ),
    endMarks(tx, marks, now),
  ]);
  const woken = [...sending, ...looking];
  const ids = new Set(woken.map(({ connection_id: id }) => id));
  const affectedNow = affected.filter(({ open }) => ids.has(open.row.id));
  return { woken, snapshots: snapshotsOf(affectedNow, { sent, now }) };
}

export const NOTHING_PROPAGATED: PropagationResult = { woken: [], snapshots: [] };

const FIRST = `select exists (${MISCOUNTED}) or exists (${RECIPE_CHANGED}) or exists (${GIVEN})
    or exists (${MISHELD("$2")}) or exists (${OVERPROMISED}) or exists (${WAITING}) as late`;

/** Whether the fan-out has to settle something else before channels get these quantities. */
async function mustFanOutFirst(tx: Tx, variantIds: readonly string[], now: Date): Promise<boolean> {
  return (await tx.one<{ late: boolean }>(FIRST, [variantIds, now])).late;
}

/** Takes the fan-out's lock if it is free; waiting for it while holding stock rows could deadlock. */
async function tryFanOutLock(tx: Tx): Promise<boolean> {
  const { alone } = await tx.one<{ alone: boolean }>(`select pg_try_advisory_xact_lock(${FAN_OUT_LOCK}) as alone`);
  return alone;
}
