/** Money of a basket that is on its way: asked for, and not known to have moved or not. Pure. */
import type { TillPayment } from "../../../../src/commerce/till/types.ts";
import type { Basket } from "./basket.ts";

/** Until its outcome is known nothing else is paid, and the sale does not end. */
export type Awaited = "terminal" | "gift_card" | "refund";

type RequestInput = Pick<Basket, "asking" | "redeeming" | "refunding">;

export function awaitedOf({ asking, redeeming, refunding }: RequestInput): Awaited | null {
  if (asking != null) return "terminal";
  if (refunding != null) return "refund";
  return redeeming != null ? "gift_card" : null;
}

/** Money moved for it, or may have. A deposit stands at the hub, and with the basket. */
export const holdsMoney = (basket: Basket): boolean =>
  awaitedOf(basket) !== null || basket.payments.some(({ kind }) => kind !== "deposit");

/** As it is put aside: what was paid, and gift cards' codes, stay at this register. */
export function withoutMoney(basket: Basket): Basket {
  const { asking: _1, cards: _2, charges: _3, redeeming: _4, refunding: _5, ...rest } = basket;
  return { ...rest, payments: [] };
}

/** The basket with these payments. What one of them is the outcome of is waited for no longer, all else still is. */
export function withPayments(basket: Basket, payments: readonly TillPayment[]): Basket {
  const { asking, redeeming, refunding } = basket;
  const has = (requested: string | undefined) => payments.some(({ key }) => key === requested);
  const isRedeemed = payments.some(({ giftCard }) => giftCard?.redemptionKey === redeeming?.key);
  return {
    ...basket,
    payments,
    asking: has(asking?.key) ? null : (asking ?? null),
    refunding: has(refunding?.key) ? null : (refunding ?? null),
    redeeming: isRedeemed ? null : (redeeming ?? null),
  };
}
