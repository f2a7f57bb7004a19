/** The profit of one order as a waterfall, every cost with where it comes from. */

import { z } from "zod";
import type { Missing } from "../../commerce/profit/facts.ts";
import { MISSING, RUNG_OF_KIND } from "../../commerce/profit/facts.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time, typed } from "../answer-schemas.ts";
import { refusal } from "../refusals.ts";
import { figuresFrom, type ProfitFigures, percentOf, type Sums, sumsOf } from "./report.ts";

/** A payout whose exchange rate an amount was converted with. */
interface PayoutName {
  readonly id: string;
  readonly reference: string;
}

interface LineProfit extends ProfitFigures {
  readonly lineId: string;
  readonly variantId: string | null;
  readonly title: string;
  readonly sku: string | null;
}

interface HeadRow extends Sums {
  readonly isKnown: boolean;
  readonly isDue: boolean;
  readonly recognisedOn: string | null;
  readonly isWithoutRate: boolean | null;
  readonly currency: string;
  readonly orderCurrency: string;
  readonly rate: string | null;
  readonly ratePayout: PayoutName | null;
  readonly costs: bigint;
  readonly estimated: bigint;
  readonly withheld: bigint;
  readonly missing: readonly Missing[];
}

/** SQL: the payout whose rate the row `of` was converted with. */
const payout = (of: string) => `(select json_build_object('id', r.id, 'reference', r.reference)
      from argosy.settlement r
      where r.organization_id = argosy.tenant() and r.id = ${of}.rate_settlement_id)`;

const costKinds = [...(Object.keys(RUNG_OF_KIND) as (keyof typeof RUNG_OF_KIND)[]), "cogs"] as const;

const ratePayoutSchema = z
  .object({ id, reference: z.string() })
  .describe("the payout whose exchange rate it is; null: the organization's own rate of the day");

const orderCostEntrySchema = z.object({
  n: z.int(),
  kind: z.enum(costKinds),
  lineId: id.nullable(),
  amountMinor: minorUnits.describe("without tax that is given back"),
  taxMinor: minorUnits,
  originalMinor: minorUnits.describe("as told, with tax"),
  currency: z.string(),
  rate: z.string(),
  /** Whose rate it is; null: the organization's own of the day. */
  ratePayout: typed<PayoutName>(ratePayoutSchema).nullable(),
  occurredAt: time.nullable(),
  quality: z.enum(["actual", "imported", "estimated"]),
  source: z.string().describe("the record it stands in: channel_fee, settlement_line, parcel_charge, shipment ..."),
  sourceId: z.string().nullable(),
  sourceText: z.string().nullable().describe("in the words of the channel or statement"),
  pageId: z.string().nullable().describe("of the settlement, shipment or product that shows it"),
});

export type OrderCostEntry = Answered<typeof orderCostEntrySchema>;

export const figuresFields = {
  orders: z.int(),
  units: z.int().describe("ordered"),
  returnedUnits: z.int().describe("of these: removed, refused or returned"),
  grossMinor: z.int().describe("units at list price, without tax"),
  discountMinor: z.int().describe("paid by the seller"),
  chargedMinor: z.int().describe("shipping and charges the buyer pays"),
  refundMinor: z.int(),
  revenueMinor: z.int().describe("gross - discounts + charged - refunds"),
  taxMinor: z.int().describe("collected; never part of revenue"),
  cogsMinor: z.int().describe("cost of goods"),
  cm1Minor: z.int().describe("revenue - cost of goods"),
  cm1Percent: z.number().nullable().describe("of revenue; null without any"),
  commissionMinor: z.int(),
  paymentFeeMinor: z.int(),
  shippingMinor: z.int().describe("paid to couriers, forward"),
  returnShippingMinor: z.int(),
  codFeeMinor: z.int(),
  packagingMinor: z.int(),
  otherFeeMinor: z.int().describe("service fees, adjustments and others"),
  sellingMinor: z.int().describe("all of these together"),
  cm2Minor: z.int().describe("CM1 - selling costs"),
  cm2Percent: z.number().nullable().describe("of revenue; null without any"),
  adsMinor: z.int(),
  overheadMinor: z.int().describe("what channels charge for no order"),
  cm3Minor: z.int().describe("CM2 - ads - overhead"),
  cm3Percent: z.number().nullable().describe("of revenue; null without any"),
};

export const orderProfitViewSchema = z
  .object({
    state: z
      .enum(["due", "no_rate", "open", "counted"])
      .describe("due: not worked out yet; no_rate: an amount has no rate; open: does not count yet"),
    recognisedOn: z.string().describe("YYYY-MM-DD, in the organization's time zone").nullable(),
    /** A change is still being worked out. */
    isCounting: z.boolean(),
    currency: z.string(),
    orderCurrency: z.string(),
    rate: z.string().nullable().describe("of the order's currency: of its payout, else of the day it was placed"),
    ratePayout: typed<PayoutName>(ratePayoutSchema).nullable(),
    figures: typed<ProfitFigures>(z.object(figuresFields)).nullable(),
    withheldMinor: minorUnits.describe("taxes withheld: a receivable, no cost"),
    estimatedPercent: z.number().nullable(),
    missing: z.array(z.enum(MISSING)),
    entries: z.array(orderCostEntrySchema),
    shares: z.array(
      z.object({
        kind: z.enum(["ads", "overhead"]),
        day: z.string().describe("YYYY-MM-DD, in the organization's time zone"),
        amountMinor: minorUnits,
      }),
    ),
    lines: z.array(
      typed<LineProfit>(
        z.object({
          lineId: id,
          variantId: id.nullable(),
          title: z.string(),
          sku: z.string().nullable(),
          ...figuresFields,
        }),
      ),
    ),
  })
  .meta({ id: "OrderProfit" });

