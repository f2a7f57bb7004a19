/** Works out the profit of orders and writes what differs. */
import { hash } from "node:crypto";
import type { AMOUNTS, OrderProfit } from "../../commerce/profit/facts.ts";
import { addUp, profitOf } from "../../commerce/profit/ladder.ts";
import { recognisedAt } from "../../commerce/profit/recognition.ts";
import { createSlices } from "../../commerce/slices.ts";
import { type Tx, together } from "../../db/database.ts";
import { takeLineCosts } from "../costs/line-costs.ts";
import { feeRules } from "../fees/rules.ts";
import { storableJson } from "../json-column.ts";
import { type FactsQuery, type LoadedOrder, loadFacts } from "./facts.ts";
import { AMOUNT_COLUMNS } from "./rungs.ts";
import { profitSettings } from "./settings.ts";

/** So many are loaded at once: their facts are some MB. */
const ORDERS_AT_ONCE = 500;
/** And so many lines of theirs: an order may have hundreds. */
const LINES_AT_ONCE = 2_000;
/** The lines of fewer orders than this are not counted before. */
const FEW_ORDERS = 4;

/** How an organization's orders are worked out, read once for many. */
export async function profitTerms(tx: Tx): Promise<FactsQuery> {
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
  { terms, now, again }: { readonly terms: FactsQuery; readonly now: Date; readonly again: boolean },
): Promise<number> {
  const batches = await batchesOf(tx, orderIds);
  // The costs of lines are taken here: what that changes needs no mark.
  await tx.rows("select set_config('argosy.profit_at_work', 'yes', true)");
  const take = (n: number) => takeLineCosts(tx, batches[n] ?? [], now);
  const load = async (n: number) => (batches[n] ? loadFacts(tx, batches[n], terms) : []);
  const write = async (orders: readonly LoadedOrder[]) => writeOrders(tx, orders, { terms, again });
  let written = 0;
  await take(0);
  await take(1);
  let orders = await load(0);
  for (let n = 0; n < batches.length; n += 1) {
    // The database reads the next ones while these are worked out here.
    const ahead = load(n + 1);
    const [changed, , next] = await together([write(orders), take(n + 2), ahead]);
    written += changed;
    orders = next;
  }
  await tx.rows("select set_config('argosy.profit_at_work', '', true)");
  return written;
}

/** The orders in batches of bounded memory and work, by how many lines they have. */
async function batchesOf(tx: Tx, orderIds: readonly string[]): Promise<readonly (readonly string[])[]> {
  if (orderIds.length <= FEW_ORDERS) return orderIds.length === 0 ? [] : [orderIds];
  const counted = await tx.rows<{ id: string; lines: number }>(
    `select order_id as id, count(*)::int as lines
     from argosy.order_line
     where organization_id = argosy.tenant() and order_id = any($1::uuid[])
     group by order_id`,
    [orderIds],
  );
  const linesOf = new Map(counted.map(({ id, lines }) => [id, lines]));
  const batches: string[][] = [];
  let [batch, lines]: [string[], number] = [[], 0];
  for (const id of orderIds) {
    const more = linesOf.get(id) ?? 0;
    if (batch.length > 0 && (batch.length === ORDERS_AT_ONCE || lines + more > LINES_AT_ONCE)) {
      batches.push(batch);
      [batch, lines] = [[], 0];
    }
    batch.push(id);
    lines += more;
  }
  return [...batches, batch];
}

