/** What posted purchases say of costs: layers with their landed cost, and dated costs of the variants. */
import { landedCosts, microsText, movingAverage } from "../../commerce/costing.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { followHistory, restateAverages } from "./averages.ts";
import { chargesIn } from "./charges.ts";
import { lockLayerBook } from "./layers.ts";
import { takeLineCosts } from "./line-costs.ts";
import { getCostSettings } from "./settings.ts";

interface Purchase {
  readonly id: string;
  /** Who posts it. */
  readonly by: string;
  readonly now: Date;
}

interface ArrivedLine {
  readonly line: number;
  readonly variantId: string;
  readonly units: number;
  /** As the purchase says; null: it does not. */
  readonly saidMicros: bigint | null;
  /** The variant's, in which the purchase says its cost. */
  readonly currency: string;
  readonly weightGrams: number | null;
  /** What the variant cost until now. */
  readonly lastMicros: bigint | null;
  readonly lastCurrency: string | null;
  readonly lastAt: Date | null;
  readonly unitsBefore: number;
}

interface LandedArrival extends ArrivedLine {
  /** Null: neither the purchase nor the variant knows a cost. */
  readonly unitMicros: bigint | null;
}

/**
 * A layer a line, and what the variants cost from now on: what the last line says with its part of the charges, or the
 * average with what was there. Units are on hand by now. Throws HubError STOCK_DOCUMENT_CHARGES.
 */
export async function takePurchaseCosts(tx: Tx, { id, by, now }: Purchase): Promise<void> {
  await lockVariants(tx, id);
  await lockLayerBook(tx);
  const { method } = await getCostSettings(tx);
  const arrived = await landed(tx, id, await arrivedLines(tx, id), now);
  await writeLayers(tx, { id, now }, arrived);
  const byVariant = [...Map.groupBy(arrived, (line) => line.variantId)];
  const costs = byVariant.flatMap(([variantId, lines]) => {
    const given = lines.filter((line) => line.saidMicros !== null);
    const last = given.at(-1);
    const micros = method === "average" ? averageAfter(given) : (last?.unitMicros ?? null);
    if (!last || micros === null) return [];
    const at = last.lastAt !== null && last.lastAt > now ? last.lastAt : now;
    return [{ id: newId(now), v: variantId, at, cost: microsText(micros), currency: last.currency }];
  });
  await tx.run(
    `insert into argosy.variant_cost (organization_id, id, variant_id, valid_from, unit_cost, currency, source,
       document_id, created_at, created_by)
     select argosy.tenant(), r.id, r.v, r.at, r.cost, r.currency, 'purchase', $2, $3, $4
     from json_to_recordset($1) as r(id uuid, v uuid, at timestamptz, cost numeric, currency text)`,
    [jsonRows(costs), id, now, by],
  );
  await followHistory(
    tx,
    costs.map((each) => each.v),
    now,
  );
  if (method === "fifo")
    await takeOpenLines(
      tx,
      byVariant.map(([variantId]) => variantId),
      now,
    );
}

/**
 * As if this purchase had never been: its layers and its cost are gone, averages after it are worked out again, and what
 * was sold of its layers is taken of others.
 */
export async function giveBackPurchaseCosts(tx: Tx, { id, now }: Omit<Purchase, "by">): Promise<void> {
  const variants = await lockVariants(tx, id);
  await lockLayerBook(tx);
  const orders = await tx.rows<{ id: string }>(
    `select distinct l.order_id as id
     from argosy.cost_layer c
     join argosy.layer_use u on u.organization_id = argosy.tenant() and u.layer_id = c.id
     join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = u.line_id
     where c.organization_id = argosy.tenant() and c.document_id = $1`,
    [id],
  );
  await tx.run(
    `update argosy.cost_layer later set units_before = later.units_before - gone.units
     from (select variant_id, max(received_at) as at, sum(quantity)::int as units from argosy.cost_layer
       where organization_id = argosy.tenant() and document_id = $1 group by variant_id) as gone
     where later.organization_id = argosy.tenant() and later.variant_id = gone.variant_id
       and later.received_at > gone.at`,
    [id],
  );
  await tx.run("delete from argosy.cost_layer where organization_id = argosy.tenant() and document_id = $1", [id]);
  await tx.run("delete from argosy.variant_cost where organization_id = argosy.tenant() and document_id = $1", [id]);
  await restateAverages(tx, variants);
  await followHistory(tx, variants, now);
  await takeLineCosts(
    tx,
    orders.map((order) => order.id),
    now,
  );
}

