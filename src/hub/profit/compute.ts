/** Works out the profit of orders and writes what differs. */
import { createHash } from "node:crypto";
import type { AMOUNTS, OrderProfit } from "../../commerce/profit/facts.ts";
import { addUp, profitOf } from "../../commerce/profit/ladder.ts";
import { recognisedAt } from "../../commerce/profit/recognition.ts";
import type { Tx } from "../../db/database.ts";
import { takeLineCosts } from "../costs/line-costs.ts";
import { feeRules } from "../fees/rules.ts";
import { jsonRows } from "../json-column.ts";
import { type FactsAsked, type LoadedOrder, loadFacts } from "./facts.ts";
import { AMOUNT_COLUMNS } from "./rungs.ts";
import { profitSettings } from "./settings.ts";

/** So many are loaded at once: their facts are some MB. */
const ORDERS_AT_ONCE = 500;

/** How an organization's orders are worked out, read once for many. */
export async function profitTerms(tx: Tx): Promise<FactsAsked> {
  const organization = await tx.one<{ currency: string; zone: string }>(
    "select trim(currency) as currency, zone from argosy.organization where organization_id = argosy.tenant()",
  );
  const [settings, { rules }] = [await profitSettings(tx), await feeRules(tx)];
  return { ...organization, settings, rules };
}

/**
 * Works out these orders and marks the days whose sums changed with them. `again` also writes orders whose result is what
 * stands there. Answers how many orders were written.
 */
export async function computeOrders(
  tx: Tx,
  orderIds: readonly string[],
  { terms, now, again }: { readonly terms: FactsAsked; readonly now: Date; readonly again: boolean },
): Promise<number> {
  let written = 0;
  // The costs of lines are taken here: what that changes needs no mark.
  await tx.rows("select set_config('argosy.profit_at_work', 'yes', true)");
  for (let at = 0; at < orderIds.length; at += ORDERS_AT_ONCE) {
    const ids = orderIds.slice(at, at + ORDERS_AT_ONCE);
    await takeLineCosts(tx, ids, now);
    const orders = await loadFacts(tx, ids, terms);
    written += await writeOrders(
      tx,
      orders.map((order) => rowsOf(order, terms)),
      { zone: terms.zone, again },
    );
  }
  await tx.rows("select set_config('argosy.profit_at_work', '', true)");
  return written;
}

interface OrderRows {
  readonly order: Readonly<Record<string, unknown>> & { readonly order_id: string };
  readonly lines: readonly object[];
  readonly costs: readonly object[];
}

const NOTHING: OrderProfit = {
  total: addUp([]),
  lines: [],
  entries: [],
  costsMinor: 0n,
  estimatedMinor: 0n,
  withheldMinor: 0n,
  missing: ["rate"],
};

const amountsOf = (amounts: Readonly<Record<(typeof AMOUNTS)[number], bigint>>) =>
  Object.fromEntries(AMOUNT_COLUMNS.map(({ name, column }) => [column, amounts[name].toString()]));

function rowsOf(
  { id, channelId, origin, cohort, facts, moments }: LoadedOrder,
  { currency, settings }: FactsAsked,
): OrderRows {
  const known = profitOf(facts);
  const profit = known ?? NOTHING;
  const lines = profit.lines.map((line) => ({
    order_id: id,
    line_id: line.id,
    variant_id: line.variantId,
    units: line.units,
    returned_units: line.returnedUnits,
    ...amountsOf(line),
  }));
  const costs = profit.entries.map((entry, n) => ({
    order_id: id,
    n,
    kind: entry.kind,
    line_id: entry.lineId,
    amount_minor: entry.amountMinor.toString(),
    tax_minor: entry.taxMinor.toString(),
    original_minor: entry.originalMinor.toString(),
    currency: entry.currency,
    rate: entry.rate,
    occurred_at: entry.occurredAt,
    quality: entry.quality,
    source: entry.source,
    source_id: entry.sourceId,
  }));
  const order = {
    order_id: id,
    channel_id: channelId,
    origin,
    cohort,
    recognised_at: recognisedAt(moments, settings.recognition),
    is_without_rate: known === null,
    currency,
    rate: facts.rate,
    units: lines.reduce((sum, line) => sum + line.units, 0),
    returned_units: lines.reduce((sum, line) => sum + line.returned_units, 0),
    ...amountsOf(profit.total),
    costs_minor: profit.costsMinor.toString(),
    estimated_minor: profit.estimatedMinor.toString(),
    withheld_minor: profit.withheldMinor.toString(),
    missing: profit.missing,
  };
  const digest = createHash("md5")
    .update(JSON.stringify([order, lines, costs]))
    .digest("hex");
  return { order: { ...order, digest }, lines, costs };
}

