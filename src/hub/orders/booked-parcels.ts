/** Parcels that are booked and still here, when their order changes: they stay until a person decides (decision 543). */
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../alerts/alerts.ts";
import { orderMoney, passedOn } from "./owed.ts";
import { IS_LEFT_OUTSIDE } from "./parcel-units.ts";
import { RECEIVER_MARK } from "./receiver-mark.ts";

export const ORDER_CHANGES = ["cancelled", "refunded", "payment", "units", "amount", "receiver"] as const;
export type OrderChange = (typeof ORDER_CHANGES)[number];

/** By kind: what the change was when it was told. Null: whatever it is. */
export type Marks = Readonly<Partial<Record<OrderChange, string | null>>>;

interface Booked {
  readonly id: string;
  readonly orderId: string;
  readonly reference: string;
  readonly connectionId: string;
  readonly collectMinor: bigint;
  readonly currency: string;
  /** Told, and nobody has decided. */
  readonly told: Marks;
  /** What a person kept stays kept as long as it is that. */
  readonly kept: Marks;
  readonly number: string;
  readonly status: string;
  readonly financial: string;
  readonly paymentKind: string;
  /** A digest of the receiver the order has now, if the courier was told another. */
  readonly receiver: string | null;
  /** Of the lines in this shipment: units in all live shipments of the order, and units it still wants. */
  readonly heldUnits: number;
  readonly wantedUnits: number;
  /** The live shipments together hold more of one of them than the order wants. */
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

/** What the alert about a changed order is called, so that a decision closes it. */
export const changedCause = (shipmentId: string): string => `shipment-outdated:${shipmentId}`;

/** Looks whether the booked parcels of these orders still are what the orders want. */
export async function watchBooked(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  for (const row of await bookedOf(tx, orderIds)) {
    const isAsked = row.paymentKind === "cod" || row.collectMinor > 0n;
    const owedMinor = isAsked ? ((await orderMoney(tx, row.orderId))?.outstandingMinor ?? null) : null;
    const now = changesOf(row, owedMinor);
    // What is as booked again was kept by nobody: the next change is told.
    const kept = pick(now, (kind, mark) => kind in row.kept && (row.kept[kind] === null || row.kept[kind] === mark));
    const told = pick(now, (kind) => !(kind in kept));
    const isSame =
      same(told, row.told) &&
      same(
        pick(row.kept, (kind) => kind in kept),
        row.kept,
      );
    if (!isSame) await keepChanges(tx, row, { told, kept: pick(row.kept, (kind) => kind in kept), owedMinor });
  }
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
     select s.id, s.order_id as "orderId", s.reference, s.connection_id as "connectionId",
       s.collect_minor as "collectMinor", trim(s.currency) as currency, s.order_changes as told,
       s.order_changes_kept as kept, o.number, o.status, o.financial, o.payment_kind as "paymentKind",
       o.updated_at as "changedAt",
       case when coalesce(o.pickup, 'shipped') = 'shipped' and o.shipping_address ->> 'line1' is not null
         and s.receiver_mark <> ${RECEIVER_MARK} then ${RECEIVER_MARK} end as receiver,
       u.held as "heldUnits", u.wanted as "wantedUnits", u.less as "isLess",
       not ${IS_LEFT_OUTSIDE} as "isWhole",
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
     where s.organization_id = argosy.tenant() and s.order_id = any($1::uuid[]) and s.state = 'booked'
       and s.status in ('created', 'label_ready') and s.left_at is null and s.cancel_state is null`,
    [orderIds],
  );
}

/** A payment that failed, or that is awaited again. */
const lostPayment = (order: { readonly financial: string; readonly paymentKind: string }): string | null =>
  order.financial === "voided" || (order.financial === "pending" && order.paymentKind !== "cod")
    ? order.financial
    : null;

/** Who books for such an order knows it. */
export function keptFromStart(order: { readonly financial: string; readonly paymentKind: string }): Marks {
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
    ...(row.isLess && { units: `${row.heldUnits}:${row.wantedUnits}` }),
    ...(isAmount && { amount: `${row.dueMinor}:${owedMinor}` }),
    ...receiver,
  };
}

/**
 * Couriers collect too much where all of them together do, and too little where they hold all that is wanted and ask for
 * less than is owed.
 */
function isOtherAmount(row: Booked, owedMinor: bigint): boolean {
  const isOver = row.collectMinor > 0n && row.dueMinor > owedMinor;
  const told = row.dueMinor + row.collectedMinor + row.lostMinor;
  const isUnder = row.paymentKind === "cod" && row.isWhole && told < owedMinor;
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

async function keepChanges(
  tx: Tx,
  row: Booked,
  now: { readonly told: Marks; readonly kept: Marks; readonly owedMinor: bigint | null },
): Promise<void> {
  const { told, kept, owedMinor } = now;
  await tx.run(
    `update argosy.shipment set order_changes = $2, order_changes_kept = $3
     where organization_id = argosy.tenant() and id = $1`,
    [row.id, JSON.stringify(told), JSON.stringify(kept)],
  );
  const kinds = kindsOf(told);
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
