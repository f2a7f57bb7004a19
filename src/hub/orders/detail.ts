import { z } from "zod";
import type { MessagePart } from "../../commerce/message.ts";
import type {
  Address,
  Attribution,
  Contact,
  OrderOption,
  OrderTotals,
  OrderTransaction,
} from "../../commerce/order.ts";
import { COMMAND_STATES } from "../../commerce/order-command.ts";
import { moneyOf, type OrderMoney } from "../../commerce/order-money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, partsSchema, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import type { LineTraces } from "../lots/line-traces.ts";
import { type StoredTotals, totalsFromJson } from "./facts.ts";
import type { LineUnits } from "./lines.ts";
import { type OrderSummary, SUMMARY, SUMMARY_FROM } from "./list.ts";
import { type ReturnView, returnsOfOrder } from "./returns/return-view.ts";
import { SHOWN_IN, type ShownTotal, shownTotal } from "./shown-total.ts";

export interface OrderDetailLine extends LineUnits, LineTraces {
  readonly id: string;
  /** The platform's line id: commands name lines by it. */
  readonly key: string;
  readonly variantId: string | null;
  readonly productId: string | null;
  /** The channel's item, also where it came to be known after the order. */
  readonly listingId: string | null;
  /** The variant's picture, or its product's first one. */
  readonly imageUrl: string | null;
  readonly reservedQuantity: number;
  readonly shortQuantity: number;
  /** Units the returns of the hub have dealt with. */
  readonly returnedQuantity: number;
  /** Before discounts: total and discount together. */
  readonly grossMinor: bigint;
  readonly discountMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  readonly fulfilledBy: "merchant" | "marketplace" | "nobody";
  readonly locationId: string | null;
  /** Of goods sold in fractions: how much was ordered. */
  readonly exactQuantity: string | null;
  /** What the buyer chose or typed. */
  readonly options: readonly OrderOption[];
  /** Key of the set's line this one is a part of. */
  readonly group: string | null;
  /** The seller adds it to what is packed: nobody pays for it, and its channel does not know of it. */
  readonly isGift: boolean;
}

export interface OrderDetail extends OrderSummary {
  readonly gateway: string | null;
  readonly subtotalMinor: bigint | null;
  readonly discountMinor: bigint | null;
  /** The code it was given for, of an order made here. */
  readonly discountCode: string | null;
  /** All codes it was placed with, the one of an order made here among them. */
  readonly discountCodes: readonly string[];
  readonly taxMinor: bigint | null;
  readonly shippingMinor: bigint | null;
  readonly feesMinor: bigint | null;
  /** What rounding on the platform left over: total less lines, shipping, fees (and tax when prices are without it). */
  readonly residualMinor: bigint;
  /** As the channel tells it after goods were taken out or refunded; null: it tells one total. */
  readonly currentTotalMinor: bigint | null;
  readonly taxIncluded: boolean;
  /** What the buyer saw and paid, in their currency; null: the order's own. */
  readonly presentment: OrderTotals | null;
  readonly attribution: Attribution | null;
  readonly quality: "exact" | "estimated" | "hidden";
  readonly contact: Contact;
  readonly shippingAddress: Address | null;
  /** The channel's own address is another: it was corrected here. */
  readonly isAddressCorrected: boolean;
  /** Its total in the currency it is shown in too; null: in its own alone. */
  readonly shown: ShownTotal | null;
  /** False: it takes nothing from stock. */
  readonly usesStock: boolean;
  readonly billingAddress: Address | null;
  readonly note: string | null;
  /** What the buyer chose or typed for the whole order. */
  readonly options: readonly OrderOption[];
  readonly pushError: string | null;
  readonly pushErrorTold: readonly MessagePart[] | null;
  readonly lines: readonly OrderDetailLine[];
  readonly fulfilments: readonly {
    readonly key: string;
    readonly status: string;
    readonly carrier: string | null;
    readonly trackingNumbers: readonly string[];
    readonly trackingUrl: string | null;
    readonly shippedAt: Date | null;
    readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
  }[];
  readonly refunds: readonly {
    readonly key: string;
    readonly amountMinor: bigint;
    readonly reason: string | null;
    readonly refundedAt: Date;
    readonly lines: Json;
  }[];
  readonly transactions: readonly {
    readonly key: string;
    readonly parentKey: string | null;
    readonly kind: OrderTransaction["kind"];
    readonly status: OrderTransaction["status"];
    readonly gateway: string | null;
    readonly amountMinor: bigint;
    readonly at: Date;
    readonly fromCourier: boolean;
  }[];
  readonly returns: readonly ReturnView[];
  /** The return whose units it is sent for; null: it is no exchange. */
  readonly exchangeFor: {
    readonly returnId: string;
    readonly returnNumber: string;
    readonly orderId: string;
    readonly orderNumber: string;
    readonly creditMinor: number;
  } | null;
  readonly commands: readonly OrderCommandView[];
  /** The figures as one sum that adds up. */
  readonly money: OrderMoney;
  readonly pickupLocationId: string | null;
  readonly pickupLocationName: string | null;
  readonly goodsLocationId: string | null;
  /** What the channel calls the place. */
  readonly pickupPlace: string | null;
  readonly pickupReadyAt: Date | null;
  /** Tags of the hub, beside those of the platform. */
  readonly ownTags: readonly string[];
}

