/**
 * An order's figures as it was bought. The shop's own total shrinks: a refund books a credit line, a return that is received
 * takes the worth of its units out. So the total is put together from lines and shipping, and a line of which units came
 * back from its price, its adjustments and its tax.
 */

import { parseDecimal } from "../../commerce/decimal.ts";
import { allocateMoney } from "../../commerce/money.ts";
import type { OrderTotals } from "../../commerce/order.ts";
import type { OrderMoney, PricedLine } from "../kit/parse/order-money.ts";
import { fixed, minorOf, share, textOfFixed, withoutTax, withTax } from "./amounts.ts";
import type { MedusaLine, MedusaOrder } from "./schemas.ts";

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);

export function moneyOf(order: MedusaOrder): OrderMoney<PricedLine, OrderTotals & { readonly totalMinor: bigint }> {
  const { items, currency_code: currency } = order;
  const minor = (amount: bigint) => minorOf(amount, currency);
  // Of lines with and without tax in their prices all are told without.
  const taxIncluded = items.every(({ is_tax_inclusive }) => is_tax_inclusive);
  const bought = items.map(boughtOf);
  const paid = (one: Bought) => (taxIncluded ? one.gross : one.net);
  const shipping = shippingOf(order);
  const totalMinor = minor(sum(bought.map(({ gross }) => gross)) + shipping.gross);
  const shippingMinor = minor(taxIncluded ? shipping.gross : shipping.net);
  const exactItems = sum(bought.map(paid));
  // What rounding leaves over stands in the goods where they contain the tax, else in the tax.
  const itemsMinor = taxIncluded ? totalMinor - shippingMinor : minor(exactItems);
  const shares = exactItems > 0n ? allocateMoney({ minor: itemsMinor, currency }, bought.map(paid)) : [];
  const lines = items.map((line, index): [string, PricedLine] => {
    const one = bought[index];
    const off = (taxIncluded ? one?.grossOff : one?.netOff) ?? 0n;
    const lineMinor = shares[index]?.minor ?? 0n;
    // Against the list price, so that half a cent of both is not rounded up twice.
    const discountMinor = off === 0n || !one ? 0n : minor(paid(one) + off) - lineMinor;
    const unitPrice = unitOf(line, one, taxIncluded, currency);
    return [line.id, { unitPrice, discountMinor, taxMinor: minor(one?.tax ?? 0n), totalMinor: lineMinor }];
  });
  const discountMinor = sum(lines.map(([, line]) => line.discountMinor));
  return {
    totals: {
      currency,
      subtotalMinor: itemsMinor + discountMinor,
      discountMinor,
      taxMinor: taxIncluded
        ? minor(sum(bought.map(({ tax }) => tax)) + shipping.gross - shipping.net)
        : totalMinor - itemsMinor - shippingMinor,
      shippingMinor,
      feesMinor: 0n,
      totalMinor,
      taxIncluded,
    },
    lines: new Map(lines),
    quality: items.every(isWhole) ? "exact" : "estimated",
  };
}

/** A line as it was bought, exact: after its discounts, with and without tax. */
interface Bought {
  readonly net: bigint;
  readonly gross: bigint;
  readonly tax: bigint;
  readonly netOff: bigint;
  readonly grossOff: bigint;
}

/** Nothing of it came back: its own figures count. */
const isWhole = ({ hasComeBack }: MedusaLine): boolean => !hasComeBack;

function boughtOf(line: MedusaLine): Bought {
  if (!isWhole(line)) return rebuilt(line);
  const [netOff, grossOff] = [fixed(line.discount_subtotal), fixed(line.discount_total)];
  const net = fixed(line.subtotal) - netOff;
  return { net, gross: fixed(line.total), tax: fixed(line.tax_total), netOff, grossOff };
}

function rebuilt(line: MedusaLine): Bought {
  const rate = sum(line.tax_lines.map((one) => fixed(one.rate)));
  const listed = timesQuantity(fixed(line.unit_price), line);
  const listedNet = line.is_tax_inclusive ? withoutTax(listed, rate) : listed;
  const netOff = sum(line.adjustments.map((one) => fixed(one.amount)));
  const net = listedNet - netOff;
  const gross = withTax(net, rate);
  return { net, gross, tax: gross - net, netOff, grossOff: withTax(netOff, rate) };
}

function timesQuantity(price: bigint, { quantity, exactQuantity }: MedusaLine): bigint {
  if (exactQuantity === undefined) return price * BigInt(quantity);
  const { digits, scale } = parseDecimal(exactQuantity);
  return (price * digits) / 10n ** BigInt(scale);
}

/** Of goods sold in fractions: what one of the line's units costs. */
function unitOf(line: MedusaLine, bought: Bought | undefined, taxIncluded: boolean, currency: string): string {
  if (!bought || line.quantity === 0) return textOfFixed(fixed(line.unit_price), currency);
  if (line.is_tax_inclusive === taxIncluded)
    return textOfFixed(share(timesQuantity(fixed(line.unit_price), line), 1n, BigInt(line.quantity)), currency);
  return textOfFixed(share(bought.net + bought.netOff, 1n, BigInt(line.quantity)), currency);
}

/** Those of returns and exchanges were not part of the sale. */
function shippingOf({ shipping_methods }: MedusaOrder) {
  const own = shipping_methods.filter(({ detail }) => !detail?.return_id && !detail?.exchange_id && !detail?.claim_id);
  return {
    gross: sum(own.map(({ total }) => fixed(total))),
    net: sum(own.map(({ subtotal, discount_subtotal }) => fixed(subtotal) - fixed(discount_subtotal))),
  };
}
