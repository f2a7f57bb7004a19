/** What orders' profits are worked out from, set by set. $1: ids of orders, $2: the organization's currency, $3: its zone. */
import { columns } from "../../db/columns.ts";
import { NIL } from "../analytics/count.ts";
import { BACK_UNITS } from "../costs/sold-lines.ts";
import { SOLD_MINOR } from "../orders/sold-total.ts";

/** SQL: units of the organization's currency for one of `currency` on the day of `at`; null without a rate in force. */
const rateOf = (currency: string, at: string) => `
  case when ${currency} = $2::text then '1'
    else (select trim_scale(x.rate)::text
      from argosy.fx_rate x
      where x.organization_id = argosy.tenant() and x.base = ${currency} and x.quote = $2::text and x.in_force
        and x.valid_from < ((${at} at time zone $3::text)::date + 1)::timestamp at time zone $3::text
      order by x.valid_from desc limit 1)
  end`;

/**
 * The payout that paid the order `o` out in the organization's currency, with its rate: the first that tells the sale.
 * What the order is paid out with was converted with this rate.
 */
const PAYOUT = `
  left join lateral (
    select s.id, trim_scale(s.bank_rate)::text as rate
    from argosy.settlement_line l
    join argosy.settlement s on s.organization_id = argosy.tenant() and s.id = l.settlement_id
    where l.organization_id = argosy.tenant() and l.order_id = o.id and l.kind = 'sale' and l.currency = o.currency
      and s.currency = o.currency and s.bank_currency = $2::text and s.bank_rate is not null
    order by l.occurred_at, s.id limit 1) payout on true`;

const OF_ORDERS = "organization_id = argosy.tenant() and order_id = any($1::uuid[])";

/**
 * Month of the first order of the customer of `o` that was not cancelled, as its first day; of a customer
 * whose orders were all cancelled that of `o`.
 */
export const cohortIn = (zone: string) => `
  case when o.customer_id is not null then date_trunc('month', coalesce((
      select c.placed_at
      from argosy.sales_order c
      where c.organization_id = argosy.tenant() and c.customer_id = o.customer_id and c.status <> 'cancelled'
      order by c.placed_at, c.id limit 1), o.placed_at) at time zone ${zone})::date::text end`;

/** Orders that are there, with what happened to them and when. */
export const HEADS = `
  select o.id, coalesce(o.connection_id, '${NIL}') as "channelId", o.connection_id as "connectionId",
    trim(o.currency) as currency, coalesce(payout.rate, ${rateOf("trim(o.currency)", "o.placed_at")}) as rate,
    payout.id as "ratePayoutId", o.placed_at as "placedAt",
    (o.placed_at at time zone $3::text)::date::text as "placedOn", ${columns("o", "status financial")},
    ${columns("o", "fulfilment parcelState codState paymentKind gateway taxIncluded taxMinor shippingMinor")},
    ${columns("o", "feesMinor totalMinor")}, ${SOLD_MINOR} as "soldMinor",
    paid.at as "paidAt", sent.at as "sentAt",
    case when o.attribution is null then 'unknown' when o.attribution->>'campaign' is null then 'none'
      else 'c:' || lower(o.attribution->>'campaign') end as origin,
    ${cohortIn("$3::text")} as cohort
  from argosy.sales_order o
  left join lateral (
    select min(t.at) as at
    from argosy.order_transaction t
    where t.organization_id = argosy.tenant() and t.order_id = o.id and t.kind in ('sale', 'capture')
      and t.status = 'success') paid on true
  left join lateral (
    select max(f.shipped_at) as at
    from argosy.order_fulfilment f
    where f.organization_id = argosy.tenant() and f.order_id = o.id) sent on true
  ${PAYOUT}
  where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`;

/** Their lines, with the cost taken for each. */
export const LINES = `
  select ${columns("l", "orderId id variantId")}, l.ordered_quantity as "orderedUnits",
    l.quantity as units, l.fulfilled_quantity as "shippedUnits",
    ${BACK_UNITS} as "backUnits",
    l.return_received - l.return_restocked as "spoiledUnits", l.lost_quantity as "lostUnits",
    trim_scale(l.unit_price)::text as "unitPrice", ${columns("l", "totalMinor taxMinor fulfilledBy")},
    ${columns("l", "platformPaidMinor")},
    l.gift_card or coalesce(v.gift_card, false) as "isGiftCard",
    coalesce(p.kind = 'virtual', l.fulfilled_by = 'nobody') as "isVirtual",
    coalesce(v.weight_grams, p.weight_grams) as "weightGrams", trim_scale(c.unit_cost)::text as "unitCost",
    trim(c.currency) as "costCurrency",
    case when c.unit_cost is not null then ${rateOf("trim(c.currency)", "o.placed_at")} end as "costRate",
    c.quality as "costQuality", c.source as "costSource", c.source_id as "costSourceId"
  from argosy.order_line l
  join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
  left join argosy.line_cost c on c.organization_id = argosy.tenant() and c.line_id = l.id
  left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  left join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  where l.organization_id = argosy.tenant() and l.order_id = any($1::uuid[])
  order by l.order_id, l.position, l.id`;

