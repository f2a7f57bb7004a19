/**
 * What an order brings the seller: its lines are the truth, its total what they come to (sheet section 4). A tax the
 * marketplace pays to the tax office itself is charged to the buyer and never paid to the shop: it is in none of the figures.
 */
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { OrderRefund, OrderTotals } from "../../commerce/order.ts";
import { type OrderMoney, type PricedLine, unitPriceOf } from "../kit/parse/order-money.ts";
import type { Line, Order, Tax } from "./order-schemas.ts";
import { ENDED, REFUNDED } from "./statuses.ts";

const INCLUDED = "TAX_INCLUDED";

export const taxesIncluded = (order: Pick<Order, "order_tax_mode">): boolean => order.order_tax_mode === INCLUDED;

const minorOf = (text: string | undefined, currency: string): bigint => parseMoney(text ?? "0", currency).minor;

export const sumOf = (rows: readonly { readonly amount: string }[], currency: string): bigint =>
  rows.reduce((sum, { amount }) => sum + minorOf(amount, currency), 0n);

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);

/** Of these taxes, what is not paid to the shop; a marketplace that does not break them down pays them all. */
export const remittedOf = (taxes: readonly Tax[], currency: string): bigint =>
  sumOf(
    taxes.flatMap((tax) => (tax.amount_breakdown?.parts ?? []).filter((part) => part.payable_to_shop === false)),
    currency,
  );

export const ownTaxOf = (taxes: readonly Tax[], currency: string): bigint =>
  sumOf(taxes, currency) - remittedOf(taxes, currency);

interface Figures extends PricedLine {
  readonly subtotalMinor: bigint;
  readonly shippingMinor: bigint;
  readonly shippingTaxMinor: bigint;
  /** With shipping and fees, without taxes that come on top. */
  readonly allMinor: bigint;
}

function figuresOf(line: Line, { currency, isIncluded }: { currency: string; isIncluded: boolean }): Figures {
  const unitPrice = line.origin_unit_price ?? line.price_unit;
  const paidMinor = minorOf(line.price, currency);
  const listed = parseMoney(unitPrice, currency).minor * BigInt(line.quantity);
  // A price of many places is worth what its line says, and a line above its prices has no discount.
  const pricedMinor = listed > paidMinor && line.origin_unit_price !== undefined ? listed : paidMinor;
  const inPrice = isIncluded ? remittedOf(line.taxes, currency) : 0n;
  const inShipping = isIncluded ? remittedOf(line.shipping_taxes, currency) : 0n;
  const subtotalMinor = pricedMinor - inPrice;
  const ownPrice = pricedMinor === listed ? unitPrice : line.price_unit;
  return {
    unitPrice: inPrice === 0n ? ownPrice : unitPriceOf(subtotalMinor, line.quantity, currency),
    subtotalMinor,
    totalMinor: paidMinor - inPrice,
    discountMinor: pricedMinor - paidMinor,
    taxMinor: ownTaxOf(line.taxes, currency),
    shippingMinor: minorOf(line.shipping_price, currency) - inShipping,
    shippingTaxMinor: ownTaxOf(line.shipping_taxes, currency),
    allMinor: minorOf(line.total_price, currency) - inPrice - inShipping,
  };
}

const isGone = ({ order_line_state: state }: Line): boolean => ENDED.has(state);

