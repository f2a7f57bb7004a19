/** Parcels that are booked and still here, when their order changes: they stay until a person decides (decision 543). */

import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../alerts/alerts.ts";
import { IS_HERE } from "./hub-parcels.ts";
import { orderMoney, passedOn } from "./owed.ts";
import { HAS_DEAD_UNITS, HAS_DEAD_UNITS_OUTSIDE, IS_BEING_REPLACED, IS_LEFT_OUTSIDE } from "./parcel-units.ts";
import { RECEIVER_MARK } from "./receiver-mark.ts";

export const ORDER_CHANGES = ["cancelled", "refunded", "payment", "units", "amount", "receiver"] as const;
export type OrderChange = (typeof ORDER_CHANGES)[number];

/** By kind: what the change was when it was reported. Null: any. */
export type Marks = Readonly<Partial<Record<OrderChange, string | null>>>;

interface Booked {
  readonly id: string;
  readonly orderId: string;
  readonly reference: string;
  readonly connectionId: string;
  readonly collectMinor: bigint;
  readonly currency: string;
  /** Alerted, and nobody has decided yet. */
  readonly pending: Marks;
  /** Accepted by a person; valid while the change stays the same. */
  readonly accepted: Marks;
  readonly number: string;
  readonly status: string;
  readonly financial: string;
  readonly paymentKind: string;
  /** A digest of the receiver the order has now, if the courier has another. */
  readonly receiver: string | null;
  /** Of the lines in this shipment: units in all live shipments of the order, and units still ordered. */
  readonly parcelUnits: number;
  readonly orderUnits: number;
  /** The live shipments together hold more units of a line than are still ordered. */
  readonly isLess: boolean;
  /** Nothing is left to send. */
  readonly isWhole: boolean;
  /** What they still collect together, and have collected. */
  readonly dueMinor: bigint;
  readonly collectedMinor: bigint;
  /** Of parcels that came back or were lost: nobody collects it any more. */
  readonly lostMinor: bigint;
  readonly changedAt: Date;
}

/** A shipment whose label is cancelled. */
interface Cancelled extends Pick<Booked, "id" | "orderId" | "connectionId" | "number" | "status" | "changedAt"> {
  /** The channel calls goods of it shipped that are here. */
  readonly isShown: boolean;
  /** A person was told so. */
  readonly isShownAlerted: boolean;
  readonly trackingNumbers: readonly string[];
}

/** What the alert about a cancelled label is called that the channel shows. */
const SHOWN_CAUSE = "tracking-outdated:";

/** What the alert about a changed order is called, so that a decision closes it. */
export const changedCause = (shipmentId: string): string => `shipment-outdated:${shipmentId}`;

/** SQL over shipments `s`: its label is cancelled. */
export const HAS_CANCELLED_LABEL = "(s.state = 'booked' and s.status = 'cancelled')";

/** Checks whether the booked parcels still match their orders. */
export async function watchBooked(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  for (const row of await bookedOf(tx, orderIds)) {
    const collectsCash = row.paymentKind === "cod" || row.collectMinor > 0n;
    const owedMinor = collectsCash ? ((await orderMoney(tx, row.orderId))?.outstandingMinor ?? null) : null;
    const now = changesOf(row, owedMinor);
    // A change that was undone is no longer accepted: the next one is reported again.
    const accepted = pick(
      now,
      (kind, mark) => kind in row.accepted && (row.accepted[kind] === null || row.accepted[kind] === mark),
    );
    const pending = pick(now, (kind) => !(kind in accepted));
    const isSame =
      same(pending, row.pending) &&
      same(
        pick(row.accepted, (kind) => kind in accepted),
        row.accepted,
      );
    if (!isSame)
      await saveChanges(tx, row, { pending, accepted: pick(row.accepted, (kind) => kind in accepted), owedMinor });
  }
}

/** Checks whether channels call orders shipped with labels that are cancelled: until their goods have others. */
export async function watchCancelled(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  for (const row of await cancelledOf(tx, orderIds)) await watchShown(tx, row);
}

