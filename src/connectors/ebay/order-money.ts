/**
 * An order's figures without what eBay keeps: taxes it collects and remits, its own charges, import charges (sheet
 * section 4). Whether a total holds the remitted taxes is told by the order itself: then they stand among its taxes, too.
 */
import { parseMoney } from "../../commerce/money.ts";
import type { OrderTotals } from "../../commerce/order.ts";
import { type OrderMoney, type PricedLine, unitPriceOf } from "../kit/parse/order-money.ts";
import type { Amount, Line, Order } from "./order-schemas.ts";

type Reported = Amount | null | undefined;

export function moneyOf(order: Order, hasTaxInPrices: boolean): OrderMoney<PricedLine> {
  const { currency } = order.pricingSummary.total;
  const minor = (reported: Reported): bigint => (reported ? parseMoney(reported.value, currency).minor : 0n);
  const sum = (amounts: readonly Reported[]): bigint => amounts.reduce((all, one) => all + minor(one), 0n);
  const { pricingSummary: reported, lineItems } = order;
  const subtotal = reported.priceSubtotal
    ? minor(reported.priceSubtotal)
    : sum(lineItems.map((line) => line.lineItemCost));
  const discount = size(minor(reported.priceDiscount));
  const imports = sum(
    lineItems.flatMap(({ deliveryCost }) => [deliveryCost?.importCharges, deliveryCost?.shippingIntermediationFee]),
  );
  const tax = sum(lineItems.flatMap((line) => ownTaxes(line).map((one) => one.amount)));
  const remitted = sum(lineItems.flatMap((line) => remittedInTotal(line).map((one) => one.amount)));
  const charges = sum(
    lineItems.flatMap(({ ebayCollectedCharges: retained }) => [
      retained?.ebayShipping,
      ...(retained?.charges ?? []).map((one) => one.amount),
    ]),
  );
  const shipping = minor(reported.deliveryCost) - size(minor(reported.deliveryDiscount)) - imports;
  const parts = subtotal - discount + shipping + tax + minor(reported.adjustment);
  const paid = minor(reported.total) - remitted - imports;
  // Nobody states whether the charges are in the total; the parts tell.
  const total = paid === parts ? paid : paid - charges;
  const fees = total - (subtotal - discount + shipping + tax);
  const totals: OrderTotals = {
    totalMinor: total,
    subtotalMinor: subtotal,
    shippingMinor: shipping,
    discountMinor: discount,
    feesMinor: fees,
    taxMinor: tax,
    currency,
    taxIncluded: tax === 0n && hasTaxInPrices,
  };
  return {
    totals,
    quality: total === parts || total === parts + minor(reported.fee) ? "exact" : "estimated",
    lines: new Map(lineItems.map((line) => [line.lineItemId, lineMoney(line, currency)])),
  };
}

const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

type Tax = Line["taxes"][number];
const isSame = (one: Tax, other: Tax): boolean =>
  one.taxType === other.taxType && one.amount?.value === other.amount?.value;

/** Remitted taxes that stand among the line's taxes as well: those a total holds. */
const remittedInTotal = ({ taxes, ebayCollectAndRemitTaxes }: Line): readonly Tax[] =>
  ebayCollectAndRemitTaxes.filter((one) => taxes.some((tax) => isSame(tax, one)));

/** The seller's own, on top of the price. */
const ownTaxes = ({ taxes, ebayCollectAndRemitTaxes }: Line): readonly Tax[] =>
  taxes.filter((tax) => !ebayCollectAndRemitTaxes.some((one) => isSame(tax, one)));

function lineMoney(line: Line, currency: string): PricedLine {
  const minor = (reported: Reported): bigint => (reported ? parseMoney(reported.value, currency).minor : 0n);
  const gross = minor(line.lineItemCost);
  const total = line.discountedLineItemCost ? minor(line.discountedLineItemCost) : gross;
  return {
    unitPrice: unitPriceOf(gross, line.quantity, currency),
    discountMinor: gross - total,
    taxMinor: ownTaxes(line).reduce((sum, { amount }) => sum + minor(amount), 0n),
    totalMinor: total,
  };
}
