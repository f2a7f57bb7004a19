/** Returns a channel reports: each is a return here, whose items a person inspects like all others (decision 147). */
import { createHash } from "node:crypto";
import type { By } from "../../../commerce/actor.ts";
import { message } from "../../../commerce/message.ts";
import type { OrderReturn } from "../../../commerce/order.ts";
import { awaitsItems } from "../../../commerce/return-state.ts";
import type { Tx } from "../../../db/database.ts";
import { announceAll } from "../../events.ts";
import { jsonRows } from "../../json-column.ts";
import { type TimelineEntry, writeTimeline } from "../../timeline.ts";
import { loadLines, type StoredLine } from "../lines.ts";
import { lockOrders, type OrderRow } from "../order-fields/order-rows.ts";
import { webAddress } from "../part-rows.ts";
import { insertReturn, returnableUnits } from "./open-return.ts";
import { receiveReturn } from "./receive-return.ts";
import type { ReturnState } from "./return-view.ts";

export interface ReportedReturns {
  readonly orderId: string;
  readonly returns: readonly OrderReturn[];
  /** The channel has no others open. */
  readonly areAll: boolean;
}

interface ApplyContext extends By {
  /** The channel's name, for the timeline. */
  readonly store: string;
}

interface StoredReturn {
  readonly id: string;
  readonly orderId: string;
  readonly number: string;
  readonly key: string | null;
  readonly state: ReturnState;
  readonly hash: Buffer | null;
  readonly status: string | null;
  /** The channel has reported it as completed: its items are awaited, whatever it reports later. */
  readonly wasDone: boolean;
  /** A refund of ours that puts units back opened it: the channel may make a return of its own for that. */
  readonly isOfRefund: boolean;
  readonly lines: readonly {
    readonly id: string;
    readonly lineKey: string;
    readonly quantity: number;
    readonly received: number;
    readonly before: number;
    /** Unknown to the channel. */
    readonly isGift: boolean;
  }[];
}

/** Updates the returns of these orders to what their channel reports. Answers the ids of the orders that changed. */
export async function applyReturns(
  tx: Tx,
  reports: readonly ReportedReturns[],
  context: ApplyContext,
): Promise<ReadonlySet<string>> {
  if (reports.length === 0) return new Set();
  const ids = reports.map(({ orderId }) => orderId);
  const seen = await loadReturns(tx, ids);
  const news = reports.flatMap(({ orderId, returns, areAll }) => {
    const existing = seen.get(orderId) ?? [];
    const of = [...returns.filter((one) => isNews(one, existing)), ...(areAll ? gone(existing, returns) : [])];
    return of.length > 0 ? [{ orderId, returns: of }] : [];
  });
  if (news.length === 0) return new Set();
  const orders = await lockOrders(
    tx,
    news.map(({ orderId }) => orderId),
  );
  const changed = new Set<string>();
  for (const order of orders) {
    const returns = news.find(({ orderId }) => orderId === order.id)?.returns ?? [];
    for (const one of returns) if (await applyReturn(tx, order, one, context)) changed.add(order.id);
  }
  await announceAll(
    tx,
    "order.updated",
    [...changed].map((id) => ({ id })),
  );
  return changed;
}

function isNews(one: OrderReturn, existing: readonly StoredReturn[]): boolean {
  const stored = existing.find(({ key }) => key === one.key);
  if (stored) return !stored.hash?.equals(hashOf(one));
  // A return that had already ended when it was first reported needs no work.
  return one.state !== "rejected" && one.state !== "cancelled";
}

/** Open returns the channel reported before and no longer has. */
function gone(existing: readonly StoredReturn[], reported: readonly OrderReturn[]): OrderReturn[] {
  const keys = new Set(reported.map(({ key }) => key));
  return existing.flatMap((own) => {
    if (own.key === null || keys.has(own.key) || !isOpen(own) || own.wasDone) return [];
    return [{ key: own.key, state: "cancelled" as const, platformStatus: own.status ?? "", lines: [] }];
  });
}

function hashOf(one: OrderReturn): Buffer {
  return createHash("sha256").update(JSON.stringify(one)).digest();
}

