/**
 * An order's figures, with tax: the shop tells every amount with and without. Rows are rounded by the shop's own rule;
 * what the rule leaves between the rows' sum and the shop's goods total lies on the largest row.
 */

import type { z } from "zod";
import { compareDecimal, parseDecimal } from "../../commerce/decimal.ts";
import type { DecimalText, Money } from "../../commerce/money.ts";
import { allocateMoney, money, parseMoney } from "../../commerce/money.ts";
import type { LineMoney, OrderMoney } from "../kit/parse/order-money.ts";
import type { Detail, Order, slipSchema } from "./schemas.ts";

/** Goods, shipping, wrapping, discounts: half a cent each at most, and as much for every row. */
const ROUNDED_FIGURES = 4;

/** `freesShipping`: one of the order's vouchers pays the shipping. */
export function moneyOf(
  order: Order,
  details: readonly Detail[],
  currency: string,
  freesShipping: boolean,
): OrderMoney {
  const minor = (text: DecimalText) => parseMoney(text, currency).minor;
  const items = minor(order.total_products_wt);
  const shipping = minor(order.total_shipping_tax_incl);
  const fees = minor(order.total_wrapping_tax_incl);
  const total = minor(order.total_paid_tax_incl);
  const discounts = minor(order.total_discounts_tax_incl);
  const onShipping = shippingPart({ discounts, shipping, goods: items, freesShipping });
  const onItems = discounts - onShipping;
  const gross = rowTotals(details, items, currency);
  const shares = allocateMoney(
    money(onItems, currency),
    gross.map((one) => one.minor),
  );
  const lines = details.map((detail, index): readonly [string, LineMoney] => {
    const discountMinor = shares[index]?.minor ?? 0n;
    const taxMinor = minor(detail.total_price_tax_incl) - minor(detail.total_price_tax_excl);
    return [detail.id, { discountMinor, taxMinor, totalMinor: (gross[index]?.minor ?? 0n) - discountMinor }];
  });
  // What is left is the shop's rounding: it rounds every figure for itself. More is an order edited by hand or a module.
  const residual = total - (items - onItems + shipping - onShipping + fees);
  const isRounding = (residual < 0n ? -residual : residual) <= BigInt(details.length + ROUNDED_FIGURES);
  return {
    totals: {
      currency,
      subtotalMinor: items,
      discountMinor: onItems,
      taxMinor: total - minor(order.total_paid_tax_excl),
      shippingMinor: shipping - onShipping,
      // The hub keeps what rounding leaves as a line of its own.
      feesMinor: isRounding ? fees : fees + residual,
      totalMinor: total,
      taxIncluded: true,
    },
    lines: new Map(lines),
    quality: isRounding && details.length > 0 ? "exact" : "estimated",
  };
}

interface Discounted {
  readonly discounts: bigint;
  readonly shipping: bigint;
  readonly goods: bigint;
  readonly freesShipping: boolean;
}

/** A voucher for the shipping counts as a discount of its amount; so does what is more than the goods. */
function shippingPart({ discounts, shipping, goods, freesShipping }: Discounted): bigint {
  if (freesShipping) return discounts < shipping ? discounts : shipping;
  return discounts > goods ? discounts - goods : 0n;
}

/** The rows' totals, made to add up to the shop's goods total. */
function rowTotals(details: readonly Detail[], itemsTotal: bigint, currency: string): Money[] {
  const reported = details.map((detail) => parseMoney(detail.total_price_tax_incl, currency));
  const rest = itemsTotal - reported.reduce((sum, one) => sum + one.minor, 0n);
  if (rest === 0n || reported.length === 0) return reported;
  const largest = reported.reduce((best, one, index) => (one.minor > (reported[best]?.minor ?? 0n) ? index : best), 0);
  return reported.map((one, index) => (index === largest ? money(one.minor + rest, currency) : one));
}

export type Slip = z.output<typeof slipSchema>;

/** Of OrderSlip::create: an amount was chosen by hand, or shipping was refunded as well. */
const CHOSEN_OR_SHIPPING = "2";

/**
 * What a slip gave back of the goods. With an amount chosen by hand the totals of the products stay their full price, and
 * the type says the same where only shipping was refunded: the amount is then one of the totals.
 */
export function refundedOfItems(slip: Slip): string {
  const { amount, order_slip_type: type, total_products_tax_incl: full, total_products_tax_excl: net } = slip;
  if (type !== CHOSEN_OR_SHIPPING || amount === undefined) return full;
  const isAmount = (text: string) => compareDecimal(parseDecimal(text), parseDecimal(amount)) === 0;
  const isChosen = !isAmount("0") && !isAmount(full) && !(net !== undefined && isAmount(net));
  return isChosen ? amount : full;
}
