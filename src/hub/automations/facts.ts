/** What automations look at, read for many events at once. */

import type { Facts } from "../../commerce/automations/definition.ts";
import type { FieldKey } from "../../commerce/automations/fields.ts";
import { type SubjectKind, triggerOf } from "../../commerce/automations/triggers.ts";
import type { Address, Contact } from "../../commerce/order.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { PRODUCT_TAGS } from "../catalog/product-tags.ts";
import { jsonRows } from "../json-column.ts";
import { type Happening, moneyFact } from "./happening.ts";
import { isPart, partFacts } from "./part-facts.ts";
import { productFacts } from "./product-facts.ts";

interface OrderFacts {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly financial: string;
  readonly fulfilment: string;
  readonly platformStatus: string;
  readonly paymentKind: string;
  readonly gateway: string | null;
  readonly currency: string;
  readonly total: string | null;
  readonly subtotal: string | null;
  readonly discount: string | null;
  readonly shipping: string | null;
  readonly tax: string | null;
  readonly refunded: string | null;
  readonly profit: string | null;
  readonly profitCurrency: string | null;
  readonly tags: readonly string[];
  readonly discountCodes: readonly string[];
  readonly note: string | null;
  readonly priority: string;
  readonly assignedTo: string | null;
  readonly placedAt: Date;
  readonly dueAt: Date;
  readonly channelId: string | null;
  readonly channelName: string | null;
  readonly provider: string | null;
  readonly awaitsAcceptance: boolean;
  readonly isShort: boolean;
  readonly risk: string | null;
  readonly holdReason: string | null;
  readonly locations: readonly string[] | null;
  readonly hasUnlinked: boolean;
  readonly pickup: string | null;
  readonly contact: Partial<Contact>;
  readonly address: Address | null;
  readonly billingCountry: string | null;
  readonly customerName: string | null;
  readonly customerTags: readonly string[] | null;
  readonly orders: number | null;
  readonly orders1: number | null;
  readonly orders7: number | null;
  readonly orders30: number | null;
  readonly isFirst: boolean | null;
  readonly units: number | null;
  readonly lines: number | null;
  readonly skus: readonly string[] | null;
  readonly titles: readonly string[] | null;
  readonly brands: readonly string[] | null;
  readonly productTags: readonly string[] | null;
  readonly mostUnits: number | null;
  readonly highestPrice: string | null;
  readonly weight: string | null;
  readonly lowest: number | null;
}

/** Orders of one customer that are counted; more are as many. */
const MOST_ORDERS = 1_000;

const OF_CUSTOMER = `select count(*)::int as orders,
    (count(*) filter (where b.placed_at > o.placed_at - interval '1 day'))::int as orders1,
    (count(*) filter (where b.placed_at > o.placed_at - interval '7 days'))::int as orders7,
    (count(*) filter (where b.placed_at > o.placed_at - interval '30 days'))::int as orders30
  from (
    select c.placed_at
    from argosy.sales_order c
    where c.organization_id = argosy.tenant() and c.customer_id = o.customer_id and c.placed_at <= o.placed_at
    limit ${MOST_ORDERS}) b`;

const LINES = `select coalesce(sum(l.quantity), 0)::int as units, count(*)::int as lines,
    coalesce(array_agg(distinct coalesce(v.sku, l.sku))
      filter (where coalesce(v.sku, l.sku) is not null), '{}') as skus,
    coalesce(array_agg(distinct l.title), '{}') as titles,
    coalesce(array_agg(distinct l.location_id::text)
      filter (where l.location_id is not null and l.fulfilled_by = 'merchant'), '{}') as locations,
    coalesce(array_agg(distinct p.brand) filter (where p.brand is not null), '{}') as brands,
    max(l.quantity) as most_units,
    max(round((l.total_minor + l.discount_minor)::numeric / nullif(l.ordered_quantity, 0)))::text as highest_price,
    case when bool_and(coalesce(v.weight_grams, p.weight_grams) is not null)
      then sum(coalesce(v.weight_grams, p.weight_grams)::bigint * l.quantity)::text end as weight
  from argosy.order_line l
  left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  left join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  where l.organization_id = argosy.tenant() and l.order_id = o.id and l.quantity > 0 and not l.is_gift`;

const TAGS_OF_PRODUCTS = `select coalesce(array_agg(distinct t.tag), '{}') as tags
  from argosy.order_line l
  join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  cross join lateral jsonb_array_elements_text(${PRODUCT_TAGS}) t(tag)
  where l.organization_id = argosy.tenant() and l.order_id = o.id and l.quantity > 0 and not l.is_gift`;

const LOWEST = `select min(s.available) as lowest
  from (
    select coalesce(sum(e.available), 0)::int as available
    from argosy.order_line l
    left join argosy.level e on e.organization_id = argosy.tenant() and e.variant_id = l.variant_id
    where l.organization_id = argosy.tenant() and l.order_id = o.id and l.quantity > 0
      and not l.is_gift and l.variant_id is not null
    group by l.variant_id) s`;

