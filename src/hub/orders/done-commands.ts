/** What a channel did for a command counts until it reports otherwise, also where it reports nothing of it. */

import type { By } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Tx } from "../../db/database.ts";
import { unitsByLine } from "./command-checks.ts";
import { statusWithoutHold, withHoldOf } from "./held.ts";
import { loadLines, type StoredLine, writeLines } from "./lines.ts";
import { lockOrders, type OrderRow } from "./order-fields/order-rows.ts";
import { nameOf } from "./order-fields/order-timeline.ts";
import {
  bookOnReported,
  changeParcel,
  type Fulfil,
  OWN_RECORD,
  recordedAt,
  saveParcel,
  saveRefund,
  withOwnParcels,
} from "./own-records.ts";
import { reconcileOrders } from "./resettle.ts";
import type { HubCommand } from "./stored-command.ts";

/** What an order's channel had reported before a command was answered. */
export interface ReportedBefore {
  readonly parcels: number;
  readonly refundedMinor: bigint;
}

/** Read it before the answer to a command is applied. */
export async function reportedBefore(tx: Tx, orderId: string): Promise<ReportedBefore> {
  return tx.one<ReportedBefore>(
    `select (select count(*)::int from argosy.order_fulfilment where ${REPORTED}) as parcels,
       (select coalesce(sum(amount_minor), 0)::bigint from argosy.order_refund where ${REPORTED}) as "refundedMinor"`,
    [orderId],
  );
}

const REPORTED = `organization_id = argosy.tenant() and order_id = $1 and ext_key not like '${OWN_RECORD}%'`;

export interface DoneCommand extends By {
  readonly commandId: string;
  readonly orderId: string;
  readonly command: HubCommand;
  /** The order as the channel reports it afterwards; absent: it reported nothing. */
  readonly part: OrderPart | undefined;
  /** The channel's own record of it stands in `part`. */
  readonly found?: boolean | undefined;
  /** What it had reported before. */
  readonly reportedBefore: ReportedBefore;
  /** Units shipped of each line when the command was sent; null: an earlier attempt may have shipped some of them. */
  readonly shipped: ReadonlyMap<string, number> | null;
}

/**
 * Saves the result of a command where the channel does not report it, so that nothing is shipped or refunded twice. Call
 * it after the channel's own state was applied; a second call saves nothing.
 */
export async function saveUnreported(tx: Tx, done: DoneCommand): Promise<void> {
  const { command, part, orderId } = done;
  const key = `${OWN_RECORD}${done.commandId}`;
  switch (command.kind) {
    case "tracking":
      return command.fulfilmentKey.startsWith(OWN_RECORD) ? changeParcel(tx, orderId, command) : undefined;
    case "refund":
      if (part && done.found) return;
      if ((await isRefundReported(tx, done, command)) || (await bookOnReported(tx, { orderId, key, command }))) return;
      return void (await saveRefund(tx, { orderId, key, command, now: done.now }));
    case "fulfil":
      return (await isParcelReported(tx, done, command)) ? undefined : saveOwnShipment(tx, done, { key, command });
    case "status":
      return part ? undefined : saveOwnStatus(tx, done, command.status);
    case "cancel":
      return part ? undefined : saveOwnStatus(tx, done, "cancelled");
    case "hold":
    case "document":
    case "note":
      return;
  }
}

/**
 * More is refunded than before, or a webhook was faster than the answer and reported as many refunds of this amount as
 * were requested since the first of them.
 */
async function isRefundReported(tx: Tx, done: DoneCommand, { amount }: RefundCommand): Promise<boolean> {
  const { refundedMinor } = await reportedBefore(tx, done.orderId);
  if (refundedMinor > done.reportedBefore.refundedMinor) return true;
  const { reported, requested } = await tx.one<{ reported: number; requested: number }>(
    `with asked as (
       select id, created_at from argosy.command
       where organization_id = argosy.tenant() and order_id = $1 and kind = 'refund'
         and input #>> '{amount,minor}' = ($3::bigint)::text
         and (state = 'done' or id = $2)
     )
     select (select count(*)::int from argosy.order_refund r where ${REPORTED} and amount_minor = $3
         and ${recordedAt("r", "refunded_at")} >= (select min(created_at) from asked)) as reported,
       (select count(*)::int from asked c where not exists (
          select from argosy.order_refund r where r.organization_id = argosy.tenant() and r.order_id = $1
            and r.ext_key = '${OWN_RECORD}' || c.id)) as requested`,
    [done.orderId, done.commandId, amount.minor],
  );
  return reported > 0 && reported >= requested;
}

