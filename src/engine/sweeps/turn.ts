/**
 * The sweep lane: polling, reconcile and the health of subscriptions. Pages are applied through the same
 * functions as webhooks, the cursor moves in the same transaction, so that a crash repeats a page harmlessly
 * and never skips one.
 */

import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import { isConnectorError } from "../../connectors/kit/errors.ts";
import type { Fee } from "../../connectors/kit/fees.ts";
import { orderSweepsOf } from "../../connectors/kit/open-look.ts";
import type { Sweep } from "../../connectors/kit/ports.ts";
import type { Tx } from "../../db/database.ts";
import { noteOrdersUnread } from "../../hub/stores/health.ts";
import type { SyncAction } from "../../hub/sync-log/sync-log.ts";
import { describeError, exchangesOf, writeJournal } from "../journal.ts";
import type { Lane, Turn } from "../lanes.ts";
import { newTrail, type OpenConnection } from "../platform.ts";
import { ASLEEP, ConnectionRests, guarded, judge, platformAnswers } from "../turn.ts";
import { readMarketplaceStock } from "./marketplace-stock.ts";
import { walkOpen } from "./open-orders.ts";
import { applyFeePage, applyOrderPage, applyProductPage, timed } from "./pages.ts";
import { parkUnread } from "./parked.ts";
import { pickSweep, type SweepTimes } from "./pick.ts";
import { watchOrders } from "./questions.ts";
import { drainQueue } from "./queue.ts";
import { countTaken, noteBegun, noteTurn, plannedSweeps, saveCursor, scheduleSweeps } from "./schedule.ts";
import { checkStock } from "./stock-check.ts";
import { keepSubscriptions } from "./subscriptions.ts";
import type { SweepDeps, SweepTurn } from "./sweep-turn.ts";

interface CursorRow extends SweepTimes {
  readonly cursor: string | null;
  readonly error: string | null;
  readonly begun_at: Date | null;
  readonly place: string | null;
}

// A long catch-up yields after this many pages, so that other stores get their turn.
const PAGES_A_TURN = 20;

/** One turn of one due sweep of the connection (see pick.ts). Settings and connectors change: the cursors follow first. */
export async function sweepTurn(deps: SweepDeps, lane: Lane, signal: AbortSignal): Promise<Turn> {
  const found = await deps.platform.openAnd(lane.organization, lane.connection, (tx) => cursorsOf(tx, lane));
  if (!found || !["active", "paused", "error"].includes(found.open.row.state)) return ASLEEP;
  const { open } = found;
  const cursors = isAsPlanned(open, found.read)
    ? found.read
    : await deps.db.tenant(lane.organization, async (tx) => {
        await scheduleSweeps(tx, open, { now: new Date(deps.clock.now()), isRead: false });
        return cursorsOf(tx, lane);
      });
  const running = cursors.filter(isRunning);
  const trail = newTrail();
  const turn: SweepTurn = { deps, lane, open, trail, signal, now: () => new Date(deps.clock.now()) };
  return guarded(deps, lane, open, trail, async () => {
    const due = pickSweep(running, turn.now());
    return { nextDue: due ? await runOne(turn, due) : earliest(running) };
  });
}

type StoredCursor = Omit<CursorRow, "next_at"> & { readonly next_at: Date | null };

function cursorsOf(tx: Tx, lane: Lane): Promise<StoredCursor[]> {
  return tx.rows<StoredCursor>(
    "SELECT sweep, cursor, next_at, error, reads, every_ms, begun_at, turn_at, place FROM argosy.sync_cursor WHERE organization_id = argosy.tenant() AND connection_id = $1 ORDER BY sweep",
    [lane.connection],
  );
}

const isRunning = (cursor: StoredCursor): cursor is CursorRow => cursor.next_at !== null;

function earliest(running: readonly CursorRow[]): Date | null {
  return running.reduce<Date | null>((first, { next_at: at }) => (first === null || at < first ? at : first), null);
}