export type OrderProfitView = Answered<typeof orderProfitViewSchema>;

const HEAD = `
  select p.order_id is not null as "isKnown", exists (select from argosy.profit_due d
      where d.organization_id = argosy.tenant() and (d.kind <> 'order' or d.order_id = o.id)) as "isDue",
    p.recognised_on::text as "recognisedOn", p.is_without_rate as "isWithoutRate", trim(g.currency) as currency,
    trim(o.currency) as "orderCurrency", trim_scale(p.rate)::text as rate,
    ${payout("p")} as "ratePayout", coalesce(p.costs_minor, 0) as costs,
    coalesce(p.estimated_minor, 0) as estimated, coalesce(p.withheld_minor, 0) as withheld,
    coalesce(p.missing, '{}') as missing, s.*
  from argosy.sales_order o
  join argosy.organization g on g.organization_id = o.organization_id
  left join argosy.order_profit p on p.organization_id = argosy.tenant() and p.order_id = o.id
  cross join lateral (select ${sumsOf("x")} from (select p.*, 1 as orders) x) s
  where o.organization_id = argosy.tenant() and o.id = $1`;

const LINES = `
  select ${columns("l", "lineId variantId")}, t.title, t.sku, s.*
  from argosy.line_profit l
  join argosy.order_line t on t.organization_id = argosy.tenant() and t.id = l.line_id
  cross join lateral (select ${sumsOf("x")} from (select l.*, 1 as orders) x) s
  where l.organization_id = argosy.tenant() and l.order_id = $1
  order by t.position, t.id`;

const ENTRIES = `
  select ${columns("c", "n kind lineId amountMinor taxMinor originalMinor")}, trim(c.currency) as currency,
    trim_scale(c.rate)::text as rate,
    ${payout("c")} as "ratePayout",
    ${columns("c", "occurredAt quality source sourceId")},
    coalesce(f.text, s.text || ' (' || t.reference || ')') as "sourceText",
    case when c.source in ('shipment', 'parcel_charge') then c.source_id
      when c.source = 'settlement_line' then s.settlement_id
      when c.kind = 'cogs' then v.product_id end as "pageId"
  from argosy.order_cost c
  left join argosy.channel_fee f on f.organization_id = argosy.tenant() and c.source = 'channel_fee'
    and f.id = c.source_id
  left join argosy.settlement_line s on s.organization_id = argosy.tenant() and c.source = 'settlement_line'
    and s.id = c.source_id
  left join argosy.settlement t on t.organization_id = argosy.tenant() and t.id = s.settlement_id
  left join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = c.line_id
  left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  where c.organization_id = argosy.tenant() and c.order_id = $1
  order by c.n`;

const SHARES = `
  select kind, day::text as day, amount_minor as "amountMinor"
  from argosy.profit_share
  where organization_id = argosy.tenant() and order_id = $1
  order by kind`;

/** Throws HubError ORDER_UNKNOWN. */
export async function orderProfit(tx: Tx, orderId: string): Promise<OrderProfitView> {
  const head = await tx.maybe<HeadRow>(HEAD, [orderId]);
  if (!head) throw refusal("ORDER_UNKNOWN");
  const entries = await tx.rows<OrderCostEntry>(ENTRIES, [orderId]);
  const shares = await tx.rows<OrderProfitView["shares"][number]>(SHARES, [orderId]);
  const lines = await tx.rows<Sums & Pick<LineProfit, "lineId" | "variantId" | "title" | "sku">>(LINES, [orderId]);
  return {
    state: stateOf(head),
    recognisedOn: head.recognisedOn,
    isCounting: head.isDue,
    currency: head.currency,
    orderCurrency: head.orderCurrency,
    rate: head.rate,
    ratePayout: head.ratePayout,
    figures: head.isKnown && !head.isWithoutRate ? figuresFrom(head) : null,
    withheldMinor: head.withheld,
    estimatedPercent: percentOf(head.estimated, head.costs),
    missing: head.missing,
    entries,
    shares,
    lines: lines.map((line) => {
      const { lineId, variantId, title, sku } = line;
      return { lineId, variantId, title, sku, ...figuresFrom(line) };
    }),
  };
}

function stateOf({ isKnown, isWithoutRate, recognisedOn }: HeadRow): OrderProfitView["state"] {
  if (!isKnown) return "due";
  if (isWithoutRate) return "no_rate";
  return recognisedOn === null ? "open" : "counted";
}
