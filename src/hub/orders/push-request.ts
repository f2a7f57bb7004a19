import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import { writeTimeline } from "../timeline.ts";
import { retryCommand } from "./commands.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import type { OrderCommandView } from "./order-fields/order-schema.ts";

/** A channel's own total for an order of ours that the seller agreed to. */
export interface AcceptedTotal {
  readonly currency: string;
  readonly totalMinor: bigint;
}

/** The total the seller accepted when the push was requested again. */
export function acceptedTotal(input: Json): AcceptedTotal | undefined {
  const accepted =
    typeof input === "object" && input !== null && "acceptTotal" in input ? input.acceptTotal : undefined;
  if (typeof accepted !== "object" || accepted === null || !("totalMinor" in accepted)) return undefined;
  return { currency: String(accepted.currency), totalMinor: BigInt(String(accepted.totalMinor)) };
}

/**
 * Has an order of ours created on its channel again after that failed, with the channel's own total when the seller
 * accepts it. Throws HubError ORDER_NOT_PUSHED, ORDER_COMMAND_NOT_FAILED.
 */
export async function pushAgain(
  tx: Tx,
  input: By & {
    readonly orderId: string;
    readonly accept?: AcceptedTotal | undefined;
  },
): Promise<OrderCommandView> {
  const { orderId, accept, actor, now } = input;
  await lockOrders(tx, [orderId]);
  const push = await tx.maybe<{ id: string }>(
    "select id from command where organization_id = argosy.tenant() and order_id = $1 and kind = 'push' for update",
    [orderId],
  );
  if (!push) throw new HubError("ORDER_NOT_PUSHED", "conflict", message("refused.orderNotPushed"));
  const again = await retryCommand(tx, { commandId: push.id, actor, now });
  const terms = accept ? { acceptTotal: { currency: accept.currency, totalMinor: accept.totalMinor.toString() } } : {};
  await tx.run("update command set input = $2::jsonb where organization_id = argosy.tenant() and id = $1", [
    push.id,
    jsonParameter(terms),
  ]);
  await tx.run(
    `update sales_order set push_state = 'pending', push_error = null, updated_at = $2
     where organization_id = argosy.tenant() and id = $1`,
    [orderId, now],
  );
  if (accept) {
    const amount = `${formatDecimal({ minor: accept.totalMinor, currency: accept.currency })} ${accept.currency}`;
    await writeTimeline(tx, [{ orderId, kind: "requested", text: message("order.total.accepted", { amount }) }], input);
  }
  return again;
}