function isAsPlanned(open: OpenConnection, cursors: readonly StoredCursor[]): boolean {
  const planned = new Map(plannedSweeps(open).map((sweep) => [sweep.name, sweep]));
  const running = cursors.filter((one) => one.next_at !== null);
  const isSame = ({ sweep, reads, every_ms: everyMs }: StoredCursor) =>
    planned.get(sweep)?.reads === reads && planned.get(sweep)?.everyMs === everyMs;
  return running.length === planned.size && running.every(isSame);
}

async function nextDue(tx: Tx, lane: Lane): Promise<Date | null> {
  const row = await tx.one<{ due: Date | null }>(
    "SELECT min(next_at) AS due FROM argosy.sync_cursor WHERE organization_id = argosy.tenant() AND connection_id = $1",
    [lane.connection],
  );
  return row.due;
}

/** Runs it, and answers when the next sweep is due: read where this one's end is written. */
async function runOne(turn: SweepTurn, due: CursorRow): Promise<Date | null> {
  const { deps, lane, open } = turn;
  const everyMs = plannedSweeps(open).find((sweep) => sweep.name === due.sweep)?.everyMs ?? 60 * 60_000;
  const begun = due.begun_at ?? turn.now();
  const calls = turn.trail.calls.length;
  try {
    if (due.begun_at === null)
      await deps.db.tenant(lane.organization, (tx) => noteBegun(tx, open.row.id, due.sweep, begun));
    const { finished, unread } = await walk(turn, due);
    const problem =
      unread === 0
        ? null
        : `${unread} ${unread === 1 ? "record" : "records"} of the channel cannot be read and tell no id to be asked for by. The others were taken.`;
    return await deps.db.tenant(lane.organization, async (tx) => {
      await noteTurn(tx, open.row.id, { sweep: due.sweep, begun, now: turn.now(), everyMs, finished, problem });
      const entry = {
        connectionId: open.row.id,
        action: actionOf(due.sweep),
        status: "failed" as const,
        errorKind: "drift",
        at: turn.now(),
      };
      await writeJournal(
        tx,
        open.row.id,
        problem === null || problem === due.error ? [] : [{ ...entry, text: problem }],
        turn.trail.drifts.splice(0),
        turn.now(),
      );
      await watchOrders(tx, open, turn.now());
      return nextDue(tx, lane);
    });
  } catch (error) {
    return sweepFailed(turn, due, error, { everyMs, calls });
  }
}

async function sweepFailed(
  turn: SweepTurn,
  due: CursorRow,
  error: unknown,
  what: { readonly everyMs: number; readonly calls: number },
): Promise<Date | null> {
  if (error instanceof ConnectionRests) throw error;
  if (!isConnectorError(error))
    turn.deps.log.error(
      { err: error, connection: turn.open.row.id, sweep: due.sweep },
      "a sweep failed by a fault of ours",
    );
  const now = turn.now();
  const failure = await judge({ error, attempts: 0, now, succeeded: false, signal: turn.signal }, () =>
    platformAnswers(turn.open, turn.signal, turn.trail),
  );
  const { text, kind } = describeError(error);
  const soon = new Date(now.getTime() + Math.min(what.everyMs, 5 * 60_000));
  return turn.deps.db.tenant(turn.lane.organization, async (tx) => {
    await tx.run(
      "UPDATE argosy.sync_cursor SET next_at = $3, error = $4, turn_at = $5, failing_since = coalesce(failing_since, $5) WHERE organization_id = argosy.tenant() AND connection_id = $1 AND sweep = $2",
      [turn.open.row.id, due.sweep, failure.missing === null ? soon : failure.dueAt, text, now],
    );
    await writeJournal(
      tx,
      turn.open.row.id,
      [
        {
          connectionId: turn.open.row.id,
          action: actionOf(due.sweep),
          status: "failed",
          text,
          errorKind: kind.kind,
          details: { sweep: due.sweep, exchanges: exchangesOf(turn.trail.calls, what.calls) },
          at: now,
        },
      ],
      turn.trail.drifts.splice(0),
      now,
    );
    if (due.sweep.startsWith("orders:")) await noteOrdersUnread(tx, turn.open.row.id, { text, now });
    await watchOrders(tx, turn.open, now);
    return nextDue(tx, turn.lane);
  });
}

