/** Returns of an order: asked for where the order says that it has some. */
import { z } from "zod";
import type { OrderReturn } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { idText, optionalText, wholeNumber } from "../kit/parse/parse.ts";
import { graphql } from "./graphql.ts";
import { gid, numberOf } from "./ids.ts";
import type { OrderNode } from "./nodes.ts";
import * as q from "./queries-orders.ts";

const lineNode = z.object({
  quantity: wholeNumber,
  returnReasonNote: optionalText,
  returnReasonDefinition: z.object({ name: z.string() }).nullish(),
  /** Absent for goods Shopify cannot tell the sale of. */
  fulfillmentLineItem: z.object({ lineItem: z.object({ id: idText }) }).nullish(),
});
const returnNode = z.object({
  id: idText,
  name: z.string(),
  status: z.string(),
  returnLineItems: z.object({ nodes: z.array(lineNode) }),
});
export type ReturnNode = z.output<typeof returnNode>;

/** ReturnStatus of the Admin API 2026-10. */
const STATES: Readonly<Record<string, OrderReturn["state"]>> = {
  REQUESTED: "requested",
  OPEN: "approved",
  CLOSED: "completed",
  DECLINED: "rejected",
  CANCELED: "cancelled",
};

/** The order's returns; undefined where the app may not read them, or there are none. */
export async function readReturns(
  order: Pick<OrderNode, "id" | "returnStatus">,
  ctx: Context,
): Promise<readonly OrderReturn[] | undefined> {
  if (!order.returnStatus || order.returnStatus === "NO_RETURN") return undefined;
  const schema = z.object({ order: z.object({ returns: z.object({ nodes: z.array(returnNode) }) }).nullable() });
  try {
    const answer = await graphql(ctx, q.ORDER_RETURNS, {
      variables: { id: order.id },
      schema,
      what: "the returns of an order",
    });
    return answer.order?.returns.nodes.map((node) => mapReturn(node, ctx));
  } catch (error) {
    if (isConnectorError(error) && error.kind === "forbidden") return undefined;
    throw error;
  }
}

function mapReturn(node: ReturnNode, ctx: Pick<Context, "drift">): OrderReturn {
  const state = STATES[node.status];
  if (state === undefined)
    ctx.drift({ path: "return.status", problem: "a status this connector does not know", value: node.status });
  const units = new Map<string, number>();
  for (const { fulfillmentLineItem: sold, quantity } of node.returnLineItems.nodes) {
    if (!sold) continue;
    const key = numberOf(sold.lineItem.id);
    units.set(key, (units.get(key) ?? 0) + quantity);
  }
  const reasons = node.returnLineItems.nodes.flatMap(
    ({ returnReasonNote: note, returnReasonDefinition: reason }) => note || reason?.name || [],
  );
  return {
    key: numberOf(node.id),
    state: state ?? "approved",
    platformStatus: node.status,
    reason: [...new Set(reasons)].join(", ") || undefined,
    lines: [...units].map(([lineKey, quantity]) => ({ lineKey, quantity })),
  };
}

/** The order a return belongs to; null when it is gone. */
export async function orderOfReturn(key: string, ctx: Context): Promise<string | null> {
  const schema = z.object({ return: z.object({ order: z.object({ id: idText }) }).nullable() });
  const answer = await graphql(ctx, q.RETURN_OWNER, {
    variables: { id: gid("Return", key) },
    schema,
    what: "a return",
  });
  return answer.return ? numberOf(answer.return.order.id) : null;
}
