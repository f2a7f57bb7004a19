/**
 * An order's figures as it was bought. Cancelling takes units and shipping out of all the shop's totals, down to 0 for a
 * cancelled order, and a line of which nothing is left loses its discounts. What was bought is put together again from the
 * prices of the lines and the money that was taken.
 */

import { divideRounded } from "../../commerce/decimal.ts";
import { allocateMoney, type Money } from "../../commerce/money.ts";
import type { OrderTotals } from "../../commerce/order.ts";
import type { OrderMoney, PricedLine } from "../kit/parse/order-money.ts";
import { minorOf } from "./amounts.ts";
import type { VendureLine, VendureOrder } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

export interface LineMoney extends PricedLine {
  readonly orderedQuantity: number;
}

/** Shipping that is cancelled with the order becomes a discount of this kind. */
const CANCELLED = "OTHER";

export function moneyOf(
  order: VendureOrder,
  shop: ShopFacts,
): OrderMoney<LineMoney, OrderTotals & { readonly totalMinor: bigint }> {
  const taxIncluded = shop.pricesIncludeTax;
  const minor = (reported: string) => minorOf(reported, order.currencyCode, shop);
  const shipping = shippingOf(order, minor);
  const fees = {
    net: sum(order.surcharges.map(({ price }) => minor(price))),
    gross: sum(order.surcharges.map(({ priceWithTax }) => minor(priceWithTax))),
  };
  const isWhole = order.lines.every((line) => line.quantity >= line.orderPlacedQuantity) && !shipping.isCancelled;
  const listed = order.lines.map((line) => boughtOf(line, taxIncluded, minor));
  const bought = isWhole
    ? listed
    : asCharged(listed, { minor: chargedOf(order, minor) - shipping.gross - fees.gross, currency: order.currencyCode });
  const [net, gross] = [sum(bought.map((line) => line.net)), sum(bought.map((line) => line.gross))];
  const items = taxIncluded ? gross : net;
  const discount = sum(bought.map((line) => line.listed)) - items;
  const total = isWhole ? minor(order.totalWithTax) : gross + shipping.gross + fees.gross;
  return {
    totals: {
      currency: order.currencyCode,
      subtotalMinor: items + discount,
      discountMinor: discount,
      // The shop rounds tax by rate over the whole order where prices are without it: its own total counts.
      taxMinor: isWhole ? minor(order.totalWithTax) - minor(order.total) : total - net - shipping.net - fees.net,
      shippingMinor: taxIncluded ? shipping.gross : shipping.net,
      feesMinor: taxIncluded ? fees.gross : fees.net,
      totalMinor: total,
      currentTotalMinor: currentOf(order, total, minor),
      taxIncluded,
    },
    lines: new Map(order.lines.map((line, index) => [line.id, lineMoney(line, bought[index], taxIncluded)])),
    quality: isWhole ? "exact" : "estimated",
  };
}

/** Cancelled units are gone from the shop's own total, money given back for what stays is not. */
function currentOf(order: VendureOrder, total: bigint, minor: Minor): bigint {
  const refunds = order.payments.flatMap((payment) => payment.refunds).filter(({ state }) => state === "Settled");
  const stored = total - sum(refunds.map((refund) => minor(refund.total)));
  const left = minor(order.totalWithTax);
  const isLess = left < stored;
  return isLess ? left : stored;
}

/** A line as it was bought. */
interface Bought {
  readonly orderedQuantity: number;
  readonly net: bigint;
  readonly gross: bigint;
  /** Before discounts, with or without tax as the shop enters its prices. */
  readonly listed: bigint;
  readonly tax: bigint;
  /** Of `gross`, what cancelled units are taken to have cost: the shop has forgotten their discounts. */
  readonly guessed: bigint;
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);

function boughtOf(line: VendureLine, taxIncluded: boolean, minor: Minor): Bought {
  const orderedQuantity = Math.max(line.orderPlacedQuantity, line.quantity);
  const missing = BigInt(orderedQuantity - line.quantity);
  const whole = (reported: string, unit: string) => minor(reported) + minor(unit) * missing;
  const net = whole(line.proratedLinePrice, line.proratedUnitPrice);
  const gross = whole(line.proratedLinePriceWithTax, line.proratedUnitPriceWithTax);
  return {
    orderedQuantity,
    net,
    gross,
    listed: taxIncluded ? whole(line.linePriceWithTax, line.unitPriceWithTax) : whole(line.linePrice, line.unitPrice),
    tax: missing === 0n ? minor(line.lineTax) : gross - net,
    guessed: minor(line.proratedUnitPriceWithTax) * missing,
  };
}

/** What was taken or promised for the order: no cancellation changes that. */
function chargedOf({ payments }: VendureOrder, minor: Minor): bigint {
  return sum(
    payments.filter(({ state }) => ["Authorized", "Settled"].includes(state)).map(({ amount }) => minor(amount)),
  );
}

/** Takes what the guesses are above the money taken for the goods off them; nothing where no money tells. */
function asCharged(lines: readonly Bought[], { minor: items, currency }: Money): readonly Bought[] {
  const over = sum(lines.map(({ gross }) => gross)) - items;
  const guessed = lines.map((line) => line.guessed);
  if (items <= 0n || over <= 0n || over > sum(guessed)) return lines;
  const shares = allocateMoney({ minor: over, currency }, guessed);
  return lines.map((line, index) => {
    const gross = line.gross - (shares[index]?.minor ?? 0n);
    const net = line.gross === 0n ? line.net : divideRounded(line.net * gross, line.gross);
    return { ...line, gross, net, tax: line.guessed === 0n ? line.tax : gross - net };
  });
}

function lineMoney(line: VendureLine, bought: Bought | undefined, taxIncluded: boolean): LineMoney {
  const totalMinor = (taxIncluded ? bought?.gross : bought?.net) ?? 0n;
  return {
    orderedQuantity: bought?.orderedQuantity ?? line.quantity,
    unitPrice: taxIncluded ? line.unitPriceWithTax : line.unitPrice,
    discountMinor: (bought?.listed ?? 0n) - totalMinor,
    taxMinor: bought?.tax ?? 0n,
    totalMinor,
  };
}

type Minor = (reported: string) => bigint;

function shippingOf(order: VendureOrder, minor: Minor) {
  const cancelled = order.shippingLines.flatMap(({ discounts }) => discounts.filter(({ type }) => type === CANCELLED));
  const back = (amounts: readonly string[]) => amounts.reduce((all, amount) => all - minor(amount), 0n);
  return {
    net: minor(order.shipping) + back(cancelled.map(({ amount }) => amount)),
    gross: minor(order.shippingWithTax) + back(cancelled.map(({ amountWithTax }) => amountWithTax)),
    isCancelled: cancelled.length > 0,
  };
}
