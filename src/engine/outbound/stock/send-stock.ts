/**
 * Sends stock to one channel: reads back where what it shows is in doubt (a write of unknown outcome among them), then
 * writes what differs in the channel's best batches, compare-and-set where it can. Never writes blindly over a sale it has not seen.
 */

import { countable } from "../../../commerce/inventory.ts";
import type { Context } from "../../../connectors/kit/contract/contract.ts";
import type { PushResult, Stock } from "../../../connectors/kit/contract/ports.ts";
import { chunks } from "../../../connectors/kit/parse/chunks.ts";
import type { Tx } from "../../../db/database.ts";
import { unappliedOf } from "../../../hub/incoming-event-log/unread-orders.ts";
import { holdMassZeros } from "../../../hub/stock-holds/mass-zero.ts";
import { readSettings } from "../../../hub/stores/settings.ts";
import { markInSync, postponeParked, returnUnsent } from "../../../hub/sync-state/stock.ts";
import { isTracing, traced } from "../../../hub/traces.ts";
import { stockTraces } from "../../journal/stock-traces.ts";
import { answersOf } from "../batch-answers.ts";
import type { OutboundSession } from "../outbound-session.ts";
import { answerTaker, type Operation, type OperationPoller } from "../pending-operations.ts";
import { sendEach } from "../push-due.ts";
import { sendInParts } from "../send-in-parts.ts";
import { clearUnsupportedWork } from "../unsupported.ts";
import type { EarlyStockWrite } from "./early-stock-writes.ts";
import { hold } from "./execute-decisions.ts";
import { itemOf } from "./push-item.ts";
import { readBack } from "./read-back.ts";
import { recordOutcomes, wholeBatchFailed } from "./record-outcome.ts";
import { type DueStock, loadPendingRows, markStockRowsSent, type StockRow, takeDueStock } from "./stock-rows.ts";
import { stepBeforeWrite } from "./stock-situation.ts";

// Enough for the largest batch a platform takes, small enough for one transaction.
const TAKE = 1_000;

/** Sends what is due, or what is marked as sent already and may be started; resolves to true when there may be more. */
export async function pushStock(
  session: OutboundSession,
  marked: readonly StockRow[] = [],
  earlyWrite?: EarlyStockWrite | undefined,
): Promise<boolean> {
  const { open } = session;
  const stock = open.ports.stock;
  if (!stock) return clearUnsupportedWork(session, "listing_stock", open.ports.files?.stock ? "waiting" : "idle");
  if (marked.length > 0) {
    await sendMarked(session, stock, marked, earlyWrite);
    return false;
  }
  const { rows: due, isFull, isSent } = await takeUpToDate(session, stock);
  if (due.length === 0) return isFull;
  if (isSent) {
    await sendMarked(session, stock, due);
    return isFull;
  }
  const kinds = Object.groupBy(due, (row) => stepBeforeWrite(row, stock));
  const { "read back": doubtful = [], write: certain = [], "in sync": inSync = [], hold: held = [] } = kinds;
  // Due for a number that an order has explained meanwhile: there is nothing left to do.
  if (inSync.length > 0) await session.tenant((tx) => markInSync(tx, inSync));
  if (held.length > 0) await session.tenant((tx) => hold(tx, session, held, session.now()));
  if (doubtful.length === 0) return (await sendAll(session, stock, certain)) || isFull;
  // A lower quantity does not wait for another item's read-back.
  const { first = [], later = [] } = Object.groupBy(certain, (row) => (isLowered(row) ? "first" : "later"));
  if (await sendAll(session, stock, first)) return true;
  return (await sendAll(session, stock, [...later, ...(await readBackFirst(session, stock, doubtful))])) || isFull;
}

/** What lowers a number first; answers true when the turn is over before all have left. */
async function sendAll(session: OutboundSession, stock: Stock, rows: readonly StockRow[]): Promise<boolean> {
  const ready = rows.toSorted((a, b) => Number(isLowered(b)) - Number(isLowered(a)));
  return sendEach(session, batches(stock, ready), (batch) => sendBatch(session, stock, batch));
}

