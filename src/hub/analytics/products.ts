import { z } from "zod";
import type { DayRange } from "../../commerce/days.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits } from "../answer-schemas.ts";
import { bounded, COUNTED, countRows } from "../counted.ts";
import { decodeCursor, encodeCursor, type Page, type PageRequest, pageLimit, totalOf } from "../paging.ts";
import type { Calendar } from "./calendar.ts";
import { NIL } from "./count.ts";
import { conversionParams, factors } from "./figures.ts";
import { isSold } from "./own-sales.ts";
import { requestedChannels } from "./sales.ts";

export const productSorts = ["units", "net"] as const;
export type ProductSort = (typeof productSorts)[number];

interface Amounts {
  readonly grossMinor: bigint;
  /** Without what came back. */
  readonly netMinor: bigint;
}

const soldFields = {
  units: z.int(),
  returnedUnits: z.int().describe("of these units, those that have come back by now"),
  grossMinor: minorUnits.describe("lines after discounts, in the organization's currency"),
  netMinor: minorUnits.describe("without what came back"),
  /** Currencies for which there is no rate. */
  apart: z.array(z.object({ currency: z.string(), grossMinor: minorUnits, netMinor: minorUnits })),
};

export const soldSchema = z.object(soldFields);

type Sold = Answered<typeof soldSchema>;

export const productSalesSchema = z
  .object({
    variantId: id,
    productId: id,
    sku: z.string(),
    title: z.string(),
    ...soldFields,
    onHand: z.int(),
    available: z.int(),
    sellThroughPercent: z.number().nullable().describe("units sold of those sold and those still there"),
    stockValueMinor: minorUnits
      .nullable()
      .describe("what is there, at its cost; null where the cost is not known or may not be seen"),
  })
  .meta({ id: "ProductSales" });

export type ProductSales = Answered<typeof productSalesSchema>;

// Most amounts are in the organization's currency: a multiplication of exact decimals is spared them.
function here(column: string): string {
  return `case when f.factor is null or f.factor = 1 then ${column} else round(${column} * f.factor) end`;
}

export interface ProductQuestion extends PageRequest {
  readonly calendar: Calendar;
  readonly range: DayRange;
  /** Only these channels; null: orders made in the hub itself. */
  readonly storeIds?: readonly (string | null)[] | undefined;
  readonly sort?: ProductSort | undefined;
  readonly now: Date;
}

// Lines of the range by variant; $5 to $7 are the days and the channels. Which currencies a day has is known of its sums.
const VALUED = `
  sold as materialized (
    select day, currency from sales_day where organization_id = argosy.tenant() and day between $5::date and $6::date
  ), factor as materialized (${factors("sold")}), valued as materialized (
    select w.variant_id, trim(w.currency) as currency, f.factor is not null as is_converted,
      argosy.int_sum(sum(w.units)) as units,
      argosy.int_sum(sum(w.returned_units)) as returned, sum(${here("w.gross_minor")})::bigint as gross,
      sum(${here("w.net_minor")})::bigint as net
    from sales_item_day w join factor f using (day, currency)
    where w.organization_id = argosy.tenant() and w.day between $5::date and $6::date
      and (case when $7::uuid[] is null then ${isSold("w.channel_id")} else w.channel_id = any($7) end)
    group by 1, 2, 3
  )`;

const pageOf = (sort: ProductSort) => `
  with ${VALUED}, ranked as (
    select variant_id,
      ${sort === "units" ? "sum(units)" : "coalesce(sum(net) filter (where is_converted), 0)"}::bigint as place
    from valued where variant_id <> '${NIL}' group by 1
  ), page as (
    select *
    from ranked
    where $8::bigint is null or (place, variant_id) < ($8::bigint, $9::uuid)
    order by place desc, variant_id desc
    limit $10
  )
  select p.place, p.variant_id as "variantId", v.product_id as "productId", v.sku,
    concat_ws(' ', d.title, nullif(v.title, '')) as title,
    w.currency, w.is_converted as "isConverted", w.units, w.returned, w.gross as "grossMinor", w.net as "netMinor"
  from page p join valued w on w.variant_id = p.variant_id
  join variant v on v.organization_id = argosy.tenant() and v.id = p.variant_id
  join product d on d.organization_id = argosy.tenant() and d.id = v.product_id
  order by p.place desc, p.variant_id desc`;
const SOLD_VARIANTS = `
  with ${VALUED}
  select distinct variant_id
  from valued
  where variant_id <> '${NIL}'
  limit $8`;
const PAGES = { units: pageOf("units"), net: pageOf("net") };

interface SoldVariant extends Amounts {
  readonly place: bigint;
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string;
  readonly title: string;
  readonly currency: string;
  readonly isConverted: boolean;
  readonly units: number;
  readonly returned: number;
}

