/** A command for an order that its channel does not have any more: said as such, and carried out here. */
import { message } from "../../commerce/message.ts";
import { ConnectorError, isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { CommandResult } from "../../connectors/kit/contract/ports.ts";
import { orderGone } from "../../hub/orders/apply.ts";
import { channelActor } from "../apply.ts";
import { platformAnswers } from "../lane-result.ts";
import { isWithinHistory } from "../order-history.ts";
import type { OutboundSession } from "./outbound-session.ts";

/** Kinds of failure behind which a deleted order may stand. */
const SUSPICIOUS = new Set(["not_found", "rejected", "conflict"]);

export function maybeGone(outcome: CommandResult | unknown): boolean {
  if (outcome instanceof ConnectorError) return SUSPICIOUS.has(outcome.kind);
  return typeof outcome === "object" && outcome !== null && "state" in outcome && outcome.state === "rejected";
}

/**
 * Asks the channel for the order by name. When it is gone, it ends here, and what the command wanted is answered: a
 * cancellation is done, everything else has nothing left to act on. Null while it is there, or nobody can say.
 */
export async function endedByDeletion(
  turn: OutboundSession,
  { orderKey, kind }: { readonly orderKey: string; readonly kind: string },
): Promise<CommandResult | null> {
  const { orders } = turn.open.ports;
  if (!orders) return null;
  try {
    if ((await turn.call((ctx) => orders.get(orderKey, ctx))) !== null) return null;
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return null;
  }
  if (!(await isTold(turn, orderKey))) return null;
  if (!(await platformAnswers(turn.open, turn.signal, turn.trail))) return null;
  await turn.tenant((tx) =>
    orderGone(tx, { connectionId: turn.open.row.id, orderKey, now: turn.now(), actor: channelActor(turn.open) }),
  );
  if (kind === "cancel") return { state: "done", text: message("order.gone").text };
  return { state: "rejected", code: "order_gone", text: message("order.gone.notSent").text };
}

/** Whether the channel still tells orders of that age. */
async function isTold(turn: OutboundSession, orderKey: string): Promise<boolean> {
  const order = await turn.tenant((tx) =>
    tx.maybe<{ placed_at: Date }>(
      `select placed_at
       from argosy.sales_order
       where organization_id = argosy.tenant() and connection_id = $1 and ext_key = $2`,
      [turn.open.row.id, orderKey],
    ),
  );
  return order !== undefined && isWithinHistory(turn.open, order.placed_at, turn.now());
}