/** Until it is written, the channel sells what is gone. */
const isLowered = (row: StockRow): boolean => row.believed !== null && row.desired < row.believed;

/** Doubtful rows whose quantity was read back, without zeros that wait for approval. */
async function readBackFirst(
  session: OutboundSession,
  stock: Stock,
  doubtful: readonly StockRow[],
): Promise<StockRow[]> {
  const checked = await readBack(session, stock, doubtful);
  if (!checked.some((row) => row.desired === 0)) return checked;
  const held = await session.tenant((tx) => holdZeros(tx, session));
  return checked.filter((row) => !held.has(`${row.listing_id}\0${row.location}`));
}

interface Taken extends DueStock {
  /** All of it is one certain batch, marked as sent already: no further transaction is needed. */
  readonly isSent: boolean;
}

/** Takes due rows; pending changes are propagated to their listings first. */
async function takeUpToDate(session: OutboundSession, stock: Stock): Promise<Taken> {
  const take = () =>
    session.tenant(
      async (tx): Promise<Taken> => {
        const due = await withoutHeld(tx, session, await takeDueStock(tx, session.open.row.id, session.now(), TAKE));
        const isSent = due.outdated === 0 && isOneBatch(stock, due.rows);
        if (isSent) await markStockRowsSent(tx, session.lane, due.rows, session.now());
        return { ...due, isSent };
      },
      { kind: "derived", plans: "kept" },
    );
  const due = await take();
  if (due.outdated === 0) return due;
  await session.propagateChanges();
  const again = await take();
  if (again.outdated > 0) await session.tenant((tx) => postponeParked(tx, session.open.row.id, session.now()));
  return again;
}

/** Nothing of it has to be read back first, and it goes in one call. */
const isOneBatch = (stock: Stock, rows: readonly StockRow[]): boolean =>
  rows.every((row) => stepBeforeWrite(row, stock) === "write") && batches(stock, rows).length === 1;

/** A zero that may have to wait for a person, because there are too many. */
const isGuarded = (row: StockRow): boolean => row.desired === 0 && row.believed !== 0;

/** These may be written in one call: none needs a read-back or approval first. */
export const goesAsItStands = (stock: Stock, rows: readonly StockRow[]): boolean =>
  isOneBatch(stock, rows) && !rows.some(isGuarded);

/** Zeros that are too many to be written unseen are left out; a person decides. */
async function withoutHeld(tx: Tx, session: OutboundSession, due: DueStock): Promise<DueStock> {
  // A zero is no raise: whether the channel compares does not matter.
  if (!due.rows.some((row) => isGuarded(row) && stepBeforeWrite(row, { compareAndSet: "none" }) !== "read back"))
    return due;
  const held = await holdZeros(tx, session);
  return { ...due, rows: due.rows.filter((row) => !held.has(`${row.listing_id}\0${row.location}`)) };
}

async function holdZeros(tx: Tx, session: OutboundSession): Promise<ReadonlySet<string>> {
  const { row } = session.open;
  const store = { id: row.id, name: row.name, inventory: readSettings(row.settings).inventory };
  const held = await holdMassZeros(tx, store, session.now());
  return new Set(held.map(({ listingId, location }) => `${listingId}\0${location}`));
}

function batches(stock: Stock, rows: readonly StockRow[]): StockRow[][] {
  const { push } = stock;
  const groupOf = (row: StockRow) => push.groupOf?.(itemOf(row)) ?? "";
  // Items that failed before, or whose batch got no answer, are sent apart from the others in ever smaller batches.
  const groups = Map.groupBy(rows, (row) => `${row.lost_in}\0${row.attempts > 0}\0${groupOf(row)}`);
  return [...groups.values()].flatMap((group) => {
    const lostIn = group[0]?.lost_in ?? 0;
    const size = lostIn > 0 ? Math.min(push.maxItems, Math.ceil(lostIn / 2)) : push.maxItems;
    return chunks(group, size);
  });
}

