/** Reading fulfilment orders: what is left to ship, from where, and what may be done with it. */

import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { allNodes, connection, whole, wholeOf } from "../kit/graphql/pages.ts";
import { idText, optionalText, wholeNumber } from "../kit/parse/parse.ts";
import { graphql } from "./graphql.ts";
import { gid } from "./ids.ts";
import * as q from "./queries-orders.ts";

const foLine = z.object({ id: idText, remainingQuantity: wholeNumber, lineItem: z.object({ id: idText }) });
const foNode = z.object({
  id: idText,
  status: z.string(),
  supportedActions: z.array(z.object({ action: z.string() })),
  assignedLocation: z.object({ name: z.string().nullish(), location: z.object({ id: idText }).nullish() }),
  fulfillmentHolds: z.array(z.object({ id: idText, handle: optionalText, heldByRequestingApp: z.boolean() })),
  lineItems: connection(foLine),
});
export type FulfilmentOrder = z.output<typeof foNode>;

/** All fulfilment orders of an order with all their lines; null when the order is gone. */
export async function readFulfilmentOrders(key: string, ctx: Context): Promise<FulfilmentOrder[] | null> {
  const schema = z.object({ order: z.object({ fulfillmentOrders: connection(foNode) }).nullable() });
  const ask = async (after: string | null) => {
    const variables = { id: gid("Order", key), after };
    const { order } = await graphql(ctx, q.FULFILMENT_ORDERS, { variables, schema, what: "the fulfilment orders" });
    return order?.fulfillmentOrders;
  };
  const nodes = await allNodes(ask);
  if (nodes === null) return null;
  const found: FulfilmentOrder[] = [];
  for (const node of nodes) found.push(await withAllLines(node, ctx));
  return found;
}

async function withAllLines(node: FulfilmentOrder, ctx: Context): Promise<FulfilmentOrder> {
  const schema = z.object({ fulfillmentOrder: z.object({ lineItems: connection(foLine) }).nullable() });
  const lines = await wholeOf(node.lineItems, async (after) => {
    const variables = { id: node.id, after };
    const answer = await graphql(ctx, q.FULFILMENT_ORDER_LINES, { variables, schema, what: "a fulfilment order" });
    return answer.fulfillmentOrder?.lineItems;
  });
  return { ...node, lineItems: whole(lines) };
}

/** True when Shopify allows the action on this fulfilment order now. */
export function may(order: FulfilmentOrder, action: string): boolean {
  return order.supportedActions.some((supported) => supported.action === action);
}
