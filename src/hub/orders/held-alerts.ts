import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts } from "../alerts/alerts.ts";
import type { ApplyInput } from "./input.ts";
import type { OrderRow } from "./order-fields/order-rows.ts";

interface Reported {
  readonly before: OrderRow | null;
  readonly after: OrderRow;
}

const SHIPPED: ReadonlySet<string> = new Set(["partial", "fulfilled", "in_transit", "delivered"]);

/** Orders on hold here of which their channel reports that units left: somebody may still stop the parcel. */
export async function alertHeldShipped(
  tx: Tx,
  { connection, now }: Pick<ApplyInput, "connection" | "now">,
  works: readonly Reported[],
): Promise<void> {
  const shipped = works.filter(({ before, after }) => {
    const isHeld = before !== null && before.hold_effect !== null && before.hold_effect !== "override";
    return isHeld && before.fulfilment !== after.fulfilment && SHIPPED.has(after.fulfilment);
  });
  await raiseAlerts(
    tx,
    shipped.map(({ after: { id, number } }) => ({
      ...({ kind: "held_order_shipped", severity: "critical" } as const),
      ...{ cause: `held-order-shipped:${id}`, connectionId: connection.id, subject: { kind: "order", id } },
      title: message("alert.held_order_shipped.title", { number }),
      text: message("alert.held_order_shipped.text", { store: connection.name }),
      action: { kind: "open_order", orderId: id },
      now,
    })),
  );
}
