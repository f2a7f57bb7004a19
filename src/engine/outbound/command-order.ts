import type { DecimalText } from "../../commerce/decimal.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import type { CommandLine, CommandOrder } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";

/** An order as far as commands need it. */
export interface StoredOrder {
  readonly connection_id: string | null;
  readonly ext_key: string | null;
  readonly number: string;
  readonly currency: string;
  readonly status: OrderStatus;
  readonly platform_status: string;
  readonly lines: readonly StoredLine[];
}

type StoredLine = Pick<CommandLine, "key" | "quantity" | "fulfilledQuantity"> & {
  readonly orderedQuantity: number;
  readonly exactQuantity: DecimalText | null;
  /** Of goods sold by measure. */
  readonly refundedQuantity: number | null;
};

const SELECT = `
  select o.id, o.connection_id, o.ext_key, o.number, o.currency, o.status, o.platform_status,
    coalesce((select jsonb_agg(jsonb_build_object('key', l.ext_key, 'quantity', l.quantity,
      'orderedQuantity', l.ordered_quantity, 'exactQuantity', trim_scale(l.exact_quantity)::text,
      'refundedQuantity', case when l.exact_quantity is not null then (
        select coalesce(sum((n ->> 'quantity')::int), 0)
        from argosy.order_refund r cross join jsonb_array_elements(r.lines) as n
        where r.organization_id = l.organization_id and r.order_id = l.order_id and n ->> 'lineKey' = l.ext_key) end,
      'fulfilledQuantity', l.fulfilled_quantity - case when $2::boolean then l.own_fulfilled_quantity else 0 end)
      order by l.position)
              from argosy.order_line l
              where l.organization_id = o.organization_id and l.order_id = o.id and not l.is_gift),
                '[]') as lines
  from argosy.sales_order o where o.organization_id = argosy.tenant()`;
const LOAD = `${SELECT} and o.id = $1`;

/** `asReported`: what left here and the channel does not know of is still to be shipped there. */
export function loadCommandOrder(tx: Tx, orderId: string, asReported = false): Promise<StoredOrder> {
  return tx.one<StoredOrder>(LOAD, [orderId, asReported]);
}

/** Orders that their channels have, by id. */
export async function commandOrders(
  tx: Tx,
  orderIds: readonly string[],
): Promise<(StoredOrder & { readonly id: string })[]> {
  return tx.rows(`${SELECT} and o.id = any($1::uuid[]) and o.connection_id is not null and o.ext_key is not null`, [
    orderIds,
    false,
  ]);
}

/** As connectors see it. */
export function toCommandOrder(order: StoredOrder & { readonly ext_key: string }): CommandOrder {
  return {
    key: order.ext_key,
    number: order.number,
    currency: order.currency,
    status: order.status,
    platformStatus: order.platform_status,
    lines: order.lines.map(
      ({ key, quantity, fulfilledQuantity, orderedQuantity, exactQuantity, refundedQuantity }) => ({
        key,
        quantity,
        fulfilledQuantity,
        ...(exactQuantity === null ? {} : { orderedQuantity, exactQuantity, refundedQuantity: refundedQuantity ?? 0 }),
      }),
    ),
  };
}
