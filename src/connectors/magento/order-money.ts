/**
 * An order's figures, in the books' currency and in the customer's. A line's `row_total` is net of its discount in
 * REST answers (and gross in the database): the discount is never taken off twice.
 */

import { decimalText, parseDecimal, plusDecimal, roundToUnits, timesDecimal } from "../../commerce/decimal.ts";
import { currencyExponent, type DecimalText } from "../../commerce/money.ts";
import type { OrderMoney, PricedLine } from "../kit/parse/order-money.ts";
import { soldOf } from "../kit/parse/sold-units.ts";
import type { OrderRow } from "./order-lines.ts";
import { rowsOf } from "./order-lines.ts";
import type { MagentoItem, MagentoOrder } from "./schemas.ts";

/** The fields of one of the two currencies every amount is told in. */
type Side = "base" | "order";

export function moneyOf(order: MagentoOrder, side: Side): OrderMoney<PricedLine> {
  const isBase = side === "base";
  const currency = isBase ? order.base_currency_code : order.order_currency_code;
  const exponent = currencyExponent(currency);
  const minor = (text: string) => roundToUnits(parseDecimal(text), exponent);
  const pick = (base: string, own: string) => minor(isBase ? base : own);
  const lines = new Map(rowsOf(order).map((row) => [row.row.item_id, lineMoney(row, side, exponent)]));
  const itemsTotal = sum([...lines.values()].map((line) => line.totalMinor));
  const discountMinor = sum([...lines.values()].map((line) => line.discountMinor));
  const taxMinor = pick(order.base_tax_amount, order.tax_amount);
  const shippingMinor =
    pick(order.base_shipping_amount, order.shipping_amount) -
    pick(order.base_shipping_discount_amount, order.shipping_discount_amount) +
    // Where prices hold tax the discount does, too.
    pick(order.base_shipping_discount_tax_compensation_amnt, order.shipping_discount_tax_compensation_amount);
  const totalMinor = pick(order.base_grand_total, order.grand_total);
  const feesMinor = totalMinor - itemsTotal - taxMinor - shippingMinor;
  const totals = {
    currency,
    subtotalMinor: itemsTotal + discountMinor,
    discountMinor,
    taxMinor,
    shippingMinor,
    feesMinor,
    totalMinor,
    taxIncluded: false,
  };
  return { totals, lines, quality: feesMinor === 0n ? "exact" : "estimated" };
}

const NOTHING: PricedLine = { unitPrice: "0", discountMinor: 0n, taxMinor: 0n, totalMinor: 0n };

function lineMoney({ row, bundle, parts = [] }: OrderRow, side: Side, exponent: number): PricedLine {
  // The bundle's own row has told it all.
  if (bundle !== undefined) return NOTHING;
  const of = amountsOf(row, side);
  const minor = (text: string) => roundToUnits(parseDecimal(text), exponent);
  const exact = timesDecimal(parseDecimal(of.price), parseDecimal(row.qty_ordered));
  const gross = roundToUnits(exact, exponent);
  // Where prices hold tax the discount does, too: this is the tax in it.
  const discountMinor = minor(of.discount) - minor(of.compensation);
  const net = minor(of.rowTotal) + minor(of.discount) - discountMinor;
  const isNet = distance(net, gross - discountMinor) <= distance(minor(of.rowTotal), gross);
  // A coupon on a bundle stands on the rows of its parts.
  const onParts = discountMinor === 0n ? sum(parts.map((part) => discountOf(part, side, exponent))) : 0n;
  // Fixed product tax stands beside the price, and a credit memo of the line gives its share back.
  const totalMinor = (isNet ? net : gross - discountMinor) - onParts + minor(of.fixedTaxes);
  const isWhole = Number.isInteger(Number(row.qty_ordered));
  return {
    unitPrice: isWhole
      ? withFixedTax(of.price, of.fixedTax)
      : unitText(totalMinor + discountMinor + onParts, row, exponent),
    discountMinor: discountMinor + onParts,
    taxMinor: minor(of.tax),
    totalMinor,
  };
}

function withFixedTax(price: DecimalText, fixedTax: DecimalText): DecimalText {
  return Number(fixedTax) === 0 ? price : decimalText(plusDecimal(parseDecimal(price), parseDecimal(fixedTax)));
}

function discountOf(row: MagentoItem, side: Side, exponent: number): bigint {
  const { discount, compensation } = amountsOf(row, side);
  return roundToUnits(parseDecimal(discount), exponent) - roundToUnits(parseDecimal(compensation), exponent);
}

/** Of goods sold in fractions: what one of the line's units costs. */
function unitText(minor: bigint, row: MagentoItem, exponent: number): string {
  const units = BigInt(Math.max(1, soldOf(row.qty_ordered).orderedQuantity));
  return decimalText({ digits: (minor * 1_000_000n) / units, scale: exponent + 6 }, exponent);
}

function amountsOf(row: MagentoItem, side: Side) {
  return side === "base"
    ? {
        price: row.base_price,
        rowTotal: row.base_row_total,
        discount: row.base_discount_amount,
        compensation: row.base_discount_tax_compensation_amount,
        tax: row.base_tax_amount,
        fixedTax: row.base_weee_tax_applied_amount,
        fixedTaxes: row.base_weee_tax_applied_row_amnt,
      }
    : {
        price: row.price,
        rowTotal: row.row_total,
        discount: row.discount_amount,
        compensation: row.discount_tax_compensation_amount,
        tax: row.tax_amount,
        fixedTax: row.weee_tax_applied_amount,
        fixedTaxes: row.weee_tax_applied_row_amount,
      };
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
