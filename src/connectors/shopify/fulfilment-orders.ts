/** Reading fulfilment orders: what is left to ship, from where, and what may be done with it. */
import { z } from "zod";
import type { Context } from "../kit/contract.ts";
import { idText, wholeNumber } from "../kit/parse.ts";
import { connection, graphql } from "./graphql.ts";
import { gid } from "./ids.ts";
import * as q from "./queries-orders.ts";

const foLine = z.object({ id: idText, remainingQuantity: wholeNumber, lineItem: z.object({ id: idText }) });
const foNode = z.object({
  id: idText,
  status: z.string(),
  supportedActions: z.array(z.object({ action: z.string() })),
  assignedLocation: z.object({ name: z.string().nullish(), location: z.object({ id: idText }).nullish() }),
  fulfillmentHolds: z.array(z.object({ id: idText, heldByRequestingApp: z.boolean() })),
  lineItems: connection(foLine),
});
export type FulfilmentOrder = z.output<typeof foNode>;

/** All fulfilment orders of an order with all their lines; null when the order is gone. */
export async function readFulfilmentOrders(key: string, ctx: Context): Promise<FulfilmentOrder[] | null> {
  const schema = z.object({ order: z.object({ fulfillmentOrders: connection(foNode) }).nullable() });
  const found: FulfilmentOrder[] = [];
  for (let after: string | null = null; ; ) {
    const { order }: z.output<typeof schema> = await graphql(ctx, q.FULFILMENT_ORDERS, {
      variables: { id: gid("Order", key), after },
      schema,
      what: "the fulfilment orders",
    });
    if (!order) return null;
    for (const node of order.fulfillmentOrders.nodes) found.push(await withAllLines(node, ctx));
    if (!order.fulfillmentOrders.pageInfo.hasNextPage) return found;
    after = order.fulfillmentOrders.pageInfo.endCursor ?? null;
  }
}

async function withAllLines(node: FulfilmentOrder, ctx: Context): Promise<FulfilmentOrder> {
  const nodes = [...node.lineItems.nodes];
  const schema = z.object({ fulfillmentOrder: z.object({ lineItems: connection(foLine) }).nullable() });
  let info = node.lineItems.pageInfo;
  while (info.hasNextPage) {
    const variables = { id: node.id, after: info.endCursor ?? null };
    const { fulfillmentOrder } = await graphql(ctx, q.FULFILMENT_ORDER_LINES, {
      variables,
      schema,
      what: "a fulfilment order",
    });
    if (!fulfillmentOrder) break;
    nodes.push(...fulfillmentOrder.lineItems.nodes);
    info = fulfillmentOrder.lineItems.pageInfo;
  }
  return { ...node, lineItems: { nodes, pageInfo: { hasNextPage: false } } };
}

/** True when Shopify allows the action on this fulfilment order now. */
export function may(order: FulfilmentOrder, action: string): boolean {
  return order.supportedActions.some((supported) => supported.action === action);
}
