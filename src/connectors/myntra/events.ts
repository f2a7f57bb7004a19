/** What events say beside the order that is fetched (sheet section 7). */
import type { OrderPart } from "../../commerce/order.ts";

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
  /** COURIER_RETURN: it never reached the buyer; CUSTOMER_RETURN: the buyer sent it back. */
  readonly type: string;
  readonly lineKey: string | undefined;
}

/** The whole order is back only when it has no other living line; else the rest stays what it is. */
export function withReturn(part: OrderPart, { type, lineKey }: ReturnEvent): OrderPart {
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