/** The charges of a posted purchase changed: its layers and the costs that follow from it. What was sold keeps its cost. */
export async function restatePurchase(tx: Tx, { id, now }: Omit<Purchase, "by">): Promise<void> {
  const variants = await lockVariants(tx, id);
  await lockLayerBook(tx);
  const { method, since } = await getCostSettings(tx);
  const { at } = await tx.one<{ at: Date }>(
    "select posted_at as at from argosy.stock_document where organization_id = argosy.tenant() and id = $1",
    [id],
  );
  const arrived = await landed(tx, id, await arrivedLines(tx, id), at);
  const rows = arrived.flatMap((line) =>
    line.unitMicros === null || line.saidMicros === null
      ? []
      : [{ n: line.line, v: line.variantId, cost: microsText(line.unitMicros) }],
  );
  await tx.run(
    `update argosy.cost_layer c set unit_cost = r.cost from json_to_recordset($2) as r(n int, cost numeric)
     where c.organization_id = argosy.tenant() and c.document_id = $1 and c.line = r.n and c.unit_cost <> r.cost`,
    [id, jsonRows(rows)],
  );
  const last = [...new Map(rows.map((row) => [row.v, row])).values()];
  await tx.run(
    `update argosy.variant_cost c set unit_cost = r.cost from json_to_recordset($2) as r(v uuid, cost numeric)
     where c.organization_id = argosy.tenant() and c.document_id = $1 and c.variant_id = r.v
       and c.unit_cost <> r.cost and not ($3 and c.valid_from >= $4::timestamptz)`,
    [id, jsonRows(last), method === "average", since],
  );
  await restateAverages(tx, variants);
  await followHistory(tx, variants, now);
}

const averageAfter = (lines: readonly LandedArrival[]): bigint | null => {
  const [first] = lines;
  if (!first) return null;
  const before = first.lastCurrency === first.currency ? first.lastMicros : null;
  return movingAverage({ units: first.unitsBefore, unitMicros: before }, costed(lines));
};

const costed = (lines: readonly LandedArrival[]) =>
  lines.flatMap(({ units, unitMicros }) => (unitMicros === null ? [] : [{ units, unitMicros }]));