const HELD = `select e.reason
  from argosy.order_hold e
  where e.organization_id = argosy.tenant() and e.order_id = o.id and e.ended_at is null
  order by e.source desc
  limit 1`;

const REFUNDED = `select coalesce(sum(d.amount_minor), 0)::text as refunded
  from argosy.order_refund d
  where d.organization_id = argosy.tenant() and d.order_id = o.id`;

type Part = keyof typeof PARTS;

/** What costs a look at other rows, the fields it is for, and what stands for it where none of them is asked for. */
const PARTS = {
  customer: {
    sql: OF_CUSTOMER,
    none: "select null::int as orders, null::int as orders1, null::int as orders7, null::int as orders30",
    fields: [
      "customer.orders",
      "customer.orders_1_day",
      "customer.orders_7_days",
      "customer.orders_30_days",
      "customer.is_first_order",
    ],
  },
  lines: {
    sql: LINES,
    none: `select null::int as units, null::int as lines, null::text[] as skus, null::text[] as titles,
      null::text[] as locations, null::text[] as brands, null::int as most_units, null::text as highest_price,
      null::text as weight`,
    fields: [
      "order.units",
      "order.weight_grams",
      "order.locations",
      "lines.count",
      "lines.skus",
      "lines.titles",
      "lines.brands",
      "lines.most_units",
      "lines.highest_price",
    ],
  },
  tags: { sql: TAGS_OF_PRODUCTS, none: "select null::text[] as tags", fields: ["lines.product_tags"] },
  stock: { sql: LOWEST, none: "select null::int as lowest", fields: ["stock.lowest_available"] },
  refunds: { sql: REFUNDED, none: "select null::text as refunded", fields: ["order.refunded"] },
} as const satisfies Readonly<Record<string, FactPart>>;

interface FactPart {
  readonly sql: string;
  readonly none: string;
  readonly fields: readonly FieldKey[];
}

const ordersWith = (
  part: (name: Part) => string,
): string => `select o.id, o.number, o.status, o.financial, o.fulfilment, o.platform_status as "platformStatus",
    o.payment_kind as "paymentKind", o.gateway, o.currency, o.total_minor::text as total,
    o.subtotal_minor::text as subtotal, o.discount_minor::text as discount, o.shipping_minor::text as shipping,
    o.tax_minor::text as tax, r.refunded, f.cm2_minor::text as profit, f.currency as "profitCurrency",
    o.tags || o.own_tags as tags,
    ${columns("o", "discountCodes note priority assignedTo placedAt dueAt")}, o.connection_id as "channelId",
    c.name as "channelName", c.provider,
    o.awaits_acceptance as "awaitsAcceptance",
    o.is_short as "isShort", o.channel_doubt as risk, h.reason as "holdReason",
    o.has_unmapped as "hasUnlinked", o.pickup, o.contact, o.shipping_address as address,
    o.billing_address ->> 'country' as "billingCountry", k.name as "customerName",
    k.tags as "customerTags",
    case when o.customer_id is not null then n.orders end as orders,
    case when o.customer_id is not null then n.orders1 end as orders1,
    case when o.customer_id is not null then n.orders7 end as orders7,
    case when o.customer_id is not null then n.orders30 end as orders30,
    case when o.customer_id is not null then n.orders = 1 end as "isFirst",
    l.units, l.lines, l.skus, l.titles, l.locations, l.brands, t.tags as "productTags", l.most_units as "mostUnits",
    l.highest_price as "highestPrice", l.weight, s.lowest
  from argosy.sales_order o
  left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
  left join argosy.customer k on k.organization_id = argosy.tenant() and k.id = o.customer_id
  left join lateral (${HELD}) h on o.status = 'on_hold'
  left join argosy.order_profit f on f.organization_id = argosy.tenant() and f.order_id = o.id
  cross join lateral (${part("customer")}) n
  cross join lateral (${part("lines")}) l
  cross join lateral (${part("tags")}) t
  cross join lateral (${part("stock")}) s
  cross join lateral (${part("refunds")}) r
  where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`;

const TIMES = `select n.id, trim(lower(to_char(n.at at time zone o.zone, 'day'))) as weekday,
    extract(hour from n.at at time zone o.zone)::int as hour
  from json_to_recordset($1) as n(id text, at timestamptz)
  cross join argosy.organization o
  where o.organization_id = argosy.tenant()`;

/** The statement that reads no part nobody asks for; without fields, all of them. */
function ordersFor(fields: ReadonlySet<FieldKey> | undefined): string {
  return ordersWith((name) => {
    const part: FactPart = PARTS[name];
    return !fields || part.fields.some((field) => fields.has(field)) ? part.sql : part.none;
  });
}

/**
 * Facts by the happening's id; one whose order, product or channel is gone has none. `fields`: those of orders that are
 * looked at; others are not known then.
 */
