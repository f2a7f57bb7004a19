/** An order's figures: decimal text of one currency, adding up to the cent. */
import { allocateMoney, money, multiplyDecimal, parseMoney } from "../../commerce/money.ts";
import type { OrderTotals } from "../../commerce/order.ts";
import type { WixOrder } from "./order-schemas.ts";

export interface OrderMoney {
  readonly totals: OrderTotals;
  /** By line, in the order's own sequence. */
  readonly lines: readonly { readonly discountMinor: bigint; readonly taxMinor: bigint; readonly totalMinor: bigint }[];
  /** False where a figure had to be computed to make the total fit. */
  readonly isExact: boolean;
}

type Amount = { readonly amount?: string | undefined } | null | undefined;

export function moneyOf(order: WixOrder): OrderMoney {
  const { currency, priceSummary, lineItems } = order;
  const minor = (amount: Amount) => (amount?.amount === undefined ? 0n : parseMoney(amount.amount, currency).minor);
  const items = lineItems.map((line) => multiplyDecimal(line.price.amount, line.quantity, currency).minor);
  const subtotal = items.reduce((sum, one) => sum + one, 0n);
  const reported = {
    own: lineItems.map((line) => minor(line.totalDiscount)),
    whole: minor(priceSummary.discount),
    shipping: minor(priceSummary.shipping),
  };
  const { discounts, offShipping } = discountsOf(items, reported, currency);
  const discount = discounts.reduce((sum, one) => sum + one, 0n);
  const shipping = reported.shipping - offShipping;
  const tax = minor(priceSummary.tax);
  const total = minor(priceSummary.total);
  const fees = minor(priceSummary.totalAdditionalFees);
  const net = subtotal - discount + shipping + fees;
  const taxIncluded = isTaxIncluded({ net, tax, total, word: order.taxIncludedInPrices === true });
  const rest = total - net - (taxIncluded ? 0n : tax);
  return {
    totals: {
      currency,
      subtotalMinor: subtotal,
      discountMinor: discount,
      taxMinor: tax,
      shippingMinor: shipping,
      // What Wix's own figures leave open; the total is what the customer owes.
      feesMinor: fees + rest,
      totalMinor: total,
      taxIncluded,
    },
    isExact: rest === 0n,
    lines: lineItems.map((line, index) => {
      const discountMinor = discounts[index] ?? 0n;
      return {
        discountMinor,
        taxMinor: minor(line.taxInfo?.taxAmount),
        totalMinor: (items[index] ?? 0n) - discountMinor,
      };
    }),
  };
}

function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/**
 * A line bears the discount it names. Where lines name some, what the order names beyond them is the shipping's; where
 * none does, it is shared by value, and only what the goods cannot bear goes to the shipping.
 */
function discountsOf(
  itemsTotal: readonly bigint[],
  reported: { readonly own: readonly bigint[]; readonly whole: bigint; readonly shipping: bigint },
  currency: string,
): { readonly discounts: readonly bigint[]; readonly offShipping: bigint } {
  const own = itemsTotal.map((one, index) => smaller(reported.own[index] ?? 0n, one));
  const named = own.reduce((sum, one) => sum + one, 0n);
  const left = itemsTotal.map((one, index) => one - (own[index] ?? 0n));
  const room = left.reduce((sum, one) => sum + one, 0n);
  const unnamed = reported.whole > named ? reported.whole - named : 0n;
  const first = named > 0n ? smaller(unnamed, reported.shipping) : 0n;
  const shared = smaller(unnamed - first, room);
  const shares = allocateMoney(money(shared, currency), left);
  return {
    discounts: own.map((one, index) => one + (shares[index]?.minor ?? 0n)),
    offShipping: unnamed - shared,
  };
}

/** The figures decide; the flag only where they do not. */
function isTaxIncluded(sum: {
  readonly net: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  readonly word: boolean;
}): boolean {
  const { net, tax, total, word } = sum;
  if (tax !== 0n && total === net) return true;
  if (tax !== 0n && total === net + tax) return false;
  return word;
}
