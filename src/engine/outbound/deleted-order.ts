/** Handles a command for an order its channel has deleted: reports it, and closes the order here. */
import { message } from "../../commerce/message.ts";
import { ConnectorError, isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { CommandResult } from "../../connectors/kit/contract/ports.ts";
import { ordersGone } from "../../hub/orders/apply.ts";
import { channelActor } from "../apply/apply-changes.ts";
import { isWithinHistory } from "../apply/order-history.ts";
import { platformAnswers } from "../lanes/lane-result.ts";
import type { OutboundSession } from "./outbound-session.ts";

/** Kinds of failure behind which a deleted order may stand. */
const SUSPICIOUS = new Set(["not_found", "rejected", "conflict"]);

export function mayBeDeleted(outcome: CommandResult | unknown): boolean {
  if (outcome instanceof ConnectorError) return SUSPICIOUS.has(outcome.kind);
  return typeof outcome === "object" && outcome !== null && "state" in outcome && outcome.state === "rejected";
}

/**
 * Asks the channel for the order by name. When it is gone, it ends here, and what the command wanted is answered: a
 * cancellation is done, everything else has nothing left to act on. Null while it is there, or nobody can say.
 */
export async function closeDeletedOrder(
  session: OutboundSession,
  { orderKey, kind }: { readonly orderKey: string; readonly kind: string },
): Promise<CommandResult | null> {
  const { orders } = session.open.ports;
  if (!orders) return null;
  try {
    if ((await session.call((ctx) => orders.get(orderKey, ctx))) !== null) return null;
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return null;
  }
  if (!(await isReported(session, orderKey))) return null;
  if (!(await platformAnswers(session.open, session.signal, session.callLog))) return null;
  await session.tenant((tx) =>
    ordersGone(tx, {
      connectionId: session.open.row.id,
      orderKeys: [orderKey],
      now: session.now(),
      actor: channelActor(session.open),
    }),
  );
  if (kind === "cancel") return { state: "done", text: message("order.gone") };
  return { state: "rejected", code: "order_gone", text: message("order.gone.notSent") };
}

/** Whether the channel still reports orders of that age. */
async function isReported(session: OutboundSession, orderKey: string): Promise<boolean> {
  const order = await session.tenant((tx) =>
    tx.maybe<{ placed_at: Date }>(
      `select placed_at
       from argosy.sales_order
       where organization_id = argosy.tenant() and connection_id = $1 and ext_key = $2`,
      [session.open.row.id, orderKey],
    ),
  );
  return order !== undefined && isWithinHistory(session.open, order.placed_at, session.now());
}
