/** What a buyer still owes of an order: asked for by everything that collects, shows or books it. */

import { moneyOf, type OrderFigures, type OrderMoney } from "../../commerce/order-money.ts";
import type { FinancialStatus } from "../../commerce/statuses.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";

const FIGURES = `select ${columns("o", "id status financial discountMinor shippingMinor feesMinor taxMinor")},
    ${columns("o", "totalMinor currentTotalMinor taxIncluded")},
    coalesce((select jsonb_agg(jsonb_build_array(l.discount_minor::text, l.total_minor::text))
      from argosy.order_line l where l.organization_id = argosy.tenant() and l.order_id = o.id), '[]') as "lineRows",
    coalesce((select jsonb_agg(jsonb_build_array(r.ext_key, r.amount_minor::text)) from argosy.order_refund r
      where r.organization_id = argosy.tenant() and r.order_id = o.id), '[]') as "refundRows",
    coalesce((select jsonb_agg(jsonb_build_array(t.kind, t.status, t.amount_minor::text))
      from argosy.order_transaction t
      where t.organization_id = argosy.tenant() and t.order_id = o.id), '[]') as "paymentRows"
  from argosy.sales_order o
  where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`;

interface Stored {
  readonly id: string;
  readonly lineRows: readonly (readonly [string, string])[];
  readonly refundRows: readonly (readonly [string, string])[];
  readonly paymentRows: readonly (readonly [string, string, string])[];
}

/** The money of an order as it stands now, or with another financial status; undefined: there is no such order. */
export async function orderMoney(
  tx: Tx,
  orderId: string,
  financial?: FinancialStatus,
): Promise<OrderMoney | undefined> {
  const figures = await tx.maybe<OrderFigures & Stored>(FIGURES, [[orderId]]);
  return figures && moneyOfRow(financial ? { ...figures, financial } : figures);
}

/**
 * What is asked for where goods are collected in person, by order; null where it cannot be known. A payment that is
 * authorized is captured by its channel and asked of nobody; what couriers collect for parcels of the order is asked at
 * the door.
 */
export async function dueInPerson(tx: Tx, orderIds: readonly string[]): Promise<ReadonlyMap<string, bigint | null>> {
  const rows = await tx.rows<OrderFigures & Stored>(FIGURES, [orderIds]);
  const atDoor = await parcelCash(tx, orderIds);
  return new Map(
    rows.map((row) => {
      const owed = row.financial === "authorized" ? 0n : moneyOfRow(row).outstandingMinor;
      const collected = atDoor.get(row.id) ?? 0n;
      return [row.id, owed === null ? null : owed > collected ? owed - collected : 0n] as const;
    }),
  );
}

/** What couriers collect for parcels of these orders and have not passed on in a recorded payment, by order. */
export async function parcelCash(tx: Tx, orderIds: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  const rows = await tx.rows<{ id: string; minor: bigint }>(
    `select s.order_id as id, greatest(0, sum(s.collect_minor) - ${passedOn("s.order_id")})::bigint as minor
     from argosy.shipment s
     where s.organization_id = argosy.tenant() and s.order_id = any($1::uuid[]) and s.cod_state is not null group by 1`,
    [orderIds],
  );
  return new Map(rows.map(({ id, minor }) => [id, minor]));
}

/** SQL of what couriers passed on of an order's cash, as its recorded payments say. */
export const passedOn = (orderId: string): string =>
  `(select coalesce(sum(t.amount_minor), 0) from argosy.order_transaction t
    where t.organization_id = argosy.tenant() and t.order_id = ${orderId} and t.from_courier)`;

function moneyOfRow(row: OrderFigures & Stored): OrderMoney {
  return moneyOf({
    ...row,
    lines: row.lineRows.map(([discount, total]) => ({ discountMinor: BigInt(discount), totalMinor: BigInt(total) })),
    refunds: row.refundRows.map(([key, minor]) => ({ key, amountMinor: BigInt(minor) })),
    transactions: row.paymentRows.map(([kind, status, minor]) => ({ kind, status, amountMinor: BigInt(minor) })),
  });
}
