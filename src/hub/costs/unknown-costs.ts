/** What was sold without anybody knowing its cost, and filling that in. */

import { z } from "zod";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import type { ItemResult } from "../item-result.ts";
import { jsonRows } from "../json-column.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";
import { followHistory, restateAverages } from "./averages.ts";
import { costProblem } from "./cost-text.ts";
import { takeLineCosts } from "./line-costs.ts";
import { COSTED_UNITS } from "./sold-lines.ts";

/** So many sales of a variant are looked at; more count as these. */
const MOST_COUNTED = 50;

export const unknownCostSchema = z.object({
  variantId: id,
  productId: id,
  sku: z.string(),
  title: z.string(),
  currency: z.string(),
  isBundle: z.boolean().describe("costs of its components do as well"),
  orders: z.int().describe(`${MOST_COUNTED} at most are counted`),
  units: z.int().describe("of these orders"),
  firstSoldAt: time.describe("ISO 8601 UTC"),
  lastSoldAt: time.describe("ISO 8601 UTC"),
});

export type UnknownCost = Answered<typeof unknownCostSchema>;

// The variants one after the other by the index of what is missing: how often each was sold costs nothing here.
const VARIANTS = `
  with recursive met as (
    (select c.variant_id as id
      from argosy.line_cost c
      where c.organization_id = argosy.tenant() and c.quality = 'missing' and c.variant_id is not null
        and ($1::uuid is null or c.variant_id > $1)
      order by c.variant_id limit 1)
    union all
    select (select c.variant_id
        from argosy.line_cost c
        where c.organization_id = argosy.tenant() and c.quality = 'missing' and c.variant_id > met.id
        order by c.variant_id limit 1)
    from met
    where met.id is not null
  ), page as materialized (select id from met where id is not null limit $2)`;

/** Variants sold without a known cost, each with its first sales. */
export async function listUnknownCosts(tx: Tx, request: PageRequest): Promise<Page<UnknownCost>> {
  const limit = pageLimit(request);
  const [after] = decodeCursor(request.cursor, ["id"]) ?? [null];
  const rows = await tx.rows<UnknownCost>(
    `${VARIANTS}
     select v.id as "variantId", p.id as "productId", v.sku,
       concat_ws(' ', p.title, nullif(v.title, '')) as title, trim(v.currency) as currency,
       exists (select 1 from argosy.bundle_item b
         where b.organization_id = argosy.tenant() and b.bundle_variant_id = v.id) as "isBundle",
       s.orders, s.units, s.first as "firstSoldAt", s.last as "lastSoldAt"
     from page
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = page.id
     join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
     cross join lateral (
       select count(*)::int as orders, coalesce(sum(t.units), 0)::int as units, min(t.at) as first, max(t.at) as last
       from (
         select o.placed_at as at, ${COSTED_UNITS} as units
         from argosy.line_cost c
         join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = c.line_id
         join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = c.order_id
         where c.organization_id = argosy.tenant() and c.quality = 'missing' and c.variant_id = page.id
         order by c.order_id limit ${MOST_COUNTED}) as t) as s
     order by page.id`,
    [after, limit + 1],
  );
  return toPage(rows, limit, { item: (row) => row, cursor: (row) => [row.variantId] });
}

export interface FilledCost {
  readonly variantId: string;
  /** Decimal text, in the variant's currency. */
  readonly unitCost: string;
}

// Their lines are costed at once; more are when they are worked off.
const MOST_AT_ONCE = 500;

/**
 * Says what variants cost when they were first sold without a cost: what was sold since is costed with it. Answers per
 * item; `id` is the variant's.
 */
export async function fillCosts(
  tx: Tx,
  input: { readonly costs: readonly FilledCost[]; readonly by: string; readonly now: Date },
): Promise<ItemResult[]> {
  const { now, by } = input;
  const checked = input.costs.map((cost) => ({ ...cost, error: costProblem(cost.unitCost) }));
  const good = checked.filter(({ error }) => error === undefined);
  const first = await tx.rows<{ variantId: string; at: Date; orders: string[] }>(
    `select v.id as "variantId", s.at, s.orders
     from argosy.variant v
     cross join lateral (select min(o.placed_at) as at, coalesce((array_agg(o.id))[:$2::int], '{}') as orders
       from argosy.line_cost c
       join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = c.order_id
       where c.organization_id = argosy.tenant() and c.quality = 'missing' and c.variant_id = v.id) as s
     where v.organization_id = argosy.tenant() and v.id = any($1::uuid[]) and v.deleted_at is null
     order by v.id for no key update of v`,
    [good.map((cost) => cost.variantId), MOST_AT_ONCE],
  );
  const existing = new Map(first.map((each) => [each.variantId, each]));
  await tx.run(
    `insert into argosy.variant_cost (organization_id, id, variant_id, valid_from, unit_cost, currency, source,
       created_at, created_by)
     select argosy.tenant(), r.id, v.id, coalesce(r.at, $2), r.cost, v.currency, 'manual', $2, $3
     from json_to_recordset($1) as r(id uuid, v uuid, at timestamptz, cost numeric)
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = r.v`,
    [
      jsonRows(
        good.map((each) => ({
          id: newId(now),
          v: each.variantId,
          at: existing.get(each.variantId)?.at ?? null,
          cost: each.unitCost.trim(),
        })),
      ),
      now,
      by,
    ],
  );
  const variants = [...existing.keys()];
  await restateAverages(tx, variants);
  await followHistory(tx, variants, now);
  const orders = [...new Set(first.flatMap((each) => each.orders))].slice(0, MOST_AT_ONCE);
  await takeLineCosts(tx, orders, now);
  return checked.map(({ variantId, error }) => {
    const problem = error ?? (existing.has(variantId) ? undefined : "There is no such variant.");
    return { id: variantId, ok: problem === undefined, error: problem };
  });
}
