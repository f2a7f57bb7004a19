/** What follows from the dated costs: averages of later purchases, and the cost the variant itself shows. */
import { microsText, movingAverage } from "../../commerce/costing.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { getCostSettings } from "./settings.ts";

interface HistoryRow {
  readonly id: string;
  readonly variantId: string;
  readonly micros: bigint | null;
  readonly currency: string;
  /** Of a purchase whose average is to follow what stands before it. */
  readonly layers: readonly { readonly units: number; readonly micros: string; readonly before: number }[] | null;
}

/** Averages of purchases since averages are taken, each from the cost before it. */
export async function restateAverages(tx: Tx, variants: readonly string[]): Promise<void> {
  const { method, since } = await getCostSettings(tx);
  if (method !== "average") return;
  const rows = await tx.rows<HistoryRow>(
    `select h.id, h.variant_id as "variantId", (h.unit_cost * 1000000)::bigint as micros, trim(h.currency) as currency,
       case when h.source = 'purchase' and h.valid_from >= $2 then (
         select json_agg(json_build_object('units', c.quantity, 'before', c.units_before,
           'micros', (c.unit_cost * 1000000)::bigint::text) order by c.line)
         from argosy.cost_layer c
         join argosy.stock_document_line l on l.organization_id = argosy.tenant() and l.document_id = c.document_id
           and l.line = c.line and l.unit_cost_minor is not null
         where c.organization_id = argosy.tenant() and c.document_id = h.document_id and c.variant_id = h.variant_id)
       end as layers
     from argosy.variant_cost h
     where h.organization_id = argosy.tenant() and h.variant_id = any($1::uuid[])
     order by h.variant_id, h.valid_from, h.seq`,
    [variants, since],
  );
  const changed: { id: string; cost: string }[] = [];
  let before: { readonly variantId: string; readonly micros: bigint | null; readonly currency: string } | null = null;
  for (const row of rows) {
    let { micros } = row;
    const [first] = row.layers ?? [];
    if (row.layers && first) {
      const base: bigint | null =
        before?.variantId === row.variantId && before.currency === row.currency ? before.micros : null;
      micros = movingAverage(
        { units: first.before, unitMicros: base },
        row.layers.map((layer) => ({ units: layer.units, unitMicros: BigInt(layer.micros) })),
      );
      if (micros !== null && micros !== row.micros) changed.push({ id: row.id, cost: microsText(micros) });
    }
    before = { variantId: row.variantId, micros, currency: row.currency };
  }
  await tx.run(
    `update argosy.variant_cost c set unit_cost = r.cost from json_to_recordset($1) as r(id uuid, cost numeric)
     where c.organization_id = argosy.tenant() and c.id = r.id`,
    [jsonRows(changed)],
  );
}

/**
 * What the variants show is what their history ends in. One that ends in its product's own cost has none of its own; a
 * purchase's is always its own.
 */
export async function followHistory(tx: Tx, variants: readonly string[], now: Date): Promise<void> {
  if (variants.length === 0) return;
  await tx.run(
    `update argosy.variant v set cost_minor = n.cost, updated_at = $2
     from (
       select w.id,
         case when last.currency is distinct from w.currency
             or (last.source <> 'purchase' and w.currency = o.currency and said.minor = p.cost_minor) then null
           else said.minor end as cost
       from argosy.variant w
       join argosy.product p on p.organization_id = argosy.tenant() and p.id = w.product_id
       join argosy.organization o on o.organization_id = argosy.tenant()
       left join lateral (
         select h.unit_cost, h.currency, h.source
         from argosy.variant_cost h
         where h.organization_id = argosy.tenant() and h.variant_id = w.id
         order by h.valid_from desc, h.seq desc limit 1) as last on true
       cross join lateral (select round(last.unit_cost * power(10::numeric,
           argosy.currency_exponent(last.currency)))::bigint as minor) as said
       where w.organization_id = argosy.tenant() and w.id = any($1::uuid[])
     ) as n
     where v.organization_id = argosy.tenant() and v.id = n.id and v.cost_minor is distinct from n.cost`,
    [variants, now],
  );
}
