/** What is filled into a refund's dialog, and the wish it makes. */
import { amountText, minorOf } from "../i18n/amount-text.ts";
import type { RefundWish } from "./queries.ts";

export interface RefundForm {
  /** Units by line key. */
  readonly units: Readonly<Record<string, number>>;
  readonly isRestocked: boolean;
  readonly shipping: string;
  /** Typed over the suggestion; empty: what lines and shipping cost. */
  readonly amount: string;
  readonly movesMoney: boolean;
  readonly reason: string;
  readonly isTold: boolean;
}

/** Null where an amount cannot be read. */
export function wishOf(form: RefundForm, currency: string): RefundWish | null {
  const shippingMinor = form.shipping.trim() === "" ? undefined : minorOf(form.shipping, currency);
  const amountMinor = form.amount.trim() === "" ? undefined : minorOf(form.amount, currency);
  if (shippingMinor === null || amountMinor === null) return null;
  const lines = Object.entries(form.units)
    .filter(([, quantity]) => quantity > 0)
    .map(([lineKey, quantity]) => ({ lineKey, quantity, restock: form.isRestocked }));
  return {
    currency,
    lines,
    moveMoney: form.movesMoney,
    ...(shippingMinor !== undefined && { shippingMinor }),
    ...(amountMinor !== undefined && { amountMinor }),
  };
}

interface Left {
  readonly currency: string;
  readonly lines: readonly { readonly lineKey: string; readonly refundableQuantity: number }[];
  readonly refundableShippingMinor: number;
}

/** Everything that is left. */
export function wholeOf(form: RefundForm, left: Left): RefundForm {
  return {
    ...form,
    units: Object.fromEntries(left.lines.map(({ lineKey, refundableQuantity }) => [lineKey, refundableQuantity])),
    shipping: left.refundableShippingMinor > 0 ? amountText(left.refundableShippingMinor, left.currency) : "",
    amount: "",
  };
}
