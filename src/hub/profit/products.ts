/** Profit by product: those that earn most, those that lose money and why, what changed, and what would change it. */

import { z } from "zod";
import type { DayRange } from "../../commerce/days.ts";
import { BRIDGE_STEPS, type BridgeStep, bridge, cm3Of, type PeriodSums } from "../../commerce/profit/bridge.ts";
import { type ItemSums, type WhatIf, type WhatIfChange, whatIf } from "../../commerce/profit/what-if.ts";
import type { Tx } from "../../db/database.ts";
import { NIL } from "../analytics/count.ts";
import { requestedChannels } from "../analytics/sales.ts";
import { type Answered, id, minorUnits } from "../answer-schemas.ts";
import { bounded, COUNTED, countRows } from "../counted.ts";
import { HubError } from "../errors.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage, totalOf } from "../paging.ts";
import { figuresFields } from "./order-profit.ts";
import {
  addSums,
  figuresFrom,
  isSelected,
  type ProfitFigures,
  type ProfitQuestion,
  percentOf,
  type Sums,
  sumsOf,
} from "./report.ts";

export const PROFIT_SORTS = ["cm3", "revenue", "units"] as const;
export type ProfitSort = (typeof PROFIT_SORTS)[number];

const productOfLines = {
  variantId: id.nullable().describe("null: lines linked to no product"),
  productId: id.nullable(),
  sku: z.string().nullable(),
  title: z.string().nullable(),
};
export const productProfitSchema = z.object({ ...productOfLines, ...figuresFields }).meta({ id: "ProductProfit" });
const productSchema = z.object(productOfLines);
export interface ProductProfit extends ProfitFigures, Answered<typeof productSchema> {}

const CM3 = `sum(i.gross_minor - i.discount_minor + i.charged_minor - i.refund_minor - i.cogs_minor - i.commission_minor
  - i.payment_fee_minor - i.shipping_minor - i.return_shipping_minor - i.cod_fee_minor - i.packaging_minor
  - i.other_fee_minor - i.ads_minor - i.overhead_minor)::bigint`;
const LOCATIONS = {
  cm3: CM3,
  revenue: "sum(i.gross_minor - i.discount_minor + i.charged_minor - i.refund_minor)::bigint",
  units: "sum(i.units)::bigint",
  // The largest loss first.
  loss: `-${CM3}`,
} as const;

// $1 to $3: days and channels; $4, $5: the place after which; $6: how many.
const pageOf = (place: keyof typeof LOCATIONS) => `
  with summed as (
    select i.variant_id, ${LOCATIONS[place]} as place, ${sumsOf("i")}
    from argosy.profit_item_day i
    where i.organization_id = argosy.tenant() and i.day between $1::date and $2::date and ${isSelected("i.channel_id")}
    group by i.variant_id
  )
  select s.*, nullif(s.variant_id, '${NIL}') as "variantId", v.product_id as "productId", v.sku,
    case when v.title in ('', p.title) then p.title else p.title || ' – ' || v.title end as title
  from summed s
  left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = s.variant_id
  left join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  where ($4::bigint is null or (s.place, s.variant_id) < ($4::bigint, $5::uuid))
    ${place === "loss" ? "and s.place > 0" : ""}
  order by s.place desc, s.variant_id desc
  limit $6`;
const PAGES = {
  cm3: pageOf("cm3"),
  revenue: pageOf("revenue"),
  units: pageOf("units"),
  loss: pageOf("loss"),
};

interface ItemRow extends Sums {
  readonly variant_id: string;
  readonly place: bigint;
  readonly variantId: string | null;
  readonly productId: string | null;
  readonly sku: string | null;
  readonly title: string | null;
}

type ProfitQuery = ProfitQuestion & PageRequest;

async function page<T>(
  tx: Tx,
  requested: ProfitQuery & { readonly by: keyof typeof PAGES },
  item: (row: ItemRow) => T,
) {
  const { range, storeIds, by } = requested;
  const days = [range.from, range.to, requestedChannels(storeIds)];
  if (requested.total) return totalOf(bounded(await countRows(tx, PAGES[by], [...days, null, null, COUNTED + 1])));
  const limit = pageLimit(requested);
  const after = decodeCursor(requested.cursor, ["integer", "id"]) ?? [null, null];
  const rows = await tx.rows<ItemRow>(PAGES[by], [...days, ...after, limit + 1]);
  return toPage(rows, limit, { item, cursor: (row) => [row.place.toString(), row.variant_id] });
}

function productOf(row: ItemRow): ProductProfit {
  const { variantId, productId, sku, title } = row;
  return { variantId, productId, sku, title, ...figuresFrom(row) };
}

/** Products of a range, the largest first. */
export function profitByProduct(
  tx: Tx,
  requested: ProfitQuery & { readonly sort?: ProfitSort | undefined },
): Promise<Page<ProductProfit>> {
  return page(tx, { ...requested, by: requested.sort ?? "cm3" }, productOf);
}