async function isParcelReported(tx: Tx, done: DoneCommand, { trackingNumbers }: Fulfil): Promise<boolean> {
  const { parcels } = await reportedBefore(tx, done.orderId);
  if (parcels > done.reportedBefore.parcels) return true;
  const found = await tx.maybe(
    `select 1
       from argosy.order_fulfilment f
       where ${REPORTED} and (tracking_numbers && $2::text[] or ${recordedAt("f", "shipped_at")} >= (
       select created_at from argosy.command where organization_id = argosy.tenant() and id = $3)) limit 1`,
    [done.orderId, trackingNumbers, done.commandId],
  );
  return found !== undefined;
}

async function saveOwnShipment(
  tx: Tx,
  done: DoneCommand,
  { key, command }: { readonly key: string; readonly command: Fulfil },
): Promise<void> {
  const { orderId, actor, now, shipped } = done;
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) return;
  const lines = await loadLines(tx, [orderId]);
  const parcels = await tx.rows<{ key: string; lines: { lineKey: string; quantity: number }[] }>(
    `select ext_key as key, lines
     from argosy.order_fulfilment
     where organization_id = argosy.tenant() and order_id = $1`,
    [orderId],
  );
  if (parcels.some((parcel) => parcel.key === key)) return;
  const shippedBefore = unitsByLine(parcels.flatMap((parcel) => parcel.lines));
  const requested = command.lines && unitsByLine(command.lines);
  const rows = lines
    .filter((line) => !line.isGift)
    .map((line) => {
      const before = Math.max(shippedBefore.get(line.extKey) ?? 0, shipped?.get(line.extKey) ?? 0);
      const left = Math.max(0, line.quantity - before);
      const quantity = requested ? Math.min(left, requested.get(line.extKey) ?? 0) : left;
      return { line, quantity, out: before + quantity };
    });
  const units = rows.flatMap(({ line, quantity }) => (quantity > 0 ? [{ lineKey: line.extKey, quantity }] : []));
  await saveParcel(tx, { orderId, key, command, units, now });
  const changes = rows.map(({ line, out }) => {
    const ownFulfilled = line.fulfilledQuantity < out ? out : line.ownFulfilled;
    const fulfilledQuantity = Math.max(line.fulfilledQuantity, ownFulfilled);
    return { before: line, after: { ...line, ownFulfilled, fulfilledQuantity } };
  });
  await writeLines(tx, changes);
  const after = [...changes.map((change) => change.after), ...lines.filter((line) => line.isGift)];
  await reconcileOrders(tx, {
    orders: [{ ...order, fulfilment: withOwnParcels(order, after) }],
    lines: after,
    entries: [{ orderId, kind: "fulfilment", text: parcelText(units, lines), data: { key } }],
    actor,
    now,
  });
}

/** The channel did it and has not reported the order since. Its next report is applied, even an unchanged one. */
async function saveOwnStatus(tx: Tx, done: DoneCommand, status: OrderRow["status"]): Promise<void> {
  const { orderId, actor, now } = done;
  const [order] = await lockOrders(tx, [orderId]);
  if (!order || statusWithoutHold(order) === status) return;
  await tx.run("update argosy.order_part set hash = '' where organization_id = argosy.tenant() and order_id = $1", [
    orderId,
  ]);
  const entries = [
    { orderId, kind: "status", text: message("order.status", { from: statusWithoutHold(order), to: status }) },
  ];
  const after = withHoldOf(order, { ...order, status, status_word: null, told: null });
  await reconcileOrders(tx, { orders: [after], entries, actor, now });
}

function parcelText(
  units: readonly { readonly lineKey: string; readonly quantity: number }[],
  lines: readonly StoredLine[],
): Message {
  const titles = new Map(lines.map((line) => [line.extKey, nameOf(line)]));
  const what = units.map(({ lineKey, quantity }) => `${quantity} × ${titles.get(lineKey) ?? lineKey}`).join(", ");
  return message("order.shipped", { items: what });
}