async function watchShown(tx: Tx, row: Cancelled): Promise<void> {
  const cause = SHOWN_CAUSE + row.id;
  const isOpen = row.isShown && row.status !== "cancelled";
  if (isOpen === row.isShownAlerted) return;
  if (!isOpen) return void (await resolveAlert(tx, cause, row.changedAt, systemActor));
  await raiseAlert(tx, {
    kind: "tracking_outdated",
    severity: "warning",
    cause,
    connectionId: row.connectionId,
    subject: { kind: "order", id: row.orderId },
    title: message("alert.tracking_outdated.title", { order: row.number }),
    text: message("alert.tracking_outdated.text", { numbers: row.trackingNumbers.join(", ") }),
    action: { kind: "open_order", orderId: row.orderId },
    now: row.changedAt,
  });
}

/** Units of each line in shipments that go to the buyer or are there: one that came back holds nothing of the order. */
const LIVE = `select s.order_id, (i ->> 'lineId')::uuid as line_id, sum((i ->> 'quantity')::int) as units
  from argosy.shipment s
  join argosy.parcel p on p.organization_id = s.organization_id and p.shipment_id = s.id
  cross join lateral jsonb_array_elements(p.items) as i
  where s.organization_id = argosy.tenant() and s.order_id = any($1::uuid[])
    and s.state in ('requested', 'booking', 'booked', 'unknown')
    and s.status not in ('cancelled', 'rto_in_transit', 'rto_delivered', 'lost')
  group by 1, 2`;

function bookedOf(tx: Tx, orderIds: readonly string[]): Promise<Booked[]> {
  return tx.rows<Booked>(
    `with live as (${LIVE})
     select ${columns("s", "id orderId reference connectionId collectMinor")}, trim(s.currency) as currency,
    s.order_changes as pending,
       s.order_changes_kept as accepted, ${columns("o", "number status financial paymentKind")},
       o.updated_at as "changedAt",
       case when coalesce(o.pickup, 'shipped') = 'shipped' and o.shipping_address ->> 'line1' is not null
         and s.receiver_mark <> ${RECEIVER_MARK} then ${RECEIVER_MARK} end as receiver,
       u.held as "parcelUnits", u.wanted as "orderUnits", u.less as "isLess",
       not ${IS_LEFT_OUTSIDE} and not ${HAS_DEAD_UNITS_OUTSIDE} as "isWhole",
       c.due as "dueMinor", c.collected as "collectedMinor", c.lost as "lostMinor"
     from argosy.shipment s
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = s.order_id
     cross join lateral (select coalesce(sum(f.units), 0)::int as held, coalesce(sum(l.quantity), 0)::int as wanted,
         coalesce(bool_or(f.units > l.quantity), false) as less
       from live f join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = f.line_id
       where f.order_id = s.order_id and exists (select from argosy.parcel p
         cross join lateral jsonb_array_elements(p.items) as i
         where p.organization_id = argosy.tenant() and p.shipment_id = s.id and (i ->> 'lineId')::uuid = f.line_id)) u
     cross join lateral (select coalesce(sum(e.collect_minor) filter (where e.cod_state = 'due'), 0)::bigint as due,
         greatest(0, coalesce(sum(e.collect_minor) filter (where e.cod_state <> 'due'), 0)
           - ${passedOn("s.order_id")})::bigint as collected,
         coalesce(sum(e.collect_minor) filter (where e.state = 'booked' and e.cod_state is null
           and e.status <> 'cancelled'), 0)::bigint as lost
       from argosy.shipment e where e.organization_id = argosy.tenant() and e.order_id = s.order_id) c
     where s.organization_id = argosy.tenant() and s.order_id = any($1::uuid[]) and ${IS_HERE}`,
    [orderIds],
  );
}

/** Apart from those that are here: PostgreSQL plans both of these statements for longer than it takes to run them. */
function cancelledOf(tx: Tx, orderIds: readonly string[]): Promise<Cancelled[]> {
  return tx.rows<Cancelled>(
    `select ${columns("s", "id orderId connectionId")}, o.number, o.status,
       o.updated_at as "changedAt", (${HAS_DEAD_UNITS} or ${IS_BEING_REPLACED}) as "isShown",
       exists (select from argosy.alert a where a.organization_id = argosy.tenant()
         and a.cause = '${SHOWN_CAUSE}' || s.id and a.state <> 'resolved') as "isShownAlerted",
       array(select p.tracking_number from argosy.parcel p where p.organization_id = argosy.tenant()
         and p.shipment_id = s.id and p.tracking_number <> '' order by p.position) as "trackingNumbers"
     from argosy.shipment s
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = s.order_id
     where s.organization_id = argosy.tenant() and s.order_id = any($1::uuid[]) and ${HAS_CANCELLED_LABEL}`,
    [orderIds],
  );
}

