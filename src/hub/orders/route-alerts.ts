import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts } from "../alerts/alerts.ts";
import type { RouteDecision } from "./route-decision.ts";

/** One alert a day where every location is full, and one where none sends to where an order goes. */
export async function raiseRoutingAlerts(tx: Tx, decisions: readonly RouteDecision[], now: Date): Promise<void> {
  const full = decisions.find(({ used }) => used.some(({ day }) => day === null));
  const outside = decisions.find(({ isFallback }) => isFallback);
  const causes = [
    ...(full ? [{ kind: "locations_full", decision: full } as const] : []),
    ...(outside ? [{ kind: "no_location", decision: outside } as const] : []),
  ];
  await raiseAlerts(
    tx,
    causes.map(({ kind, decision: { orderId, today } }) => ({
      kind,
      severity: "warning",
      cause: `${kind}:${today}`,
      subject: { kind: "order", id: orderId },
      title: message(`alert.${kind}.title`),
      text: message(`alert.${kind}.text`),
      action: { kind: "open_order", orderId },
      now,
    })),
  );
}
