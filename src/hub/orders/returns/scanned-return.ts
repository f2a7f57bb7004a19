/** Which returns a scanned code means: a return's number or tracking number, else those of an order or its parcel. */
import type { Tx } from "../../../db/database.ts";
import { storableText } from "../../json-column.ts";
import { ordersByNumber, ordersByTracking } from "../scanned-orders.ts";
import { type ReturnView, returnsByCode, returnsOfOrders } from "./return-view.ts";

export const RETURN_CODES = ["return", "tracking", "order"] as const;

export interface ScannedReturn {
  /** What the code is; null: nothing has it. */
  readonly by: (typeof RETURN_CODES)[number] | null;
  /** Newest first; with `by` "order" those of all its orders. */
  readonly returns: readonly ReturnView[];
  /** With `by` "order": the orders, of which a return can be opened. */
  readonly orders: readonly { readonly id: string; readonly number: string }[];
}

/** A parcel that comes back often has the label it was sent with: then its order is what the code means. */
export async function findScannedReturn(tx: Tx, given: string): Promise<ScannedReturn> {
  const code = storableText(given).trim();
  const returns = await returnsByCode(tx, code);
  const [first] = returns;
  if (first)
    return { by: first.number.toUpperCase() === code.toUpperCase() ? "return" : "tracking", returns, orders: [] };
  const byNumber = await ordersByNumber(tx, code);
  const ids = byNumber.length > 0 ? byNumber : await ordersByTracking(tx, code);
  if (ids.length === 0) return { by: null, returns: [], orders: [] };
  const orders = await tx.rows<{ id: string; number: string }>(
    `select o.id, o.number from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.id = any($1::uuid[]) order by o.placed_at desc, o.id`,
    [ids],
  );
  return { by: "order", returns: await returnsOfOrders(tx, ids), orders };
}
