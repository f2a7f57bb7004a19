import { z } from "zod";
import { moneyOf } from "../../commerce/order-money.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, partsSchema, time, typed } from "../answer-schemas.ts";
import type { HubError } from "../errors.ts";
import { refusal } from "../refusals.ts";
import { type StoredTotals, totalsFromJson } from "./facts.ts";
import { SUMMARY, SUMMARY_FROM } from "./list.ts";
import {
  type OrderCommandView,
  type OrderDetail,
  type OrderDetailLine,
  storedOrderFields,
} from "./order-fields/order-schema.ts";
import { returnsOfOrder } from "./returns/return-view.ts";
import { SHOWN_IN, type ShownTotal, shownTotal } from "./shown-total.ts";

export const timelineEntrySchema = z.object({
  id,
  kind: z.string(),
  actor: z.string(),
  text: z.string(),
  said: partsSchema.describe("what the text is made of, to be said in other languages"),
  data: typed<Json>(z.unknown()),
  at: time,
});
export type TimelineView = Answered<typeof timelineEntrySchema>;

/** The codes of the channel, and before them that of an order made here where the channel does not tell it. */
export const DISCOUNT_CODES = `(case when o.discount_code is null or o.discount_code = any(o.discount_codes)
    then o.discount_codes else o.discount_code || o.discount_codes end)`;

const ORDER = `select ${SUMMARY}, ${columns("o", Object.keys(storedOrderFields))}, o.presentment,
    ${DISCOUNT_CODES} as "discountCodes",
    o.corrected_from is not null as "isAddressCorrected", not o.without_stock as "usesStock",
    ${SHOWN_IN} as "shownIn",
    coalesce(o.options, '[]') as options,
    (select p.name from argosy.location p where p.organization_id = argosy.tenant() and p.id = o.pickup_location_id)
      as "pickupLocationName",
    (select json_build_object('returnId', r.id, 'returnNumber', r.number, 'orderId', r.order_id,
        'orderNumber', f.number, 'creditMinor', e.credit_minor)
      from argosy.order_exchange e
      join argosy.order_return r on r.organization_id = argosy.tenant() and r.id = e.return_id
      join argosy.sales_order f on f.organization_id = argosy.tenant() and f.id = r.order_id
      where e.organization_id = argosy.tenant() and e.order_id = o.id) as "exchangeFor",
    o.push_error_said as "pushErrorTold"
  ${SUMMARY_FROM} where o.organization_id = argosy.tenant() and o.id = $1`;

const LINES = `select l.id, l.ext_key as key, l.variant_id as "variantId", v.product_id as "productId",
    coalesce(l.listing_id, g.id) as "listingId",
    (select i.url from image i where i.organization_id = argosy.tenant() and i.product_id = v.product_id
       and (i.variant_id is null or i.variant_id = v.id)
     order by i.variant_id is null, i.position, i.id limit 1) as "imageUrl",
    coalesce(l.sku, v.sku) as sku, ${columns("l", "title orderedQuantity quantity fulfilledQuantity")},
    l.return_restocked + greatest(0,
      greatest(l.restocked_quantity, l.seen_restocked) - l.matched_quantity) as "restockedQuantity",
    ${columns("l", "reservedQuantity shortQuantity")},
    trim_scale(l.unit_price)::text as "unitPrice", l.return_received as "returnedQuantity",
    l.total_minor + l.discount_minor as "grossMinor", ${columns("l", "discountMinor taxMinor totalMinor")},
    ${columns("l", "fulfilledBy locationId")},
    trim_scale(l.exact_quantity)::text as "exactQuantity", l.ext_group as "group", l.is_gift as "isGift",
    coalesce(l.options, '[]') as options,
    coalesce((select json_agg(json_build_object('serial', n.serial, 'isBack', n.place <> 'order')
        order by n.packed_at, n.serial)
      from serial_number n
      where n.organization_id = argosy.tenant() and n.order_id = l.order_id and n.order_line_id = l.id), '[]')
      as "serialNumbers",
    coalesce((select json_agg(json_build_object('lot', d.lot, 'expiresOn', d.expires_on, 'units', d.units,
        'returned', d.returned) order by d.expires_on, d.lot)
      from (select k.lot, t.expires_on, sum(k.units)::int as units, sum(k.returned)::int as returned
        from argosy.lot_line k
        join argosy.lot t on t.organization_id = argosy.tenant() and t.variant_id = k.variant_id and t.lot = k.lot
        where k.organization_id = argosy.tenant() and k.order_id = l.order_id and k.order_line_id = l.id
        group by 1, 2) d), '[]') as lots
  from order_line l
  join sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
  left join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  left join listing g on g.organization_id = argosy.tenant() and l.listing_id is null
    and g.connection_id = o.connection_id and g.ext_key = l.ext_variant_key
  where l.organization_id = argosy.tenant() and l.order_id = $1 order by l.position, l.id`;

