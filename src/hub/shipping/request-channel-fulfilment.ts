/** Reports a parcel to the order's channel with the same fulfilment command as every other parcel. */

import type { By } from "../../commerce/actor.ts";
import { message, textParts } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { requestCommand } from "../orders/commands.ts";
import { heldAmong } from "../orders/held.ts";
import { IS_CANCELLING, NOT_STARTED, SENDS_NUMBER } from "../orders/hub-parcels.ts";
import { endCommandsOfLabel } from "../orders/obsolete-commands.ts";
import { IS_SHOWN } from "../orders/parcel-units.ts";
import { UNITS_LEFT } from "../orders/remaining-units.ts";
import { type CommandInput, readCommand } from "../orders/stored-command.ts";
import { UNITS_REQUESTED } from "../orders/under-way.ts";
import { writeTimeline } from "../timeline.ts";

interface FulfilledShipment {
  readonly orderId: string;
  readonly carrier: string | null;
  readonly trackingUrl: string | null;
  readonly notifyCustomer: boolean;
  readonly commandId: string | null;
  /** On its way to where it is collected. */
  readonly isCarried: boolean;
  /** It is being cancelled, and its parcels are here. */
  readonly isCancelling: boolean;
  /** Requests made for it before. */
  readonly requests: number;
  /** Of its parcels the channel does not show. */
  readonly numbers: readonly string[];
  /** Their units that the channel neither calls shipped nor is being told of. */
  readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
  /** Units beyond those: called shipped with a label that was cancelled. */
  readonly excess: number;
}

interface ShownParcel {
  readonly key: string;
  /** Units in cancelled labels whose numbers it shows, less those of labels on their way to it. */
  readonly deadUnits: number;
  /** Numbers it keeps: those that are no cancelled label's, and those on their way to it. */
  readonly numbers: readonly string[];
}

const FULFILLED_SHIPMENT = `select ${columns("s", "orderId carrier trackingUrl notifyCustomer commandId")},
    exists (select from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = s.order_id
      and o.pickup is not null and o.pickup <> 'shipped') as "isCarried",
    ${IS_CANCELLING} and s.left_at is null as "isCancelling",
    (select count(*)::int from argosy.command c where c.organization_id = argosy.tenant() and c.order_id = s.order_id
      and starts_with(c.idempotency_key, 'shipment:' || s.id)) as requests,
    (select coalesce(array_agg(c.tracking_number order by c.position), '{}') from argosy.parcel c
      where c.organization_id = argosy.tenant() and c.shipment_id = s.id and c.tracking_number <> ''
        and not ${IS_SHOWN}) as numbers,
    w.lines, w.excess
  from argosy.shipment s cross join lateral (
    select coalesce(json_agg(json_build_object('lineKey', n.key, 'quantity', n.units)) filter (where n.units > 0), '[]')
      as lines, coalesce(sum(n.held - n.units), 0)::int as excess
    from (select l.ext_key as key, sum((i ->> 'quantity')::int)::int as held,
        least(sum((i ->> 'quantity')::int), greatest(0, ${UNITS_LEFT} - ${UNITS_REQUESTED}))::int as units
      from argosy.parcel c cross join lateral jsonb_array_elements(c.items) as i
        join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid
          and not l.is_gift
      where c.organization_id = argosy.tenant() and c.shipment_id = s.id and not ${IS_SHOWN}
      group by l.order_id, l.ext_key, l.quantity, l.fulfilled_quantity) n) w
  where s.organization_id = argosy.tenant() and s.id = $1`;

/** SQL: the tracking commands `w` of the order $1 and the labels `s` whose numbers they send. */
const REPLACING = `argosy.command w join argosy.shipment s on s.organization_id = argosy.tenant() and s.order_id = $1
    and s.status <> 'cancelled' and starts_with(w.idempotency_key, 'shipment:' || s.id)
    and w.organization_id = argosy.tenant() and w.order_id = $1 and w.kind = 'tracking'`;

