/** The hub's own parcels and refunds: of orders without a channel, and of channels that report none. */

import type { RefundCommand, TrackingCommand } from "../../commerce/order-command.ts";
import { withParcels } from "../../commerce/shipment-states.ts";
import type { FulfilmentStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import type { StoredLine } from "./lines.ts";
import type { OrderRow } from "./order-fields/order-rows.ts";
import type { HubCommand } from "./stored-command.ts";
import type { Written } from "./written-record.ts";

/** The prefix of the keys of records the hub saves because the channel reports none. */
export const OWN_RECORD = "command:";

/** Reported by the channel without an amount, and without one booked here. */
const IS_BARE = `t.amount_minor = 0 and t.booked_minor is null and t.ext_key not like '${OWN_RECORD}%'`;

export type Fulfil = HubCommand & { readonly kind: "fulfil" };

interface OwnRecord<Command> {
  readonly orderId: string;
  /** Its key among the order's parcels or refunds. */
  readonly key: string;
  readonly command: Command;
  readonly now: Date;
}

/** Saves a parcel of these units. */
export async function saveParcel(
  tx: Tx,
  parcel: OwnRecord<Fulfil> & { readonly units: readonly { readonly lineKey: string; readonly quantity: number }[] },
): Promise<void> {
  const { orderId, key, command, units, now } = parcel;
  await tx.run(
    `insert into order_fulfilment (organization_id, order_id, ext_key, status, carrier, tracking_numbers, tracking_url,
       shipped_at, lines)
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

/** Saves a refund; answers the total refunded of the order. */
export async function saveRefund(tx: Tx, refund: OwnRecord<RefundCommand>): Promise<bigint> {
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

/**
 * When the hub received a record, by its own clock: a channel's times may differ by hours. Records from before this was
 * stored have the channel's time and a margin for its clock.
 */
export const recordedAt = (row: string, timeColumn: string): string =>
  `coalesce(${row}.known_at, ${row}.${timeColumn} + interval '5 minutes')`;

/**
 * Some channels report a refund that moved no money with its units alone: their record gets the booked amount. Answers
 * whether the channel reports this one.
 */
export async function bookOnReported(tx: Tx, refund: Omit<OwnRecord<RefundCommand>, "now">): Promise<boolean> {
  const { orderId, key, command } = refund;
  return (
    (await tx.run(
      `update argosy.order_refund r set amount_minor = $4, booked_minor = $4
       where r.organization_id = argosy.tenant() and r.order_id = $1 and r.ext_key = (
         select t.ext_key from argosy.order_refund t
         join argosy.command c on c.organization_id = argosy.tenant() and c.order_id = $1
           and '${OWN_RECORD}' || c.id = $2
         where t.organization_id = argosy.tenant() and t.order_id = $1 and ${IS_BARE}
           and ${recordedAt("t", "refunded_at")} >= c.created_at
           and argosy.refund_units(t.lines) = argosy.refund_units($3::jsonb)
         order by t.refunded_at, t.ext_key limit 1)`,
      [orderId, key, JSON.stringify(command.lines), command.amount.minor],
    )) > 0
  );
}

/** Changes the tracking of a parcel. */
export async function changeParcel(tx: Tx, orderId: string, command: TrackingCommand): Promise<void> {
  await tx.run(
    `update order_fulfilment
     set carrier = coalesce($3, carrier), tracking_numbers = $4, tracking_url = coalesce($5, tracking_url)
     where organization_id = argosy.tenant() and order_id = $1 and ext_key = $2`,
    [orderId, command.fulfilmentKey, command.carrier ?? null, command.trackingNumbers, command.trackingUrl ?? null],
  );
}

/** How far an order is shipped and delivered, with what the channel does not say of parcels that left here. */
export function withOwnParcels(order: OrderRow, lines: readonly StoredLine[]): FulfilmentStatus {
  const mayLack = order.fulfilment === "unfulfilled" || order.fulfilment === "partial";
  if (!mayLack || !lines.some((line) => line.ownFulfilled > 0))
    return withParcels(order.fulfilment, order.parcel_state);
  const isLeft = lines.some(
    (line) => line.fulfilledBy !== "nobody" && !line.isGift && line.fulfilledQuantity < line.quantity,
  );
  return isLeft ? "partial" : withParcels("fulfilled", order.parcel_state);
}

interface ReportedRecords {
  readonly fulfilments: readonly Written[];
  readonly refunds: readonly Written[];
}

/**
 * Deletes our own records that the channel reports by now, later than its answer. A parcel is matched by its tracking
 * number, or by its units where one of the two has none; a refund by its amount, or by the sum of all of ours. One that
 * is reported without an amount is matched by its units, and gets the amount of ours.
 */
export async function dropReportedRecords(tx: Tx, { fulfilments, refunds }: ReportedRecords): Promise<void> {
  const parcels = newRows(fulfilments);
  if (parcels)
    await tx.run(
      `delete from argosy.order_fulfilment f
       using json_to_recordset($1) as n(order_id uuid, key text)
       join argosy.order_fulfilment t on t.organization_id = argosy.tenant() and t.order_id = n.order_id
         and t.ext_key = n.key
       where f.organization_id = argosy.tenant() and f.order_id = t.order_id and f.ext_key like '${OWN_RECORD}%'
         and (f.tracking_numbers && t.tracking_numbers
           or ('{}' in (f.tracking_numbers, t.tracking_numbers) and (t.lines = '[]' or t.lines = f.lines)))`,
      [parcels],
    );
  const paid = newRows(refunds);
  if (paid)
    await tx.run(
      `with told as (
         select r.order_id, r.amount_minor,
           row_number() over (partition by r.order_id, r.amount_minor order by r.ext_key) as n
         from json_to_recordset($1) as n(order_id uuid, key text)
         join argosy.order_refund r on r.organization_id = argosy.tenant() and r.order_id = n.order_id
           and r.ext_key = n.key
       ), own as (
         select r.order_id, r.ext_key, r.amount_minor, sum(r.amount_minor) over (partition by r.order_id) as whole,
           row_number() over (partition by r.order_id, r.amount_minor order by r.refunded_at, r.ext_key) as n
         from argosy.order_refund r
         where r.organization_id = argosy.tenant() and r.order_id in (select order_id from told)
           and r.ext_key like '${OWN_RECORD}%'
       )
       delete from argosy.order_refund r using own
       where r.organization_id = argosy.tenant() and r.order_id = own.order_id and r.ext_key = own.ext_key
         and exists (select from told t where t.order_id = own.order_id
           and (t.amount_minor = own.whole or (t.amount_minor = own.amount_minor and t.n = own.n)))`,
      [paid],
    );
  if (paid) await bookOnLateReported(tx, paid);
}

async function bookOnLateReported(tx: Tx, rows: string): Promise<void> {
  await tx.run(
    `with told as (
       select t.order_id, t.ext_key, ${recordedAt("t", "refunded_at")} as known_at,
         argosy.refund_units(t.lines) as units,
         row_number() over (partition by t.order_id, argosy.refund_units(t.lines)
           order by t.refunded_at, t.ext_key) as n
       from json_to_recordset($1) as n(order_id uuid, key text)
       join argosy.order_refund t on t.organization_id = argosy.tenant() and t.order_id = n.order_id
         and t.ext_key = n.key
       where ${IS_BARE}
     ), own as (
       select r.order_id, r.ext_key, r.amount_minor, c.created_at, argosy.refund_units(r.lines) as units,
         row_number() over (partition by r.order_id, argosy.refund_units(r.lines)
           order by r.refunded_at, r.ext_key) as n
       from argosy.order_refund r
       join argosy.command c on c.organization_id = argosy.tenant() and c.order_id = r.order_id
         and r.ext_key = '${OWN_RECORD}' || c.id
       where r.organization_id = argosy.tenant() and r.order_id in (select order_id from told) and r.amount_minor > 0
     ), pair as (
       select own.order_id, own.ext_key, own.amount_minor, told.ext_key as told_key
       from own join told using (order_id, units, n) where told.known_at >= own.created_at
     ), booked as (
       update argosy.order_refund r set amount_minor = pair.amount_minor, booked_minor = pair.amount_minor
       from pair where r.organization_id = argosy.tenant() and r.order_id = pair.order_id and r.ext_key = pair.told_key
     )
     delete from argosy.order_refund r using pair
     where r.organization_id = argosy.tenant() and r.order_id = pair.order_id and r.ext_key = pair.ext_key`,
    [rows],
  );
}

function newRows(rows: readonly Written[]): string | null {
  const found = rows.filter(({ isNew, key }) => isNew && !key.startsWith(OWN_RECORD));
  return found.length === 0 ? null : jsonRows(found.map(({ orderId, key }) => ({ order_id: orderId, key })));
}
