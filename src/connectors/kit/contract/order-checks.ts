/** Whether an order still has what a refund or a shipment asks for, and what a seller is told when it does not. */
import { type Message, message } from "../../../commerce/message.ts";
import { formatDecimal, money } from "../../../commerce/money.ts";
import type { RefundCommand } from "../../../commerce/order-command.ts";

interface Left {
  readonly key: string;
  readonly title: string;
  /** Units that can still be refunded, or shipped. */
  readonly left: number;
}

interface RequestedUnits {
  readonly lineKey: string;
  readonly quantity: number;
}

/** Units asked for that the order no longer has; a line named twice is asked for in sum. */
function moreThanLeft(
  requested: readonly RequestedUnits[],
  lines: readonly Left[],
  tooMany: "platform.refund.unitsLeft" | "platform.ship.unitsLeft",
): Message | null {
  const units = new Map<string, number>();
  for (const { lineKey, quantity } of requested) {
    const line = lines.find(({ key }) => key === lineKey);
    if (!line) return message("platform.noLine", { line: lineKey });
    const all = (units.get(lineKey) ?? 0) + quantity;
    if (all > line.left) return message(tooMany, { title: line.title, left: Math.max(0, line.left) });
    units.set(lineKey, all);
  }
  return null;
}

/** Why these units cannot be shipped; null when they can. */
export const shipProblem = (requested: readonly RequestedUnits[], lines: readonly Left[]): Message | null =>
  moreThanLeft(requested, lines, "platform.ship.unitsLeft");

/** Why these units cannot be refunded; null when they can. */
export const unitsProblem = (requested: readonly RequestedUnits[], lines: readonly Left[]): Message | null =>
  moreThanLeft(requested, lines, "platform.refund.unitsLeft");

export const zeroRefund = (): Message => message("platform.refund.aboveZero");

/** Why an amount cannot be refunded; null when it can. `leftMinor` absent: the platform says that itself. */
export function amountProblem(
  { amount }: Pick<RefundCommand, "amount">,
  { currency, leftMinor }: { readonly currency: string; readonly leftMinor?: bigint | undefined },
): Message | null {
  if (amount.currency !== currency) return message("platform.refund.currency", { currency, other: amount.currency });
  return leftMinor !== undefined && amount.minor > leftMinor ? moneyLeft(leftMinor, currency) : null;
}

export const moneyLeft = (leftMinor: bigint, currency: string): Message =>
  message("platform.refund.moneyLeft", { amount: formatDecimal(money(leftMinor, currency)), currency });