/** As a person sees it: what may have moved money and is not confirmed does not simply wait. */
const COMMAND_STATE = `case when uncertain and settles_at is not null and state in ('waiting', 'running')
    then 'uncertain' else state end`;

export const COMMANDS = `select id, kind, input, ${COMMAND_STATE} as state, text,
    text_said as "textTold", ${columns("", "attempts dueAt sentAt")},
    (error #>> '{details,quoted,minor}')::bigint as "quotedMinor",
    error #>> '{details,quoted,currency}' as "quotedCurrency",
    ${columns("", "moneyMoved requestedBy createdAt finishedAt")}
  from command where organization_id = argosy.tenant()`;

/** One order with everything a person asks of it. Throws HubError ORDER_UNKNOWN. */
export async function getOrder(tx: Tx, orderId: string): Promise<OrderDetail> {
  const stored = await tx.maybe<StoredDetail>(ORDER, [orderId]);
  if (!stored) throw orderUnknown();
  const { shownIn, ...order } = stored;
  const shown = shownTotal(shownIn, order);
  const presentment = order.presentment && totalsFromJson(order.presentment);
  const lines = await tx.rows<OrderDetailLine>(LINES, [orderId]);
  const fulfilments = await tx.rows<OrderDetail["fulfilments"][number]>(
    `select ext_key as key, ${columns("", "status carrier trackingNumbers trackingUrl")},
    ${columns("", "shippedAt lines")}
     from order_fulfilment
     where organization_id = argosy.tenant() and order_id = $1
     order by shipped_at nulls last, ext_key`,
    [orderId],
  );
  const refunds = await tx.rows<OrderDetail["refunds"][number]>(
    `select ext_key as key, ${columns("", "amountMinor reason refundedAt lines")}
     from order_refund where organization_id = argosy.tenant() and order_id = $1 order by refunded_at, ext_key`,
    [orderId],
  );
  const commands = await tx.rows<OrderCommandView>(`${COMMANDS} and order_id = $1 order by seq desc`, [orderId]);
  const transactions = await tx.rows<OrderDetail["transactions"][number]>(
    `select ext_key as key, ${columns("", "parentKey kind status gateway amountMinor at")},
    ${columns("", "fromCourier")}
     from order_transaction where organization_id = argosy.tenant() and order_id = $1 order by at, ext_key`,
    [orderId],
  );
  const returns = await returnsOfOrder(tx, orderId);
  const money = moneyOf({ ...order, lines, refunds, transactions });
  return { ...order, shown, presentment, lines, fulfilments, refunds, transactions, returns, commands, money };
}

type StoredDetail = Omit<OrderDetail, Attached | "presentment" | "shown"> & {
  readonly presentment: StoredTotals | null;
  readonly shownIn: Pick<ShownTotal, "currency" | "rate"> | null;
};
type Attached = "lines" | "fulfilments" | "refunds" | "transactions" | "returns" | "commands" | "money";

/** Everything that happened to an order, oldest first. Throws HubError ORDER_UNKNOWN. */
export async function getTimeline(tx: Tx, orderId: string): Promise<TimelineView[]> {
  await requireOrder(tx, orderId);
  return tx.rows<TimelineView>(
    `select id, kind, actor, text, said, data, at from timeline
     where organization_id = argosy.tenant() and order_id = $1 order by at, id`,
    [orderId],
  );
}

/** The platform's answers as received, one per part. Throws HubError ORDER_UNKNOWN. */
export async function getRawParts(
  tx: Tx,
  orderId: string,
): Promise<{ readonly partKey: string; readonly raw: Json; readonly seenAt: Date }[]> {
  await requireOrder(tx, orderId);
  return tx.rows(
    `select ${columns("", "partKey raw seenAt")} from order_part
     where organization_id = argosy.tenant() and order_id = $1 order by part_key`,
    [orderId],
  );
}

/** Throws HubError ORDER_UNKNOWN. */
export async function requireOrder(tx: Tx, orderId: string): Promise<void> {
  const found = await tx.maybe("select 1 from sales_order where organization_id = argosy.tenant() and id = $1", [
    orderId,
  ]);
  if (!found) throw orderUnknown();
}

export function orderUnknown(): HubError {
  return refusal("ORDER_UNKNOWN");
}
