/** What events say beside the order that is fetched (sheet section 7). */
import type { OrderPart, OrderReturn } from "../../commerce/order.ts";

/** On hold until it is read again; the codes of its lines do not know holds. */
export function withHold(part: OrderPart): OrderPart {
  if (part.status === "cancelled" || part.status === "completed") return part;
  return { ...part, status: "on_hold", tags: [...part.tags, "on hold"] };
}

/** The parcel will not arrive: Myntra pays the buyer back. */
export function withLoss(part: OrderPart): OrderPart {
  return { ...part, status: "cancelled", ...moneyBack(part), fulfilment: "returned", tags: [...part.tags, "lost"] };
}

export interface ReturnEvent {
  /** Myntra's id of the return. */
  readonly key: string;
  /** CONFIRMED when it is made; the words that follow are published nowhere. */
  readonly status: string;
  /** COURIER_RETURN: it never reached the buyer; CUSTOMER_RETURN: the buyer sent it back. */
  readonly type: string;
  readonly lineKey: string | undefined;
}

/** The goods of a line on their way back; who inspects them is asked here, whatever Myntra's word is. */
function returnsOf(part: OrderPart, { key, status, type, lineKey }: ReturnEvent): readonly OrderReturn[] {
  const line = part.lines.find((one) => one.key === lineKey);
  if (!line) return [];
  const state = /cancel/i.test(status) ? "cancelled" : "approved";
  const why = type === "COURIER_RETURN" ? ({ reason: "Not delivered", reasonCode: "undelivered" } as const) : {};
  const lines = [{ lineKey: line.key, quantity: line.fulfilledQuantity || line.orderedQuantity }];
  return [{ key, state, platformStatus: status || type, ...why, lines }];
}

/** The whole order is back only when it has no other living line; else the rest stays what it is. */
export function withReturn(reported: OrderPart, event: ReturnEvent): OrderPart {
  const { type, lineKey } = event;
  const part = { ...reported, returns: returnsOf(reported, event) };
  const live = part.lines.filter((line) => line.quantity > 0);
  const isWhole = live.every((line) => line.key === lineKey);
  const tags = [...part.tags, type === "COURIER_RETURN" ? "courier return" : "customer return"];
  if (live.length === 0 || (type !== "COURIER_RETURN" && type !== "CUSTOMER_RETURN")) return { ...part, tags };
  if (!isWhole)
    return part.payment.kind === "prepaid" ? { ...part, financial: "partially_refunded", tags } : { ...part, tags };
  return type === "COURIER_RETURN"
    ? { ...part, status: "cancelled", ...moneyBack(part), fulfilment: "returned", tags }
    : { ...part, status: "completed", financial: "refunded", keeps: [], fulfilment: "returned", tags };
}

const moneyBack = ({ payment }: OrderPart): Pick<OrderPart, "financial" | "keeps"> => ({
  financial: payment.kind === "prepaid" ? "refunded" : "voided",
  keeps: [],
});