/** A payment that failed, or that is awaited again. */
const lostPayment = (order: { readonly financial: string; readonly paymentKind: string }): string | null =>
  order.financial === "voided" || (order.financial === "pending" && order.paymentKind !== "cod")
    ? order.financial
    : null;

/** Changes that were there at booking: whoever books has seen them. */
export function acceptedFromStart(order: { readonly financial: string; readonly paymentKind: string }): Marks {
  if (order.financial === "refunded") return { refunded: order.financial };
  const payment = lostPayment(order);
  return payment === null ? {} : { payment };
}

function changesOf(row: Booked, owedMinor: bigint | null): Marks {
  const receiver = row.receiver === null ? {} : { receiver: row.receiver };
  if (row.status === "cancelled") return { cancelled: row.status, ...receiver };
  // Not every channel that says so names units.
  if (row.financial === "refunded") return { refunded: row.financial, ...receiver };
  const payment = lostPayment(row);
  const isAmount = row.financial !== "voided" && owedMinor !== null && isOtherAmount(row, owedMinor);
  return {
    ...(payment !== null && { payment }),
    ...(row.isLess && { units: `${row.parcelUnits}:${row.orderUnits}` }),
    ...(isAmount && { amount: `${row.dueMinor}:${owedMinor}` }),
    ...receiver,
  };
}

/**
 * Couriers collect too much where all of them together do, and too little where they hold all that is ordered and
 * collect less than is owed.
 */
function isOtherAmount(row: Booked, owedMinor: bigint): boolean {
  const isOver = row.collectMinor > 0n && row.dueMinor > owedMinor;
  const collectedTotal = row.dueMinor + row.collectedMinor + row.lostMinor;
  const isUnder = row.paymentKind === "cod" && row.isWhole && collectedTotal < owedMinor;
  return isOver || isUnder;
}

/** Which they are, the gravest first. */
export const kindsOf = (marks: Marks): OrderChange[] => ORDER_CHANGES.filter((kind) => kind in marks);

const pick = (marks: Marks, takes: (kind: OrderChange, mark: string | null) => boolean): Marks =>
  Object.fromEntries(
    kindsOf(marks).flatMap((kind) => (takes(kind, marks[kind] ?? null) ? [[kind, marks[kind]] as const] : [])),
  );

const same = (one: Marks, other: Marks): boolean =>
  ORDER_CHANGES.every((kind) => kind in one === kind in other && one[kind] === other[kind]);

async function saveChanges(
  tx: Tx,
  row: Booked,
  now: { readonly pending: Marks; readonly accepted: Marks; readonly owedMinor: bigint | null },
): Promise<void> {
  const { pending, accepted, owedMinor } = now;
  await tx.run(
    `update argosy.shipment set order_changes = $2, order_changes_kept = $3
     where organization_id = argosy.tenant() and id = $1`,
    [row.id, JSON.stringify(pending), JSON.stringify(accepted)],
  );
  const kinds = kindsOf(pending);
  if (kinds.length === 0) return void (await resolveAlert(tx, changedCause(row.id), row.changedAt, systemActor));
  const amount = (minor: bigint) => `${formatDecimal({ minor, currency: row.currency })} ${row.currency}`;
  await raiseAlert(tx, {
    kind: "shipment_outdated",
    severity: "critical",
    cause: changedCause(row.id),
    connectionId: row.connectionId,
    subject: { kind: "order", id: row.orderId },
    title: message("alert.shipment_outdated.title", { order: row.number, reference: row.reference }),
    text: [
      ...kinds.map((kind) =>
        message(`alert.shipment_outdated.${kind}`, { collects: amount(row.dueMinor), owed: amount(owedMinor ?? 0n) }),
      ),
      message("alert.shipment_outdated.decide"),
    ],
    action: { kind: "open_order", orderId: row.orderId },
    now: row.changedAt,
  });
}
