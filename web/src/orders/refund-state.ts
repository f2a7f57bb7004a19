/** What is filled into a refund's dialog, and the request it makes. */
import { amountText, minorOf } from "../i18n/amount-text.ts";
import type { RefundInput } from "./queries.ts";

export interface RefundForm {
  /** Units by line key. */
  readonly units: Readonly<Record<string, number>>;
  /** Shipped units go back into stock; those not shipped are free again in any case. */
  readonly restocksShipped: boolean;
  readonly shipping: string;
  /** Typed over the suggestion; empty: what lines and shipping cost. */
  readonly amount: string;
  readonly movesMoney: boolean;
  readonly reason: string;
  readonly isTold: boolean;
}

interface Ordered {
  readonly key: string;
  readonly quantity: number;
  readonly fulfilledQuantity: number;
}

/** Units asked for that have left, line by line: those not shipped are refunded first. */
export function shippedUnits(form: RefundForm, lines: readonly Ordered[]): ReadonlyMap<string, number> {
  const shipped = (line: Ordered) => (form.units[line.key] ?? 0) - Math.max(0, line.quantity - line.fulfilledQuantity);
  return new Map(lines.map((line) => [line.key, Math.max(0, shipped(line))]));
}

/** Null where an amount cannot be read. */
export function inputOf(form: RefundForm, currency: string, ordered: readonly Ordered[]): RefundInput | null {
  const shippingMinor = form.shipping.trim() === "" ? undefined : minorOf(form.shipping, currency);
  const amountMinor = form.amount.trim() === "" ? undefined : minorOf(form.amount, currency);
  if (shippingMinor === null || amountMinor === null) return null;
  const left = shippedUnits(form, ordered);
  const lines = Object.entries(form.units).flatMap(([lineKey, quantity]) => {
    const shipped = left.get(lineKey) ?? 0;
    const parts = [
      { lineKey, quantity: quantity - shipped, restock: true },
      { lineKey, quantity: shipped, restock: form.restocksShipped },
    ].filter((part) => part.quantity > 0);
    return parts.length === 2 && form.restocksShipped ? [{ lineKey, quantity, restock: true }] : parts;
  });
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
