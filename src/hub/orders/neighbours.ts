/** Which orders stand before and behind one in a list, so that it can be worked through page by page. */
import type { Tx } from "../../db/database.ts";
import { encodeCursor } from "../paging.ts";
import { orderUnknown } from "./detail.ts";
import type { OrderFilter, OrderSort } from "./filter.ts";
import { listOrders } from "./list.ts";
import { positionOf } from "./list-source.ts";

/** The same list from its other end. */
const REVERSED: Readonly<Record<OrderSort, OrderSort>> = {
  placed: "oldest",
  oldest: "placed",
  updated: "stalest",
  stalest: "updated",
  total: "smallest",
  smallest: "total",
  due: "lastDue",
  lastDue: "due",
  priority: "lastPriority",
  lastPriority: "priority",
};

export interface Neighbour {
  readonly id: string;
  readonly number: string;
}

export interface Neighbours {
  readonly previous: Neighbour | null;
  readonly next: Neighbour | null;
}

/** The order itself need not be in the list any more: its position is where it would stand. Throws HubError ORDER_UNKNOWN. */
export async function neighboursOf(tx: Tx, orderId: string, filter: OrderFilter): Promise<Neighbours> {
  const { sort = "placed" } = filter;
  const row = await tx.maybe<{ position: string }>(
    `select (${positionOf(sort)})::text as position from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.id = $1`,
    [orderId],
  );
  if (!row) throw orderUnknown();
  const cursor = encodeCursor([row.position, orderId]);
  const first = async (by: OrderSort): Promise<Neighbour | null> => {
    const { items } = await listOrders(tx, { ...filter, sort: by, cursor, limit: 1 });
    const [found] = items;
    return found ? { id: found.id, number: found.number } : null;
  };
  return { previous: await first(REVERSED[sort]), next: await first(sort) };
}