export async function factsOf(
  tx: Tx,
  happenings: readonly Happening[],
  fields?: ReadonlySet<FieldKey>,
): Promise<ReadonlyMap<string, Facts>> {
  const of = (subject: SubjectKind) => happenings.filter(({ trigger }) => triggerOf(trigger).subject === subject);
  const idsOf = (some: readonly Happening[]) => [...new Set(some.map(({ subjectId }) => subjectId))];
  // A parcel is asked about by its order.
  const ofOrders = [...of("order"), ...of("parcel")];
  const [ofChannels, ofProducts] = [of("channel"), of("product")];
  const times = await tx.rows<{ id: string; weekday: string; hour: number }>(TIMES, [
    jsonRows(happenings.map(({ id, happenedAt }) => ({ id, at: happenedAt }))),
  ]);
  const timeOf = new Map(times.map(({ id, weekday, hour }) => [id, { "time.weekday": weekday, "time.hour": hour }]));
  const orders = ofOrders.length > 0 ? await tx.rows<OrderFacts>(ordersFor(fields), [idsOf(ofOrders)]) : [];
  const existing = new Map<string, Facts>(orders.map((order) => [order.id, orderFacts(order)]));
  if (ofChannels.length > 0)
    for (const channel of await channels(tx, idsOf(ofChannels))) existing.set(channel.id, channelFacts(channel));
  const products = ofProducts.length > 0 ? await productFacts(tx, ofProducts) : null;
  const parts = happenings.some(({ trigger }) => isPart(trigger)) ? await partFacts(tx, happenings) : null;
  return new Map(
    happenings.flatMap((each) => {
      const facts = products?.get(each.id) ?? existing.get(each.subjectId);
      return facts ? [[each.id, { ...facts, ...parts?.get(each.id), ...timeOf.get(each.id) }] as const] : [];
    }),
  );
}

interface ChannelFacts {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
}

const channels = (tx: Tx, ids: readonly string[]): Promise<ChannelFacts[]> =>
  tx.rows(
    `select id, name, provider
     from argosy.connection
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [ids],
  );

const channelFacts = ({ id, name, provider }: ChannelFacts): Facts => ({
  "channel.id": id,
  "channel.name": name,
  "channel.platform": provider,
});

function orderFacts(order: OrderFacts): Facts {
  const money = (minor: string | null) => moneyFact(minor, order.currency);
  return {
    "order.number": order.number,
    "order.status": order.status,
    "order.payment": order.financial,
    "order.fulfilment": order.fulfilment,
    "order.channel_status": order.platformStatus,
    "order.payment_kind": order.paymentKind,
    "order.payment_method": order.gateway,
    "order.total": money(order.total),
    "order.subtotal": money(order.subtotal),
    "order.discount": money(order.discount),
    "order.shipping": money(order.shipping),
    "order.tax": money(order.tax),
    "order.refunded": money(order.refunded),
    "order.profit": moneyFact(order.profit, order.profitCurrency),
    "order.currency": order.currency,
    "order.tags": order.tags,
    "order.discount_codes": order.discountCodes,
    "order.note": order.note,
    "order.priority": order.priority,
    "order.assignee": order.assignedTo,
    "order.placed_at": order.placedAt.toISOString(),
    "order.ship_by": order.dueAt.toISOString(),
    "order.is_manual": order.channelId === null,
    "order.awaits_acceptance": order.awaitsAcceptance,
    "order.is_short": order.isShort,
    "order.risk": order.risk,
    "order.hold_reason": order.holdReason,
    "order.locations": order.locations,
    "order.has_unlinked_items": order.hasUnlinked,
    "order.is_pickup": order.pickup !== null && order.pickup !== "elsewhere",
    "order.weight_grams": order.weight === null ? null : Number(order.weight),
    ...lineFacts(order),
    ...buyerFacts(order),
    "channel.id": order.channelId,
    "channel.name": order.channelName,
    "channel.platform": order.provider,
  };
}

const lineFacts = (order: OrderFacts): Facts => ({
  "order.units": order.units,
  "lines.count": order.lines,
  "lines.skus": order.skus,
  "lines.titles": order.titles,
  "lines.brands": order.brands,
  "lines.product_tags": order.productTags,
  "lines.most_units": order.mostUnits,
  "lines.highest_price": moneyFact(order.highestPrice, order.currency),
  "stock.lowest_available": order.lowest,
});

function buyerFacts(order: OrderFacts): Facts {
  const { contact, address } = order;
  return {
    "customer.name": contact.name ?? address?.name ?? order.customerName,
    "customer.email": contact.email ?? null,
    "customer.phone": contact.phone ?? address?.phone ?? null,
    "customer.tags": order.customerTags,
    "customer.orders": order.orders,
    "customer.orders_1_day": order.orders1,
    "customer.orders_7_days": order.orders7,
    "customer.orders_30_days": order.orders30,
    "customer.is_first_order": order.isFirst,
    "address.name": address?.name ?? null,
    "address.company": address?.company ?? null,
    "address.street": address?.line1 ?? null,
    "address.city": address?.city ?? null,
    "address.region": address?.region ?? null,
    "address.postcode": address?.postcode ?? null,
    "address.country": address?.country ?? null,
    "address.billing_country": order.billingCountry,
  };
}
