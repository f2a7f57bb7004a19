/** Tells people of sales that sold what was not there, or counted otherwise than the server. */
import type { By } from "../../commerce/actor.ts";
import { type HubText, message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { TillSale } from "../../commerce/till/types.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../alerts/alerts.ts";
import { raiseShortAlerts } from "../orders/short-alerts.ts";
import { writeTimeline } from "../timeline.ts";
import type { Register } from "./registers.ts";
import type { ShortUnits } from "./sale-writes.ts";

export async function noteDifferences(
  tx: Tx,
  of: By & {
    readonly sale: TillSale;
    readonly register: Register;
    readonly orderId: string | null;
    readonly orderNumber: string | null;
    readonly short: readonly ShortUnits[];
    readonly differences: readonly { readonly figure: string; readonly shown: unknown; readonly counted: unknown }[];
  },
): Promise<void> {
  const { sale, register, orderId, orderNumber, short, differences, now } = of;
  if (orderId === null) return;
  const entry = (text: HubText) => writeTimeline(tx, [{ orderId, kind: "till", text }], of);
  if (short.length > 0) {
    const items = short.map(({ units, sku, title }) => `${units} × ${sku ?? title}`).join(", ");
    const text = message("pos.oversold", { items, location: register.locationName });
    await entry(text);
    const number = orderNumber ?? sale.number;
    await raiseShortAlerts(tx, [{ orderId, number, connectionId: null, text }], now);
  }
  if (differences.length === 0) return;
  const amount = (value: unknown) =>
    typeof value === "bigint" ? formatDecimal({ minor: value, currency: sale.currency }) : String(value);
  const figures = differences
    .map(({ figure, shown, counted }) => `${figure} ${amount(shown)} / ${amount(counted)}`)
    .join(", ");
  const text = message("pos.differs", { figures });
  await entry(text);
  await raiseAlert(tx, {
    kind: "order_total_differs",
    severity: "warning",
    cause: `pos_differs:${sale.id}`,
    subject: { kind: "order", id: orderId },
    title: message("alert.pos_differs.title", { number: sale.number, register: register.name }),
    text,
    action: { kind: "open_order", orderId },
    now,
  });
}
