/** What a seller earned with an order's lines, in the order's currency and without tax. */

import { divideRounded } from "../decimal.ts";
import { multiplyDecimal } from "../money.ts";
import type { LineFacts, OrderFacts, RefundFacts } from "./facts.ts";
import { spread, sumOf } from "./spread.ts";

export interface LineRevenue {
  readonly gross: bigint;
  readonly discount: bigint;
  readonly charged: bigint;
  readonly refund: bigint;
  readonly tax: bigint;
}

interface Worth {
  /** Without and with tax; shipping and charges are spread over the lines. */
  readonly net: bigint;
  readonly paid: bigint;
}

const NOTHING: LineRevenue = { gross: 0n, discount: 0n, charged: 0n, refund: 0n, tax: 0n };
const or0 = (amount: bigint | null): bigint => amount ?? 0n;
const above0 = (amount: bigint): bigint => (amount > 0n ? amount : 0n);

/** Revenue of every line, in their order. Cancelled orders have none; a gift card sold is owed and has none. */
export function revenueOf(order: OrderFacts): LineRevenue[] {
  if (order.isCancelled) return order.lines.map(() => NOTHING);
  const items = order.lines.map((line) => itemsOf(order, line));
  const nets = items.map(({ net }) => net);
  const { charged, discount, chargedTax } = besideItems(order, sumOf(nets));
  const shares = {
    charged: spread(charged, nets),
    discount: spread(discount, nets),
    tax: spread(chargedTax, nets),
  };
  const at = (values: readonly bigint[], n: number) => values[n] ?? 0n;
  const worths = items.map(({ net, tax }, n) => {
    const whole = net + at(shares.charged, n) - at(shares.discount, n);
    return { net: whole, paid: whole + tax + at(shares.tax, n) };
  });
  const refunds = refundsOf(order, worths);
  return items.map((line, n) => {
    if (order.lines[n]?.isGiftCard) return NOTHING;
    const worth = worths[n] ?? { net: 0n, paid: 0n };
    const platform = order.lines[n]?.platformPaidMinor ?? 0n;
    const back = at(refunds, n);
    return {
      gross: line.gross,
      discount: line.gross - line.net + at(shares.discount, n) - platformKept({ platform, back, worth, order }),
      charged: at(shares.charged, n),
      refund: withoutTax(back, worth),
      tax: line.tax + at(shares.tax, n),
    };
  });
}

/** Without tax: the list price of what was ordered, and what was asked for it. */
function itemsOf(order: OrderFacts, line: LineFacts) {
  const list = multiplyDecimal(line.unitPrice, line.orderedUnits, order.currency).minor;
  if (!order.taxIncluded) return { gross: list, net: line.totalMinor, tax: line.taxMinor };
  const net = line.totalMinor - line.taxMinor;
  const gross = line.totalMinor > 0n ? divideRounded(list * net, line.totalMinor) : list - line.taxMinor;
  return { gross, net, tax: line.taxMinor };
}

/**
 * Shipping and charges the buyer pays, and discounts no line tells. The total is the surest of all figures: what it
 * leaves is charged beside the goods or taken off them. Where it is hidden, shipping and charges are taken as told.
 */
function besideItems(order: OrderFacts, itemsTotal: bigint) {
  const lineTax = sumOf(order.lines.map(({ taxMinor }) => taxMinor));
  const chargedTax = above0((order.taxMinor ?? lineTax) - lineTax);
  const reported = or0(order.shippingMinor) + or0(order.feesMinor) - (order.taxIncluded ? chargedTax : 0n);
  if (order.totalMinor === null) return { charged: reported, discount: 0n, chargedTax };
  const rest = order.totalMinor - (order.taxMinor ?? lineTax) - itemsTotal - reported;
  return rest >= 0n
    ? { charged: reported + rest, discount: 0n, chargedTax }
    : { charged: reported, discount: -rest, chargedTax };
}

/** What went back to the buyer of every line, with tax: told refunds, and at least what never reached or left them. */
function refundsOf(order: OrderFacts, worths: readonly Worth[]): bigint[] {
  const back = order.lines.map(() => 0n);
  for (const refund of order.refunds)
    for (const [n, part] of ofRefund(refund, order.lines, worths).entries()) back[n] = (back[n] ?? 0n) + part;
  return order.lines.map((line, n) => {
    const paid = worths[n]?.paid ?? 0n;
    const gone = order.isTakenBack ? line.orderedUnits : goneUnits(line);
    const least = line.orderedUnits === 0 ? 0n : divideRounded(paid * BigInt(gone), BigInt(line.orderedUnits));
    const reported = back[n] ?? 0n;
    return reported > least ? reported : least;
  });
}

/** Removed before they were shipped, refused at the door or never delivered. */
export function goneUnits({ orderedUnits, units, bouncedUnits }: LineFacts): number {
  return Math.min(orderedUnits, orderedUnits - units + bouncedUnits);
}

/** A refund over lines: those it names up to what they cost, the rest over all by what they cost with their shipping. */
function ofRefund(refund: RefundFacts, lines: readonly LineFacts[], worths: readonly Worth[]): bigint[] {
  const units = new Map(refund.lines.map((each) => [each.lineId, BigInt(each.quantity)]));
  const paid = worths.map((worth) => worth.paid);
  const named = lines.map((line, n) => {
    const of = BigInt(line.orderedUnits);
    return of === 0n ? 0n : divideRounded((paid[n] ?? 0n) * (units.get(line.id) ?? 0n), of);
  });
  const worth = sumOf(named);
  if (worth === 0n) return spread(refund.amountMinor, paid);
  if (refund.amountMinor <= worth) return spread(refund.amountMinor, named);
  const rest = spread(refund.amountMinor - worth, paid);
  return named.map((part, n) => part + (rest[n] ?? 0n));
}

function withoutTax(paid: bigint, worth: Worth): bigint {
  return worth.paid > 0n ? divideRounded(paid * worth.net, worth.paid) : paid;
}

/** The platform pays its discount for what the buyer keeps, with the tax of the goods where their prices contain it. */
function platformKept(of: {
  readonly platform: bigint;
  readonly back: bigint;
  readonly worth: Worth;
  readonly order: OrderFacts;
}): bigint {
  const { platform, back, worth, order } = of;
  if (platform === 0n) return 0n;
  const stored = worth.paid <= 0n ? platform : divideRounded(platform * above0(worth.paid - back), worth.paid);
  return order.taxIncluded ? withoutTax(stored, worth) : stored;
}