/** What sold best, by units or by net, with what is left of it. Grows with days and variants sold, not with orders. */
export async function bestSellers(tx: Tx, question: ProductQuestion): Promise<Page<ProductSales>> {
  if (question.total) {
    const found = await countRows(tx, SOLD_VARIANTS, [...rangeParams(question), COUNTED + 1]);
    return totalOf(bounded(found));
  }
  const limit = pageLimit(question);
  const after = decodeCursor(question.cursor, ["integer", "id"]) ?? [null, null];
  const params = [...rangeParams(question), ...after, limit + 1];
  const rows = await tx.rows<SoldVariant>(PAGES[question.sort ?? "units"], params);
  const byVariant = [...Map.groupBy(rows, (row) => row.variantId)];
  const stored = byVariant.slice(0, limit);
  const stock = await stockOf(
    tx,
    stored.map(([id]) => id),
    question,
  );
  const items = stored.flatMap(([variantId, some]) => {
    const first = some[0];
    if (!first) return [];
    const { productId, sku, title } = first;
    const sold = soldOf(some);
    const here = stock.get(variantId) ?? { onHand: 0, available: 0, valueMinor: null };
    const all = sold.units + Math.max(0, here.onHand);
    const sellThroughPercent = all <= 0 ? null : Math.round((sold.units * 1000) / all) / 10;
    const { onHand, available, valueMinor: stockValueMinor } = here;
    return [{ variantId, productId, sku, title, ...sold, onHand, available, sellThroughPercent, stockValueMinor }];
  });
  const last = stored.at(-1)?.[1][0];
  const nextCursor = byVariant.length > limit && last ? encodeCursor([last.place.toString(), last.variantId]) : null;
  return { items, nextCursor };
}

function rangeParams({ calendar, now, range, storeIds }: ProductQuestion): unknown[] {
  return [...conversionParams({ ...calendar, now }), range.from, range.to, requestedChannels(storeIds)];
}

type SoldRow = Pick<SoldVariant, "currency" | "isConverted" | "units" | "returned" | "grossMinor" | "netMinor">;

function soldOf(rows: readonly SoldRow[]): Sold {
  const here = rows.filter((row) => row.isConverted);
  const sum = (some: readonly SoldRow[], of: (row: SoldRow) => bigint) => some.reduce((so, row) => so + of(row), 0n);
  return {
    units: rows.reduce((so, row) => so + row.units, 0),
    returnedUnits: rows.reduce((so, row) => so + row.returned, 0),
    grossMinor: sum(here, (row) => row.grossMinor),
    netMinor: sum(here, (row) => row.netMinor),
    apart: rows
      .filter((row) => !row.isConverted)
      .map(({ currency, grossMinor, netMinor }) => ({ currency, grossMinor, netMinor })),
  };
}

// A cost in another currency than the organization's is taken at today's rate.
const COSTED = `
  costed as materialized (
    select v.id, case when v.cost_minor is null then $1::text else trim(v.currency) end as currency,
      coalesce(v.cost_minor, p.cost_minor) as cost,
      ($3::timestamptz at time zone $2::text)::date as day, sum(l.on_hand)::bigint as on_hand,
      sum(l.available)::bigint as available
    from level l join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
    join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
    where l.organization_id = argosy.tenant() and ($5::uuid[] is null or l.variant_id = any($5))
      and v.deleted_at is null
    group by v.id, p.cost_minor, v.cost_minor, v.currency
  ), factor as materialized (${factors("costed")})`;

const STOCK = `with ${COSTED}
  select c.id, c.on_hand::int as "onHand", c.available::int as available,
    round(greatest(c.on_hand, 0) * c.cost * f.factor)::bigint as "valueMinor"
  from costed c join factor f using (day, currency)`;

interface Stock {
  readonly id: string;
  readonly onHand: number;
  readonly available: number;
  readonly valueMinor: bigint | null;
}

async function stockOf(
  tx: Tx,
  variantIds: readonly string[],
  { calendar, now }: ProductQuestion,
): Promise<ReadonlyMap<string, Stock>> {
  if (variantIds.length === 0) return new Map();
  const rows = await tx.rows<Stock>(STOCK, [...conversionParams({ ...calendar, now }), variantIds]);
  return new Map(rows.map((row) => [row.id, row]));
}

export interface StockValue {
  readonly units: number;
  readonly valueMinor: bigint;
  /** Units whose cost, or a rate for it, is not known: not in the value. */
  readonly unitsWithoutCost: number;
}

/** What all stock is worth at its cost. Grows with the catalog. */
export function stockValue(tx: Tx, calendar: Calendar, now: Date): Promise<StockValue> {
  return tx.one<StockValue>(
    `with ${COSTED}
     select coalesce(sum(greatest(c.on_hand, 0)), 0)::int as units,
       coalesce(sum(round(greatest(c.on_hand, 0) * c.cost * f.factor)), 0)::bigint as "valueMinor",
       coalesce(sum(greatest(c.on_hand, 0)) filter (where c.cost is null or f.factor is null),
         0)::int as "unitsWithoutCost"
     from costed c join factor f using (day, currency)`,
    [...conversionParams({ ...calendar, now }), null],
  );
}

/** Lines that no variant is linked to, of these days: they are in the sales, not among the products. */
export async function unlinkedSales(tx: Tx, question: ProductQuestion): Promise<Sold> {
  const rows = await tx.rows<SoldRow>(
    `with ${VALUED}
     select currency, is_converted as "isConverted", units, returned, gross as "grossMinor", net as "netMinor"
     from valued where variant_id = '${NIL}'`,
    rangeParams(question),
  );
  return soldOf(rows);
}
