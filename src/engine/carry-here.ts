/**
 * Carries a sale's change to the listings in the transaction that applies it, so that its numbers are due with its commit.
 * It waits for nobody and decides nothing but numbers: where somebody else carries or holds one of them, or anything but
 * numbers follows from the change, its marks stay and the fan-out carries it.
 */
import { type Tx, together } from "../db/database.ts";
import { tellEndpoints } from "../hub/events.ts";
import { MISCOUNTED } from "../hub/inventory/counting.ts";
import { computeDesired, type DesiredStock } from "../hub/inventory/desired.ts";
import { findLowStockNews } from "../hub/inventory/low-stock.ts";
import { GIVEN } from "../hub/listings/awaited-numbers.ts";
import { RECIPE_CHANGED } from "../hub/orders/recipes.ts";
import { WAITING } from "../hub/orders/serve-short.ts";
import { OVERPROMISED } from "../hub/orders/take-back.ts";
import { CARRYING, endMarks, type ReadMark, readStockMarks } from "./change-marks.ts";
import { lockNumbers, looksDue, STORES_OF_CHANGED, setAndWake } from "./outbound/desired-numbers.ts";
import type { FirstLook } from "./outbound/express.ts";
import { type Concerned, firstLooks, leavingOf, markLeaving } from "./outbound/leaving-along.ts";
import type { StoreIds } from "./stored-connection.ts";
import { type Taking, type WokenRow, wakeAndTake } from "./taking.ts";

/** What is worked out of a change and not written yet. */
export interface Carriage {
  readonly marks: readonly ReadMark[];
  readonly desired: readonly DesiredStock[];
  /** Stores that are to look at a number. */
  readonly looks: readonly string[];
  /** Stores of these items. */
  readonly concerned: Concerned;
  /** Of them those whose numbers may leave with the commit. */
  readonly leaving: readonly FirstLook[];
}

/** What was done with it. */
export interface Carried {
  readonly woken: readonly WokenRow[];
  /** What turns of lanes that were taken begin with. */
  readonly first: readonly FirstLook[];
}

/** More is no sale, and would make who applies it wait. */
const MOST_VARIANTS = 20;

/** Works out what listings of these variants should show. Null: the fan-out does. */
export async function prepareCarriage(
  tx: Tx,
  {
    variantIds,
    now,
    seller,
  }: {
    readonly variantIds: readonly string[];
    readonly now: Date;
    /** The store that sold, whose own number moves with its sales, and what reads its stores with the others'. */
    readonly seller?: { readonly id: string; readonly read: (stores: StoreIds) => Promise<Concerned> } | undefined;
  },
): Promise<Carriage | null> {
  if (variantIds.length === 0 || variantIds.length > MOST_VARIANTS) return null;
  const [isAlone, numbers, marks, isLate, low, looks, desired, concerned] = await together([
    carriesAlone(tx),
    lockNumbers(tx, variantIds),
    readStockMarks(tx, variantIds),
    comesSecond(tx, variantIds),
    findLowStockNews(tx, variantIds),
    looksDue(tx, variantIds, now),
    computeDesired(tx, variantIds),
    seller?.read({ sql: STORES_OF_CHANGED, given: variantIds }) ?? Promise.resolve([]),
  ]);
  if (!isAlone || marks.length === 0 || marks.some(({ tries }) => tries > 0)) return null;
  // One that is not there yet might be made by somebody who waits for a mark of ours.
  const locked = new Set(numbers?.map((row) => `${row.listing_id} ${row.location}`));
  if (!numbers || !desired.every(({ listingId, location }) => locked.has(`${listingId} ${location}`))) return null;
  if (isLate || low.length > 0) return null;
  const sure = concerned.filter(({ open: { row } }) => row.id !== seller?.id && !looks.includes(row.id));
  return { marks, desired, looks, concerned, leaving: leavingOf(sure, { numbers, desired, now }) };
}

/** Stores that may have something to send, or to look at. */
export const concernedBy = ({ desired, looks }: Carriage): ReadonlySet<string> =>
  new Set([...desired.map(({ connectionId }) => connectionId), ...looks]);

/** Writes them, wakes who is to send or look, marks what leaves, and ends the marks: sent at once. */
export async function finishCarriage(
  tx: Tx,
  { marks, desired, looks, concerned, leaving }: Carriage,
  how: { readonly now: Date; readonly taking: Taking | null },
): Promise<Carried> {
  const { now, taking } = how;
  const [sending, looking, sent] = await together([
    setAndWake(tx, desired, how),
    wakeAndTake(tx, { connections: looks, kind: "outbound", at: now }, taking),
    taking ? markLeaving(tx, leaving, { token: taking.token, now }) : Promise.resolve([]),
    tellEndpoints(
      tx,
      "stock.changed",
      marks.map(({ subject_id: variantId }) => ({ variantId })),
    ),
    endMarks(tx, marks, now),
  ]);
  const woken = [...sending, ...looking];
  return { woken, first: firstLooks(concerned, { sent, now }) };
}

export const NOTHING_CARRIED: Carried = { woken: [], first: [] };

const FIRST = `select exists (${MISCOUNTED}) or exists (${RECIPE_CHANGED}) or exists (${GIVEN})
    or exists (${OVERPROMISED}) or exists (${WAITING}) as late`;

/** Whether the fan-out has something else to settle before any channel hears of these variants. */
async function comesSecond(tx: Tx, variantIds: readonly string[]): Promise<boolean> {
  return (await tx.one<{ late: boolean }>(FIRST, [variantIds])).late;
}

/** Takes the fan-out's lock where it is free: asked for while this transaction holds numbers, nobody may be waited for. */
async function carriesAlone(tx: Tx): Promise<boolean> {
  const { alone } = await tx.one<{ alone: boolean }>(`select pg_try_advisory_xact_lock(${CARRYING}) as alone`);
  return alone;
}
