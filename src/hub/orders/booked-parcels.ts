/** Parcels that are booked and still here, when their order changes: they stay until a person decides (decision 543). */
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../alerts/alerts.ts";
import { orderMoney } from "./owed.ts";

export type OrderChange = "cancelled" | "units" | "amount";

interface Booked {
  readonly id: string;
  readonly orderId: string;
  readonly reference: string;
  readonly connectionId: string;
  readonly collectMinor: bigint;
  readonly currency: string;
  readonly change: OrderChange | null;
  readonly kept: OrderChange | null;
  readonly number: string;
  readonly isCancelled: boolean;
  /** It holds more of a line than the order wants. */
  readonly isLess: boolean;
  readonly changedAt: Date;
}

/** What the alert about a changed order is called, so that a decision closes it. */
export const changedCause = (shipmentId: string): string => `shipment-outdated:${shipmentId}`;

/** Looks whether the booked parcels of these orders still are what the orders want. */
export async function watchBooked(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  for (const row of await bookedOf(tx, orderIds)) {
    const owedMinor = row.collectMinor > 0n ? ((await orderMoney(tx, row.orderId))?.outstandingMinor ?? null) : null;
    const change = changeOf(row, owedMinor);
    if (change !== row.change && (change === null || change !== row.kept))
      await keepChange(tx, row, { change, owedMinor });
  }
}

function bookedOf(tx: Tx, orderIds: readonly string[]): Promise<Booked[]> {
  return tx.rows<Booked>(
    `select s.id, s.order_id as "orderId", s.reference, s.connection_id as "connectionId",
       s.collect_minor as "collectMinor", trim(s.currency) as currency, s.order_change as change,
       s.order_change_kept as kept, o.number, o.status = 'cancelled' as "isCancelled", o.updated_at as "changedAt",
       exists (select from argosy.parcel p cross join lateral jsonb_array_elements(p.items) as i
         join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid
         where p.organization_id = argosy.tenant() and p.shipment_id = s.id
         group by l.id, l.quantity having sum((i ->> 'quantity')::int) > l.quantity) as "isLess"
     from argosy.shipment s
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = s.order_id
     where s.organization_id = argosy.tenant() and s.order_id = any($1::uuid[]) and s.state = 'booked'
       and s.status in ('created', 'label_ready') and s.left_at is null and s.cancel_state is null`,
    [orderIds],
  );
}

function changeOf(row: Booked, owedMinor: bigint | null): OrderChange | null {
  if (row.isCancelled) return "cancelled";
  if (row.isLess) return "units";
  return owedMinor !== null && owedMinor < row.collectMinor ? "amount" : null;
}

async function keepChange(
  tx: Tx,
  row: Booked,
  { change, owedMinor }: { readonly change: OrderChange | null; readonly owedMinor: bigint | null },
): Promise<void> {
  await tx.run("update argosy.shipment set order_change = $2 where organization_id = argosy.tenant() and id = $1", [
    row.id,
    change,
  ]);
  if (change === null) return void (await resolveAlert(tx, changedCause(row.id), row.changedAt, systemActor));
  const amount = (minor: bigint) => `${formatDecimal({ minor, currency: row.currency })} ${row.currency}`;
  await raiseAlert(tx, {
    kind: "shipment_outdated",
    severity: "critical",
    cause: changedCause(row.id),
    connectionId: row.connectionId,
    subject: { kind: "order", id: row.orderId },
    title: message("alert.shipment_outdated.title", { order: row.number, reference: row.reference }),
    text: message(`alert.shipment_outdated.${change}`, {
      collects: amount(row.collectMinor),
      owed: amount(owedMinor ?? 0n),
    }),
    action: { kind: "open_order", orderId: row.orderId },
    now: row.changedAt,
  });
}
