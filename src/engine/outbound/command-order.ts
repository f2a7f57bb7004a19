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

const LOAD = `
  SELECT o.connection_id, o.ext_key, o.number, o.currency, o.status, o.platform_status,
    coalesce((SELECT jsonb_agg(jsonb_build_object('key', l.ext_key, 'quantity', l.quantity,
      'fulfilledQuantity', l.fulfilled_quantity)
      ORDER BY l.position)
              FROM argosy.order_line l WHERE l.organization_id = o.organization_id AND l.order_id = o.id),
                '[]') AS lines
  FROM argosy.sales_order o WHERE o.organization_id = argosy.tenant() AND o.id = $1`;

export function loadCommandOrder(tx: Tx, orderId: string): Promise<StoredOrder> {
  return tx.one<StoredOrder>(LOAD, [orderId]);
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