interface Walked {
  /** It reached the end for now. */
  readonly finished: boolean;
  readonly unread: number;
}

/** Walks a sweep from its cursor. */
async function walk(turn: SweepTurn, due: CursorRow): Promise<Walked> {
  const [what, id] = due.sweep.split(":");
  const { ports } = turn.open;
  if (what === "orders") {
    const { orders } = ports;
    const sweep = orders && orderSweepsOf(orders).find((one) => one.id === id);
    if (orders && sweep?.mode === "open_ids")
      return walkOpen(turn, { orders, sweep, name: due.sweep, cursor: due.cursor, place: due.place });
    return sweep
      ? walkPages(turn, due, sweep, (tx, items, readAt) =>
          applyOrderPage(tx, turn.open, items, { now: turn.now(), source: "poll", readAt: () => readAt }),
        )
      : { finished: true, unread: 0 };
  }
  if (what === "products") {
    const sweep = ports.products?.sweeps.find((one) => one.id === id);
    return sweep
      ? walkPages(turn, due, sweep, (tx, items, readAt) =>
          applyProductPage(tx, turn.open, items, { now: turn.now(), readAt }),
        )
      : { finished: true, unread: 0 };
  }
  if (what === "fees") {
    const sweep = ports.fees?.sweeps.find((one) => one.id === id);
    return sweep
      ? walkPages(turn, due, sweep, (tx, items) => applyFeePage(tx, turn.open, items))
      : { finished: true, unread: 0 };
  }
  if (what === "stock") return { finished: await checkStock(turn, due.cursor), unread: 0 };
  if (what === "marketplace_stock")
    return { finished: await readMarketplaceStock(turn, due.sweep, due.cursor), unread: 0 };
  if (what === "queue") return { finished: await drainQueue(turn), unread: 0 };
  await keepSubscriptions(turn);
  return { finished: true, unread: 0 };
}

async function walkPages<T extends OrderPart | ChannelProduct | Fee>(
  turn: SweepTurn,
  due: CursorRow,
  sweep: Sweep<T>,
  apply: (tx: Tx, items: readonly T[], readAt: Date) => Promise<void>,
): Promise<Walked> {
  const { deps, lane, open } = turn;
  const ctx = open.context({ signal: turn.signal, trail: turn.trail });
  let pages = 0;
  let unread = 0;
  // Before the first run there is no watermark: what is older than the store's activation is the import's.
  const since = open.row.stock_cutover_at?.toISOString();
  for await (const { page, readAt } of timed(sweep.run({ cursor: due.cursor, since }, ctx), deps.clock)) {
    await deps.db.tenant(lane.organization, async (tx) => {
      await apply(tx, page.items, readAt);
      await parkUnread(tx, open, { sweep: due.sweep, keys: page.unreadKeys ?? [], now: turn.now() });
      await countTaken(tx, open.row.id, due.sweep, page.items.length);
      if (page.safeToSave) await saveCursor(tx, open.row.id, due.sweep, page.cursor);
    });
    if (page.items.length > 0) deps.onApplied(lane);
    pages += 1;
    unread += page.unread ?? 0;
    if (pages >= PAGES_A_TURN && page.safeToSave) return { finished: false, unread };
  }
  return { finished: true, unread };
}

function actionOf(sweep: string): SyncAction {
  if (sweep.startsWith("orders")) return "sync_orders";
  if (sweep.startsWith("products")) return "sync_products";
  if (sweep.startsWith("fees")) return "sync_fees";
  if (sweep === "queue") return "receive_notifications";
  return sweep === "stock" || sweep === "marketplace_stock" ? "sync_inventory" : "check_webhooks";
}
