/** What the lines of a new order cost in the shop: without tax, whatever our prices contain. */
import { decimalText, divideRounded, parseDecimal, plusDecimal } from "../../commerce/decimal.ts";
import { currencyExponent, formatDecimal } from "../../commerce/money.ts";
import type { OrderForChannel } from "../kit/contract/ports.ts";
import { minor } from "./order-money.ts";
import type { ShopFlatLine, ShopOrder } from "./schemas.ts";

type Taxed = Pick<ShopFlatLine, "taxes" | "total" | "total_tax">;

/** Amounts of the lines and of shipping, as decimal text, in the order of the lines. */
export interface Amounts {
  readonly lines: readonly { readonly subtotal: string; readonly total: string }[];
  readonly shipping: string;
}

export function asGiven(order: OrderForChannel): Amounts {
  const text = (minor: bigint) => formatDecimal({ minor, currency: order.currency });
  const lines = order.lines.map((line) => ({ subtotal: text(line.subtotalMinor), total: text(line.totalMinor) }));
  return { lines, shipping: text(order.shippingMinor) };
}

/**
 * The shop takes amounts without tax and puts its own tax on top. Prices that contain the tax are given as what is left
 * without it, finer than cents, so that the shop's sum is ours.
 */
export function withoutTax(order: OrderForChannel, draft: ShopOrder): Amounts {
  const net = (minor: bigint, line: Taxed | undefined) => netText(minor, line, draft);
  const lines = order.lines.map((line, index) => ({
    subtotal: net(line.subtotalMinor, draft.line_items[index]),
    total: net(line.totalMinor, draft.line_items[index]),
  }));
  return { lines, shipping: net(order.shippingMinor, draft.shipping_lines[0]) };
}

/** Places beyond the currency's own in which a net amount is given. */
const FINER = 6;

function netText(gross: bigint, line: Taxed | undefined, draft: ShopOrder): string {
  const decimals = currencyExponent(draft.currency) + FINER;
  const fine = gross * 10n ** BigInt(FINER);
  const [whole, taxed] = line ? rateOf(line, draft) : [1n, 1n];
  return decimalText({ digits: divideRounded(fine * whole, taxed), scale: decimals }, currencyExponent(draft.currency));
}

/** Net to gross, as a fraction: by the percentages of the line's rates, else by what the shop put on the line. */
function rateOf(line: Taxed, draft: ShopOrder): readonly [bigint, bigint] {
  const rates = (line.taxes ?? []).map((tax) => draft.tax_lines.find((one) => one.rate_id === tax.id));
  const isPlain = rates.every(
    (rate) => rate?.rate_percent !== undefined && rate.rate_percent !== null && !rate.compound,
  );
  if (isPlain) {
    const percent = rates
      .map((rate) => parseDecimal(String(rate?.rate_percent ?? 0)))
      .reduce(plusDecimal, { digits: 0n, scale: 0 });
    const hundred = 100n * 10n ** BigInt(percent.scale);
    return [hundred, hundred + percent.digits];
  }
  const total = minor(line.total, draft.currency);
  const tax = minor(line.total_tax, draft.currency);
  return total === 0n ? [1n, 1n] : [total, total + tax];
}
