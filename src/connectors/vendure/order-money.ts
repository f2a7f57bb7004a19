/**
 * An order's figures as it was bought. Cancelling takes units and shipping out of all the shop's totals, down to 0 for a
 * cancelled order, so that what was bought is put together again from the prices of the lines.
 */
import type { OrderTotals } from "../../commerce/order.ts";
import { minorOf } from "./amounts.ts";
import type { VendureLine, VendureOrder } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

export interface LineMoney {
  readonly orderedQuantity: number;
  readonly unitPrice: string;
  readonly discountMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

export interface OrderMoney {
  readonly totals: OrderTotals & { readonly totalMinor: bigint };
  readonly lines: ReadonlyMap<string, LineMoney>;
  readonly quality: "exact" | "estimated";
}

/** Shipping that is cancelled with the order becomes a discount of this kind. */
const CANCELLED = "OTHER";

export function moneyOf(order: VendureOrder, shop: ShopFacts): OrderMoney {
  const taxIncluded = shop.pricesIncludeTax;
  const minor = (told: string) => minorOf(told, order.currencyCode, shop);
  const lines = new Map(order.lines.map((line) => [line.id, lineMoney(line, taxIncluded, minor)]));
  const sum = (amounts: readonly bigint[]) => amounts.reduce((all, one) => all + one, 0n);
  const all = [...lines.values()];
  const goods = sum(all.map(({ totalMinor }) => totalMinor));
  const discount = sum(all.map(({ discountMinor }) => discountMinor));
  const lineTax = sum(all.map(({ taxMinor }) => taxMinor));
  const shipping = shippingOf(order, minor);
  const fee = (surcharge: VendureOrder["surcharges"][number]) => ({
    net: minor(surcharge.price),
    gross: minor(surcharge.priceWithTax),
  });
  const fees = order.surcharges.map(fee);
  const feesNet = sum(fees.map(({ net }) => net));
  const feesGross = sum(fees.map(({ gross }) => gross));
  const tax = lineTax + (shipping.gross - shipping.net) + (feesGross - feesNet);
  const isWhole = order.lines.every((line) => line.quantity >= line.orderPlacedQuantity) && !shipping.isCancelled;
  const before = taxIncluded ? goods + shipping.gross + feesGross : goods + shipping.net + feesNet + tax;
  return {
    totals: {
      currency: order.currencyCode,
      subtotalMinor: goods + discount,
      discountMinor: discount,
      // The shop rounds tax by rate over the whole order where prices are without it: its own total counts.
      taxMinor: isWhole ? minor(order.totalWithTax) - minor(order.total) : tax,
      shippingMinor: taxIncluded ? shipping.gross : shipping.net,
      feesMinor: taxIncluded ? feesGross : feesNet,
      totalMinor: isWhole ? minor(order.totalWithTax) : before,
      taxIncluded,
    },
    lines,
    quality: isWhole ? "exact" : "estimated",
  };
}

type Minor = (told: string) => bigint;

function lineMoney(line: VendureLine, taxIncluded: boolean, minor: Minor): LineMoney {
  const orderedQuantity = Math.max(line.orderPlacedQuantity, line.quantity);
  const missing = BigInt(orderedQuantity - line.quantity);
  const whole = (told: string, unit: string) => minor(told) + minor(unit) * missing;
  const net = whole(line.proratedLinePrice, line.proratedUnitPrice);
  const gross = whole(line.proratedLinePriceWithTax, line.proratedUnitPriceWithTax);
  const listed = taxIncluded
    ? whole(line.linePriceWithTax, line.unitPriceWithTax)
    : whole(line.linePrice, line.unitPrice);
  const totalMinor = taxIncluded ? gross : net;
  return {
    orderedQuantity,
    unitPrice: taxIncluded ? line.unitPriceWithTax : line.unitPrice,
    discountMinor: listed - totalMinor,
    taxMinor: missing === 0n ? minor(line.lineTax) : gross - net,
    totalMinor,
  };
}

function shippingOf(order: VendureOrder, minor: Minor) {
  const cancelled = order.shippingLines.flatMap(({ discounts }) => discounts.filter(({ type }) => type === CANCELLED));
  const back = (amounts: readonly string[]) => amounts.reduce((all, amount) => all - minor(amount), 0n);
  return {
    net: minor(order.shipping) + back(cancelled.map(({ amount }) => amount)),
    gross: minor(order.shippingWithTax) + back(cancelled.map(({ amountWithTax }) => amountWithTax)),
    isCancelled: cancelled.length > 0,
  };
}
