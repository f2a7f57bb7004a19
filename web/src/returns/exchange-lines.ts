/** What is sent in an exchange, as it is typed. */
import type { Sent, Shape } from "../data/hub.ts";
import { amountText, minorOf } from "../i18n/amount-text.ts";
import { type DraftLine, lineTotal } from "../orders/new-order-draft.ts";
import type { Return } from "./queries.ts";

export type ExchangeQuote = Shape<"ExchangeQuote">;
type SentLines = Sent<"postReturnsByIdExchange">["lines"];

/** A refund in these states took no money. */
const WITHOUT_EFFECT: readonly (string | null)[] = [null, "failed", "rejected", "unsupported", "cancelled"];

export const canExchange = ({ state, refundState, lines }: Return): boolean =>
  (state === "approved" || state === "received" || state === "closed") &&
  WITHOUT_EFFECT.includes(refundState) &&
  lines.some(({ quantity, exchangedQuantity }) => exchangedQuantity < quantity);

/** What exchanges left of what was paid for the units, no refund being asked for yet. */
export const restOf = ({ exchanges, refundCommandId }: Return): number =>
  refundCommandId === null ? exchanges.reduce((sum, { restMinor }) => sum + restMinor, 0) : 0;

/** What the chosen lines cost; null of one that cannot be read. */
export const totalsOf = (lines: readonly DraftLine[], currency: string): (number | null)[] =>
  lines.filter(({ variant }) => variant !== null).map((line) => lineTotal(line, currency));

export function sentLines(lines: readonly DraftLine[], currency: string): SentLines {
  return lines.flatMap(({ variant, quantity, price, discount }) => {
    if (variant === null) return [];
    const discountMinor = discount.trim() === "" ? 0 : (minorOf(discount, currency) ?? 0);
    return {
      variantId: variant.id,
      quantity,
      unitPrice: amountText(minorOf(price, currency) ?? 0, currency),
      ...(discountMinor > 0 && { discountMinor }),
    };
  });
}