export function moneyOf(order: Order): OrderMoney<PricedLine> {
  const { currency_iso_code: currency, order_lines: lines, order_taxes: orderTaxes } = order;
  const isIncluded = taxesIncluded(order);
  const figures = lines.map((line) => [line, figuresOf(line, { currency, isIncluded })] as const);
  const all = figures.map(([, one]) => one);
  const onTop = ({ taxMinor, shippingTaxMinor }: Figures) => (isIncluded ? 0n : taxMinor + shippingTaxMinor);
  const ofOrder = orderTaxes.map(({ total_amount: amount }) => ({ amount }));
  const hasTaxes = ofOrder.length > 0 || lines.some((line) => line.taxes.length + line.shipping_taxes.length > 0);
  const lineTax = sum(all.map((one) => one.taxMinor + one.shippingTaxMinor));
  const remitted = sum(lines.map((line) => remittedOf([...line.taxes, ...line.shipping_taxes], currency)));
  const ofWhole = sumOf(ofOrder, currency) - remitted;
  const taxMinor = ofOrder.length === 0 ? lineTax : ofWhole > 0n ? ofWhole : 0n;
  const itemsTotal = sum(all.map((one) => one.totalMinor));
  const shippingMinor = sum(all.map((one) => one.shippingMinor));
  const whole = sum(all.map((one) => one.allMinor));
  const totalOf = (some: readonly Line[]) => sum(some.map((line) => minorOf(line.total_price, currency)));
  const reported = minorOf(order.total_price, currency);
  // Whether lines that were refused are in the order's total is not documented: both are whole.
  const isSound = reported === totalOf(lines) || reported === totalOf(lines.filter((line) => !isGone(line)));
  const totalMinor = whole + (isIncluded ? 0n : taxMinor);
  const lost = sum(figures.filter(([line]) => isGone(line)).map(([, one]) => one.allMinor + onTop(one)));
  const cancelled = sum(
    lines.filter((line) => !isGone(line)).flatMap((line) => line.cancelations.map((one) => backOf(one, order))),
  );
  const refunded = sum(refundsOf(order).map(({ amountMinor }) => amountMinor));
  const totals: OrderTotals = {
    currency,
    subtotalMinor: sum(all.map((one) => one.subtotalMinor)),
    discountMinor: sum(all.map((one) => one.discountMinor)),
    // No tax told is not a tax of nothing.
    taxMinor: hasTaxes ? taxMinor : null,
    shippingMinor,
    feesMinor: whole - itemsTotal - shippingMinor,
    totalMinor,
    currentTotalMinor: lost + cancelled === 0n ? undefined : totalMinor - lost - cancelled - refunded,
    taxIncluded: isIncluded,
  };
  return {
    totals,
    lines: new Map(
      figures.map(([line, { unitPrice, discountMinor, taxMinor: tax, totalMinor: total }]) => [
        line.order_line_id,
        { unitPrice, discountMinor, taxMinor: tax, totalMinor: total },
      ]),
    ),
    quality: isSound ? "exact" : "estimated",
  };
}

type Back = Line["refunds"][number] | Line["cancelations"][number];

/** What a refund or cancelation comes to: money is told in amounts, its quantity is informative only. */
function backOf(one: Back, order: Order): bigint {
  const { currency_iso_code: currency } = order;
  const taxes: readonly Tax[] = [...one.taxes, ...one.shipping_taxes];
  return (
    minorOf(one.amount, currency) +
    minorOf(one.shipping_amount, currency) +
    sumOf(one.fees, currency) +
    (taxesIncluded(order) ? -remittedOf(taxes, currency) : ownTaxOf(taxes, currency))
  );
}

const isMoved = (one: Line["refunds"][number]): boolean => (one.refund_state ?? one.state) === REFUNDED;

/**
 * Refunds that have moved money, each once, and of an order the buyer had paid what was cancelled: the operator, who
 * holds the money, pays it back.
 */
export const refundsOf = (order: Order): readonly OrderRefund[] => grouped(order, isMoved);

/** Those as well that still wait for the operator. */
export const allRefundsOf = (order: Order): readonly OrderRefund[] => grouped(order, () => true);

/** What was refunded of several lines at once is one refund. */
function grouped(order: Order, isMeant: (one: Line["refunds"][number]) => boolean): readonly OrderRefund[] {
  const isPaid = order.customer_debited_date !== undefined;
  const seen = new Set<string>();
  const found = new Map<string, OrderRefund>();
  for (const line of order.order_lines) {
    const backs = [
      ...line.refunds.filter(isMeant).map((one) => ({ one, key: one.order_refund_id ?? one.id })),
      ...(isPaid ? line.cancelations.map((one) => ({ one, key: `cancelation-${one.id}` })) : []),
    ];
    for (const { one, key } of backs) {
      if (seen.has(`${key}:${one.id}`)) continue;
      seen.add(`${key}:${one.id}`);
      const before = found.get(key);
      found.set(key, {
        key,
        amountMinor: (before?.amountMinor ?? 0n) + backOf(one, order),
        reason: one.reason_code,
        at: before?.at ?? new Date(one.created_date).toISOString(),
        lines: [
          ...(before?.lines ?? []),
          { lineKey: line.order_line_id, quantity: one.quantity ?? 0, restocked: null },
        ],
      });
    }
  }
  return [...found.values()];
}

export const decimalOf = (minor: bigint, currency: string): string => formatDecimal({ minor, currency });
