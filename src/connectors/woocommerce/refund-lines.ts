/** What a refund books on each line: net and every tax rate of its own, at the places the shop counts in. */

import type { Decimal, DecimalText } from "../../commerce/decimal.ts";
import { decimalText, parseDecimal, plusDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { allocateMoney, currencyExponent, money } from "../../commerce/money.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { textOf } from "../kit/parse/parse.ts";
import { goneUnits, quantityOf, soldOf } from "../kit/parse/sold-units.ts";
import type { LoadedOrder } from "./order-read.ts";
import { metaOf } from "./order-source.ts";
import type { ShopFlatLine, ShopLine, ShopRefund } from "./schemas.ts";

type RefundedOrder = Pick<LoadedOrder, "order" | "refunds">;

/** Amounts of an order as whole numbers of its smallest unit: shops may keep more places than the currency has. */
export class Units {
  readonly places: number;
  readonly currency: string;

  constructor({ order, refunds }: RefundedOrder) {
    const reported = [order.total, ...order.line_items.map((line) => line.total), ...refunds.map((one) => one.amount)];
    this.currency = order.currency;
    this.places = Math.max(currencyExponent(order.currency), ...reported.map((amount) => parseDecimal(amount).scale));
  }

  read(amount: string | undefined): bigint {
    return roundToUnits(parseDecimal(amount ?? "0"), this.places);
  }

  text(units: bigint): string {
    const value: Decimal = { digits: units, scale: this.places };
    return decimalText(value, currencyExponent(this.currency));
  }

  fromMinor(minor: bigint): bigint {
    return minor * 10n ** BigInt(this.places - currencyExponent(this.currency));
  }

  /** Minor units, half away from zero. */
  toMinor(units: bigint): bigint {
    return roundToUnits({ digits: units, scale: this.places }, currencyExponent(this.currency));
  }
}

/** What of the order is not refunded yet. */
export function leftUnits(existing: RefundedOrder, units: Units): bigint {
  return existing.refunds.reduce(
    (left, one) => left - absolute(units.read(one.amount)),
    units.read(existing.order.total),
  );
}

/** The amount to book: all that is left when that is what the cents say, never more. */
export function amountUnits(command: RefundCommand, existing: RefundedOrder, units: Units): bigint {
  const left = leftUnits(existing, units);
  const requested = units.fromMinor(command.amount.minor);
  return requested > left || command.amount.minor === units.toMinor(left) ? left : requested;
}

/** Net and taxes by rate of one entry. */
interface Share {
  readonly id: string;
  /** As the shop counts it. */
  readonly quantity?: DecimalText | undefined;
  readonly net: bigint;
  readonly taxes: readonly { readonly id: string; readonly amount: bigint }[];
  readonly restock?: boolean | undefined;
}

type TaxedLine = Pick<ShopFlatLine, "id" | "total" | "taxes" | "meta_data"> & { readonly quantity?: DecimalText };

const absolute = (units: bigint) => (units < 0n ? -units : units);
const sizeOf = ({ net, taxes }: Share) => taxes.reduce((sum, tax) => sum + tax.amount, net);

function wholeOf(line: TaxedLine, units: Units): Share {
  const taxes = (line.taxes ?? []).flatMap((tax) =>
    tax.id === undefined ? [] : [{ id: tax.id, amount: absolute(units.read(tax.total)) }],
  );
  return { id: line.id ?? "", net: absolute(units.read(line.total)), taxes };
}

function entriesOf(refunds: readonly ShopRefund[], id: string): readonly TaxedLine[] {
  const all = refunds.flatMap((one) => [...one.line_items, ...one.shipping_lines, ...one.fee_lines]);
  return all.filter((line) => textOf(metaOf(line.meta_data, "_refunded_item_id")) === id);
}

/** What earlier refunds left of a line. */
function restOf(line: TaxedLine, existing: RefundedOrder, units: Units): Share {
  const booked = entriesOf(existing.refunds, line.id ?? "").map((entry) => wholeOf(entry, units));
  const less = (whole: bigint, taken: readonly bigint[]) => {
    const left = taken.reduce((rest, one) => rest - one, whole);
    return left > 0n ? left : 0n;
  };
  const whole = wholeOf(line, units);
  const taxes = whole.taxes.map(({ id, amount }) => {
    const taken = booked.flatMap((one) => one.taxes.filter((tax) => tax.id === id).map((tax) => tax.amount));
    return { id, amount: less(amount, taken) };
  });
  const net = less(
    whole.net,
    booked.map((one) => one.net),
  );
  return { id: whole.id, net, taxes };
}

/** What earlier refunds took of a line. */
function refundedOf(line: ShopLine, { refunds }: RefundedOrder): DecimalText {
  const taken = entriesOf(refunds, line.id).map((one) => parseDecimal(one.quantity ?? "0"));
  const { digits, scale } = taken.reduce(plusDecimal, { digits: 0n, scale: 0 });
  return decimalText({ digits: absolute(digits), scale });
}

/** What some units of a line come to; the last ones take what is left. */
function shareOf(line: ShopLine, count: number, existing: RefundedOrder, units: Units): Share {
  const sold = soldOf(line.quantity);
  const before = goneUnits(sold, refundedOf(line, existing));
  const quantity = quantityOf(sold, count, before);
  if (count >= sold.orderedQuantity - before) return { ...restOf(line, existing, units), quantity };
  const whole = wholeOf(line, units);
  const { digits, scale } = parseDecimal(line.quantity);
  const part = (amount: bigint) =>
    roundToUnits({ digits: (amount * BigInt(count) * 10n ** BigInt(scale) * 10n) / (digits || 1n), scale: 1 }, 0);
  const taxes = whole.taxes.map((tax) => ({ id: tax.id, amount: part(tax.amount) }));
  return { id: line.id, quantity, net: part(whole.net), taxes };
}

/** Cuts shares down to a sum, net and taxes alike. */
function fitted(shares: readonly Share[], sum: bigint, { currency }: Units): readonly Share[] {
  if (shares.reduce((total, share) => total + sizeOf(share), 0n) <= sum) return shares;
  const weights = shares.flatMap(({ net, taxes }) => [net, ...taxes.map((tax) => tax.amount)]);
  const parts = allocateMoney(money(sum, currency), weights).map((part) => part.minor);
  let at = 0;
  return shares.map((share) => {
    const net = parts[at] ?? 0n;
    const taxes = share.taxes.map((tax, index) => ({ id: tax.id, amount: parts[at + 1 + index] ?? 0n }));
    at += 1 + taxes.length;
    return { ...share, net, taxes };
  });
}

function itemsShares(command: RefundCommand, existing: RefundedOrder, units: Units): readonly Share[] {
  return command.lines.flatMap((line) => {
    const reported = existing.order.line_items.find((one) => one.id === line.lineKey);
    return reported && line.quantity > 0
      ? [{ ...shareOf(reported, line.quantity, existing, units), restock: line.restock }]
      : [];
  });
}

/** What the lines of a refund that come back into stock come to, beside its other lines. */
export function restockedMinor(command: RefundCommand, existing: RefundedOrder): bigint {
  const units = new Units(existing);
  const requestedShipping = units.fromMinor(command.shippingMinor ?? 0n);
  const amount = amountUnits(command, existing, units);
  const items = fitted(itemsShares(command, existing, units), amount - smaller(requestedShipping, amount), units);
  return units.toMinor(sum(items.filter((share) => share.restock)));
}

/** The entries of a refund: goods first, then shipping, and with a refund of all that is left the fees. */
export function refundEntries(command: RefundCommand, existing: RefundedOrder, units: Units): Json[] {
  const amount = amountUnits(command, existing, units);
  const requestedShipping = units.fromMinor(command.shippingMinor ?? 0n);
  const items = fitted(itemsShares(command, existing, units), amount - smaller(requestedShipping, amount), units);
  const afterItems = amount - sum(items);
  // Asked for net, shipping has its tax in what is left over beside it.
  const shippingLines = requestedShipping > 0n ? existing.order.shipping_lines : [];
  const shipping = fitted(restsOf(shippingLines, existing, units), afterItems, units);
  const isAll = amount === leftUnits(existing, units) && command.lines.length > 0;
  const fees = isAll
    ? fitted(restsOf(existing.order.fee_lines, existing, units), afterItems - sum(shipping), units)
    : [];
  return [...items, ...shipping, ...fees].map((share) => entry(share, units));
}

function restsOf(lines: readonly ShopFlatLine[], existing: RefundedOrder, units: Units): readonly Share[] {
  const reported = lines.filter((line) => line.id !== undefined);
  return reported.map((line) => restOf(line, existing, units)).filter((share) => sizeOf(share) > 0n);
}

const sum = (shares: readonly Share[]) => shares.reduce((total, share) => total + sizeOf(share), 0n);
const smaller = (a: bigint, b: bigint) => (a < b ? a : b);

/** Bare JSON numbers, as the API's schema wants them for line refunds; printed digit by digit. */
function entry({ id, quantity, net, taxes }: Share, units: Units): Json {
  const reported = taxes.filter((tax) => tax.amount !== 0n);
  return {
    id: Number(id),
    ...(quantity === undefined ? {} : { quantity: jsonNumber(quantity) }),
    refund_total: jsonNumber(units.text(net)),
    ...(reported.length === 0
      ? {}
      : {
          refund_tax: reported.map((tax) => ({ id: Number(tax.id), refund_total: jsonNumber(units.text(tax.amount)) })),
        }),
  };
}