/** Numbers on their way to a parcel stand in the tracking commands of labels that are not cancelled. */
const SHOWN = `select f.ext_key as key,
    greatest(0, coalesce(d.units, 0) - coalesce(p.units, 0))::int as "deadUnits",
    array(select t from unnest(f.tracking_numbers) as t where not exists (select from argosy.shipment s
        join argosy.parcel c on c.organization_id = argosy.tenant() and c.shipment_id = s.id and c.tracking_number <> ''
        where s.organization_id = argosy.tenant() and s.order_id = $1 and s.status = 'cancelled'
          and strpos(t, c.tracking_number) > 0)
      union select c.tracking_number from ${REPLACING}
        join argosy.parcel c on c.organization_id = argosy.tenant() and c.shipment_id = s.id and c.tracking_number <> ''
        where w.input ->> 'fulfilmentKey' = f.ext_key) as numbers
  from argosy.order_fulfilment f
  left join lateral (select sum((i ->> 'quantity')::int) as units from argosy.shipment s
    join argosy.parcel c on c.organization_id = argosy.tenant() and c.shipment_id = s.id and c.tracking_number <> ''
    cross join lateral jsonb_array_elements(c.items) as i
    where s.organization_id = argosy.tenant() and s.order_id = $1 and s.status = 'cancelled'
      and strpos(array_to_string(f.tracking_numbers, ' '), c.tracking_number) > 0) d on true
  left join lateral (select sum((i ->> 'quantity')::int) as units from ${REPLACING}
    join argosy.parcel c on c.organization_id = argosy.tenant() and c.shipment_id = s.id
    cross join lateral jsonb_array_elements(c.items) as i
    where w.input ->> 'fulfilmentKey' = f.ext_key and w.state in ('waiting', 'running')) p on true
  where f.organization_id = argosy.tenant() and f.order_id = $1
  order by d.units is not null, f.shipped_at nulls first, f.ext_key`;

/**
 * Sends the shipment's carrier and numbers to the order's channel, once: of parcels the channel does not show yet, and of
 * units that were taken out of the order after booking, nothing. Units the channel calls shipped with a label that was
 * cancelled get this one's number. Where the order takes none any more (shipped on its channel, cancelled) its timeline
 * says so. A held order's is told when the hold ends, or at once where its courier has it (`isSent`).
 */
export async function requestChannelFulfilment(
  tx: Tx,
  shipmentId: string,
  by: By & { readonly isSent?: boolean },
): Promise<void> {
  const row = await tx.one<FulfilledShipment>(FULFILLED_SHIPMENT, [shipmentId]);
  if (!by.isSent && (await heldAmong(tx, [row.orderId])).length > 0) return;
  // On its way to where it is collected: handing it over ships it.
  if (row.commandId !== null || row.isCarried || row.isCancelling || row.numbers.length === 0) return;
  await request(tx, { shipmentId, orderId: row.orderId }, await commandsOf(tx, shipmentId, row), by);
}

interface Requested {
  readonly command: CommandInput;
  readonly idempotencyKey: string;
}

