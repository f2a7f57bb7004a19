/** What a refund of one line gives back: the seller's amount, and beside it the taxes the marketplace remits. */
import { divideRounded } from "../../commerce/decimal.ts";
import { allocate } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { decimalOf, ownTaxOf, remittedOf, sumOf } from "./order-money.ts";
import type { Line, Tax } from "./order-schemas.ts";

interface Paid {
  readonly amount: string;
  readonly taxes: readonly Tax[];
}

/** What was paid, and what of it went back before. */
interface Charge extends Paid {
  readonly backs: readonly Paid[];
}

const backsOf = ({ refunds, cancelations }: Line) => [...refunds, ...cancelations];

export const itemCharge = (line: Line): Charge => ({
  ...{ amount: line.price, taxes: line.taxes },
  backs: backsOf(line).map(({ amount, taxes }) => ({ amount: amount ?? "0", taxes })),
});

export const shippingOf = (line: Line): Charge => ({
  ...{ amount: line.shipping_price, taxes: line.shipping_taxes },
  backs: backsOf(line).map((one) => ({ amount: one.shipping_amount ?? "0", taxes: one.shipping_taxes })),
});

interface Mode {
  readonly currency: string;
  readonly isIncluded: boolean;
}

export const numberOf = (minor: bigint, currency: string): Json => jsonNumber(decimalOf(minor, currency));

/**
 * An amount of the seller's with its taxes as the order has them: in it, or on top. The order's mode is sent with it, and a
 * tax that is left out is not refunded. What the marketplace remits goes back to the buyer in the same proportion.
 */
export function amountRow(minor: bigint, charge: Charge, mode: Mode): readonly [amount: Json, taxes: Json[]] {
  const { currency, isIncluded } = mode;
  const { taxes } = charge;
  const whole = sumOf([charge], currency);
  const back = remittedBack(minor, charge, mode);
  const own = taxes.map((tax) => ownTaxOf([tax], currency));
  const [net, shares] = isIncluded ? withTaxIn(minor, back, { whole, own }) : withTaxOnTop(minor, { whole, own });
  const rows = taxes.map(({ code }, at) => ({
    code,
    amount: numberOf((shares[at] ?? 0n) + (back[at] ?? 0n), currency),
  }));
  return [numberOf(net, currency), rows];
}

interface Weights {
  readonly whole: bigint;
  readonly own: readonly bigint[];
}

function withTaxIn(minor: bigint, back: readonly bigint[], { whole, own }: Weights): readonly [bigint, bigint[]] {
  const net = minor + total(back);
  return [net, own.map((tax) => (whole === 0n ? 0n : divideRounded(tax * net, whole)))];
}

function withTaxOnTop(minor: bigint, { whole, own }: Weights): readonly [bigint, bigint[]] {
  const [net = 0n, ...shares] = allocate(minor, [whole, ...own]);
  return [net, shares];
}

/** Of each tax what the marketplace gives back: refunds of all that was paid come to the tax, to the cent. */
function remittedBack(minor: bigint, charge: Charge, mode: Mode): bigint[] {
  const { currency, isIncluded } = mode;
  const before = charge.backs.flatMap(({ taxes }) => taxes);
  const left = charge.taxes.map((tax) => {
    const same = before.filter(({ code }) => code === tax.code);
    const remitted = remittedOf([tax], currency) - remittedOf(same, currency);
    // A refund whose taxes are not broken down counts with all of them.
    return atLeastZero(least(remitted, sumOf([tax], currency) - sumOf(same, currency)));
  });
  const own = ownOf(charge, mode);
  if (minor <= 0n || own <= 0n) return left.map(() => 0n);
  const isLast = minor >= own - charge.backs.reduce((sum, one) => sum + ownOf(one, mode), 0n);
  const share = isLast ? total(left) : divideRounded(minor * remittedOf(charge.taxes, currency), own);
  const room = isIncluded ? sumOf([charge], currency) - sumOf(charge.backs, currency) - minor : total(left);
  return allocate(atLeastZero(least(share, least(total(left), room))), left);
}

const ownOf = ({ amount, taxes }: Paid, { currency, isIncluded }: Mode): bigint =>
  sumOf([{ amount }], currency) + (isIncluded ? -remittedOf(taxes, currency) : ownTaxOf(taxes, currency));

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, one) => sum + one, 0n);
const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const atLeastZero = (one: bigint): bigint => (one > 0n ? one : 0n);
