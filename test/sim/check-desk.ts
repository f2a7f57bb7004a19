/** What people at the desk decided held: nothing held left, nothing left twice, and each channel knows its own number. */
import { parseMoney } from "../../src/commerce/money.ts";
import type { OrderStation } from "./order-desk.ts";
import { ownOrder } from "./order-steps.ts";
import type { World } from "./world.ts";

/** Orders and stock as people see them, without what was done when. */
export async function snapshot(world: World, orderIds: readonly string[]): Promise<string> {
  const orders: unknown[] = [];
  for (const id of orderIds) {
    const { status, financial, fulfilment, totalMinor, isShort, lines, commands, refunds } = await ownOrder(world, id);
    orders.push({ status, financial, fulfilment, totalMinor, isShort, lines, commands, refunds });
  }
  const { items } = await world.ask<{ items: unknown[] }>("GET", "/inventory/levels?limit=200");
  const shipments = await world.look(
    `select s.id, s.state, s.status, s.collect_minor::text from argosy.shipment s
     where s.organization_id = argosy.tenant() order by s.id`,
  );
  return JSON.stringify({ orders, items, shipments });
}

/** A label is booked for what an order has when it is asked for: fewer units later are a change of the order. */
export async function noteDesired({ world, wanted }: OrderStation): Promise<void> {
  const lines = await world.look<{ id: string; quantity: number }>(
    "select id, quantity from argosy.order_line where organization_id = argosy.tenant()",
  );
  for (const { id, quantity } of lines) wanted.set(id, Math.max(quantity, wanted.get(id) ?? 0));
}

/** What labels told the channels was asked of the hub as well: each number is there once. */
export async function noteReported({ world }: OrderStation): Promise<void> {
  // Orders that stay here are shipped by their labels, when they are booked or when the courier takes them.
  const sent = await world.look<{ lineId: string; units: number }>(
    `select l.id as "lineId", sum(coalesce((i ->> 'quantity')::int, l.quantity))::int as units
     from argosy.command c
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = c.order_id and o.connection_id is null
     join argosy.order_line l on l.organization_id = argosy.tenant() and l.order_id = o.id
     left join lateral jsonb_array_elements(c.input -> 'lines') as i on true
     where c.organization_id = argosy.tenant() and c.kind = 'fulfil' and c.state = 'done'
       and coalesce(i ->> 'lineKey' = l.ext_key, true)
     group by 1`,
  );
  for (const { lineId, units } of sent) world.sent.set(lineId, (world.sent.get(lineId) ?? 0) + units);
  const reported = await world.look<{
    commandId: string;
    storeId: string;
    orderId: string;
    orderKey: string;
    marker: string;
    lines: { lineKey: string; quantity: number }[] | null;
  }>(
    `select distinct on (c.id) c.id as "commandId", o.connection_id as "storeId", o.id as "orderId",
       o.ext_key as "orderKey", c.input -> 'lines' as lines, c.input -> 'trackingNumbers' ->> 0 as marker
     from argosy.command c
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = c.order_id
     where c.organization_id = argosy.tenant() and c.kind = 'fulfil' and c.state <> 'cancelled'
       and starts_with(c.idempotency_key, 'shipment:') and o.ext_key is not null
     order by c.id`,
  );
  for (const { storeId, lines, ...one } of reported) {
    const channel = world.channels.find((each) => each.storeId === storeId);
    if (!channel) continue;
    const requested = { channel, kind: "fulfil", amountMinor: 0, units: lines ?? [], toldBack: new Map() };
    world.asked.push({ ...requested, ...one });
  }
}