async function loadReturns(tx: Tx, orderIds: readonly string[]): Promise<ReadonlyMap<string, readonly StoredReturn[]>> {
  const rows = await tx.rows<StoredReturn>(
    `select r.id, r.order_id as "orderId", r.number, r.ext_key as key, r.state, r.channel_hash as hash,
       r.channel_status as status, r.channel_done as "wasDone",
       r.refund_command_id is not null as "isOfRefund",
       (select coalesce(json_agg(json_build_object('id', l.id, 'lineKey', ol.ext_key, 'quantity', l.quantity,
            'received', l.received_quantity, 'before', l.restocked_before, 'isGift', ol.is_gift) order by l.id), '[]')
          from argosy.order_return_line l
          join argosy.order_line ol on ol.organization_id = argosy.tenant() and ol.id = l.order_line_id
          where l.organization_id = argosy.tenant() and l.return_id = r.id) as lines
     from argosy.order_return r
     where r.organization_id = argosy.tenant() and r.order_id = any($1::uuid[])
     order by r.id`,
    [orderIds],
  );
  return Map.groupBy(rows, ({ orderId }) => orderId);
}

/** The order is locked. Answers whether anything changed. */
async function applyReturn(tx: Tx, order: OrderRow, one: OrderReturn, context: ApplyContext): Promise<boolean> {
  const existing = (await loadReturns(tx, [order.id])).get(order.id) ?? [];
  const lines = await loadLines(tx, [order.id]);
  const stored = existing.find(({ key }) => key === one.key) ?? twinOf(one, existing);
  if (!stored) return openReported(tx, { order, lines, existing }, one, context);
  if (stored.hash?.equals(hashOf(one))) return false;
  await follow(tx, { order, lines, stored }, one, context);
  return true;
}

const isOpen = ({ state }: StoredReturn) => awaitsItems(state);

/**
 * A return of ours that the seller opened on both sides, or that our own refund made there and whose goods came in with
 * the same word: the same units of the same lines. One that awaits nothing but its gift is over for the channel.
 */
function twinOf({ lines, state }: OrderReturn, existing: readonly StoredReturn[]): StoredReturn | undefined {
  const units = new Map(lines.map(({ lineKey, quantity }) => [lineKey, quantity]));
  const isIn = (own: StoredReturn) =>
    state === "completed" && own.isOfRefund && (own.state === "received" || isOpen(own));
  return existing.find((own) => {
    const ordered = own.lines.filter(({ isGift }) => !isGift);
    return (
      own.key === null &&
      ((isOpen(own) && ordered.some((line) => line.received < line.quantity)) || isIn(own)) &&
      ordered.length > 0 &&
      ordered.length === units.size &&
      ordered.every((line) => units.get(line.lineKey) === line.quantity)
    );
  });
}

async function openReported(
  tx: Tx,
  {
    order,
    lines,
    existing,
  }: { readonly order: OrderRow; readonly lines: readonly StoredLine[]; readonly existing: readonly StoredReturn[] },
  one: OrderReturn,
  context: ApplyContext,
): Promise<boolean> {
  // Items returned before the channel was connected were dealt with then.
  if (one.state === "completed" && order.is_history) return false;
  const free = await returnableUnits(tx, lines);
  const byKey = new Map(lines.map((line) => [line.extKey, line]));
  const returnable = one.lines.flatMap(({ lineKey, quantity }) => {
    const line = byKey.get(lineKey);
    const units = Math.min(quantity, line ? (free.get(line.id) ?? 0) : 0);
    return units > 0 ? [{ lineKey, quantity: units, reasonCode: one.reasonCode }] : [];
  });
  if (returnable.length === 0) {
    // Its units are in a return of ours already: it is the same return.
    const named = new Set(one.lines.map(({ lineKey }) => lineKey));
    const own = existing.find(
      (each) => each.key === null && isOpen(each) && each.lines.some((l) => named.has(l.lineKey)),
    );
    if (!own) return false;
    await follow(tx, { order, lines, stored: own }, one, context);
    return true;
  }
  const id = await insertReturn(tx, {
    order,
    orderLines: lines,
    lines: returnable,
    isApproved: one.state !== "requested",
    reason: "erased" in order.contact ? undefined : one.reason,
    carrier: one.carrier,
    trackingNumber: one.trackingNumber,
    trackingUrl: webAddress(one.trackingUrl) ?? undefined,
    actor: context.actor,
    now: context.now,
  });
  await saveReported(tx, id, one);
  return true;
}

interface Followed {
  readonly order: OrderRow;
  readonly lines: readonly StoredLine[];
  readonly stored: StoredReturn;
}

