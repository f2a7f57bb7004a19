/** A refund that puts shipped units back into stock is a return too: it arrives when the channel has taken the refund. */
import type { By } from "../../../commerce/actor.ts";
import { isOfShipped, type RefundCommand } from "../../../commerce/order-command.ts";
import type { Tx } from "../../../db/database.ts";
import { HubError } from "../../errors.ts";
import type { CommandTarget } from "../command-checks.ts";
import { loadLines } from "../lines.ts";
import { linkedItems } from "../pack.ts";
import { insertReturn, returnableUnits } from "./open-return.ts";
import { lockReturn, receiveReturn } from "./receive-return.ts";
import { hasArrivals } from "./return-states.ts";

/**
 * Links a refund with its return, or opens one for the shipped units it puts back. Units that have not left are no
 * longer wanted, they are no return. Throws HubError RETURN_UNKNOWN, RETURN_TOO_MANY, LOCATION_UNKNOWN.
 */
export async function openRefundReturn(
  tx: Tx,
  refund: { readonly command: RefundCommand; readonly commandId: string; readonly target: CommandTarget } & By,
): Promise<void> {
  const { command, commandId, target, actor, now } = refund;
  if (command.returnId !== undefined) return linkReturn(tx, { returnId: command.returnId, commandId, target });
  const byKey = new Map(target.lines.map((line) => [line.extKey, line]));
  const lines = command.lines.flatMap(({ lineKey, quantity, restock, locationId }) => {
    const line = byKey.get(lineKey);
    if (!line || !restock || linkedItems([line]).length === 0 || line.fulfilledBy !== "merchant") return [];
    const unshipped = isOfShipped(command) ? 0 : Math.max(0, line.quantity - line.fulfilledQuantity);
    const shipped = quantity - Math.min(quantity, unshipped);
    return shipped > 0 ? [{ lineKey, quantity: shipped, locationId }] : [];
  });
  if (lines.length === 0) return;
  await insertReturn(tx, {
    order: target.order,
    orderLines: target.lines,
    lines,
    isApproved: true,
    refundCommandId: commandId,
    reason: command.reason,
    actor,
    now,
  });
}

async function linkReturn(
  tx: Tx,
  link: { readonly returnId: string; readonly commandId: string; readonly target: CommandTarget },
): Promise<void> {
  const linked = await tx.run(
    `update order_return set refund_command_id = $3
     where organization_id = argosy.tenant() and id = $1 and order_id = $2`,
    [link.returnId, link.target.order.id, link.commandId],
  );
  if (linked === 0) throw new HubError("RETURN_UNKNOWN", "not_found", "The order has no such return.", "returnId");
}

/** The channel has taken the refund: its goods are back in stock. Call before the channel's own state is applied. */
export async function refundReturnArrived(tx: Tx, commandId: string, by: By): Promise<void> {
  const found = await lockRefundReturn(tx, commandId);
  if (found?.state === "approved") await receiveReturn(tx, { returnId: found.id, key: commandId, ...by });
}

/** The channel refused the refund: its units are free for another return, but for those that have arrived meanwhile. */
export async function refundReturnRefused(tx: Tx, commandId: string, now: Date): Promise<void> {
  const found = await lockRefundReturn(tx, commandId);
  if (found?.state !== "approved") return;
  await tx.run(
    "update order_return set state = $3, updated_at = $2 where organization_id = argosy.tenant() and id = $1",
    [found.id, now, (await hasArrivals(tx, found.id)) ? "closed" : "cancelled"],
  );
}

/** The refund is tried again: its return is open again, unless its units are in another one by now. */
export async function refundReturnAgain(tx: Tx, commandId: string, now: Date): Promise<void> {
  const found = await lockRefundReturn(tx, commandId);
  if (found?.state !== "cancelled") return;
  const lines = await loadLines(tx, [found.orderId]);
  const free = await returnableUnits(tx, lines);
  const awaited = await tx.rows<{ line: string; quantity: number }>(
    `select order_line_id as line, quantity from order_return_line
     where organization_id = argosy.tenant() and return_id = $1`,
    [found.id],
  );
  if (awaited.some(({ line, quantity }) => quantity > (free.get(line) ?? 0))) return;
  await tx.run(
    "update order_return set state = 'approved', updated_at = $2 where organization_id = argosy.tenant() and id = $1",
    [found.id, now],
  );
}

/** With its order: what is judged of its units stands until the transaction ends. */
async function lockRefundReturn(tx: Tx, commandId: string) {
  const found = await tx.maybe<{ id: string; orderId: string }>(
    `select id, order_id as "orderId" from order_return
     where organization_id = argosy.tenant() and refund_command_id = $1 and with_refund`,
    [commandId],
  );
  if (!found) return undefined;
  const { row } = await lockReturn(tx, found.id);
  return { ...found, state: row.state };
}
