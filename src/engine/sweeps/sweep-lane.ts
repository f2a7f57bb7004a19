/**
 * The sweep lane: polling, reconcile and the health of subscriptions. Pages are applied through the same
 * functions as webhooks, the cursor moves in the same transaction, so that a crash repeats a page harmlessly
 * and never skips one.
 */

import { stateAllows } from "../../commerce/connection-states.ts";
import type { ChannelConversation } from "../../commerce/conversation.ts";
import { message } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { ChannelSettlement } from "../../commerce/settlement.ts";
import type { Context } from "../../connectors/kit/contract/contract.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Fee } from "../../connectors/kit/contract/fees.ts";
import type { Sweep } from "../../connectors/kit/contract/ports.ts";
import { orderSweepsOf } from "../../connectors/kit/pull/open-orders.ts";
import type { PlannedSweep } from "../../connectors/kit/pull/sweep-plan.ts";
import { type Tx, together } from "../../db/database.ts";
import { closeGone } from "../../hub/conversations/gone.ts";
import { textParameters } from "../../hub/json-column.ts";
import { noteTrouble } from "../../hub/stores/health.ts";
import type { SyncAction } from "../../hub/sync-log/sync-log.ts";
import { isTracing, traced } from "../../hub/traces.ts";
import { newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { describeError, failureDetails, writeJournal } from "../journal/sync-journal.ts";
import {
  ConnectionUnavailable,
  classifyFailure,
  createFailureProbes,
  IDLE,
  withConnectionFailures,
  withHealth,
} from "../lanes/lane-result.ts";
import type { Lane, LaneResult } from "../lanes/lanes.ts";
import { ACCOUNT_SWEEP, learnAccount } from "./account.ts";
import { readSpend } from "./ad-spend.ts";
import { type CursorRow, earliest, runningSweeps, unreadOrders } from "./cursors.ts";
import { readRequirements } from "./listing-requirements.ts";
import { readMarketplaceStock } from "./marketplace-stock.ts";
import { walkOpenOrders } from "./open-orders.ts";
import { restsUntil } from "./own-limit.ts";
import { eachPage, type PageEnd } from "./page-walk.ts";
import { applyFeePage, applyOrderPage, applyProductPage, applySettlementPage, type TimedPage, timed } from "./pages.ts";
import { pollParcelMoney } from "./parcel-money.ts";
import { parkUnread } from "./parked.ts";
import { storeConversationPage } from "./parked-records.ts";
import { pickSweep } from "./pick-sweep.ts";
import { ingestQueue } from "./queue.ts";
import { sendReplies } from "./replies.ts";
import { alertStillFailingOrders, needsAlertUpdate } from "./request-progress.ts";
import { dueNow, notePage, noteTurn, plannedSweeps, scheduleSweeps } from "./schedule.ts";
import { checkStock } from "./stock-check.ts";
import { maintainSubscriptions } from "./subscriptions.ts";
import type { SweepDeps, SweepSession } from "./sweep-session.ts";
import { followParcels } from "./tracking.ts";

// A long catch-up yields after this many pages, so that other stores get their turn.
const PAGES_A_TURN = 20;

// What is due, and what has more pages, goes on in the same turn for so long; then other stores have theirs.
const TURN_MS = 1_000;

/** Due sweeps of the connection, one after the other (see pick-sweep.ts). Settings and connectors change: the cursors follow first. */
export function runSweepLane(deps: SweepDeps, lane: Lane, signal: AbortSignal): Promise<LaneResult> {
  if (!isTracing()) return sweepUntilDone(deps, lane, signal);
  const attributes = { "argosy.connection": lane.connection };
  return traced({ name: "sweep", attributes }, () => sweepUntilDone(deps, lane, signal));
}

async function sweepUntilDone(deps: SweepDeps, lane: Lane, signal: AbortSignal): Promise<LaneResult> {
  const found = await deps.registry.openWith(lane.organization, lane.connection, (tx) =>
    runningSweeps(tx, lane.connection),
  );
  if (!found || !stateAllows(found.open.row.state, "read")) return IDLE;
  const { open } = found;
  let running = isAsPlanned(open, found.read)
    ? found.read
    : await deps.db.tenant(lane.organization, async (tx) => {
        await scheduleSweeps(tx, open, { now: new Date(deps.clock.now()), isRead: false });
        return runningSweeps(tx, lane.connection);
      });
  const until = deps.clock.now() + TURN_MS;
  const session: SweepSession = {
    deps,
    lane,
    open,
    callLog: newCallLog(),
    signal,
    now: () => new Date(deps.clock.now()),
    isOver: () => deps.clock.now() >= until,
  };
  return withConnectionFailures(deps, lane, open, session.callLog, async () => {
    do {
      const due = pickSweep(running, session.now());
      if (!due) break;
      running = await runOne(session, due);
    } while (!session.isOver() && !signal.aborted);
    return { nextDue: earliest(running) };
  });
}

function isAsPlanned(open: OpenConnection, running: readonly CursorRow[]): boolean {
  const planned = new Map<string, PlannedSweep>(plannedSweeps(open).map((sweep) => [sweep.name, sweep]));
  const isSame = ({ sweep, reads, every_ms: everyMs }: CursorRow) =>
    planned.get(sweep)?.reads === reads && planned.get(sweep)?.everyMs === everyMs;
  return running.length === planned.size && running.every(isSame);
}

/** Runs it, and answers how the sweeps stand then: read where this one's end is written. */
async function runOne(session: SweepSession, due: CursorRow): Promise<CursorRow[]> {
  const { deps, lane, open } = session;
  const everyMs = plannedSweeps(open).find((sweep) => sweep.name === due.sweep)?.everyMs ?? 60 * 60_000;
  const startedAt = due.begun_at ?? session.now();
  const calls = session.callLog.calls.length;
  try {
    const { finished, unread, cursor, nextAt } = await walk(session, due, startedAt).catch(
      (error: unknown): Walked => ({ finished: false, unread: 0, nextAt: restsUntil(session, calls, error) }),
    );
    const problem = unread === 0 ? null : message("trouble.unread", { count: unread });
    const end = { sweep: due.sweep, startedAt, now: session.now(), everyMs, finished, problem, cursor, nextAt };
    const isNews = problem !== null && problem.text !== due.error;
    if (!isNews && session.callLog.drifts.length === 0) {
      const [, running] = await withHealth(deps, open, session.callLog, (tx) =>
        together([noteTurn(tx, open.row.id, end), runningSweeps(tx, lane.connection)]),
      );
      if (needsAlertUpdate(unreadOrders(running), session.now()))
        await deps.db.tenant(lane.organization, (tx) =>
          alertStillFailingOrders(tx, open, unreadOrders(running), session.now()),
        );
      return running;
    }
    return await deps.db.tenant(lane.organization, async (tx) => {
      await noteTurn(tx, open.row.id, end);
      const entry = {
        connectionId: open.row.id,
        action: actionOf(due.sweep),
        status: "failed" as const,
        errorKind: "drift",
        at: session.now(),
      };
      await writeJournal(
        tx,
        open.row.id,
        isNews ? [{ ...entry, text: problem }] : [],
        session.callLog.drifts.splice(0),
        session.now(),
      );
      return watched(tx, session);
    });
  } catch (error) {
    return sweepFailed(session, due, error, { everyMs, calls });
  }
}

async function watched(tx: Tx, session: SweepSession): Promise<CursorRow[]> {
  const running = await runningSweeps(tx, session.lane.connection);
  await alertStillFailingOrders(tx, session.open, unreadOrders(running), session.now());
  return running;
}

async function sweepFailed(
  session: SweepSession,
  due: CursorRow,
  error: unknown,
  what: { readonly everyMs: number; readonly calls: number },
): Promise<CursorRow[]> {
  if (error instanceof ConnectionUnavailable) throw error;
  if (!isConnectorError(error))
    session.deps.log.error(
      { err: error, connection: session.open.row.id, sweep: due.sweep },
      "a sweep failed by a fault of ours",
    );
  const now = session.now();
  const failure = await classifyFailure(
    { error, attempts: 0, now, succeeded: false, signal: session.signal },
    createFailureProbes(session.deps, session.open, session),
  );
  const { userMessage, kind } = describeError(error);
  const [text, parts] = textParameters(userMessage);
  const soon = new Date(now.getTime() + Math.min(what.everyMs, 5 * 60_000));
  const nextAt = failure.missing === null ? soon : failure.dueAt;
  return session.deps.db.tenant(session.lane.organization, async (tx) => {
    await tx.run(
      `update argosy.sync_cursor
       set next_at = $3, error = $4, error_said = $6, turn_at = $5, failing_since = coalesce(failing_since, $5)
       where organization_id = argosy.tenant() and connection_id = $1 and sweep = $2`,
      [session.open.row.id, due.sweep, nextAt, text, now, parts],
    );
    await writeJournal(
      tx,
      session.open.row.id,
      [
        {
          connectionId: session.open.row.id,
          action: actionOf(due.sweep),
          status: "failed",
          text: userMessage,
          errorKind: kind.kind,
          details: { sweep: due.sweep, ...failureDetails(session.callLog.calls, what.calls, nextAt) },
          at: now,
        },
      ],
      session.callLog.drifts.splice(0),
      now,
    );
    if (due.sweep.startsWith("orders:")) await noteTrouble(tx, session.open.row.id, { text: userMessage, now });
    return watched(tx, session);
  });
}

interface Walked {
  /** It reached the end for now. */
  readonly finished: boolean;
  readonly unread: number;
  /** Where it stands, as far as no page has noted it. */
  readonly cursor?: string | null | undefined;
  readonly nextAt?: Date | undefined;
}

const NOTHING: Walked = { finished: true, unread: 0 };

/** Walks a sweep from its cursor. */
async function walk(session: SweepSession, due: CursorRow, startedAt: Date): Promise<Walked> {
  const [what, id] = due.sweep.split(":");
  const { ports } = session.open;
  if (what === "orders" || what === "orders_in_part") return walkOrders(session, { due, startedAt, id });
  if (what === "products") {
    const sweep = ports.products?.sweeps.find((one) => one.id === id);
    if (!sweep) return NOTHING;
    return walkPages(session, { due, startedAt, sweep }, (tx, items, { readAt }) =>
      applyProductPage(tx, session.open, items, { now: session.now(), readAt }),
    );
  }
  if (what === "fees") {
    const sweep = ports.fees?.sweeps.find((one) => one.id === id);
    return sweep
      ? walkPages(session, { due, startedAt, sweep }, (tx, items) =>
          applyFeePage(tx, session.open, items, { source: "api", now: session.now() }),
        )
      : NOTHING;
  }
  if (what === "conversations") return walkConversations(session, { due, startedAt, id });
  if (what === "replies") return { ...NOTHING, ...(await sendReplies(session)) };
  if (what === "settlements") {
    const sweep = ports.fees?.settlements?.find((one) => one.id === id);
    return sweep
      ? walkPages(session, { due, startedAt, sweep }, (tx, items) =>
          applySettlementPage(tx, session.open, items, session.now()),
        )
      : NOTHING;
  }
  const whole = { sweep: due.sweep, startedAt, cursor: due.cursor };
  if (what === "stock") return (await checkStock(session, whole)) ?? NOTHING;
  if (what === "marketplace_stock") return (await readMarketplaceStock(session, whole)) ?? NOTHING;
  if (what === "tracking") return { finished: await followParcels(session), unread: 0 };
  if (what === "parcel_money") return { finished: await pollParcelMoney(session), unread: 0 };
  if (what === "ad_spend") {
    const read = await readSpend(session, due);
    return read === null ? NOTHING : { unread: 0, ...read };
  }
  if (what === "listing_requirements") return (await readRequirements(session, due.cursor)) ?? NOTHING;
  if (what === "queue") return { finished: await ingestQueue(session), unread: 0 };
  await (what === ACCOUNT_SWEEP ? learnAccount(session) : maintainSubscriptions(session));
  return NOTHING;
}

interface WalkOf {
  readonly due: CursorRow;
  readonly startedAt: Date;
  /** Of the port's sweep. */
  readonly id: string | undefined;
}

async function walkOrders(session: SweepSession, { due, startedAt, id }: WalkOf): Promise<Walked> {
  const { orders } = session.open.ports;
  const sweep = orders && orderSweepsOf(orders).find((one) => one.id === id);
  if (!sweep) return NOTHING;
  if (sweep.mode === "open_ids")
    return walkOpenOrders(session, {
      ...{ orders, sweep, startedAt },
      ...{ name: due.sweep, cursor: due.cursor, place: due.place },
    });
  return walkPages(session, { due, startedAt, sweep }, (tx, items, { readAt }) =>
    applyOrderPage(tx, session.open, items, { now: session.now(), source: "poll", readAt: () => readAt }),
  );
}

function walkConversations(session: SweepSession, { id, ...walk }: WalkOf): Promise<Walked> {
  const { ports, row } = session.open;
  const sweep = ports.conversations?.sweeps.find((one) => one.id === id);
  if (!sweep) return Promise.resolve(NOTHING);
  // How far back questions are of interest is the connector's to say: one that waits may be older than the store here.
  return walkPages(session, { ...walk, sweep, fromBeginning: true }, async (tx, items, { page }) => {
    if (items.length > 0) await storeConversationPage(tx, { connectionId: row.id, now: session.now() }, items);
    await closeGone(tx, page.goneKeys ?? [], { connectionId: row.id });
  });
}

interface PagesWalk<T> {
  readonly due: CursorRow;
  readonly startedAt: Date;
  readonly sweep: Sweep<T>;
  /** The first run reads what is older than the store's activation as well. */
  readonly fromBeginning?: true | undefined;
}

async function walkPages<T extends OrderPart | ChannelProduct | Fee | ChannelSettlement | ChannelConversation>(
  session: SweepSession,
  { due, startedAt, sweep, fromBeginning }: PagesWalk<T>,
  apply: (tx: Tx, items: readonly T[], timed: TimedPage<T>) => Promise<void>,
): Promise<Walked> {
  const { deps, lane, open } = session;
  const ctx = open.context({ signal: session.signal, callLog: session.callLog });
  let pages = 0;
  let unread = 0;
  let cursor: string | null | undefined;
  // Before the first run there is no watermark: what is older than the store's activation, by the platform's own clock,
  // is the import's.
  const since = fromBeginning ? undefined : open.row.stock_cutover_at?.toISOString();
  const take = async (timedPage: TimedPage<T>): Promise<PageEnd> => {
    const { page } = timedPage;
    const { items, unreadKeys = [], goneKeys = [] } = page;
    if (page.safeToSave) cursor = page.cursor;
    if (page.accountChanged)
      await deps.db.tenant(lane.organization, (tx) => dueNow(tx, open.row.id, ACCOUNT_SWEEP, session.now()));
    // The cursor of an empty page is saved with the next write.
    if (items.length > 0 || unreadKeys.length > 0 || goneKeys.length > 0) {
      await deps.db.tenant(lane.organization, async (tx) => {
        await apply(tx, items, timedPage);
        await parkUnread(tx, open, { sweep: due.sweep, keys: unreadKeys, now: session.now() });
        await notePage(tx, open.row.id, { sweep: due.sweep, startedAt, taken: items.length, cursor });
      });
      cursor = undefined;
      deps.onApplied(lane);
    }
    pages += 1;
    unread += page.unread ?? 0;
    // Where its place has not moved, the next turn would begin with this page again.
    if (!page.safeToSave || page.cursor === due.cursor) return "go on";
    if (pages >= PAGES_A_TURN) return "stop";
    return session.isOver() ? "no more calls" : "go on";
  };
  const calls = session.callLog.calls.length;
  try {
    const read = (gated: Context) => timed(sweep.run({ cursor: due.cursor, since }, gated), deps.clock);
    return { finished: await eachPage(ctx, read, take), unread, cursor };
  } catch (error) {
    return { finished: false, unread, cursor, nextAt: restsUntil(session, calls, error) };
  }
}

function actionOf(sweep: string): SyncAction {
  if (sweep.startsWith("orders")) return "sync_orders";
  if (sweep.startsWith("products")) return "sync_products";
  if (sweep.startsWith("fees") || sweep.startsWith("settlements")) return "sync_fees";
  if (sweep.startsWith("conversations")) return "sync_conversations";
  if (sweep === "replies") return "send_reply";
  if (sweep === "queue") return "receive_notifications";
  if (sweep === "tracking") return "track_parcels";
  if (sweep === "parcel_money") return "sync_parcel_money";
  if (sweep === "ad_spend") return "sync_ad_spend";
  if (sweep === "listing_requirements") return "read_requirements";
  if (sweep === ACCOUNT_SWEEP) return "connection_sweep";
  return sweep === "stock" || sweep === "marketplace_stock" ? "sync_inventory" : "check_webhooks";
}