async function sendBatch(session: OutboundSession, stock: Stock, rows: readonly StockRow[]): Promise<void> {
  const going = await session.tenant(
    async (tx) => {
      const free = await withoutUnread(tx, session, rows);
      await markStockRowsSent(tx, session.lane, free, session.now());
      return free;
    },
    { kind: "derived" },
  );
  if (going.length > 0) await sendMarked(session, stock, going);
}

const isRaised = (row: StockRow): boolean => !row.passed && row.believed !== null && row.desired > row.believed;

/** An order may have arrived since these rows were taken: raises wait for it. */
async function withoutUnread(
  tx: Tx,
  session: OutboundSession,
  rows: readonly StockRow[],
): Promise<readonly StockRow[]> {
  if (!rows.some(isRaised)) return rows;
  const unread = await unappliedOf(tx, session.open.row.id);
  if (unread === null) return rows;
  await hold(
    tx,
    session,
    rows.filter(isRaised).map((row) => ({ ...row, unread })),
    session.now(),
  );
  return rows.filter((row) => !isRaised(row));
}

function sendMarked(
  session: OutboundSession,
  stock: Stock,
  rows: readonly StockRow[],
  earlyWrite?: EarlyStockWrite | undefined,
): Promise<void> {
  const send = () => sendNumbers(session, stock, rows, earlyWrite);
  return isTracing() ? sendTraced(session, rows, send) : send();
}

/** Sends numbers as a step of what changed them. */
async function sendTraced(
  session: OutboundSession,
  rows: readonly StockRow[],
  send: () => Promise<void>,
): Promise<void> {
  const items = rows.map((row) => row.variant_id);
  const from = await session.tenant((tx) => stockTraces(tx, items));
  if (from.length === 0) return send();
  const attributes = { "argosy.connection": session.lane.connection, "argosy.items": items.length };
  return traced({ name: "send stock", from, attributes }, send);
}

async function sendNumbers(
  session: OutboundSession,
  stock: Stock,
  rows: readonly StockRow[],
  earlyWrite?: EarlyStockWrite | undefined,
): Promise<void> {
  const early = (some: readonly StockRow[]) => (some === rows ? (earlyWrite?.send(session.signal) ?? null) : null);
  await sendInParts(session, rows, {
    send: (some) => session.call((ctx: Context) => early(some) ?? stock.push.send(some.map(itemOf), ctx)),
    record: (some, results, fromCall) => recordResults(session, some, results, fromCall),
    failed: (some, error, fromCall) => wholeBatchFailed(session, { rows: some, error, fromCall }),
    release: (some) => session.tenant((tx) => returnUnsent(tx, some, false)),
    repeats: false,
  });
}

async function recordResults(
  session: OutboundSession,
  rows: readonly StockRow[],
  results: readonly PushResult<number>[],
  fromCall: number,
): Promise<void> {
  const counted = results.map((result) =>
    "observed" in result ? { ...result, observed: countable(result.observed) } : result,
  );
  await recordOutcomes(
    session,
    answersOf(rows, counted, (row) => row.location),
    fromCall,
  );
}

/** Requests the outcome of stock batches the channel answers later; null when it has none. */
export const stockAnswers = (session: OutboundSession): OperationPoller | null =>
  answerTaker<number, StockRow>(session, session.open.ports.stock?.push, {
    rows(operation: Operation) {
      const desired = new Map(operation.items.map((item) => [`${item.l}\0${item.s}`, Number(item.w)]));
      return session.tenant((tx) => loadPendingRows(tx, operation.id, desired));
    },
    slotOf: (row) => row.location,
    itemOf,
    settle: (rows, { results, fromCall }) => recordResults(session, rows, results, fromCall),
  });
