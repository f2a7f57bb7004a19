/**
 * Carries a sale's change to the listings in the transaction that applies it, so that its numbers are due with its commit.
 * It waits for nobody and decides nothing but numbers: where somebody else carries or holds one of them, or anything but
 * numbers follows from the change, its marks stay and the fan-out carries it.
 */
import type { OrganizationId } from "../commerce/ids.ts";
import { type Tx, together } from "../db/database.ts";
import { tellEndpoints } from "../hub/events.ts";
import { computeDesired, type DesiredStock } from "../hub/inventory/desired.ts";
import { findLowStockNews } from "../hub/inventory/low-stock.ts";
import { GIVEN } from "../hub/listings/awaited-numbers.ts";
import { RECIPE_CHANGED } from "../hub/orders/recipes.ts";
import { WAITING } from "../hub/orders/serve-short.ts";
import { OVERPROMISED } from "../hub/orders/take-back.ts";
import { CARRYING, endMarks, type ReadMark, readStockMarks } from "./change-marks.ts";
import { lockNumbers, looksDue, setAndWake } from "./desired-numbers.ts";
import { wakeLanes } from "./lanes.ts";

/** What is worked out of a change and not written yet. */
export interface Carriage {
  readonly organization: OrganizationId;
  readonly marks: readonly ReadMark[];
  readonly wishes: readonly DesiredStock[];
  /** Stores that are to look at a number. */
  readonly looks: readonly string[];
}

/** More is no sale, and would make who applies it wait. */
const MOST_VARIANTS = 20;

/** Works out what listings of these variants should show. Null: the fan-out does. */
export async function prepareCarriage(
  tx: Tx,
  organization: OrganizationId,
  { variantIds, now }: { readonly variantIds: readonly string[]; readonly now: Date },
): Promise<Carriage | null> {
  if (variantIds.length === 0 || variantIds.length > MOST_VARIANTS) return null;
  const [isAlone, isLocked, marks, isLate, low, looks, wishes] = await together([
    carriesAlone(tx),
    lockNumbers(tx, variantIds),
    readStockMarks(tx, variantIds),
    comesSecond(tx, variantIds),
    findLowStockNews(tx, variantIds),
    looksDue(tx, variantIds, now),
    computeDesired(tx, variantIds),
  ]);
  if (!isAlone || marks.length === 0 || marks.some(({ tries }) => tries > 0)) return null;
  // One that is not there yet might be made by somebody who waits for a mark of ours.
  if (!isLocked || !wishes.every(isLocked)) return null;
  if (isLate || low.length > 0) return null;
  return { organization, marks, wishes, looks };
}

/** Writes them, wakes who is to send or look, and ends the marks: sent at once. Answers whether a lane was woken. */
export async function finishCarriage(
  tx: Tx,
  { organization, marks, wishes, looks }: Carriage,
  now: Date,
): Promise<boolean> {
  const [isSent] = await together([
    setAndWake(tx, wishes, now),
    wakeLanes(tx, organization, looks, "outbound", now),
    tellEndpoints(
      tx,
      "stock.changed",
      marks.map(({ subject_id: variantId }) => ({ variantId })),
    ),
    endMarks(tx, marks, now),
  ]);
  return isSent || looks.length > 0;
}

const FIRST = `SELECT EXISTS (${RECIPE_CHANGED}) OR EXISTS (${GIVEN}) OR EXISTS (${OVERPROMISED}) OR EXISTS (${WAITING}) AS late`;

/** Whether the fan-out has something else to settle before any channel hears of these variants. */
async function comesSecond(tx: Tx, variantIds: readonly string[]): Promise<boolean> {
  return (await tx.one<{ late: boolean }>(FIRST, [variantIds])).late;
}

/** Takes the fan-out's lock where it is free: asked for while this transaction holds numbers, nobody may be waited for. */
async function carriesAlone(tx: Tx): Promise<boolean> {
  const { alone } = await tx.one<{ alone: boolean }>(`SELECT pg_try_advisory_xact_lock(${CARRYING}) AS alone`);
  return alone;
}