async function request(
  tx: Tx,
  { shipmentId, orderId }: { readonly shipmentId: string; readonly orderId: string },
  commands: readonly Requested[],
  by: By & { readonly isSent?: boolean },
): Promise<void> {
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

interface Stopped {
  readonly orderId: string;
  readonly kind: string;
  readonly input: Json;
  readonly idempotencyKey: string;
}

/** Commands of the label $1 that ended with its cancellation, where no other of it does the same. */
const STOPPED = `select distinct on (c.kind, c.input ->> 'fulfilmentKey') c.order_id as "orderId",
  ${columns("c", "kind input idempotencyKey")}
  from argosy.shipment s join argosy.command c on c.organization_id = argosy.tenant() and ${SENDS_NUMBER}
  where s.organization_id = argosy.tenant() and s.id = $1 and c.state = 'cancelled' and ${NOT_STARTED}
    and not exists (select from argosy.command d where d.organization_id = argosy.tenant() and d.order_id = c.order_id
      and d.kind = c.kind and d.input -> 'fulfilmentKey' is not distinct from c.input -> 'fulfilmentKey'
      and starts_with(d.idempotency_key, 'shipment:' || s.id) and d.state <> 'cancelled')
  order by c.kind desc, c.input ->> 'fulfilmentKey', c.seq desc`;

/**
 * The courier keeps a label that was being cancelled: what was stopped of it is sent after all. Where a part of it had
 * reached the channel, the rest as it was requested then: the channel shows its number already.
 */
export async function resumeChannelFulfilment(tx: Tx, shipmentId: string, by: By): Promise<void> {
  await requestChannelFulfilment(tx, shipmentId, by);
  const stopped = await tx.rows<Stopped>(STOPPED, [shipmentId]);
  const [first] = stopped;
  const isSentInPart = await tx.maybe(
    `select from argosy.shipment s join argosy.command c on c.organization_id = argosy.tenant() and ${SENDS_NUMBER}
     where s.organization_id = argosy.tenant() and s.id = $1 and c.state <> 'cancelled' limit 1`,
    [shipmentId],
  );
  if (!first || !isSentInPart) return;
  const commands = stopped.map(({ kind, input, idempotencyKey }) => ({
    command: readCommand(kind, input),
    idempotencyKey: `${idempotencyKey}:again`,
  }));
  await request(tx, { shipmentId, orderId: first.orderId }, commands, by);
}

/** The shipment of what the channel does not call shipped comes last. */
async function commandsOf(tx: Tx, shipmentId: string, row: FulfilledShipment): Promise<readonly Requested[]> {
  const first = `shipment:${shipmentId}`;
  const key = row.requests === 0 ? first : `${first}:${row.requests}`;
  const { carrier, trackingUrl, notifyCustomer, numbers } = row;
  const how = {
    notifyCustomer,
    ...(carrier !== null && carrier !== "" && { carrier }),
    ...(trackingUrl !== null && { trackingUrl }),
  };
  const replaced = row.excess > 0 ? replacedBy(row.excess, await tx.rows<ShownParcel>(SHOWN, [row.orderId])) : [];
  const tracking = replaced.map(({ key: fulfilmentKey, numbers: stored }) => ({
    command: {
      kind: "tracking" as const,
      fulfilmentKey,
      trackingNumbers: [...new Set([...stored, ...numbers])],
      ...how,
    },
    idempotencyKey: `${key}:on:${fulfilmentKey}`,
  }));
  if (tracking.length > 0 && row.lines.length === 0) return tracking;
  const fulfil = { kind: "fulfil" as const, lines: row.lines, trackingNumbers: numbers, ...how };
  return [...tracking, { command: fulfil, idempotencyKey: key }];
}

/** The newest parcels with cancelled labels, until they hold as many units; where none shows one any more, the newest. */
function replacedBy(units: number, shown: readonly ShownParcel[]): readonly ShownParcel[] {
  const dead = shown.filter(({ deadUnits }) => deadUnits > 0).reverse();
  if (dead.length === 0) return shown.slice(-1);
  let left = units;
  return dead.filter(({ deadUnits }) => {
    const isTaken = left > 0;
    left -= deadUnits;
    return isTaken;
  });
}

/**
 * The label is to be cancelled: commands with its number are not sent, where nothing of them can have reached the channel.
 * Other labels of such a command are as if it had not been requested. Its order must be locked.
 */
export async function cancelChannelFulfilment(
  tx: Tx,
  { id, orderId }: { readonly id: string; readonly orderId: string },
  by: By,
): Promise<void> {
  const ended = await endCommandsOfLabel(tx, { orderId, shipmentId: id }, by);
  if (ended.length === 0) return;
  await tx.run(
    `update argosy.shipment set command_id = null
     where organization_id = argosy.tenant() and order_id = $1 and command_id = any($2::uuid[])`,
    [orderId, ended],
  );
}

/** A command that waits: what it sends of cancelled labels is not sent. Its order must be locked. */
export async function cancelChannelFulfilmentOf(
  tx: Tx,
  command: { readonly id: string; readonly order_id: string },
  by: By,
): Promise<void> {
  const labels = await tx.rows<{ id: string }>(
    `select s.id from argosy.command c join argosy.shipment s on s.organization_id = argosy.tenant() and ${SENDS_NUMBER}
     where c.organization_id = argosy.tenant() and c.id = $1 and (s.status = 'cancelled' or ${IS_CANCELLING})`,
    [command.id],
  );
  for (const { id } of labels) await cancelChannelFulfilment(tx, { id, orderId: command.order_id }, by);
}