export const orderCommandSchema = z
  .object({
    id,
    kind: z.string(),
    input: typed<Json>(z.unknown()),
    state: z
      .enum(COMMAND_STATES)
      .describe("uncertain: sent, and not confirmed; without `dueAt` a person has to look whether money moved"),
    text: z.string(),
    attempts: z.int(),
    dueAt: time.nullable(),
    sentAt: time.nullable().describe("of a command that may move money: when it was first sent to the channel"),
    quotedMinor: minorUnits
      .nullable()
      .describe("the channel's own total, where a push stopped because it is another than the order's"),
    quotedCurrency: z.string().nullable(),
    moneyMoved: z
      .boolean()
      .nullable()
      .describe(
        "of a refund that was to move money: false where it was only booked and the customer still has to be paid; null: unknown",
      ),
    requestedBy: z.string(),
    createdAt: time,
    finishedAt: time.nullable(),
  })
  .meta({ id: "OrderCommand", description: "An intent on its way to the channel of origin" });
export interface OrderCommandView extends Answered<typeof orderCommandSchema> {
  readonly textTold: readonly MessagePart[] | null;
}

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

const ORDER = `select ${SUMMARY}, o.gateway, o.subtotal_minor as "subtotalMinor", o.discount_minor as "discountMinor",
    o.discount_code as "discountCode", ${DISCOUNT_CODES} as "discountCodes",
    o.tax_minor as "taxMinor", o.shipping_minor as "shippingMinor",
    o.fees_minor as "feesMinor", o.residual_minor as "residualMinor", o.tax_included as "taxIncluded", o.presentment,
    o.current_total_minor as "currentTotalMinor",
    o.attribution, o.quality, o.contact, o.shipping_address as "shippingAddress",
    o.corrected_from is not null as "isAddressCorrected", not o.without_stock as "usesStock",
    ${SHOWN_IN} as "shownIn",
    o.billing_address as "billingAddress", o.note,
    coalesce(o.options, '[]') as options,
    o.pickup_location_id as "pickupLocationId", o.goods_location_id as "goodsLocationId",
    (select p.name from argosy.location p where p.organization_id = argosy.tenant() and p.id = o.pickup_location_id)
      as "pickupLocationName",
    (select json_build_object('returnId', r.id, 'returnNumber', r.number, 'orderId', r.order_id,
        'orderNumber', f.number, 'creditMinor', e.credit_minor)
      from argosy.order_exchange e
      join argosy.order_return r on r.organization_id = argosy.tenant() and r.id = e.return_id
      join argosy.sales_order f on f.organization_id = argosy.tenant() and f.id = r.order_id
      where e.organization_id = argosy.tenant() and e.order_id = o.id) as "exchangeFor",
    o.pickup_place as "pickupPlace", o.pickup_ready_at as "pickupReadyAt",
    o.push_error as "pushError", o.push_error_said as "pushErrorTold", o.own_tags as "ownTags"
  ${SUMMARY_FROM} where o.organization_id = argosy.tenant() and o.id = $1`;

const LINES = `select l.id, l.ext_key as key, l.variant_id as "variantId", v.product_id as "productId",
    coalesce(l.listing_id, g.id) as "listingId",
    (select i.url from image i where i.organization_id = argosy.tenant() and i.product_id = v.product_id
       and (i.variant_id is null or i.variant_id = v.id)
     order by i.variant_id is null, i.position, i.id limit 1) as "imageUrl",
    coalesce(l.sku, v.sku) as sku, l.title, l.ordered_quantity as "orderedQuantity", l.quantity,
    l.fulfilled_quantity as "fulfilledQuantity",
    l.return_restocked + greatest(0,
      greatest(l.restocked_quantity, l.seen_restocked) - l.matched_quantity) as "restockedQuantity",
    l.reserved_quantity as "reservedQuantity", l.short_quantity as "shortQuantity",
    trim_scale(l.unit_price)::text as "unitPrice", l.return_received as "returnedQuantity",
    l.total_minor + l.discount_minor as "grossMinor", l.discount_minor as "discountMinor", l.tax_minor as "taxMinor",
    l.total_minor as "totalMinor", l.fulfilled_by as "fulfilledBy", l.location_id as "locationId",
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
    text_said as "textTold", attempts, due_at as "dueAt", sent_at as "sentAt",
    (error #>> '{details,quoted,minor}')::bigint as "quotedMinor",
    error #>> '{details,quoted,currency}' as "quotedCurrency",
    money_moved as "moneyMoved", requested_by as "requestedBy",
    created_at as "createdAt", finished_at as "finishedAt"
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
    `select ext_key as key, status, carrier, tracking_numbers as "trackingNumbers", tracking_url as "trackingUrl",
       shipped_at as "shippedAt", lines
     from order_fulfilment
     where organization_id = argosy.tenant() and order_id = $1
     order by shipped_at nulls last, ext_key`,
    [orderId],
  );
  const refunds = await tx.rows<OrderDetail["refunds"][number]>(
    `select ext_key as key, amount_minor as "amountMinor", reason, refunded_at as "refundedAt", lines
     from order_refund where organization_id = argosy.tenant() and order_id = $1 order by refunded_at, ext_key`,
    [orderId],
  );
  const commands = await tx.rows<OrderCommandView>(`${COMMANDS} and order_id = $1 order by seq desc`, [orderId]);
  const transactions = await tx.rows<OrderDetail["transactions"][number]>(
    `select ext_key as key, parent_key as "parentKey", kind, status, gateway, amount_minor as "amountMinor", at,
       from_courier as "fromCourier"
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
    `select part_key as "partKey", raw, seen_at as "seenAt" from order_part
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
  return new HubError("ORDER_UNKNOWN", "not_found", "There is no such order.");
}
