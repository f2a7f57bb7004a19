/** What an order costs: the charges of its lines with their taxes, which come on top (sheet section 5.1). */
import { decimalText, divideRounded } from "../../commerce/decimal.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { OrderRefund, OrderTotals } from "../../commerce/order.ts";
import type { OrderMoney, PricedLine } from "../kit/parse/order-money.ts";
import type { Charge, Line, Order } from "./order-schemas.ts";
import { type Charges, chargesOf } from "./settings.ts";
import { CANCELLED, REFUND } from "./statuses.ts";

const CURRENCY = "USD";
const PRODUCT = "PRODUCT";
const SHIPPING = "SHIPPING";
/** Goods sent once more, which nobody pays. */
const REPLACEMENT = "REPLACEMENT";

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, one) => sum + one, 0n);

const chargesIn = (line: Line): readonly Charge[] => line.charges?.charge ?? [];

export const currencyOf = (order: Order): string =>
  order.orderLines.orderLine.flatMap(chargesIn)[0]?.chargeAmount.currency ?? CURRENCY;

const minorOf = ({ chargeAmount: { amount, currency } }: Charge): bigint => parseMoney(amount, currency).minor;

const taxOf = ({ chargeAmount: { currency }, tax }: Charge): bigint =>
  tax ? parseMoney(tax.taxAmount.amount, currency).minor : 0n;

/** A line's charges in minor units. */
export interface Figures {
  /** Of the goods, before and after discounts. */
  readonly listed: bigint;
  readonly goods: bigint;
  readonly goodsTax: bigint;
  readonly shipping: bigint;
  readonly shippingTax: bigint;
  /** Charges of a type nobody knows, and their tax. */
  readonly other: bigint;
  readonly otherTax: bigint;
}

export const wholeOf = (one: Figures): bigint =>
  one.goods + one.goodsTax + one.shipping + one.shippingTax + one.other + one.otherTax;

const statusUnits = (line: Line, status: string): number =>
  (line.orderLineStatuses?.orderLineStatus ?? []).reduce(
    (sum, one) => sum + (one.status === status ? one.statusQuantity.amount : 0),
    0,
  );

export const cancelledUnits = (line: Line): number => statusUnits(line, CANCELLED);

function figuresOf(line: Line, times: bigint): Figures {
  const of = (isMeant: (one: Charge) => boolean) => {
    const some = chargesIn(line).filter(isMeant);
    return {
      listed: times * total(some.map((one) => minorOf(one)).filter((minor) => minor > 0n)),
      sum: times * total(some.map((one) => minorOf(one))),
      tax: times * total(some.map((one) => taxOf(one))),
    };
  };
  const items = of(({ chargeType }) => chargeType === PRODUCT);
  const shipping = of(({ chargeType }) => chargeType === SHIPPING);
  const other = of(({ chargeType }) => chargeType !== PRODUCT && chargeType !== SHIPPING);
  return {
    ...{ listed: items.listed, goods: items.sum, goodsTax: items.tax },
    ...{ shipping: shipping.sum, shippingTax: shipping.tax, other: other.sum, otherTax: other.tax },
  };
}

export interface ReadFigures {
  readonly byLine: ReadonlyMap<string, Figures>;
  readonly isExact: boolean;
}

/**
 * A charge is read as the whole line's, unless the order's own total or the settings say that it is a unit's. Where several
 * units are ordered and nobody says it, the figures are estimated.
 */
export function figuresByLine(order: Order, settings: Parameters<typeof chargesOf>[0]): ReadFigures {
  const lines = order.orderLines.orderLine;
  const isFree = order.orderType === REPLACEMENT;
  const read = (by: Charges) =>
    new Map(
      lines.map((line) => {
        const times = isFree ? 0n : by === "unit" ? BigInt(line.orderLineQuantity.amount) : 1n;
        return [line.lineNumber, figuresOf(line, times)];
      }),
    );
  const requested = chargesOf(settings);
  const byLine = read("line");
  if (lines.every((line) => line.orderLineQuantity.amount === 1) || isFree) return { byLine, isExact: true };
  const reported = order.orderSummary?.totalAmount?.currencyAmount;
  if (reported !== undefined) {
    const minor = parseMoney(reported, currencyOf(order)).minor;
    // Whether the order's total has the taxes in it is not said either.
    const fits = (figures: ReadonlyMap<string, Figures>) => {
      const all = [...figures.values()];
      const whole = total(all.map(wholeOf));
      return (
        minor === whole || minor === whole - total(all.map((one) => one.goodsTax + one.shippingTax + one.otherTax))
      );
    };
    if (fits(byLine)) return { byLine, isExact: true };
    const byUnit = read("unit");
    if (fits(byUnit)) return { byLine: byUnit, isExact: true };
  }
  return { byLine: read(requested), isExact: requested !== "unknown" };
}

