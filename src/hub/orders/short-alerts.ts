import type { Actor } from "../../commerce/actor.ts";
import { type HubText, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts, resolveAlerts } from "../alerts/alerts.ts";

export interface ShortOrder {
  readonly orderId: string;
  readonly number: string;
  readonly connectionId: string | null;
  /** What is missing. */
  readonly text: HubText;
}

const cause = (orderId: string) => `order_short:${orderId}`;

/** One open alert per order that cannot be served from stock; all of them in one statement. */
export async function raiseShortAlerts(tx: Tx, orders: readonly ShortOrder[], now: Date): Promise<void> {
  await raiseAlerts(
    tx,
    orders.map((order) => ({
      kind: "order_short",
      severity: "critical",
      cause: cause(order.orderId),
      connectionId: order.connectionId ?? undefined,
      subject: { kind: "order", id: order.orderId },
      title: message("alert.order_short.title", { order: order.number }),
      text: order.text,
      action: { kind: "open_order", orderId: order.orderId },
      now,
    })),
  );
}

/** Closes the alerts of orders that are short no longer. */
export async function resolveShortAlerts(
  tx: Tx,
  orderIds: readonly string[],
  by: { readonly now: Date; readonly actor: Actor },
): Promise<void> {
  await resolveAlerts(tx, orderIds.map(cause), by.now, by.actor);
}
