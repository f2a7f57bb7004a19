/**
 * An order's figures. Amazon tells what the seller receives; what the buyer pays is put together again from the parts
 * of each item (sheet section 8), and hidden altogether while the order is pending.
 */
import { divideRounded, parseDecimal } from "../../commerce/decimal.ts";
import { type DecimalText, formatDecimal, multiplyDecimal, parseMoney } from "../../commerce/money.ts";
import type { OrderTotals } from "../../commerce/order.ts";
import type { Breakdown, Item, Order } from "./order-schemas.ts";

export interface LineMoney {
  readonly unitPrice: DecimalText;
  readonly discountMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

export interface OrderMoney {
  readonly totals: OrderTotals;
  readonly quality: "exact" | "estimated" | "hidden";
  /** By item, in the order's own sequence. */
  readonly lines: readonly LineMoney[];
}

/** The parts of one item, in minor units; `tax` and `off` by what they belong to. */
interface Parts {
  readonly goods: bigint;
  readonly shipping: bigint;
  readonly fees: bigint;
  readonly tax: Share;
  readonly off: Share;
}

interface Share {
  readonly goods: bigint;
  readonly shipping: bigint;
  readonly fees: bigint;
}

export function moneyOf(order: Order, storeCurrency: string): OrderMoney {
  const currency = currencyOf(order) ?? storeCurrency;
  if (!order.orderItems.some(isPriced)) return hidden(order, currency);
  const parts = order.orderItems.map((item) => partsOf(item, currency));
  const taxed = order.orderItems.filter((_item, index) => (parts[index]?.tax.goods ?? 0n) !== 0n);
  const included = taxed.length > 0 && taxed.every((item) => isTaxInPrice(item, currency));
  const extra = (share: (part: Parts) => bigint) => parts.reduce((sum, part) => sum + share(part), 0n);
  const tips = order.proceeds?.breakdowns.filter(({ type }) => type === "DELIVERY_TIP") ?? [];
  const tip = tips.reduce((sum, { subtotal }) => sum + minor(subtotal.amount, currency), 0n);
  const tax = (of: keyof Share) => (part: Parts) => (included ? part.tax[of] : 0n);
  const subtotal = extra((part) => part.goods + tax("goods")(part));
  const discount = extra((part) => part.off.goods);
  const shipping = extra((part) => part.shipping + tax("shipping")(part) - part.off.shipping);
  const fees = tip + extra((part) => part.fees + tax("fees")(part) - part.off.fees);
  const taxes = extra((part) => part.tax.goods + part.tax.shipping + part.tax.fees);
  return {
    totals: {
      currency,
      subtotalMinor: subtotal,
      discountMinor: discount,
      taxMinor: taxes,
      shippingMinor: shipping,
      feesMinor: fees,
      totalMinor: subtotal - discount + shipping + fees + (included ? 0n : taxes),
      taxIncluded: included,
    },
    // An item without its parts is counted by its unit price: shipping and tax of it are not told.
    quality: order.orderItems.every((item) => breakdownsOf(item).length > 0) ? "exact" : "estimated",
    lines: order.orderItems.map((item, index) => lineOf(item, parts[index], { currency, included })),
  };
}

/** Nothing is told yet: no price is invented, no total either. */
function hidden(order: Order, currency: string): OrderMoney {
  return {
    totals: {
      currency,
      subtotalMinor: null,
      discountMinor: null,
      taxMinor: null,
      shippingMinor: null,
      feesMinor: null,
      totalMinor: null,
      taxIncluded: false,
    },
    quality: "hidden",
    lines: order.orderItems.map(() => ({ unitPrice: "0", discountMinor: 0n, taxMinor: 0n, totalMinor: 0n })),
  };
}

function currencyOf(order: Order): string | undefined {
  for (const { product, proceeds } of order.orderItems) {
    const found = product.price?.unitPrice ?? proceeds?.proceedsTotal ?? proceeds?.breakdowns[0]?.subtotal;
    if (found) return found.currencyCode;
  }
  return order.proceeds?.grandTotal?.currencyCode;
}

const minor = (amount: DecimalText, currency: string): bigint => parseMoney(amount, currency).minor;
const breakdownsOf = (item: Item): readonly Breakdown[] => item.proceeds?.breakdowns ?? [];
const isPriced = (item: Item): boolean => breakdownsOf(item).length > 0 || Boolean(item.product.price?.unitPrice);

function partsOf(item: Item, currency: string): Parts {
  const of = (...types: readonly string[]) => breakdownsOf(item).filter(({ type }) => types.includes(type));
  const sum = (some: readonly Breakdown[]) =>
    some.reduce((total, { subtotal }) => total + minor(subtotal.amount, currency), 0n);
  const unit = item.product.price?.unitPrice;
  const hasItems = of("ITEM").length > 0;
  const items = hasItems
    ? sum(of("ITEM"))
    : unit
      ? multiplyDecimal(unit.amount, item.quantityOrdered, currency).minor
      : 0n;
  const off = shareOf(of("DISCOUNT"), currency);
  return {
    goods: items,
    shipping: sum(of("SHIPPING")),
    // What Amazon adds one day under a new name was paid, too.
    fees: sum(breakdownsOf(item).filter(({ type }) => !NAMED.has(type))),
    tax: shareOf(of("TAX"), currency),
    // Told as what it takes off, with or without a minus.
    off: { goods: size(off.goods), shipping: size(off.shipping), fees: size(off.fees) },
  };
}

const NAMED = new Set(["ITEM", "SHIPPING", "TAX", "DISCOUNT"]);
const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

/** What a tax or a discount belongs to; what the details leave open belongs to the goods. */
function shareOf(some: readonly Breakdown[], currency: string): Share {
  let [itemsTotal, shipping, fees] = [0n, 0n, 0n];
  for (const { subtotal, detailedBreakdowns } of some) {
    let rest = minor(subtotal.amount, currency);
    for (const { subtype, value } of detailedBreakdowns) {
      if (!value || subtype === undefined || subtype === "ITEM" || subtype === "DISCOUNT") continue;
      const amount = minor(value.amount, currency);
      rest -= amount;
      if (subtype === "SHIPPING") shipping += amount;
      else fees += amount;
    }
    itemsTotal += rest;
  }
  return { goods: itemsTotal, shipping, fees };
}

/** The unit price says which of the two it is: India's holds the tax, the United States' does not. */
function isTaxInPrice(item: Item, currency: string): boolean {
  const unit = item.product.price?.unitPrice;
  if (!unit) return false;
  const parts = partsOf(item, currency);
  return multiplyDecimal(unit.amount, item.quantityOrdered, currency).minor === parts.goods + parts.tax.goods;
}

function lineOf(
  item: Item,
  parts: Parts | undefined,
  { currency, included }: { readonly currency: string; readonly included: boolean },
): LineMoney {
  if (!parts) return { unitPrice: "0", discountMinor: 0n, taxMinor: 0n, totalMinor: 0n };
  const gross = parts.goods + (included ? parts.tax.goods : 0n);
  return {
    unitPrice: unitPriceOf(item, gross, currency),
    discountMinor: parts.off.goods,
    taxMinor: parts.tax.goods,
    totalMinor: gross - parts.off.goods,
  };
}

/** As told where it fits the line, else worked out to four more places than the currency has. */
function unitPriceOf(item: Item, gross: bigint, currency: string): DecimalText {
  const unit = item.product.price?.unitPrice?.amount;
  const quantity = item.quantityOrdered;
  if (unit !== undefined && multiplyDecimal(unit, quantity, currency).minor === gross) return unit;
  if (quantity <= 0) return "0";
  const { digits, scale } = parseDecimal(formatDecimal({ minor: gross, currency }));
  const finer = divideRounded(digits * 10_000n, BigInt(quantity));
  const text = finer.toString().padStart(scale + 5, "0");
  return `${text.slice(0, -(scale + 4))}.${text.slice(-(scale + 4))}`;
}
