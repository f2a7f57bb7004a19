/** An order as automations change it. */
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import type { Handling } from "../orders/handling.ts";

export interface OrderNow extends Handling {
  readonly id: string;
  readonly ownTags: readonly string[];
  /** Its channel; null: it was made here. */
  readonly storeId: string | null;
  readonly currency: string;
}

const ORDERS = `select id, own_tags as "ownTags", connection_id as "storeId", ${columns("", "currency")},
    ${columns("", "priority assignedTo ownShipBy shownCurrency")}
  from argosy.sales_order
  where organization_id = argosy.tenant() and id = any($1::uuid[])`;

export const readAutomated = (tx: Tx, ids: readonly string[]): Promise<OrderNow[]> => tx.rows<OrderNow>(ORDERS, [ids]);

/** Locks the orders among these, in the order every step locks them. */
export const lockAutomated = (tx: Tx, ids: readonly string[]): Promise<OrderNow[]> =>
  tx.rows<OrderNow>(
    `${ORDERS}
     order by connection_id, ext_key collate "C", id
     for update`,
    [ids],
  );
