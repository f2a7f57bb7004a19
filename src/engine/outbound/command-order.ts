import type { OrderStatus } from "../../commerce/statuses.ts";
import type { CommandOrder } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";

/** An order as far as commands need it. */
export interface StoredOrder {
  readonly connection_id: string | null;
  readonly ext_key: string | null;
  readonly number: string;
  readonly currency: string;
  readonly status: OrderStatus;
  readonly platform_status: string;
  readonly lines: CommandOrder["lines"];
}

const SELECT = `
  select o.id, o.connection_id, o.ext_key, o.number, o.currency, o.status, o.platform_status,
    coalesce((select jsonb_agg(jsonb_build_object('key', l.ext_key, 'quantity', l.quantity,
      'fulfilledQuantity', l.fulfilled_quantity - case when $2::boolean then l.own_fulfilled_quantity else 0 end)
      order by l.position)
              from argosy.order_line l where l.organization_id = o.organization_id and l.order_id = o.id),
                '[]') as lines
  from argosy.sales_order o where o.organization_id = argosy.tenant()`;
const LOAD = `${SELECT} and o.id = $1`;

/** `asTold`: what left here and the channel does not know of is still to be shipped there. */
export function loadCommandOrder(tx: Tx, orderId: string, asTold = false): Promise<StoredOrder> {
  return tx.one<StoredOrder>(LOAD, [orderId, asTold]);
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
    lines: order.lines,
  };
}
