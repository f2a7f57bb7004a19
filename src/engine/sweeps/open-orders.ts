/**
 * Reading open orders again, some at a time: the engine keeps the place among them, so that however many there are
 * (statuses of a plugin's own never end), each has its turn. What a list no longer shows is asked for by name, and what
 * the channel does not know any more ends here as well.
 */

import { message } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Orders, Sweep } from "../../connectors/kit/contract/ports.ts";
import { isOfRow } from "../../connectors/kit/pull/read-each.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import { ordersGone } from "../../hub/orders/apply.ts";
import { channelActor } from "../apply/apply-changes.ts";
import { isWithinHistory } from "../apply/order-history.ts";
import { platformAnswers } from "../lanes/lane-result.ts";
import { applyOrderPage } from "./pages.ts";
import { parkUnread } from "./parked.ts";
import { notePage } from "./schedule.ts";
import type { SweepSession } from "./sweep-session.ts";

/** Orders per read at most: new orders wait until a read ends. */
const PAGE = 50;
/** The first read measures the shop's speed: some need five calls of a second and more per order. */
const FIRST_PAGE = 10;
/** As many as one run takes; the next goes on after them. */
const A_RUN = 2_000;
/** How long a turn reads open orders before other sweeps run. */
const TURN_MS = 10_000;
/** Closed orders from before it are left alone. */
const CLOSED_DAYS = 60;
/** Numbers an alert names. */
const NAMED = 5;

interface StoredOrder {
  readonly id: string;
  readonly number: string;
  readonly ext_key: string;
  readonly placed_at: Date;
}

export interface OpenWalk {
  readonly orders: Orders;
  readonly sweep: Sweep<OrderPart>;
  /** As sync_cursor has it. */
  readonly name: string;
  readonly cursor: string | null;
  readonly place: string | null;
  /** When the run began. */
  readonly startedAt: Date;
}

/** One turn; `finished` when the run is over. */
export async function walkOpenOrders(
  session: SweepSession,
  walk: OpenWalk,
): Promise<{ finished: boolean; unread: number }> {
  const { clock } = session.deps;
  const until = clock.now() + TURN_MS;
  let { cursor, place } = walk;
  let unread = 0;
  let size = Math.min(PAGE, walk.sweep.idsARun ?? FIRST_PAGE);
  for (;;) {
    const startedMs = clock.now();
    const stored = await inside(session, (tx) => openAfter(tx, session.open.row.id, place, size));
    const checked = await readOrders(session, { ...walk, cursor }, stored);
    cursor = checked.cursor;
    unread += checked.unread;
    await askByName(session, walk.orders, missingOf(session, stored, checked.reported));
    const isRound = stored.length < size;
    place = isRound ? null : (stored.at(-1)?.id ?? null);
    const { finished } = await inside(session, (tx) => saveCursor(tx, session, walk, { place, looked: stored.length }));
    if (finished || isRound) {
      const closed = await inside(session, (tx) => closedInTurn(tx, session, walk.sweep));
      if (closed.length > 0) unread += (await readOrders(session, { ...walk, cursor }, closed)).unread;
      return { finished: true, unread };
    }
    const now = clock.now();
    if (now >= until) return { finished: false, unread };
    const isFast = ((now - startedMs) / size) * PAGE <= until - now;
    if (walk.sweep.idsARun === undefined) size = isFast ? PAGE : FIRST_PAGE;
  }
}

const inside = <T>(session: SweepSession, work: (tx: Tx) => Promise<T>) =>
  session.deps.db.tenant(session.lane.organization, work);