const AMOUNT_NAMES = AMOUNT_COLUMNS.map(({ column }) => column).join(", ");
const AMOUNT_TYPES = AMOUNT_COLUMNS.map(({ column }) => `${column} bigint`).join(", ");
const ORDER_NAMES = `channel_id, origin, cohort, recognised_on, is_without_rate, currency, rate, units, returned_units, ${AMOUNT_NAMES},
  costs_minor, estimated_minor, withheld_minor, missing, digest`;

// Its share of the day stays as it is until the day is shared out again.
const WRITE_ORDERS = `
  with fresh as materialized (
    select f.*, (f.recognised_at at time zone $2::text)::date as recognised_on
    from json_to_recordset($1) as f(order_id uuid, channel_id uuid, origin text, cohort date,
      recognised_at timestamptz, is_without_rate boolean, currency text, rate numeric, units int, returned_units int,
      ${AMOUNT_TYPES}, costs_minor bigint, estimated_minor bigint, withheld_minor bigint, missing text[], digest text)
  ), changed as materialized (
    select f.*, o.recognised_on as before
    from fresh f
    left join argosy.order_profit o on o.organization_id = argosy.tenant() and o.order_id = f.order_id
    where $3::boolean
      or (o.digest, o.recognised_on, o.channel_id) is distinct from (f.digest, f.recognised_on, f.channel_id)
  ), written as (
    insert into argosy.order_profit as t (organization_id, order_id, ads_minor, overhead_minor, ${ORDER_NAMES})
    select argosy.tenant(), order_id, own_ads_minor, 0, ${ORDER_NAMES} from changed order by order_id
    on conflict (organization_id, order_id) do update set
      ${ORDER_NAMES.split(",")
        .map((name) => `${name.trim()} = excluded.${name.trim()}`)
        .join(", ")},
      ads_minor = case when excluded.recognised_on is null or excluded.is_without_rate then excluded.own_ads_minor
        else t.ads_minor - t.own_ads_minor + excluded.own_ads_minor end,
      overhead_minor = case when excluded.recognised_on is null or excluded.is_without_rate then 0
        else t.overhead_minor end
  )
  select order_id as id, recognised_on::text as day, before::text as before from changed`;

const WRITE_LINES = `
  insert into argosy.line_profit (organization_id, order_id, line_id, variant_id, units, returned_units,
    ${AMOUNT_NAMES}, ads_minor, overhead_minor)
  select argosy.tenant(), order_id, line_id, variant_id, units, returned_units, ${AMOUNT_NAMES}, own_ads_minor, 0
  from json_to_recordset($1) as r(order_id uuid, line_id uuid, variant_id uuid, units int, returned_units int,
    ${AMOUNT_TYPES})`;

const WRITE_COSTS = `
  insert into argosy.order_cost (organization_id, order_id, n, kind, line_id, amount_minor, tax_minor, original_minor,
    currency, rate, occurred_at, quality, source, source_id)
  select argosy.tenant(), order_id, n, kind, line_id, amount_minor, tax_minor, original_minor, currency, rate,
    occurred_at, quality, source, source_id
  from json_to_recordset($1) as r(order_id uuid, n int, kind text, line_id uuid, amount_minor bigint, tax_minor bigint,
    original_minor bigint, currency text, rate numeric, occurred_at timestamptz, quality text, source text,
    source_id uuid)`;

const FORGET = (table: string) =>
  `delete from argosy.${table} where organization_id = argosy.tenant() and order_id = any($1::uuid[])`;

async function writeOrders(
  tx: Tx,
  rows: readonly OrderRows[],
  { zone, again }: { readonly zone: string; readonly again: boolean },
): Promise<number> {
  const changed = await tx.rows<{ id: string; day: string | null; before: string | null }>(WRITE_ORDERS, [
    jsonRows(rows.map(({ order }) => order)),
    zone,
    again,
  ]);
  if (changed.length === 0) return 0;
  const ids = changed.map(({ id }) => id);
  const isChanged = new Set(ids);
  const some = rows.filter(({ order }) => isChanged.has(order.order_id));
  for (const table of ["line_profit", "order_cost"]) await tx.run(FORGET(table), [ids]);
  await tx.run(WRITE_LINES, [jsonRows(some.flatMap(({ lines }) => lines))]);
  await tx.run(WRITE_COSTS, [jsonRows(some.flatMap(({ costs }) => costs))]);
  const days = new Set(changed.flatMap(({ day, before }) => [day, before]).filter((day) => day !== null));
  await tx.run(
    `insert into argosy.profit_due (organization_id, kind, day)
     select argosy.tenant(), 'day', d from unnest($1::date[]) as u(d)`,
    [[...days]],
  );
  return changed.length;
}
