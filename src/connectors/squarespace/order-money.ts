/** An order's figures: exact, in minor units, and adding up. */
import type { Money } from "../../commerce/money.ts";
import { allocateMoney, money, multiplyDecimal, parseMoney, sumMoney } from "../../commerce/money.ts";
import type { OrderTotals } from "../../commerce/order.ts";
import type { Amount, Order } from "./schemas.ts";

export interface OrderMoney {
  readonly totals: OrderTotals;
  readonly refundedMinor: bigint;
  /** False where a figure had to be computed to make the total fit. */
  readonly isExact: boolean;
  /** By line, in the order's own sequence. */
  readonly lines: readonly { readonly discountMinor: bigint; readonly taxMinor: bigint; readonly totalMinor: bigint }[];
}

export function moneyOf(order: Order): OrderMoney {
  const { currency } = order.grandTotal;
  const minor = (amount: Amount | null | undefined) => (amount ? parseMoney(amount.value, currency).minor : 0n);
  const items = order.lineItems.map((line) => multiplyDecimal(line.unitPricePaid.value, line.quantity, currency));
  const subtotal = sumMoney(items, currency).minor;
  const total = minor(order.grandTotal);
  const tax = minor(order.taxTotal);
  const [discount, shipping] = split(subtotal, minor(order.discountTotal), minor(order.shippingTotal));
  const net = subtotal - discount + shipping;
  const taxIncluded = isTaxIncluded({ net, tax, total, word: order.priceTaxInterpretation });
  const rest = total - net - (taxIncluded ? 0n : tax);
  return {
    totals: {
      currency,
      subtotalMinor: subtotal,
      discountMinor: discount,
      taxMinor: tax,
      shippingMinor: shipping,
      // What Squarespace's own figures leave open; the total is what was paid.
      feesMinor: rest,
      totalMinor: total,
      taxIncluded,
    },
    refundedMinor: minor(order.refundedTotal),
    isExact: rest === 0n,
    lines: shares(items, money(discount, currency), money(tax, currency)),
  };
}

/** A discount above the goods' own value (a free-shipping code) takes the rest off the shipping. */
function split(subtotal: bigint, discount: bigint, shipping: bigint): readonly [bigint, bigint] {
  if (discount <= subtotal) return [discount, shipping];
  return [subtotal, shipping - (discount - subtotal)];
}

/** The figures decide: the documentation's own sample says INCLUSIVE and adds the tax all the same. */
function isTaxIncluded(sum: {
  readonly net: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  readonly word: string | undefined;
}): boolean {
  const { net, tax, total, word } = sum;
  if (tax !== 0n && total === net) return true;
  if (tax !== 0n && total === net + tax) return false;
  return word === "INCLUSIVE";
}

/** Discounts and tax are told for the order; each line bears its share. */
function shares(items: readonly Money[], discount: Money, tax: Money): OrderMoney["lines"] {
  const weights = items.map(({ minor }) => minor);
  const discounts = allocateMoney(discount, weights);
  const taxes = allocateMoney(tax, weights);
  return items.map(({ minor }, index) => {
    const discountMinor = discounts[index]?.minor ?? 0n;
    return { discountMinor, taxMinor: taxes[index]?.minor ?? 0n, totalMinor: minor - discountMinor };
  });
}