const LOSS_REASONS = ["discount", "returns", "cost", "fees", "shipping", "ads", "overhead"] as const;
export type LossReason = (typeof LOSS_REASONS)[number];

/** What takes how much of the list price, and how much it takes of everything that was sold. */
export const lossPartSchema = z.object({
  kind: z.enum(LOSS_REASONS),
  amountMinor: minorUnits,
  percent: z.number().nullable().describe("of the list price"),
  usualPercent: z.number().nullable().describe("of everything sold in these days"),
});

export type LossPart = Answered<typeof lossPartSchema>;

export interface LosingProduct extends ProductProfit {
  /** What takes most beyond the usual first. */
  readonly reasons: readonly LossPart[];
}

/** Products whose CM3 is below zero, the largest loss first, with why. */
export async function losingProducts(tx: Tx, requested: ProfitQuery): Promise<Page<LosingProduct>> {
  const all = addSums(await itemSums(tx, requested, requested.range));
  return page(tx, { ...requested, by: "loss" }, (row) => ({ ...productOf(row), reasons: reasonsOf(row, all) }));
}

const ofReason = (sums: Sums): Record<LossReason, bigint> => {
  const { refund: returns, cogs: cost, ...rest } = periodOf(sums);
  return { ...rest, returns, cost };
};

function reasonsOf(row: Sums, all: Sums): LossPart[] {
  const [here, usual] = [ofReason(row), ofReason(all)];
  const beyond = ({ percent, usualPercent }: LossPart) => (percent ?? 0) - (usualPercent ?? 0);
  return LOSS_REASONS.map((kind) => ({
    kind,
    amountMinor: here[kind],
    percent: percentOf(here[kind], row.gross),
    usualPercent: percentOf(usual[kind], all.gross),
  }))
    .filter(({ amountMinor }) => amountMinor > 0n)
    .sort((a, b) => beyond(b) - beyond(a));
}

function itemSums(tx: Tx, { storeIds }: ProfitQuestion, range: DayRange, variantId: string | null = null) {
  return tx.rows<Sums & { variantId: string }>(
    `select i.variant_id as "variantId", ${sumsOf("i")}
     from argosy.profit_item_day i
     where i.organization_id = argosy.tenant() and i.day between $1::date and $2::date and ${isSelected("i.channel_id")}
       and ($4::uuid is null or i.variant_id = $4)
     group by i.variant_id`,
    [range.from, range.to, requestedChannels(storeIds), variantId],
  );
}

function periodOf(sums: Sums): PeriodSums {
  const { units, gross, discount, charged, refund, cogs, ads, overhead } = sums;
  return {
    ...{ units, gross, discount, charged, refund, cogs, ads, overhead },
    fees: sums.commission + sums.paymentFee + sums.codFee + sums.otherFee,
    shipping: sums.shipping + sums.returnShipping + sums.packaging,
  };
}

export interface ProfitBridge {
  /** CM3 before and after; the steps lie between. */
  readonly startMinor: bigint;
  readonly endMinor: bigint;
  readonly steps: readonly { readonly kind: BridgeStep; readonly amountMinor: bigint }[];
}

/** What changed CM3 from the days before to those of the range. */
export async function profitBridge(tx: Tx, question: ProfitQuestion, before: DayRange): Promise<ProfitBridge> {
  const byItem = (rows: readonly (Sums & { variantId: string })[]) =>
    new Map(rows.map((row) => [row.variantId, periodOf(row)]));
  const old = byItem(await itemSums(tx, question, before));
  const now = byItem(await itemSums(tx, question, question.range));
  const steps = bridge(old, now);
  const total = (items: ReadonlyMap<string, PeriodSums>) =>
    [...items.values()].reduce((sum, item) => sum + cm3Of(item), 0n);
  return {
    startMinor: total(old),
    endMinor: total(now),
    steps: BRIDGE_STEPS.map((kind) => ({ kind, amountMinor: steps[kind] })),
  };
}

export interface ProductWhatIf {
  readonly now: WhatIf;
  readonly changed: WhatIf;
}

/** A product's profit in the range as it was and as it would have been. Throws HubError PROFIT_NOTHING_SOLD. */
export async function productWhatIf(
  tx: Tx,
  question: ProfitQuestion & { readonly variantId: string },
  change: WhatIfChange,
): Promise<ProductWhatIf> {
  const [sums] = await itemSums(tx, question, question.range, question.variantId);
  if (!sums || sums.units === 0)
    throw new HubError(
      "PROFIT_NOTHING_SOLD",
      "not_found",
      "Nothing of this product was sold in these days.",
      "variantId",
    );
  const { units, gross, discount, charged, refund, cogs, ads, overhead, commission, paymentFee } = sums;
  const item: ItemSums = {
    ...{ units, gross, discount, charged, refund, cogs, ads, overhead },
    ofRevenue: commission + paymentFee,
    ofUnits: sums.codFee + sums.otherFee + sums.shipping + sums.returnShipping + sums.packaging,
  };
  return { now: whatIf(item, {}), changed: whatIf(item, change) };
}
