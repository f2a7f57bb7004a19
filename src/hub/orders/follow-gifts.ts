/** Gifts go the way of the goods they are packed with. */
import { systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { loadLines, type StoredLine, writeLineStock } from "./lines.ts";
import { lockOrders, servedFrom } from "./order-fields/order-rows.ts";
import { unitsInLabels, unitsInParcels, unitsSent } from "./parcel-units.ts";
import { stockLine } from "./settle.ts";
import { reconcileStock } from "./stock-effects.ts";
import { promisesStock } from "./unpaid.ts";

export interface GiftUnits {
  readonly id: string;
  readonly quantity: number;
  readonly shipped: number;
}

/** Writes how many units of gifts are packed, and how many of them have left. */
export const writeGiftUnits = (tx: Tx, changes: readonly GiftUnits[]): Promise<number> =>
  tx.run(
    `update argosy.order_line l
     set quantity = n.quantity, fulfilled_quantity = n.shipped, own_fulfilled_quantity = n.shipped
     from json_to_recordset($1) as n(id uuid, quantity int, shipped int)
     where l.organization_id = argosy.tenant() and l.id = n.id`,
    [jsonRows(changes)],
  );

/**
 * Gifts whose goods moved on: they leave with the label that holds them, with the first goods of their order that left
 * without a label, or with the last. Where nothing else is ordered any more none is packed.
 */
const MOVED = `select n.id, n."orderId", n.quantity, n.shipped::int
  from (select l.id, l.order_id as "orderId", l.quantity as had, l.fulfilled_quantity as gone,
      case when e.ordered = 0 then l.fulfilled_quantity else l.quantity end as quantity,
      case when e.ordered > 0 and (e.left_here = 0 or o.fulfilment not in ('unfulfilled', 'partial')
          or e.gone > b.units and coalesce(h.units, 0) = 0)
        then l.quantity
        else greatest(l.fulfilled_quantity, least(l.quantity, coalesce(s.units, 0))) end as shipped
    from argosy.order_line l
    join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
    cross join lateral (select coalesce(sum(x.quantity), 0) as ordered,
        coalesce(sum(greatest(0, x.quantity - x.fulfilled_quantity)), 0) as left_here,
        coalesce(sum(x.fulfilled_quantity), 0) as gone
      from argosy.order_line x
      where x.organization_id = argosy.tenant() and x.order_id = l.order_id and not x.is_gift
        and x.fulfilled_by = 'merchant') e
    cross join lateral (select coalesce(sum(t.units), 0) as units
      from (${unitsInLabels("l.order_id")}) t
      join argosy.order_line x on x.organization_id = argosy.tenant() and x.id = t.line and not x.is_gift) b
    left join lateral (select t.units from (${unitsSent("l.order_id")}) t where t.line = l.id) s on true
    left join lateral (select t.units from (${unitsInParcels("l.order_id")}) t where t.line = l.id) h on true
    where l.organization_id = argosy.tenant() and l.order_id = any($1::uuid[]) and l.is_gift
      and o.status <> 'cancelled') n
  where (n.had, n.gone) is distinct from (n.quantity, n.shipped)`;

/** Brings the gifts of changed orders along, and their stock. */
export async function followGifts(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  const moved = await tx.rows<GiftUnits & { readonly orderId: string }>(MOVED, [orderIds]);
  if (moved.length === 0) return;
  const ids = new Set(moved.map(({ id }) => id));
  const orders = await lockOrders(tx, [...new Set(moved.map(({ orderId }) => orderId))]);
  await writeGiftUnits(tx, moved);
  const lines = await loadLines(
    tx,
    orders.map(({ id }) => id),
  );
  for (const order of orders) {
    const gifts = lines.filter((line) => line.orderId === order.id && ids.has(line.id));
    const of = {
      ...{ orderId: order.id, number: order.number, connectionId: order.connection_id, wasShort: false },
      ...{ placedAt: new Date(order.placed_at), shipTo: order.shipping_address, lines: gifts },
      reservesStock: promisesStock(order),
      withoutStock: order.without_stock,
    };
    const now = await tx.one<{ at: Date }>(
      "select updated_at as at from argosy.sales_order where organization_id = argosy.tenant() and id = $1",
      [order.id],
    );
    // Where it was reserved, also once the order reserves nothing any more.
    const locationOf = (gift: StoredLine) => gift.stock.locationId ?? servedFrom(order);
    const given = gifts.map((gift) => stockLine({ ...of, servedFrom: locationOf(gift) }, gift, false));
    const { changed, posting } = await reconcileStock(tx, { lines: given, actor: systemActor, now: now.at });
    await posting;
    await writeLineStock(tx, changed);
  }
}
