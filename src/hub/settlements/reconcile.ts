/** Compares orders with their statements, and keeps what differs as cases (pure: src/commerce/reconciliation.ts). */
import type { SettlementKind } from "../../commerce/cost-kinds.ts";
import { type FeeRule, feesByRules } from "../../commerce/fee-rules.ts";
import { differencesOf, type OrderDifference, type SettledOrder } from "../../commerce/reconciliation.ts";
import type { Tx } from "../../db/database.ts";
import { feeFacts } from "../fees/facts.ts";
import { feeRules } from "../fees/rules.ts";
import { jsonRows } from "../json-column.ts";
import { channelCondition, SOLD_MINOR } from "../orders/sold-total.ts";
import { settlementSettings } from "./settings.ts";

const DAY_MS = 24 * 60 * 60_000;
const CHUNK = 500;

interface OrderRow extends Omit<SettledOrder, "expectedFees" | "lines"> {
  readonly id: string;
  readonly connectionId: string | null;
  readonly gateway: string | null;
  readonly currency: string;
  readonly lines: readonly { readonly kind: SettlementKind; readonly minor: string }[];
  readonly settlementId: string | null;
  /** Lines of another currency cannot be compared. */
  readonly isForeign: boolean;
}

/**
 * An order waits for money where its channel, or its payment provider, has paid out before: from the first day its
 * statements speak of.
 */
const ORDERS = `select o.id, o.connection_id as "connectionId", o.gateway, o.currency, ${SOLD_MINOR} as "totalMinor",
    coalesce(r.sum, 0)::bigint as "refundedMinor",
    coalesce(nullif(p.of_lines, 0), f.told, 0)::bigint as "platformPaidMinor",
    case when o.tax_included then 0 else coalesce(o.tax_minor, 0) end as "addedTaxMinor",
    o.status = 'cancelled' or o.financial in ('voided', 'refunded') or o.fulfilment = 'returned' as "isOver",
    coalesce(o.placed_at < $2 and (o.placed_at at time zone g.zone)::date >= least(
      (select min(s.period_from) from argosy.settlement s
        where s.organization_id = argosy.tenant() and s.connection_id = o.connection_id),
      (select min(s.period_from) from argosy.settlement s
        where s.organization_id = argosy.tenant() and s.gateway = o.gateway)), false) as "isLate",
    l.lines, l.settlement_id as "settlementId", l.is_foreign as "isForeign"
  from argosy.sales_order o
  join argosy.organization g on g.organization_id = o.organization_id
  cross join lateral (select sum(amount_minor) as sum from argosy.order_refund
    where organization_id = argosy.tenant() and order_id = o.id and ${channelCondition("ext_key")}) r
  cross join lateral (select sum(platform_paid_minor) as of_lines from argosy.order_line
    where organization_id = argosy.tenant() and order_id = o.id) p
  cross join lateral (select -sum(amount_minor) as told from argosy.channel_fee
    where organization_id = argosy.tenant() and connection_id = o.connection_id and order_key = o.ext_key
      and kind = 'platform_discount' and currency = o.currency) f
  cross join lateral (
    select coalesce(json_agg(json_build_object('kind', k.kind, 'minor', k.amount_minor::text))
        filter (where k.currency = o.currency), '[]') as lines,
      (array_agg(k.settlement_id order by k.occurred_at desc, k.id desc))[1] as settlement_id,
      coalesce(bool_or(k.currency <> o.currency), false) as is_foreign
    from argosy.settlement_line k
    where k.organization_id = argosy.tenant() and k.order_id = o.id) l
  where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`;

/** Compares these orders and writes their cases; answers how many cases there are of them. */
export async function reconcile(tx: Tx, orderIds: readonly string[], now: Date): Promise<number> {
  if (orderIds.length === 0) return 0;
  const [{ unpaidDays, toleranceMinor }, { rules }] = [await settlementSettings(tx), await feeRules(tx)];
  const before = new Date(now.getTime() - unpaidDays * DAY_MS);
  let cases = 0;
  for (let from = 0; from < orderIds.length; from += CHUNK) {
    const some = orderIds.slice(from, from + CHUNK);
    await saveOrders(tx, some);
    const orders = await tx.rows<OrderRow>(ORDERS, [some, before]);
    const found = await differences(tx, orders, { rules, toleranceMinor });
    await writeCases(tx, some, { found, now });
    cases += found.length;
  }
  return cases;
}

/**
 * In the order of their ids, as whoever books or edits several orders takes them: rows that name an order keep it one by
 * one else, in an order of their own.
 */
export async function saveOrders(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx.rows(
    `select 1
     from argosy.sales_order
     where organization_id = argosy.tenant() and id = any($1::uuid[])
     order by id
     for key share`,
    [orderIds],
  );
}

interface Found extends OrderDifference {
  readonly order: OrderRow;
}

async function differences(
  tx: Tx,
  orders: readonly OrderRow[],
  by: { readonly rules: readonly FeeRule[]; readonly toleranceMinor: bigint },
): Promise<Found[]> {
  const facts = await feeFacts(
    tx,
    orders.map(({ id }) => id),
  );
  return orders.flatMap((order) => {
    const seen = facts.get(order.id);
    if (order.isForeign || !seen) return [];
    const lines = order.lines.map(({ kind, minor }) => ({ kind, amountMinor: BigInt(minor) }));
    const expectedFees = feesByRules(seen, by.rules);
    return differencesOf({ ...order, lines, expectedFees }, by.toleranceMinor).map((found) => ({ ...found, order }));
  });
}

/** A case a person settled opens again when its amounts change; an open one that is right again goes. */
async function writeCases(
  tx: Tx,
  orderIds: readonly string[],
  { found, now }: { readonly found: readonly Found[]; readonly now: Date },
): Promise<void> {
  const rows = found.map(({ order, kind, expectedMinor, settledMinor }) => ({
    kind,
    orderId: order.id,
    connectionId: order.connectionId,
    gateway: order.gateway,
    settlementId: order.settlementId,
    currency: order.currency,
    expected: expectedMinor.toString(),
    settled: settledMinor.toString(),
  }));
  await tx.run(
    `delete from argosy.settlement_case c
     where c.organization_id = argosy.tenant() and c.order_id = any($1::uuid[]) and c.state = 'open'
       and (c.order_id, c.kind) not in (select "orderId", kind
         from json_to_recordset($2) as n(kind text, "orderId" uuid))`,
    [orderIds, jsonRows(rows)],
  );
  await tx.run(
    `insert into argosy.settlement_case as c (organization_id, kind, order_id, connection_id, gateway, settlement_id,
       currency, expected_minor, settled_minor, state, found_at, updated_at)
     select argosy.tenant(), kind, "orderId", "connectionId", gateway, "settlementId", currency, expected, settled,
       'open', $2, $2
     from json_to_recordset($1) as n(kind text, "orderId" uuid, "connectionId" uuid, gateway text, "settlementId" uuid,
       currency text, expected bigint, settled bigint)
     order by kind, "orderId"
     on conflict (organization_id, kind, order_id, line_id) do update
       set settlement_id = excluded.settlement_id, expected_minor = excluded.expected_minor,
         settled_minor = excluded.settled_minor, updated_at = excluded.updated_at, state = 'open', reason = null,
         decided_by = null, decided_at = null
       where (c.expected_minor, c.settled_minor) is distinct from (excluded.expected_minor, excluded.settled_minor)`,
    [jsonRows(rows), now],
  );
}