/** Refunds; their lines by the keys the channel gives lines, as ids. */
export const REFUNDS = `
  select ${columns("r", "orderId amountMinor")},
    coalesce((select json_agg(json_build_object('lineId', l.id,
        'quantity', coalesce((e->>'quantity')::numeric::int, 0)))
      from jsonb_array_elements(r.lines) e
      join argosy.order_line l on l.organization_id = argosy.tenant() and l.order_id = r.order_id
        and l.ext_key = e->>'lineKey'), '[]') as lines
  from argosy.order_refund r
  where r.${OF_ORDERS}
  order by r.order_id, r.ext_key`;

/** Shipments that were booked here, with what is in them. */
export const SHIPMENTS = `
  select ${columns("s", "orderId id status endedAt")}, s.return_id is not null as "isReturn",
    s.charge_minor as "chargeMinor", trim(s.charge_currency) as currency,
    coalesce(s.booked_at, s.created_at) as "bookedAt",
    case when s.charge_minor is not null
      then ${rateOf("trim(s.charge_currency)", "coalesce(s.booked_at, s.created_at)")} end as rate,
    coalesce((select json_agg(i) from argosy.parcel p cross join lateral jsonb_array_elements(p.items) i
      where p.organization_id = argosy.tenant() and p.shipment_id = s.id), '[]') as items
  from argosy.shipment s
  where s.${OF_ORDERS} and s.state in ('booked', 'booking', 'unknown')
  order by s.order_id, s.id`;

const SHARES_LABEL = `(s.label_shipment_id is not null or exists (select from argosy.shipment f
    where f.organization_id = argosy.tenant() and f.label_shipment_id = s.id))`;

/** What couriers billed for their parcels; `shares`: of orders in one parcel, whose goods are worth what. */
export const CHARGES = `
  select s.order_id as "orderId", s.id as "shipmentId", s.return_id is not null as "isReturn", c.kind as word,
    c.gross_minor as "amountMinor", trim(c.currency) as currency, c.received_at as "occurredAt",
    ${rateOf("trim(c.currency)", "c.received_at")} as rate, c.source = 'api' as "isActual", p.items,
    case when ${SHARES_LABEL} then (select json_agg(json_build_array(n.id, n.value_minor::text) order by n.id)
      from argosy.shipment n where n.organization_id = argosy.tenant()
        and (n.id = coalesce(s.label_shipment_id, s.id) or n.label_shipment_id = coalesce(s.label_shipment_id, s.id)))
      end as shares
  from argosy.shipment s
  join argosy.parcel p on p.organization_id = argosy.tenant() and p.shipment_id = s.id
  join argosy.parcel_charge c on c.organization_id = argosy.tenant() and c.connection_id = p.connection_id
    and c.tracking_number = p.tracking_number
  where s.${OF_ORDERS}
  order by s.order_id, s.id, c.tracking_number, c.key`;

/** The moments cash was passed on. */
export const REMITTANCES = `
  select s.order_id as "orderId", ${columns("m", "paidAt receivedAt")}
  from argosy.shipment s
  join argosy.parcel p on p.organization_id = argosy.tenant() and p.shipment_id = s.id
  join argosy.parcel_remittance m on m.organization_id = argosy.tenant() and m.connection_id = p.connection_id
    and m.tracking_number = p.tracking_number
  where s.${OF_ORDERS}
  order by s.order_id, m.tracking_number, m.reference`;

/** What channels charged for them, and what statements say was taken off. Ranks: what tells it surer, and only once. */
export const FEES = `
  select o.id as "orderId", ${columns("f", "kind amountMinor taxMinor")},
    trim(f.currency) as currency, f.charged_at as "occurredAt",
    case when f.currency = o.currency and payout.id is not null then payout.rate
      else ${rateOf("trim(f.currency)", "f.charged_at")} end as rate,
    case when f.currency = o.currency then payout.id end as "ratePayoutId",
    f.source = 'api' as "isActual", 'channel_fee' as source, f.id as "sourceId",
    case f.source when 'api' then 8 else 6 end as rank
  from argosy.sales_order o
  join argosy.channel_fee f on f.organization_id = argosy.tenant() and f.connection_id = o.connection_id
    and f.order_key = o.ext_key
  ${PAYOUT}
  where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])
  union all
  select l.order_id, l.kind, -l.amount_minor, -l.tax_minor, trim(l.currency), l.occurred_at,
    coalesce(payout.rate, ${rateOf("trim(l.currency)", "l.occurred_at")}), payout.id,
    s.source = 'api', 'settlement_line', l.id,
    case s.source when 'api' then 7 else 5 end
  from argosy.settlement_line l
  join argosy.settlement s on s.organization_id = argosy.tenant() and s.id = l.settlement_id
  left join lateral (
    select s.id, trim_scale(s.bank_rate)::text as rate
    where s.bank_currency = $2::text and s.bank_rate is not null and l.currency = s.currency) payout on true
  where l.${OF_ORDERS} and l.kind not in ('sale', 'refund', 'payout', 'reserve')
  order by 1, 6, 11`;
