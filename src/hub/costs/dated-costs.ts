/** What variants cost at a moment, by their dated costs. */
import type { CostQuality } from "../../commerce/costing.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";

/** What one unit costs, where it is known, and how well. */
export interface RecordedCost {
  readonly unitMicros: bigint;
  readonly currency: string;
  readonly quality: CostQuality;
  readonly source: string;
  readonly sourceId: string | null;
}

export interface Moment {
  readonly variantId: string;
  readonly at: Date;
}

/**
 * The cost in force at each moment, in the order asked; where none was, the first one after it, estimated; null where
 * none is known at all.
 */
export async function costsAt(tx: Tx, moments: readonly Moment[]): Promise<(RecordedCost | null)[]> {
  const requested = moments.map(({ variantId, at }) => ({ key: `${variantId} ${at.getTime()}`, v: variantId, at }));
  const once = [...new Map(requested.map((each) => [each.key, each])).values()];
  if (once.length === 0) return [];
  const rows = await tx.rows<RecordedCost & { key: string }>(
    `select w.key, (c.unit_cost * 1000000)::bigint as "unitMicros", trim(c.currency) as currency,
       case when c.valid_from > w.at then 'estimated' when c.source = 'import' then 'imported'
         else 'actual' end as quality,
       'variant_cost' as source, c.id as "sourceId"
     from json_to_recordset($1) as w(key text, v uuid, at timestamptz)
     left join lateral (
       select h.id, h.valid_from, h.unit_cost, h.currency, h.source
       from argosy.variant_cost h
       where h.organization_id = argosy.tenant() and h.variant_id = w.v and h.valid_from <= w.at
       order by h.valid_from desc, h.seq desc limit 1) as held on true
     join lateral (
       select held.id, held.valid_from, held.unit_cost, held.currency, held.source
       where held.unit_cost is not null
       union all
       (select h.id, h.valid_from, h.unit_cost, h.currency, h.source
         from argosy.variant_cost h
         where held.unit_cost is null and h.organization_id = argosy.tenant() and h.variant_id = w.v
           and h.valid_from > w.at and h.unit_cost is not null
         order by h.valid_from, h.seq limit 1)) as c on true`,
    [jsonRows(once)],
  );
  const found = new Map(rows.map(({ key, ...cost }) => [key, cost]));
  return requested.map(({ key }) => found.get(key) ?? null);
}
