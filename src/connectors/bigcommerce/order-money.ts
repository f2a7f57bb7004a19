/** What an order cost, in minor units of its transactional currency; totals add up to the cent by construction. */
import type { DecimalText } from "../../commerce/money.ts";
import { allocateMoney, money, parseMoney } from "../../commerce/money.ts";
import type { OrderTotals } from "../../commerce/order.ts";
import type { StoreLine, StoreOrder } from "./schemas.ts";

export interface OrderMoney {
  readonly totals: OrderTotals;
  /** Per line, in the order given. */
  readonly lines: readonly { readonly subtotal: bigint; readonly discount: bigint; readonly total: bigint }[];
  readonly isExact: boolean;
}

interface Working {
  readonly subtotal: bigint;
  discount: bigint;
}

const size = (value: bigint) => (value < 0n ? -value : value);

/**
 * Prices with tax where the store's orders are told so, else without. Line amounts stand before discounts: what a line
 * names itself is taken off it, and what the order names beyond that is shared over all of them. The last cents of
 * rounding go to the dearest line; a larger difference is a fee line of its own.
 */
export function moneyOf(order: StoreOrder, lines: readonly StoreLine[]): OrderMoney {
  const currency = order.default_currency_code;
  const minor = (text: DecimalText) => parseMoney(text, currency).minor;
  const gross = order.is_tax_inclusive_pricing === true;
  const of = (incTax: DecimalText, exTax: DecimalText) => minor(gross ? incTax : exTax);
  const working: Working[] = lines.map((line) => ({
    subtotal: of(line.total_inc_tax, line.total_ex_tax),
    discount: line.applied_discounts.reduce((sum, one) => sum + minor(one.amount), 0n),
  }));
  const shipping = of(order.shipping_cost_inc_tax, order.shipping_cost_ex_tax);
  const handling = of(order.handling_cost_inc_tax, order.handling_cost_ex_tax);
  const wrapping = of(order.wrapping_cost_inc_tax, order.wrapping_cost_ex_tax);
  let fees = order.fees.reduce((sum, fee) => sum + of(fee.cost_inc_tax, fee.cost_ex_tax), handling + wrapping);
  const tax = minor(order.total_tax);
  const total = minor(order.total_inc_tax);
  const extra = shipping + (gross ? 0n : tax);
  const rest = () => total - (sumOf(working) + extra + fees);

  const named = minor(order.discount_amount) + minor(order.coupon_discount);
  shareDiscount(working, named - working.reduce((sum, line) => sum + line.discount, 0n), rest(), currency);
  const left = rest();
  const dearest = working.reduce(
    (best, line, index) => (line.subtotal > (working[best]?.subtotal ?? -1n) ? index : best),
    0,
  );
  const target = working[dearest];
  const isRounding = size(left) <= BigInt(lines.length + order.fees.length + 2) && target !== undefined;
  if (isRounding) target.discount -= left;
  else fees += left;
  return {
    lines: working.map(({ subtotal, discount }) => ({ subtotal, discount, total: subtotal - discount })),
    isExact: left === 0n || isRounding,
    totals: {
      currency,
      subtotalMinor: working.reduce((sum, line) => sum + line.subtotal, 0n),
      discountMinor: working.reduce((sum, line) => sum + line.discount, 0n),
      taxMinor: tax,
      shippingMinor: shipping,
      feesMinor: fees,
      totalMinor: total,
      taxIncluded: gross,
    },
  };
}

function sumOf(lines: readonly Working[]): bigint {
  return lines.reduce((sum, line) => sum + line.subtotal - line.discount, 0n);
}

/** Takes off what the order names as discount and no line does, no more than the total leaves room for. */
function shareDiscount(lines: readonly Working[], unnamed: bigint, rest: bigint, currency: string): void {
  const room = rest < 0n ? -rest : 0n;
  const share = unnamed < room ? unnamed : room;
  if (share <= 0n) return;
  const shares = allocateMoney(
    money(share, currency),
    lines.map((line) => (line.subtotal > line.discount ? line.subtotal - line.discount : 0n)),
  );
  for (const [index, line] of lines.entries()) line.discount += shares[index]?.minor ?? 0n;
}