/** The variants of a document, locked in the order of their ids. */
async function lockVariants(tx: Tx, documentId: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select v.id from argosy.variant v
     where v.organization_id = argosy.tenant() and v.id in (select variant_id from argosy.stock_document_line
       where organization_id = argosy.tenant() and document_id = $1)
     order by v.id for no key update`,
    [documentId],
  );
  return rows.map((row) => row.id);
}

function arrivedLines(tx: Tx, documentId: string): Promise<ArrivedLine[]> {
  return tx.rows<ArrivedLine>(
    `select l.line, l.variant_id as "variantId", l.quantity as units, trim(v.currency) as currency,
       (argosy.major_amount(l.unit_cost_minor, v.currency) * 1000000)::bigint as "saidMicros",
       coalesce(v.weight_grams, p.weight_grams) as "weightGrams",
       (last.unit_cost * 1000000)::bigint as "lastMicros", trim(last.currency) as "lastCurrency",
       last.valid_from as "lastAt",
       (coalesce((select sum(on_hand) from argosy.level h
           where h.organization_id = argosy.tenant() and h.variant_id = l.variant_id), 0)
         - sum(l.quantity) over (partition by l.variant_id))::int as "unitsBefore"
     from argosy.stock_document_line l
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
     left join lateral (
       select h.unit_cost, h.currency, h.valid_from
       from argosy.variant_cost h
       where h.organization_id = argosy.tenant() and h.variant_id = l.variant_id
       order by h.valid_from desc, h.seq desc limit 1) as last on true
     where l.organization_id = argosy.tenant() and l.document_id = $1 order by l.line`,
    [documentId],
  );
}

/** With their part of the charges. Lines the purchase says no cost of bear none, and cost what the variant does. */
async function landed(tx: Tx, id: string, lines: readonly ArrivedLine[], now: Date): Promise<LandedArrival[]> {
  const given = lines.flatMap((line) => (line.saidMicros === null ? [] : [{ ...line, saidMicros: line.saidMicros }]));
  const { charges, ratesTo } = await chargesIn(tx, { id, currencies: given.map((line) => line.currency), now });
  const inOne = given.map((line) => ({
    units: line.units,
    unitMicros: ratesTo.toBase(line.saidMicros, line.currency),
    weightGrams: line.weightGrams,
  }));
  const full = charges.length === 0 ? null : landedCosts(inOne, charges);
  const micros = new Map(
    given.map((line, n) => {
      const base = inOne[n]?.unitMicros ?? 0n;
      const extra = full ? (full[n] ?? base) - base : 0n;
      return [line.line, line.saidMicros + ratesTo.fromBase(extra, line.currency)];
    }),
  );
  return lines.map((line) => ({
    ...line,
    unitMicros: micros.get(line.line) ?? (line.lastCurrency === line.currency ? line.lastMicros : null),
  }));
}

async function writeLayers(
  tx: Tx,
  { id, now }: Omit<Purchase, "by">,
  arrived: readonly LandedArrival[],
): Promise<void> {
  const rows = arrived.flatMap((line) =>
    line.unitMicros === null
      ? []
      : [
          {
            id: newId(now),
            v: line.variantId,
            n: line.line,
            q: line.units,
            cost: microsText(line.unitMicros),
            currency: line.currency,
            before: line.unitsBefore,
          },
        ],
  );
  await tx.run(
    `insert into argosy.cost_layer (organization_id, id, variant_id, document_id, line, received_at, quantity,
       remaining, unit_cost, currency, units_before)
     select argosy.tenant(), r.id, r.v, $2, r.n, $3, r.q, r.q, r.cost, r.currency, r.before
     from json_to_recordset($1) as r(id uuid, v uuid, n int, q int, cost numeric, currency text, before int)`,
    [jsonRows(rows), id, now],
  );
}

// Sold beyond what layers had: the first of them, the oldest first. More wait for the next receipt.
const MOST_SERVED = 1_000;

async function takeOpenLines(tx: Tx, variants: readonly string[], now: Date): Promise<void> {
  const orders = await tx.rows<{ id: string }>(
    `with sold as (
       select v as id from unnest($1::uuid[]) as v
       union
       select b.bundle_variant_id from argosy.bundle_item b
       where b.organization_id = argosy.tenant() and b.component_variant_id = any($1::uuid[])
     ), open as (
       select distinct c.order_id
       from argosy.line_cost c
       where c.organization_id = argosy.tenant() and c.variant_id in (select id from sold)
         and c.quality in ('missing', 'estimated')
     )
     select o.id from argosy.sales_order o
     join argosy.cost_settings s on s.organization_id = argosy.tenant()
     where o.organization_id = argosy.tenant() and o.id in (select order_id from open)
       and o.placed_at >= s.since
     order by o.placed_at, o.id limit ${MOST_SERVED}`,
    [variants],
  );
  await takeLineCosts(
    tx,
    orders.map((order) => order.id),
    now,
  );
}
