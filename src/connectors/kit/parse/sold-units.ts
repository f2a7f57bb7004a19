/**
 * Goods sold in fractions (metres, kilograms) in whole units (decision 520): a line has as many as contain its quantity,
 * and keeps that exactly. What becomes of a part of it leaves as many units as contain what is left.
 */
import {
  compareDecimal,
  type Decimal,
  type DecimalText,
  decimalText,
  parseDecimal,
} from "../../../commerce/decimal.ts";

/** What was ordered of a line. */
export interface Sold {
  readonly orderedQuantity: number;
  /** Where it is no whole number. */
  readonly exactQuantity?: DecimalText | undefined;
}

const NOTHING: Decimal = { digits: 0n, scale: 0 };

/** A platform's quantity as the line has it; none where it is below zero. */
export function soldOf(quantity: DecimalText | number): Sold {
  const told = decimalOf(quantity);
  if (compareDecimal(told, NOTHING) <= 0) return { orderedQuantity: 0 };
  const orderedQuantity = containing(told);
  const text = decimalText(told);
  return text.includes(".") ? { orderedQuantity, exactQuantity: text } : { orderedQuantity };
}

/** Units of a line that went with a part of its quantity: shipped, refunded or cancelled. */
export function goneUnits(sold: Sold, part: DecimalText | number): number {
  const gone = decimalOf(part);
  if (sold.exactQuantity === undefined) return Math.min(sold.orderedQuantity, Math.max(0, containing(gone)));
  return sold.orderedQuantity - Math.min(sold.orderedQuantity, Math.max(0, containing(minus(exactOf(sold), gone))));
}

/** Units a channel took from its number for a line: as many as contain them. */
export const takenUnits = (part: DecimalText | number): number => Math.max(0, containing(decimalOf(part)));

/** Units that are surely back with a part of a line's quantity: whole ones, and all with all of it. */
export function backUnits(sold: Sold, part: DecimalText | number): number {
  const back = decimalOf(part);
  if (compareDecimal(back, exactOf(sold)) >= 0) return sold.orderedQuantity;
  return Math.max(0, Number(back.digits / 10n ** BigInt(back.scale)));
}

/** The platform's quantity of some of a line's units: of the last ones, what is left. */
export function quantityOf(sold: Sold, units: number, before = 0): DecimalText {
  const whole = (count: number): Decimal => ({ digits: BigInt(count), scale: 0 });
  if (before + units < sold.orderedQuantity) return decimalText(whole(units));
  const left = minus(exactOf(sold), whole(before));
  return compareDecimal(left, NOTHING) <= 0 ? "0" : decimalText(left);
}

const exactOf = ({ exactQuantity, orderedQuantity }: Sold): Decimal =>
  exactQuantity === undefined ? { digits: BigInt(orderedQuantity), scale: 0 } : parseDecimal(exactQuantity);

const decimalOf = (quantity: DecimalText | number): Decimal => parseDecimal(String(quantity));

function containing({ digits, scale }: Decimal): number {
  const unit = 10n ** BigInt(scale);
  return Number(digits > 0n ? (digits + unit - 1n) / unit : digits / unit);
}

function minus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const scaled = (value: Decimal) => value.digits * 10n ** BigInt(scale - value.scale);
  return { digits: scaled(a) - scaled(b), scale };
}
