import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";

interface Purchase {
  readonly id: string;
  readonly now: Date;
}

interface Cost {
  readonly variantId: string;
  /** What the variant costs now. */
  readonly current: bigint | null;
  /** What the purchase says; of several lines of one variant the last. */
  readonly cost: bigint;
  /** What the variant cost before the purchase was posted. */
  readonly before: bigint | null;
}

/** The latest purchase says what a variant costs; what it cost before is kept for a reversal. */
export async function takeCosts(tx: Tx, { id, now }: Purchase): Promise<void> {
  const costs = await lockCosts(tx, id);
  if (costs.length === 0) return;
  await tx.run(
    `update stock_document_line l set cost_before_minor = r.cost
     from json_to_recordset($2) as r(v uuid, cost bigint)
     where l.organization_id = argosy.tenant() and l.document_id = $1 and l.variant_id = r.v
       and l.unit_cost_minor is not null`,
    [id, costRows(costs, (each) => each.current)],
  );
  await writeCosts(
    tx,
    costRows(costs, (each) => each.cost),
    now,
  );
}

/**
 * As if this purchase had never been: where it was the last word a variant costs again what it cost before, else the
 * next purchase is told that. A cost somebody set by hand since stays.
 */
export async function giveBackCosts(tx: Tx, { id, now }: Purchase): Promise<void> {
  const costs = await lockCosts(tx, id);
  if (costs.length === 0) return;
  const followed = await tx.rows<{ v: string; document: string }>(
    `select distinct on (l.variant_id) l.variant_id as v, l.document_id as document
     from stock_document own
     join stock_document_line l on l.organization_id = argosy.tenant() and l.variant_id = any($2::uuid[])
       and l.unit_cost_minor is not null
     join stock_document d on d.organization_id = argosy.tenant() and d.id = l.document_id and d.state = 'posted'
     where own.organization_id = argosy.tenant() and own.id = $1 and (d.posted_at, d.id) > (own.posted_at, own.id)
     order by l.variant_id, d.posted_at, d.id`,
    [id, costs.map((each) => each.variantId)],
  );
  const next = new Map(followed.map((each) => [each.v, each.document]));
  const told = costs.flatMap(({ variantId, cost, before }) => {
    const document = next.get(variantId);
    return document ? [{ v: variantId, document, cost: cost.toString(), before: before?.toString() ?? null }] : [];
  });
  await tx.run(
    `update stock_document_line l set cost_before_minor = r.before
     from json_to_recordset($1) as r(v uuid, document uuid, cost bigint, before bigint)
     where l.organization_id = argosy.tenant() and l.document_id = r.document and l.variant_id = r.v
       and l.cost_before_minor = r.cost`,
    [jsonRows(told)],
  );
  const last = costs.filter((each) => !next.has(each.variantId) && each.current === each.cost);
  await writeCosts(
    tx,
    costRows(last, (each) => each.before),
    now,
  );
}

/** What a purchase says of costs, the variants locked in the order of their ids. */
function lockCosts(tx: Tx, documentId: string): Promise<Cost[]> {
  return tx.rows<Cost>(
    `with said as (
       select distinct on (variant_id) variant_id, unit_cost_minor as cost, cost_before_minor as before
       from stock_document_line
       where organization_id = argosy.tenant() and document_id = $1 and unit_cost_minor is not null
       order by variant_id, line desc
     )
     select v.id as "variantId", v.cost_minor as current, said.cost, said.before
     from said join variant v on v.organization_id = argosy.tenant() and v.id = said.variant_id
     order by v.id for no key update of v`,
    [documentId],
  );
}

function costRows(costs: readonly Cost[], of: (cost: Cost) => bigint | null): string {
  return jsonRows(costs.map((each) => ({ v: each.variantId, cost: of(each)?.toString() ?? null })));
}

async function writeCosts(tx: Tx, rows: string, now: Date): Promise<void> {
  await tx.run(
    `update variant v set cost_minor = r.cost, updated_at = $2 from json_to_recordset($1) as r(v uuid, cost bigint)
     where v.organization_id = argosy.tenant() and v.id = r.v and v.cost_minor is distinct from r.cost`,
    [rows, now],
  );
}