/** The newest first, from `place` on. */
function openAfter(tx: Tx, connection: string, place: string | null, limit: number): Promise<StoredOrder[]> {
  return tx.rows<StoredOrder>(
    `select id, number, ext_key, placed_at from argosy.sales_order
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key is not null
       and status not in ('completed', 'cancelled')
       and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [connection, place, limit],
  );
}

/** The next of the closed ones; which they are follows from the hour, so that every one has its turn. */
async function closedInTurn(tx: Tx, { open, now }: SweepSession, sweep: Sweep<OrderPart>): Promise<StoredOrder[]> {
  const { closedARun, everyMs } = sweep;
  if (closedARun === undefined) return [];
  const run = Math.floor(now().getTime() / everyMs);
  return tx.rows<StoredOrder>(
    `select id, number, ext_key, placed_at from (
       select id, number, ext_key, placed_at, row_number() over (order by id) - 1 as nth, count(*) over () as total
       from argosy.sales_order
       where organization_id = argosy.tenant() and connection_id = $1 and ext_key is not null
         and status in ('completed', 'cancelled') and placed_at > $2::timestamptz - make_interval(days => $3)) closed
     where mod(nth - mod($4::bigint * $5, total) + total, total) < $5`,
    [open.row.id, now(), CLOSED_DAYS, run, closedARun],
  );
}

/** Where to go on; a run that has taken its share is over, and the next goes on from there. */
async function saveCursor(
  tx: Tx,
  session: SweepSession,
  { name, sweep }: OpenWalk,
  { place, looked }: { readonly place: string | null; readonly looked: number },
): Promise<{ readonly finished: boolean }> {
  const { total } = await tx.one<{ total: number }>(
    `update argosy.sync_cursor
     set place = $3, looked = case when $3::uuid is null or looked + $4 >= $5 then 0 else looked + $4 end
     where organization_id = argosy.tenant() and connection_id = $1 and sweep = $2 returning looked as total`,
    [session.open.row.id, name, place, looked, sweep.idsARun ?? A_RUN],
  );
  return { finished: total === 0 };
}

async function readOrders(
  session: SweepSession,
  { sweep, name, cursor: from, startedAt }: OpenWalk,
  stored: readonly StoredOrder[],
): Promise<{ readonly cursor: string | null; readonly unread: number; readonly reported: ReadonlySet<string> }> {
  const { open } = session;
  const ctx = open.context({ signal: session.signal, callLog: session.callLog });
  const reported = new Set<string>();
  let cursor = from;
  let unread = 0;
  for await (const page of sweep.run({ cursor: from, openIds: stored.map((one) => one.ext_key) }, ctx)) {
    for (const part of page.items) reported.add(part.orderKey);
    for (const key of [...(page.unreadKeys ?? []), ...(page.unchangedKeys ?? [])]) reported.add(key);
    unread += page.unread ?? 0;
    if (page.safeToSave) cursor = page.cursor;
    await inside(session, async (tx) => {
      await applyOrderPage(tx, open, page.items, { now: session.now(), source: "poll" });
      await parkUnread(tx, open, { sweep: name, keys: page.unreadKeys ?? [], now: session.now() });
      await notePage(tx, open.row.id, {
        sweep: name,
        startedAt,
        taken: page.items.length,
        cursor: page.safeToSave ? page.cursor : undefined,
      });
    });
    if (page.items.length > 0) session.deps.onApplied(session.lane);
  }
  return { cursor, unread, reported };
}

const missingOf = (
  session: SweepSession,
  stored: readonly StoredOrder[],
  reported: ReadonlySet<string>,
): readonly StoredOrder[] =>
  stored.filter((one) => !reported.has(one.ext_key) && isWithinHistory(session.open, one.placed_at, session.now()));

/** Cancels deleted orders here, with an alert: the channel reported nothing, and a parcel may be half packed. */
async function endGone(tx: Tx, { open, now }: SweepSession, gone: readonly StoredOrder[]): Promise<void> {
  const orderKeys = gone.map((order) => order.ext_key);
  const keys = await ordersGone(tx, { connectionId: open.row.id, orderKeys, now: now(), actor: channelActor(open) });
  const ended = gone.filter((order) => keys.has(order.ext_key));
  const [first] = ended;
  if (!first) return;
  const names = ended.slice(0, NAMED).map(({ number }) => number);
  const isOne = ended.length === 1;
  await raiseAlert(tx, {
    kind: "orders_gone",
    severity: "warning",
    cause: isOne ? `orders-gone:${first.id}` : `orders-gone:${open.row.id}`,
    connectionId: open.row.id,
    ...(isOne && { subject: { kind: "order", id: first.id }, action: { kind: "open_order", orderId: first.id } }),
    title: message("alert.orders_gone.title", { store: open.row.name }),
    text: message("alert.orders_gone.text", { count: ended.length, names: names.join(", ") }),
    now: now(),
  });
}

/** Only the channel's own "there is no such order" ends one, and only while the channel answers as the shop it is. */
async function askByName(session: SweepSession, orders: Orders, missing: readonly StoredOrder[]): Promise<void> {
  const { open } = session;
  const ctx = open.context({ signal: session.signal, callLog: session.callLog });
  const there: OrderPart[] = [];
  const unreadable: string[] = [];
  const gone: StoredOrder[] = [];
  for (const order of missing) {
    const key = order.ext_key;
    try {
      const part = await orders.get(key, ctx);
      if (part) there.push(part);
      else gone.push(order);
    } catch (error) {
      if (!isOfRow(error)) throw error;
      unreadable.push(key);
    }
  }
  const isShop = gone.length > 0 && (await platformAnswers(open, session.signal, session.callLog));
  if (there.length === 0 && unreadable.length === 0 && !isShop) return;
  await inside(session, async (tx) => {
    await applyOrderPage(tx, open, there, { now: session.now(), source: "poll" });
    await parkUnread(tx, open, { sweep: "orders", keys: unreadable, now: session.now() });
    await endGone(tx, session, isShop ? gone : []);
  });
  session.deps.onApplied(session.lane);
}