/** Something was begun for an order while it was held here. What its courier has is told all the same. */
const LEFT_WHILE_HELD = `
  select 'a label of ' || o.number || ' was bought' as what
  from argosy.order_hold h
  join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = h.order_id
  join argosy.shipment s on s.organization_id = argosy.tenant() and s.order_id = h.order_id
  where h.organization_id = argosy.tenant() and s.called_at > h.held_at
    and (h.ended_at is null or s.called_at < h.ended_at)
  union all select o.number || ' was told as shipped (' || c.state || ')'
  from argosy.order_hold h
  join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = h.order_id
  join argosy.command c on c.organization_id = argosy.tenant() and c.order_id = h.order_id and c.kind = 'fulfil'
  where h.organization_id = argosy.tenant()
    and (c.created_at > h.held_at and (h.ended_at is null or c.created_at < h.ended_at)
      or h.source = 'hub' and c.state = 'done' and c.finished_at > h.held_at
        and (h.ended_at is null or c.finished_at < h.ended_at))
    and not exists (select from argosy.shipment s where s.organization_id = argosy.tenant()
      and s.order_id = c.order_id and s.left_at <= c.created_at)
  union all select o.number || ' was packed or picked'
  from argosy.order_hold h
  join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = h.order_id
  join argosy.order_packing p on p.organization_id = argosy.tenant() and p.order_id = h.order_id
  where h.organization_id = argosy.tenant() and p.packed_at > h.held_at
    and (h.ended_at is null or p.packed_at < h.ended_at)`;

/** Units of a line in parcels that are booked or may be. */
const IN_PARCELS = `
  select i ->> 'lineId' as "lineId", sum((i ->> 'quantity')::int)::int as units, min(o.number) as number
  from argosy.shipment s
  join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = s.order_id
  join argosy.parcel p on p.organization_id = argosy.tenant() and p.shipment_id = s.id
  cross join lateral jsonb_array_elements(p.items) as i
  where s.organization_id = argosy.tenant() and s.state in ('requested', 'booking', 'booked', 'unknown')
    and s.status <> 'cancelled'
  group by 1`;

interface Label {
  readonly reference: string;
  readonly isBooked: boolean;
  readonly numbers: readonly string[];
  readonly charge: number;
  readonly orders: number;
}

const LABELS = `
  select s.reference, s.state = 'booked' and s.status <> 'cancelled' as "isBooked",
    array(select p.tracking_number from argosy.parcel p where p.organization_id = argosy.tenant()
      and p.shipment_id = s.id and p.tracking_number is not null) as numbers,
    (coalesce(s.charge_minor, 0) + coalesce(f.charge, 0))::int as charge, (1 + f.orders)::int as orders
  from argosy.shipment s
  cross join lateral (select sum(charge_minor) as charge, count(*) as orders from argosy.shipment f
    where f.organization_id = argosy.tenant() and f.label_shipment_id = s.id) f
  where s.organization_id = argosy.tenant() and s.connection_id = $1 and s.label_shipment_id is null
  order by s.id`;

export async function checkStation({ world, courierId, sandbox, wanted, problems }: OrderStation): Promise<string[]> {
  const found = [...problems];
  const left = await world.look<{ what: string }>(LEFT_WHILE_HELD);
  found.push(...left.map(({ what }) => `${what} while it was on hold`));
  for (const { lineId, units, number } of await world.look<{ lineId: string; units: number; number: string }>(
    IN_PARCELS,
  ))
    if (units > (wanted.get(lineId) ?? 0))
      found.push(`${units} units of a line of ${number} are in parcels, and it had ${wanted.get(lineId)}`);
  const parcels = sandbox.shop.parcels().filter((parcel) => !parcel.isCancelled);
  const existing = new Set<string>();
  for (const label of await world.look<Label>(LABELS, [courierId])) {
    const there = parcels.filter(({ reference }) => reference.startsWith(label.reference));
    for (const { trackingNumber } of there) existing.add(trackingNumber);
    const what = `the parcel ${label.reference} of ${label.orders} orders`;
    if (there.length !== Number(label.isBooked)) found.push(`${what} was bought ${there.length} times`);
    else if (label.isBooked && there[0]?.trackingNumber !== label.numbers.join())
      found.push(`${what} has other numbers`);
    const charged = there.reduce((sum, one) => sum + Number(parseMoney(one.charged, "USD").minor), 0);
    if (label.isBooked && charged !== label.charge)
      found.push(`${what} cost ${charged}, and its orders bear ${label.charge}`);
  }
  const unknown = parcels.filter(({ trackingNumber }) => !existing.has(trackingNumber));
  found.push(...unknown.map(({ reference }) => `nobody here knows the parcel ${reference}`));
  return found;
}