async function follow(
  tx: Tx,
  { order, lines, stored }: Followed,
  one: OrderReturn,
  context: ApplyContext,
): Promise<void> {
  const { now } = context;
  const state = nextState(stored, one);
  await tx.run(
    `update argosy.order_return
     set state = $2, carrier = coalesce($3, carrier), tracking_number = coalesce($4, tracking_number),
       tracking_url = coalesce($5, tracking_url), updated_at = $6
     where organization_id = argosy.tenant() and id = $1`,
    [stored.id, state, one.carrier ?? null, one.trackingNumber ?? null, webAddress(one.trackingUrl), now],
  );
  await saveReported(tx, stored.id, one);
  await noteReason(tx, stored.id, one);
  if (state === "requested" || state === "approved") await changeUnits(tx, { stored, lines }, one);
  const text = message("return.channel", { number: stored.number, store: context.store, status: one.platformStatus });
  const entry: TimelineEntry = { orderId: order.id, kind: "return", text, data: { returnId: stored.id } };
  await writeTimeline(tx, [entry], context);
  if (one.state === "completed" && state === "approved") await receiveWhatIsBack(tx, { order, stored }, context);
}

/** A channel moves a return on; what a person ended or received here stays as it is. */
function nextState(stored: StoredReturn, { state }: OrderReturn): ReturnState {
  if (!isOpen(stored)) return stored.state;
  if (state === "approved" || state === "completed") return "approved";
  const hasArrivals = stored.lines.some(({ received }) => received > 0);
  if ((state === "rejected" || state === "cancelled") && !hasArrivals) return state;
  return stored.state;
}

function saveReported(tx: Tx, id: string, one: OrderReturn): Promise<unknown> {
  return tx.run(
    `update argosy.order_return
     set ext_key = $2, channel_status = $3, channel_hash = $4, channel_done = channel_done or $5
     where organization_id = argosy.tenant() and id = $1`,
    [id, one.key, one.platformStatus, hashOf(one), one.state === "completed"],
  );
}

/** What a person chose stays. */
async function noteReason(tx: Tx, id: string, { reasonCode }: OrderReturn): Promise<void> {
  if (reasonCode === undefined) return;
  await tx.run(
    `update argosy.order_return_line set reason_code = $2
     where organization_id = argosy.tenant() and return_id = $1 and reason_code is null`,
    [id, reasonCode],
  );
}

/** Other units than before, within what was shipped and is in no other return. */
async function changeUnits(tx: Tx, { stored, lines }: Omit<Followed, "order">, one: OrderReturn): Promise<void> {
  const free = await returnableUnits(tx, lines);
  const byKey = new Map(lines.map((line) => [line.extKey, line.id]));
  const rows = stored.lines.flatMap(({ id, lineKey, quantity, received }) => {
    const reported = one.lines.find((line) => line.lineKey === lineKey)?.quantity ?? quantity;
    const most = quantity + (free.get(byKey.get(lineKey) ?? "") ?? 0);
    const next = Math.max(received, Math.min(reported, most), 1);
    return next === quantity ? [] : [{ id, quantity: next }];
  });
  if (rows.length === 0) return;
  await tx.run(
    `update argosy.order_return_line l set quantity = n.quantity from json_to_recordset($1) as n(id uuid, quantity int)
     where l.organization_id = argosy.tenant() and l.id = n.id`,
    [jsonRows(rows)],
  );
}

/** The channel has restocked all awaited units itself: nothing is left to inspect, except gifts. */
async function receiveWhatIsBack(
  tx: Tx,
  { order, stored }: Omit<Followed, "lines">,
  { actor, now }: ApplyContext,
): Promise<void> {
  const [current] = ((await loadReturns(tx, [order.id])).get(order.id) ?? []).filter(({ id }) => id === stored.id);
  const byKey = new Map((await loadLines(tx, [order.id])).map((line) => [line.extKey, line]));
  const ordered = current?.lines.filter(({ isGift }) => !isGift) ?? [];
  const isBack = ordered.every((line) => {
    const restocked = (byKey.get(line.lineKey)?.stock.returned ?? 0) - line.before;
    return restocked >= line.quantity - line.received;
  });
  const lines = ordered.flatMap(({ id, quantity, received }) =>
    quantity > received ? { lineId: id, quantity: quantity - received, disposition: "restock" as const } : [],
  );
  const key = `channel:${stored.key ?? stored.id}`;
  if (isBack && lines.length > 0) await receiveReturn(tx, { returnId: stored.id, lines, key, actor, now });
}
