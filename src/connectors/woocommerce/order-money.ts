/** What an order cost, in minor units; totals add up to the cent by construction. */
import type { DecimalText } from "../../commerce/money.ts";
import { currencyExponent, parseMoney } from "../../commerce/money.ts";
import type { OrderTotals } from "../../commerce/order.ts";
import type { ShopOrder } from "./schemas.ts";

/** Minor units of the shop's decimal text. */
export function minor(text: DecimalText, currency: string): bigint {
  return parseMoney(text, currency).minor;
}

export interface OrderMoney {
  readonly totals: OrderTotals;
  /** Per line, in the order of line_items. */
  readonly lines: readonly { readonly subtotal: bigint; readonly total: bigint }[];
  readonly isExact: boolean;
}

/**
 * Lines are told without tax. Shops whose prices include tax are shown gross, because only gross sums are
 * round there. What rounding leaves over goes to the dearest line; a larger difference (gift card plugins
 * lower the total) is a fee line of its own.
 */
export function moneyOf(order: ShopOrder): OrderMoney {
  const { currency } = order;
  const gross = order.prices_include_tax === true;
  const of = (net: DecimalText, tax: DecimalText) => minor(net, currency) + (gross ? minor(tax, currency) : 0n);
  const lines = order.line_items.map((line) => ({
    subtotal: of(line.subtotal, line.subtotal_tax),
    total: of(line.total, line.total_tax),
  }));
  const shipping = of(order.shipping_total, order.shipping_tax);
  const tax = minor(order.total_tax, currency);
  const total = minor(order.total, currency);
  let fees = order.fee_lines.reduce((sum, fee) => sum + of(fee.total, fee.total_tax), 0n);
  const reported = lines.reduce((sum, line) => sum + line.total, 0n) + shipping + fees + (gross ? 0n : tax);
  const rest = total - reported;
  const size = rest < 0n ? -rest : rest;
  const isRounding = size <= BigInt(lines.length + order.fee_lines.length + 1);
  const dearest = lines.reduce((best, line, index) => (line.total > (lines[best]?.total ?? -1n) ? index : best), 0);
  const target = lines[dearest];
  if (rest !== 0n && isRounding && target)
    lines[dearest] = { subtotal: target.subtotal + rest, total: target.total + rest };
  else fees += rest;
  const subtotal = lines.reduce((sum, line) => sum + line.subtotal, 0n);
  const discount = lines.reduce((sum, line) => sum + line.subtotal - line.total, 0n);
  return {
    lines,
    isExact: rest === 0n || (isRounding && target !== undefined),
    totals: {
      currency,
      subtotalMinor: subtotal,
      discountMinor: discount,
      taxMinor: tax,
      shippingMinor: shipping,
      feesMinor: fees,
      totalMinor: total,
      taxIncluded: gross,
    },
  };
}

/** Exact decimal of minor units divided by a quantity, at most six more places than the currency has. */
export function unitPrice(amount: bigint, quantity: number, currency: string): DecimalText {
  const decimals = currencyExponent(currency) + 6;
  const scaled = quantity === 0 ? 0n : (amount * 1_000_000n * 2n + BigInt(quantity)) / (BigInt(quantity) * 2n);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, "0");
  const fraction = digits.slice(digits.length - decimals).replace(/(?<!0)0+$/, "");
  const least = currencyExponent(currency);
  const shown = fraction.padEnd(least, "0");
  return `${scaled < 0n ? "-" : ""}${digits.slice(0, digits.length - decimals)}${shown === "" ? "" : `.${shown}`}`;
}
