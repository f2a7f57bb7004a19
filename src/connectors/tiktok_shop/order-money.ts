/** An order's figures: decimal text in the shop's currency, exact and adding up (sheet sections 5 and 8). */
import { allocateMoney, money, parseMoney } from "../../commerce/money.ts";
import type { OrderTotals } from "../../commerce/order.ts";
import type { Line } from "./order-units.ts";
import type { Order, Unit } from "./schemas.ts";

export interface LineMoney {
  readonly unitPrice: string;
  readonly discountMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  /** Of the discount what TikTok pays to the seller. */
  readonly platformPaidMinor?: bigint | undefined;
}

export interface OrderMoney {
  readonly totals: OrderTotals;
  /** False where a figure had to be computed to make the total fit. */
  readonly isExact: boolean;
  /** In the sequence of the lines given. */
  readonly lines: readonly LineMoney[];
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

export function moneyOf(order: Order, lines: readonly Line[]): OrderMoney {
  const { payment } = order;
  const { currency } = payment;
  const minor = (text: string | undefined) => (text === undefined ? 0n : parseMoney(text, currency).minor);
  const itemsTotal = lines.map(({ units }) => sum(units.map((unit) => minor(priceBefore(unit)))));
  const paid = paidFor(lines, { order, minor, goods: itemsTotal });
  const subtotal = sum(itemsTotal);
  const net = sum(paid.lines) + minor(payment.shipping_fee);
  const total = payment.total_amount === undefined ? net + minor(payment.tax) : minor(payment.total_amount);
  const tax = taxOf({ tax: minor(payment.tax), rest: total - net, charges: chargesOf(order, minor) });
  const taxes = lineTaxes(lines, { tax: minor(payment.tax), weights: paid.lines, currency, minor });
  return {
    totals: {
      currency,
      subtotalMinor: subtotal,
      discountMinor: subtotal - sum(paid.lines),
      taxMinor: minor(payment.tax),
      shippingMinor: minor(payment.shipping_fee),
      feesMinor: total - net - (tax.included ? 0n : minor(payment.tax)),
      totalMinor: total,
      taxIncluded: tax.included,
    },
    isExact: paid.isExact && tax.isExact,
    lines: lines.map(({ units }, index) => ({
      unitPrice: priceBefore(units[0]) ?? "0",
      discountMinor: (itemsTotal[index] ?? 0n) - (paid.lines[index] ?? 0n),
      taxMinor: taxes[index] ?? 0n,
      totalMinor: paid.lines[index] ?? 0n,
      ...platformPaid(units, { off: (itemsTotal[index] ?? 0n) - (paid.lines[index] ?? 0n), minor }),
    })),
  };
}

const priceBefore = (unit: Unit | undefined): string | undefined => unit?.original_price ?? unit?.sale_price;

interface Figures {
  readonly order: Order;
  readonly goods: readonly bigint[];
  minor(text: string | undefined): bigint;
}

/** What the buyer paid for each line: the sale prices, or prices less discounts, whichever makes the order's subtotal. */
function paidFor(
  lines: readonly Line[],
  { order, goods, minor }: Figures,
): { readonly lines: readonly bigint[]; readonly isExact: boolean } {
  const sale = lines.map(({ units }) => sum(units.map((unit) => minor(unit.sale_price ?? priceBefore(unit)))));
  const { sub_total: reported, currency } = order.payment;
  if (reported === undefined || sum(sale) === minor(reported)) return { lines: sale, isExact: true };
  const reduced = lines.map(({ units }, index) => {
    const off = units.map((unit) => minor(unit.seller_discount) + minor(unit.platform_discount));
    return (goods[index] ?? 0n) - sum(off);
  });
  if (sum(reduced) === minor(reported)) return { lines: reduced, isExact: true };
  const shares = allocateMoney(
    money(minor(reported), currency),
    sale.map((value) => (value < 0n ? 0n : value)),
  );
  return { lines: shares.map((share) => share.minor), isExact: false };
}

/** TikTok pays its part of a discount to the seller: never more than the buyer was spared. */
function platformPaid(
  units: readonly Unit[],
  { off, minor }: { readonly off: bigint; minor(text: string | undefined): bigint },
): Pick<LineMoney, "platformPaidMinor"> {
  const reported = sum(units.map((unit) => minor(unit.platform_discount)));
  const platformPaidMinor = reported < off ? reported : off;
  return platformPaidMinor > 0n ? { platformPaidMinor } : {};
}

/** What a buyer may be charged beside goods, shipping and tax, by market. */
function chargesOf({ payment }: Order, minor: Figures["minor"]): bigint {
  return sum(
    [
      payment.small_order_fee,
      payment.retail_delivery_fee,
      payment.buyer_service_fee,
      payment.handling_fee,
      payment.shipping_insurance_fee,
      payment.item_insurance_fee,
    ].map(minor),
  );
}

/** The figures decide whether the prices held the tax: the United States add it, others show prices with it. */
function taxOf(figures: { readonly tax: bigint; readonly rest: bigint; readonly charges: bigint }): {
  readonly included: boolean;
  readonly isExact: boolean;
} {
  const { tax, rest, charges } = figures;
  if (tax === 0n) return { included: true, isExact: rest === charges };
  if (rest === tax + charges) return { included: false, isExact: true };
  if (rest === charges) return { included: true, isExact: true };
  return { included: rest < tax, isExact: false };
}

function lineTaxes(
  lines: readonly Line[],
  facts: {
    readonly tax: bigint;
    readonly weights: readonly bigint[];
    readonly currency: string;
    minor(text: string | undefined): bigint;
  },
): readonly bigint[] {
  const reported = lines.map(({ units }) =>
    sum(units.flatMap(({ item_tax }) => item_tax.map(({ tax_amount }) => facts.minor(tax_amount)))),
  );
  if (sum(reported) > 0n) return reported;
  const weights = facts.weights.map((value) => (value < 0n ? 0n : value));
  return allocateMoney(money(facts.tax, facts.currency), weights).map((share) => share.minor);
}
