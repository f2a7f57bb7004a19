/** Reports a parcel to the order's channel with the same fulfilment command as every other parcel. */

import type { By } from "../../commerce/actor.ts";
import { message, textParts } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { requestCommand } from "../orders/commands.ts";
import { endFulfilmentOfLabel } from "../orders/obsolete-commands.ts";
import { IS_SHOWN } from "../orders/parcel-units.ts";
import type { CommandInput } from "../orders/stored-command.ts";
import { UNITS_LEFT } from "../orders/units-left.ts";
import { writeTimeline } from "../timeline.ts";

interface Told {
  readonly orderId: string;
  readonly carrier: string | null;
  readonly trackingUrl: string | null;
  readonly notifyCustomer: boolean;
  readonly commandId: string | null;
  readonly isShown: boolean;
  readonly isCarried: boolean;
  /** Commands of it that ended because it was being cancelled. */
  readonly stopped: number;
  readonly numbers: readonly string[];
  readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
  readonly hasMore: boolean;
  /** The parcel of the channel that shows the number of a label that was cancelled. */
  readonly deadParcel: string | null;
}

const TOLD = `select s.order_id as "orderId", s.carrier, s.tracking_url as "trackingUrl",
    s.notify_customer as "notifyCustomer", s.command_id as "commandId", ${IS_SHOWN} as "isShown",
    exists (select from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = s.order_id
      and o.pickup is not null and o.pickup <> 'shipped') as "isCarried",
    (select count(*)::int from argosy.command c where c.organization_id = argosy.tenant() and c.order_id = s.order_id
      and c.state = 'cancelled' and c.idempotency_key like 'shipment:' || s.id || '%') as stopped,
    (select coalesce(array_agg(p.tracking_number order by p.position), '{}') from argosy.parcel p
      where p.organization_id = argosy.tenant() and p.shipment_id = s.id and p.tracking_number <> '') as numbers,
    w.lines, w.more as "hasMore",
    (select f.ext_key from argosy.order_fulfilment f
      where f.organization_id = argosy.tenant() and f.order_id = s.order_id and exists (select from argosy.shipment e
        join argosy.parcel n on n.organization_id = argosy.tenant() and n.shipment_id = e.id
          and n.tracking_number = any(f.tracking_numbers)
        where e.organization_id = argosy.tenant() and e.order_id = s.order_id and e.status = 'cancelled')
      order by f.shipped_at desc nulls last, f.ext_key limit 1) as "deadParcel"
  from argosy.shipment s cross join lateral (
    select coalesce(json_agg(json_build_object('lineKey', n.key, 'quantity', n.units)) filter (where n.units > 0), '[]')
      as lines, coalesce(bool_or(n.units < n.held), false) as more
    from (select l.ext_key as key, sum((i ->> 'quantity')::int)::int as held,
        least(sum((i ->> 'quantity')::int), ${UNITS_LEFT})::int as units
      from argosy.parcel p cross join lateral jsonb_array_elements(p.items) as i
        join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid
      where p.organization_id = argosy.tenant() and p.shipment_id = s.id
      group by l.ext_key, l.quantity, l.fulfilled_quantity) n) w
  where s.organization_id = argosy.tenant() and s.id = $1`;

/**
 * Sends the shipment's carrier and numbers to the order's channel, once: of units that were taken out of the order after
 * booking, nothing. Units the channel calls shipped with the number of a label that was cancelled get this one's. Where the
 * order takes none any more (shipped on its channel, cancelled) its timeline says so.
 */
export async function requestFulfilment(tx: Tx, shipmentId: string, by: By): Promise<void> {
  const row = await tx.one<Told>(TOLD, [shipmentId]);
  // On its way to where it is collected: handing it over ships it.
  if (row.commandId !== null || row.isShown || row.isCarried) return;
  const { orderId, deadParcel } = row;
  const key = row.stopped === 0 ? `shipment:${shipmentId}` : `shipment:${shipmentId}:${row.stopped}`;
  const tracking = {
    trackingNumbers: row.numbers,
    notifyCustomer: row.notifyCustomer,
    ...(row.carrier !== null && row.carrier !== "" && { carrier: row.carrier }),
    ...(row.trackingUrl !== null && { trackingUrl: row.trackingUrl }),
  };
  const commands: { readonly command: CommandInput; readonly idempotencyKey: string }[] = [];
  if (deadParcel !== null && row.hasMore)
    commands.push({
      command: { kind: "tracking", fulfilmentKey: deadParcel, ...tracking },
      idempotencyKey: `${key}:number`,
    });
  if (commands.length === 0 || row.lines.length > 0)
    commands.push({ command: { kind: "fulfil", lines: row.lines, ...tracking }, idempotencyKey: key });
  try {
    for (const each of commands) {
      // The parcel is packed, whatever the hub's own count says.
      const { id } = await requestCommand(tx, { orderId, evenIfShort: true, ...each, ...by });
      await tx.run("update argosy.shipment set command_id = $2 where organization_id = argosy.tenant() and id = $1", [
        shipmentId,
        id,
      ]);
    }
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    const text = [message("order.shipment.untold"), ...textParts(error.userMessage)];
    await writeTimeline(tx, [{ orderId, kind: "shipment", text, data: { shipmentId } }], by);
  }
}

/**
 * The label is to be cancelled: the command with its number is not sent, where nothing of it can have reached the channel.
 * Other labels of that command are as if it had not been requested. Its order must be locked.
 */
export async function stopTelling(tx: Tx, shipment: { readonly commandId: string | null }, by: By): Promise<void> {
  const { commandId } = shipment;
  if (commandId === null || !(await endFulfilmentOfLabel(tx, commandId, by))) return;
  await tx.run(
    "update argosy.shipment set command_id = null where organization_id = argosy.tenant() and command_id = $1",
    [commandId],
  );
}
