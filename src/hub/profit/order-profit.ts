/** The profit of one order as a waterfall, every cost with where it comes from. */
import type { CostKind } from "../../commerce/cost-kinds.ts";
import type { Missing } from "../../commerce/profit/facts.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { figuresFrom, type ProfitFigures, percentOf, type Sums, sumsOf } from "./report.ts";

/** A payout whose exchange rate an amount was converted with. */
interface PayoutName {
  readonly id: string;
  readonly reference: string;
}

export interface OrderCostEntry {
  readonly n: number;
  readonly kind: CostKind;
  readonly lineId: string | null;
  readonly amountMinor: bigint;
  readonly taxMinor: bigint;
  readonly originalMinor: bigint;
  readonly currency: string;
  readonly rate: string;
  /** Whose rate it is; null: the organization's own of the day. */
  readonly ratePayout: PayoutName | null;
  readonly occurredAt: Date | null;
  readonly quality: "actual" | "imported" | "estimated";
  readonly source: string;
  readonly sourceId: string | null;
  /** In the words of the channel or statement it comes from. */
  readonly sourceText: string | null;
  /** What to open to see it: the settlement, the shipment, the product whose cost history says it. */
  readonly pageId: string | null;
}

interface LineProfit extends ProfitFigures {
  readonly lineId: string;
  readonly variantId: string | null;
  readonly title: string;
  readonly sku: string | null;
}

export interface OrderProfitView {
  /** due: not worked out yet; no_rate: an amount has no rate; open: does not count yet; counted: on `recognisedOn`. */
  readonly state: "due" | "no_rate" | "open" | "counted";
  readonly recognisedOn: string | null;
  /** A change is still being worked out. */
  readonly isCounting: boolean;
  readonly currency: string;
  readonly orderCurrency: string;
  /** What one of the order's currency is in `currency`: by its payout, else on the day it was placed. */
  readonly rate: string | null;
  readonly ratePayout: PayoutName | null;
  readonly figures: ProfitFigures | null;
  /** Taxes withheld: a receivable, not among the costs. */
  readonly withheldMinor: bigint;
  readonly estimatedPercent: number | null;
  readonly missing: readonly Missing[];
  readonly entries: readonly OrderCostEntry[];
  readonly shares: readonly { readonly kind: "ads" | "overhead"; readonly day: string; readonly amountMinor: bigint }[];
  readonly lines: readonly LineProfit[];
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
  select l.line_id as "lineId", l.variant_id as "variantId", t.title, t.sku, s.*
  from argosy.line_profit l
  join argosy.order_line t on t.organization_id = argosy.tenant() and t.id = l.line_id
  cross join lateral (select ${sumsOf("x")} from (select l.*, 1 as orders) x) s
  where l.organization_id = argosy.tenant() and l.order_id = $1
  order by t.position, t.id`;

const ENTRIES = `
  select c.n, c.kind, c.line_id as "lineId", c.amount_minor as "amountMinor", c.tax_minor as "taxMinor",
    c.original_minor as "originalMinor", trim(c.currency) as currency, trim_scale(c.rate)::text as rate,
    ${payout("c")} as "ratePayout",
    c.occurred_at as "occurredAt", c.quality, c.source, c.source_id as "sourceId",
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
  if (!head) throw new HubError("ORDER_UNKNOWN", "not_found", "There is no such order.");
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