export function moneyOf(order: Order, settings: Parameters<typeof chargesOf>[0]): OrderMoney<PricedLine> {
  const currency = currencyOf(order);
  const { byLine, isExact } = figuresByLine(order, settings);
  const all = [...byLine.values()];
  const sum = (of: (one: Figures) => bigint) => total(all.map(of));
  const lost = total(
    order.orderLines.orderLine.map((line) => {
      const one = byLine.get(line.lineNumber);
      const ordered = BigInt(Math.max(1, line.orderLineQuantity.amount));
      return one === undefined ? 0n : (wholeOf(one) * BigInt(cancelledUnits(line))) / ordered;
    }),
  );
  const back = total(refundsOf(order).map(({ amountMinor }) => amountMinor));
  const totalMinor = sum(wholeOf);
  const hasTaxes = order.orderLines.orderLine.flatMap(chargesIn).some((one) => one.tax);
  const totals: OrderTotals = {
    currency,
    subtotalMinor: sum((one) => one.listed),
    discountMinor: sum((one) => one.listed - one.goods),
    // No tax told is not a tax of nothing.
    taxMinor: hasTaxes ? sum((one) => one.goodsTax + one.shippingTax + one.otherTax) : null,
    shippingMinor: sum((one) => one.shipping),
    feesMinor: sum((one) => one.other),
    totalMinor,
    currentTotalMinor: lost === 0n ? undefined : totalMinor - lost - back,
    taxIncluded: false,
  };
  return {
    totals,
    lines: new Map(
      order.orderLines.orderLine.map((line) => {
        const one = byLine.get(line.lineNumber) ?? NOTHING;
        return [
          line.lineNumber,
          {
            unitPrice: unitPrice(one.listed, line.orderLineQuantity.amount, currency),
            discountMinor: one.listed - one.goods,
            taxMinor: one.goodsTax,
            totalMinor: one.goods,
          },
        ];
      }),
    ),
    quality: isExact ? "exact" : "estimated",
  };
}

export const NOTHING: Figures = {
  ...{ listed: 0n, goods: 0n, goodsTax: 0n },
  ...{ shipping: 0n, shippingTax: 0n, other: 0n, otherTax: 0n },
};

/** More places than any price has: the units come to the line to the cent. */
const DECIMAL_PLACES = 6;

function unitPrice(minor: bigint, units: number, currency: string): string {
  const each = BigInt(Math.max(1, units));
  if (minor % each === 0n) return formatDecimal({ minor: minor / each, currency });
  const [whole = "0", locations = ""] = formatDecimal({ minor, currency }).split(".");
  const digits = BigInt(`${whole}${locations.padEnd(DECIMAL_PLACES, "0")}`);
  return decimalText({ digits: divideRounded(digits, each), scale: DECIMAL_PLACES }, 2);
}

/** What was given back of a line so far: its amounts are below zero there. */
export function refundedOf(line: Line): bigint {
  const charges = (line.refund?.refundCharges?.refundCharge ?? []).map((one) => one.charge);
  return -total(charges.map((one) => minorOf(one) + taxOf(one)));
}

/** A line tells what was refunded of it as one sum without a time; the time of its last change stands for it. */
export const refundsOf = (order: Order): readonly OrderRefund[] =>
  order.orderLines.orderLine.flatMap((line): OrderRefund[] => {
    const amountMinor = refundedOf(line);
    if (amountMinor === 0n) return [];
    const reason = line.refund?.refundCharges?.refundCharge[0]?.refundReason;
    return [
      {
        key: `${line.refund?.refundId ?? "refund"}-${line.lineNumber}`,
        amountMinor,
        reason,
        at: new Date(line.statusDate ?? order.orderDate).toISOString(),
        lines: [{ lineKey: line.lineNumber, quantity: statusUnits(line, REFUND), restocked: null }],
      },
    ];
  });
