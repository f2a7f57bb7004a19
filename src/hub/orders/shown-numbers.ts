/** Numbers of cancelled labels that an order's channel shows: another takes their place there. */
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlerts } from "../alerts/alerts.ts";
import { IS_SHOWN } from "./parcel-units.ts";

const shownCause = (shipmentId: string): string => `tracking-outdated:${shipmentId}`;

/** The label is cancelled, and its channel shows its number, or is about to: a person is told what replaces it. */
export async function alertShownNumber(
  tx: Tx,
  shipment: { readonly id: string; readonly orderId: string },
  by: By,
): Promise<void> {
  const shown = await tx.maybe<{ number: string; channel: string; store: string; numbers: string[] }>(
    `select o.number, c.name as channel, c.id as store,
       (select array_agg(p.tracking_number order by p.position) from argosy.parcel p
         where p.organization_id = argosy.tenant() and p.shipment_id = s.id and p.tracking_number <> '') as numbers
     from argosy.shipment s
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = s.order_id and o.status <> 'cancelled'
     join argosy.connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
     where s.organization_id = argosy.tenant() and s.id = $1
       and (${IS_SHOWN} or exists (select from argosy.command d where d.organization_id = argosy.tenant()
         and d.id = s.command_id and d.state in ('waiting', 'running', 'uncertain', 'done')))`,
    [shipment.id],
  );
  if (!shown?.numbers) return;
  await raiseAlert(tx, {
    kind: "tracking_outdated",
    severity: "warning",
    cause: shownCause(shipment.id),
    connectionId: shown.store,
    subject: { kind: "order", id: shipment.orderId },
    title: message("alert.tracking_outdated.title", { order: shown.number, channel: shown.channel }),
    text: message("alert.tracking_outdated.text", { numbers: shown.numbers.join(", "), channel: shown.channel }),
    action: { kind: "open_order", orderId: shipment.orderId },
    now: by.now,
  });
}

/** Another number is sent for this parcel of the channel (`fulfilmentKey`). */
export async function resolveShownNumbers(
  tx: Tx,
  parcel: { readonly orderId: string; readonly fulfilmentKey: string },
  by: By,
): Promise<void> {
  const rows = await tx.rows<{ id: string }>(
    `select distinct s.id from argosy.shipment s
     join argosy.parcel n on n.organization_id = argosy.tenant() and n.shipment_id = s.id
     join argosy.order_fulfilment f on f.organization_id = argosy.tenant() and f.order_id = s.order_id
       and n.tracking_number = any(f.tracking_numbers)
     where s.organization_id = argosy.tenant() and s.order_id = $1 and f.ext_key = $2 and s.status = 'cancelled'`,
    [parcel.orderId, parcel.fulfilmentKey],
  );
  const causes = rows.map(({ id }) => shownCause(id));
  await resolveAlerts(tx, causes, by.now, by.actor);
}
