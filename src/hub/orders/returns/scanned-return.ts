/** Which returns a scanned code means: a return's number or tracking number, else those of an order or its parcel. */
import { awaitsItems } from "../../../commerce/return-state.ts";
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
  /** The orders of which a return can be opened; empty while a return found by its own code is awaited. */
  readonly orders: readonly { readonly id: string; readonly number: string }[];
}

/** A parcel that comes back often has the label it was sent with: then its order is what the code means. */
export async function findScannedReturn(tx: Tx, given: string): Promise<ScannedReturn> {
  const code = storableText(given).trim();
  const returns = await returnsByCode(tx, code);
  const [first] = returns;
  if (first) {
    const by = first.number.toUpperCase() === code.toUpperCase() ? "return" : "tracking";
    const ids = returns.some(({ state }) => awaitsItems(state)) ? [] : returns.map(({ orderId }) => orderId);
    return { by, returns, orders: await ordersOf(tx, ids) };
  }
  const byNumber = await ordersByNumber(tx, code);
  const ids = byNumber.length > 0 ? byNumber : await ordersByTracking(tx, code);
  if (ids.length === 0) return { by: null, returns: [], orders: [] };
  return { by: "order", returns: await returnsOfOrders(tx, ids), orders: await ordersOf(tx, ids) };
}

function ordersOf(tx: Tx, ids: readonly string[]): Promise<{ id: string; number: string }[]> {
  return tx.rows<{ id: string; number: string }>(
    `select o.id, o.number from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.id = any($1::uuid[]) order by o.placed_at desc, o.id`,
    [ids],
  );
}
