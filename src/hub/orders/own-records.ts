/** Parcels and refunds the hub keeps by itself: of orders without a channel, and of channels that tell none. */

import type { Actor } from "../../commerce/actor.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { RefundCommand, TrackingCommand } from "../../commerce/order-command.ts";
import { type Sentence, say } from "../../commerce/sentence.ts";
import type { FulfilmentStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { unitsByLine } from "./command-checks.ts";
import { loadLines, type StoredLine, writeLines } from "./lines.ts";
import { lockOrders, type OrderRow } from "./order-rows.ts";
import { resettleOrders } from "./resettle.ts";
import type { HubCommand } from "./stored-command.ts";
import { nameOf } from "./timeline.ts";

type Fulfil = HubCommand & { readonly kind: "fulfil" };

interface Kept<Command> {
  readonly orderId: string;
  /** Its key among the order's parcels or refunds. */
  readonly key: string;
  readonly command: Command;
  readonly now: Date;
}

/** Keeps a parcel of these units. */
export async function keepParcel(
  tx: Tx,
  parcel: Kept<Fulfil> & { readonly units: readonly { readonly lineKey: string; readonly quantity: number }[] },
): Promise<void> {
  const { orderId, key, command, units, now } = parcel;
  await tx.run(
    `insert into order_fulfilment (organization_id, order_id, ext_key, status, carrier, tracking_numbers, tracking_url, shipped_at, lines)
     values (argosy.tenant(), $1, $2, 'fulfilled', $3, $4, $5, $6, $7::jsonb) on conflict do nothing`,
    [
      orderId,
      key,
      command.carrier ?? null,
      command.trackingNumbers,
      command.trackingUrl ?? null,
      now,
      JSON.stringify(units),
    ],
  );
}

/** Keeps a refund; answers what has been refunded of the order altogether. */
export async function keepRefund(tx: Tx, refund: Kept<RefundCommand>): Promise<bigint> {
  const { orderId, key, command, now } = refund;
  const lines = command.lines.map(({ lineKey, quantity, restock }) => ({ lineKey, quantity, restocked: restock }));
  await tx.run(
    `insert into order_refund (organization_id, order_id, ext_key, amount_minor, reason, refunded_at, lines)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6::jsonb) on conflict do nothing`,
    [orderId, key, command.amount.minor, command.reason ?? null, now, JSON.stringify(lines)],
  );
  const { sum } = await tx.one<{ sum: string }>(
    "select sum(amount_minor)::text as sum from order_refund where organization_id = argosy.tenant() and order_id = $1",
    [orderId],
  );
  return BigInt(sum);
}

/** Puts other tracking on a parcel. */
export async function changeParcel(tx: Tx, orderId: string, command: TrackingCommand): Promise<void> {
  await tx.run(
    `update order_fulfilment set carrier = coalesce($3, carrier), tracking_numbers = $4, tracking_url = coalesce($5, tracking_url)
     where organization_id = argosy.tenant() and order_id = $1 and ext_key = $2`,
    [orderId, command.fulfilmentKey, command.carrier ?? null, command.trackingNumbers, command.trackingUrl ?? null],
  );
}

interface DoneCommand {
  readonly commandId: string;
  readonly orderId: string;
  readonly command: HubCommand;
  /** The order as the channel tells it afterwards; absent: it told nothing. */
  readonly part: OrderPart | undefined;
  readonly actor: Actor;
  readonly now: Date;
}

/** Leads the keys of records the hub keeps because the channel tells none. */
const OWN_RECORD = "command:";

/**
 * A command the channel has done: what it has no words for (parcels, part shipments, refunds) is kept here. Call it
 * after the channel's own state was applied; called twice it keeps one.
 */
export async function keepWhatChannelHides(tx: Tx, done: DoneCommand): Promise<void> {
  const { command, part, orderId, now } = done;
  const key = `${OWN_RECORD}${done.commandId}`;
  if (command.kind === "tracking" && command.fulfilmentKey.startsWith(OWN_RECORD))
    return changeParcel(tx, orderId, command);
  if (command.kind === "refund" && part?.refunds.length === 0) await keepRefund(tx, { orderId, key, command, now });
  if (command.kind === "fulfil" && part?.fulfilments.length === 0) await keepShipment(tx, done, { key, command });
}

async function keepShipment(
  tx: Tx,
  done: DoneCommand,
  { key, command }: { readonly key: string; readonly command: Fulfil },
): Promise<void> {
  const { orderId, actor, now } = done;
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) return;
  const lines = await loadLines(tx, [orderId]);
  const parcels = await tx.rows<{ key: string; lines: { lineKey: string; quantity: number }[] }>(
    `select ext_key as key, lines from order_fulfilment where organization_id = argosy.tenant() and order_id = $1`,
    [orderId],
  );
  if (parcels.some((parcel) => parcel.key === key)) return;
  const sent = unitsByLine(parcels.flatMap((parcel) => parcel.lines));
  const asked = command.lines && unitsByLine(command.lines);
  const rows = lines.map((line) => {
    const before = sent.get(line.extKey) ?? 0;
    const left = Math.max(0, line.quantity - before);
    const quantity = asked ? Math.min(left, asked.get(line.extKey) ?? 0) : left;
    return { line, quantity, out: before + quantity };
  });
  const units = rows.flatMap(({ line, quantity }) => (quantity > 0 ? [{ lineKey: line.extKey, quantity }] : []));
  await keepParcel(tx, { orderId, key, command, units, now });
  const changes = rows.map(({ line, out }) => {
    const ownFulfilled = line.fulfilledQuantity < out ? out : line.ownFulfilled;
    const fulfilledQuantity = Math.max(line.fulfilledQuantity, ownFulfilled);
    return { before: line, after: { ...line, ownFulfilled, fulfilledQuantity } };
  });
  await writeLines(tx, changes);
  const after = changes.map((change) => change.after);
  await resettleOrders(tx, {
    orders: [{ ...order, fulfilment: withOwnParcels(order, after) }],
    lines: after,
    entries: [{ orderId, kind: "fulfilment", text: parcelText(units, lines), data: { key } }],
    actor,
    now,
  });
}

function parcelText(
  units: readonly { readonly lineKey: string; readonly quantity: number }[],
  lines: readonly StoredLine[],
): Sentence {
  const titles = new Map(lines.map((line) => [line.extKey, nameOf(line)]));
  const what = units.map(({ lineKey, quantity }) => `${quantity} × ${titles.get(lineKey) ?? lineKey}`).join(", ");
  return say("order.shipped", { items: what });
}

/** How far an order is shipped when the channel says nothing of the parcels that left here. */
export function withOwnParcels(order: OrderRow, lines: readonly StoredLine[]): FulfilmentStatus {
  if (order.fulfilment !== "unfulfilled" || !lines.some((line) => line.ownFulfilled > 0)) return order.fulfilment;
  const isLeft = lines.some((line) => line.fulfilledBy !== "nobody" && line.fulfilledQuantity < line.quantity);
  return isLeft ? "partial" : "fulfilled";
}