/** An order's rows as JSON, each made once: their digest and what is written come from the same text. */
interface OrderRows {
  readonly id: string;
  readonly order: string;
  readonly lines: readonly string[];
  readonly costs: readonly string[];
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
  { id, channelId, origin, cohort, ratePayoutId, facts, moments }: LoadedOrder,
  { currency, settings }: FactsQuery,
): OrderRows {
  const existing = profitOf(facts);
  const profit = existing ?? NOTHING;
  const recognised = recognisedAt(moments, settings.recognition);
  const isCounted = recognised !== null && existing !== null;
  const lines = profit.lines.map((line) => ({
    order_id: id,
    line_id: line.id,
    is_counted: isCounted,
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
    rate_settlement_id: entry.ratePayoutId ?? null,
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
    recognised_at: recognised,
    is_without_rate: existing === null,
    currency,
    rate: facts.rate,
    rate_settlement_id: ratePayoutId,
    units: lines.reduce((sum, line) => sum + line.units, 0),
    returned_units: lines.reduce((sum, line) => sum + line.returned_units, 0),
    ...amountsOf(profit.total),
    costs_minor: profit.costsMinor.toString(),
    estimated_minor: profit.estimatedMinor.toString(),
    withheld_minor: profit.withheldMinor.toString(),
    missing: profit.missing,
  };
  const text = JSON.stringify(order);
  const rows = { lines: lines.map((line) => JSON.stringify(line)), costs: costs.map((cost) => JSON.stringify(cost)) };
  const digest = hash("md5", `[${text},[${rows.lines.join()}],[${rows.costs.join()}]]`);
  return { id, order: `${text.slice(0, -1)},"digest":"${digest}"}`, ...rows };
}

/** Rows that are JSON already, as the one parameter of `json_to_recordset($1)`. */
const rowsText = (rows: readonly string[]): string => storableJson(`[${rows.join()}]`);

const AMOUNT_NAMES = AMOUNT_COLUMNS.map(({ column }) => column).join(", ");
const AMOUNT_TYPES = AMOUNT_COLUMNS.map(({ column }) => `${column} bigint`).join(", ");
const ORDER_NAMES = `channel_id, origin, cohort, recognised_on, is_without_rate, currency, rate, rate_settlement_id, units,
  returned_units, ${AMOUNT_NAMES}, costs_minor, estimated_minor, withheld_minor, missing, digest`;

/** SQL: whether a row of `fresh` (`f`) says something else than the one that is kept (`t`). */
const differs = (names: string): string =>
  `(${names.replaceAll(/\w+/g, "t.$&")}) is distinct from (${names.replaceAll(/\w+/g, "f.$&")})`;
const taken = (names: string): string => names.replaceAll(/\w+/g, "$& = excluded.$&");

// Only what differs is written. Its share of the day stays as it is until the day is shared out again.
const WRITE_ORDERS = `
  with fresh as materialized (
    select f.*, (f.recognised_at at time zone $2::text)::date as recognised_on
    from json_to_recordset($1) as f(order_id uuid, channel_id uuid, origin text, cohort date,
      recognised_at timestamptz, is_without_rate boolean, currency text, rate numeric, rate_settlement_id uuid,
      units int, returned_units int,
      ${AMOUNT_TYPES}, costs_minor bigint, estimated_minor bigint, withheld_minor bigint, missing text[], digest text)
  ), looked as materialized (
    select f.*, t.recognised_on as before, t.order_id is null or ${differs(ORDER_NAMES)} as is_new,
      t.order_id is null or (t.digest, t.recognised_on, t.channel_id)
        is distinct from (f.digest, f.recognised_on, f.channel_id) as is_other
    from fresh f
    left join argosy.order_profit t on t.organization_id = argosy.tenant() and t.order_id = f.order_id
  ), written as (
    insert into argosy.order_profit as t (organization_id, order_id, ads_minor, overhead_minor, ${ORDER_NAMES})
    select argosy.tenant(), order_id, own_ads_minor, 0, ${ORDER_NAMES}
    from looked where is_new and (is_other or $3::boolean) order by order_id
    on conflict (organization_id, order_id) do update set ${taken(ORDER_NAMES)},
      ads_minor = case when excluded.recognised_on is null or excluded.is_without_rate then excluded.own_ads_minor
        else t.ads_minor - t.own_ads_minor + excluded.own_ads_minor end,
      overhead_minor = case when excluded.recognised_on is null or excluded.is_without_rate then 0
        else t.overhead_minor end
  )
  select order_id as id, recognised_on::text as day, before::text as before from looked where is_other or $3::boolean`;

const LINE_NAMES = `variant_id, units, returned_units, ${AMOUNT_NAMES}`;
const WRITE_LINES = `
  with fresh as materialized (
    select r.*
    from json_to_recordset($1) as r(order_id uuid, line_id uuid, is_counted boolean, variant_id uuid, units int,
      returned_units int, ${AMOUNT_TYPES})
  ), gone as (
    delete from argosy.line_profit t
    where t.organization_id = argosy.tenant() and t.order_id = any($2::uuid[])
      and (t.order_id, t.line_id) not in (select order_id, line_id from fresh)
  )
  insert into argosy.line_profit as t (organization_id, order_id, line_id, ${LINE_NAMES}, ads_minor, overhead_minor)
  select argosy.tenant(), f.order_id, f.line_id, ${LINE_NAMES.replaceAll(/\w+/g, "f.$&")},
    f.own_ads_minor + case when f.is_counted then coalesce(t.ads_minor - t.own_ads_minor, 0) else 0 end,
    case when f.is_counted then coalesce(t.overhead_minor, 0) else 0 end
  from fresh f
  left join argosy.line_profit t on t.organization_id = argosy.tenant() and t.order_id = f.order_id
    and t.line_id = f.line_id
  where t.line_id is null or ${differs(LINE_NAMES)}
    or not f.is_counted and (t.ads_minor, t.overhead_minor) is distinct from (f.own_ads_minor, 0::bigint)
  on conflict (organization_id, order_id, line_id)
    do update set ${taken(`${LINE_NAMES}, ads_minor, overhead_minor`)}`;

const COST_NAMES = `kind, line_id, amount_minor, tax_minor, original_minor, currency, rate, rate_settlement_id, occurred_at,
  quality, source, source_id`;
const WRITE_COSTS = `
  with fresh as materialized (
    select r.*
    from json_to_recordset($1) as r(order_id uuid, n int, kind text, line_id uuid, amount_minor bigint,
      tax_minor bigint, original_minor bigint, currency text, rate numeric, rate_settlement_id uuid,
      occurred_at timestamptz, quality text,
      source text, source_id uuid)
  ), gone as (
    delete from argosy.order_cost t
    where t.organization_id = argosy.tenant() and t.order_id = any($2::uuid[])
      and (t.order_id, t.n) not in (select order_id, n from fresh)
  )
  insert into argosy.order_cost as t (organization_id, order_id, n, ${COST_NAMES})
  select argosy.tenant(), f.order_id, f.n, ${COST_NAMES.replaceAll(/\w+/g, "f.$&")}
  from fresh f
  left join argosy.order_cost t on t.organization_id = argosy.tenant() and t.order_id = f.order_id and t.n = f.n
  where t.n is null or ${differs(COST_NAMES)}
  on conflict (organization_id, order_id, n) do update set ${taken(COST_NAMES)}`;

async function writeOrders(
  tx: Tx,
  orders: readonly LoadedOrder[],
  { terms, again }: { readonly terms: FactsQuery; readonly again: boolean },
): Promise<number> {
  if (orders.length === 0) return 0;
  const rows: OrderRows[] = [];
  const slices = createSlices();
  for (const order of orders) {
    rows.push(rowsOf(order, terms));
    await slices();
  }
  const changed = await tx.rows<{ id: string; day: string | null; before: string | null }>(WRITE_ORDERS, [
    rowsText(rows.map(({ order }) => order)),
    terms.zone,
    again,
  ]);
  if (changed.length === 0) return 0;
  const ids = changed.map(({ id }) => id);
  const isChanged = new Set(ids);
  const some = rows.filter(({ id }) => isChanged.has(id));
  await tx.run(WRITE_LINES, [rowsText(some.flatMap(({ lines }) => lines)), ids]);
  await tx.run(WRITE_COSTS, [rowsText(some.flatMap(({ costs }) => costs)), ids]);
  const days = new Set(changed.flatMap(({ day, before }) => [day, before]).filter((day) => day !== null));
  await tx.run(
    `insert into argosy.profit_due (organization_id, kind, day)
     select argosy.tenant(), 'day', d from unnest($1::date[]) as u(d)`,
    [[...days]],
  );
  return changed.length;
}
