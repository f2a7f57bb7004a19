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
  plusDecimal,
  roundToUnits,
} from "../../../commerce/decimal.ts";
import { MOST_UNITS } from "../../../commerce/inventory.ts";
import { plainDecimal } from "./json.ts";

/** What was ordered of a line. */
export interface Sold {
  readonly orderedQuantity: number;
  /** Where it is no whole number. */
  readonly exactQuantity?: DecimalText | undefined;
}

const NOTHING: Decimal = { digits: 0n, scale: 0 };

/** A platform's quantity as the line has it; none where it is below zero. */
export function soldOf(quantity: DecimalText | number): Sold {
  const reported = decimalOf(quantity);
  if (compareDecimal(reported, NOTHING) <= 0) return { orderedQuantity: 0 };
  const orderedQuantity = containing(reported);
  const text = decimalText(reported);
  return text.includes(".") ? { orderedQuantity, exactQuantity: text } : { orderedQuantity };
}

/** Units of a line that went with a part of its quantity: shipped, refunded or cancelled. */
export function goneUnits(sold: Sold, part: DecimalText | number): number {
  const gone = decimalOf(part);
  if (sold.exactQuantity === undefined) return Math.min(sold.orderedQuantity, Math.max(0, containing(gone)));
  return sold.orderedQuantity - Math.min(sold.orderedQuantity, Math.max(0, containing(minus(exactOf(sold), gone))));
}

/**
 * Units each of several parts of a line goes with, one after the other: together as many as all of them go with. Rounded
 * up one by one, three refunds of 0.5 would be more units than the 1.5 that was sold.
 */
export function consumeInOrder(sold: Sold, parts: readonly (DecimalText | number)[]): readonly number[] {
  let all = NOTHING;
  return parts.map((part) => {
    const before = goneUnits(sold, decimalText(all));
    all = plusDecimal(all, decimalOf(part));
    return goneUnits(sold, decimalText(all)) - before;
  });
}

interface Part {
  readonly part: DecimalText | number;
  /** It stays out of sale. */
  readonly isKept: boolean;
}

/**
 * The same of refunded parts, of which some stay out of sale: no unit that one of them is of counts for put back, however
 * little of it. 0.05 kept out of 0.06 is the one unit that was sold.
 */
export function refundInOrder(sold: Sold, parts: readonly Part[]): readonly number[] {
  const units = [
    ...consumeInOrder(
      sold,
      parts.map(({ part }) => part),
    ),
  ];
  const indexes = (isStored: boolean) => parts.flatMap((one, index) => (one.isKept === isStored ? index : []));
  const [stored, others] = [indexes(true), indexes(false).reverse()];
  const last = stored.at(-1);
  if (last === undefined) return units;
  const at = (index: number) => units[index] ?? 0;
  const most = takenUnits(decimalText(stored.map((index) => decimalOf(parts[index]?.part ?? 0)).reduce(plusDecimal)));
  let lacking = most - stored.reduce((sum, index) => sum + at(index), 0);
  for (const index of others) {
    const moved = Math.max(0, Math.min(lacking, at(index)));
    units[index] = at(index) - moved;
    units[last] = at(last) + moved;
    lacking -= moved;
  }
  return units;
}

/** Of several refunds with parts of lines in them: what each of their rows is refunded with, and none where that is nothing. */
export function refundedUnits<Row>(
  refunds: readonly (readonly Row[])[],
  how: {
    readonly lineOf: (row: Row) => string;
    readonly partOf: (row: Row) => Part;
    readonly soldBy: (lineKey: string) => Sold | undefined;
  },
): readonly (readonly { readonly row: Row; readonly units: number }[])[] {
  const units = new Map(
    [...Map.groupBy(refunds.flat(), how.lineOf)].flatMap(([lineKey, own]) => {
      const sold = how.soldBy(lineKey);
      // Of whole units a shop may have refunded more than it still says was sold.
      const most = sold?.exactQuantity === undefined ? { orderedQuantity: MOST_UNITS } : sold;
      const gone = refundInOrder(most, own.map(how.partOf));
      return own.map((row, index) => [row, gone[index] ?? 0] as const);
    }),
  );
  return refunds.map((rows) =>
    rows.flatMap((row) => {
      const own = units.get(row) ?? 0;
      return own > 0 ? [{ row, units: own }] : [];
    }),
  );
}

/** Units a channel took from its number for a line: as many as contain them. */
export const takenUnits = (part: DecimalText | number): number => Math.max(0, containing(decimalOf(part)));

/** Units a shop shows: what is left of one is not for sale. */
export function wholeUnits(reported: DecimalText | number): number {
  const { digits, scale } = decimalOf(reported);
  const unit = 10n ** BigInt(scale);
  return Number(digits < 0n ? (digits - unit + 1n) / unit : digits / unit);
}

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

/** What is left over of floats beyond a millionth is none: 0.3 - 0.1 - 0.2 is 2.8E-17 in PHP and JavaScript. */
const FINEST = 6;

function decimalOf(quantity: DecimalText | number): Decimal {
  const reported = parseDecimal(plainDecimal(String(quantity)));
  return reported.scale <= FINEST ? reported : { digits: roundToUnits(reported, FINEST), scale: FINEST };
}

function containing({ digits, scale }: Decimal): number {
  const unit = 10n ** BigInt(scale);
  return Number(digits > 0n ? (digits + unit - 1n) / unit : digits / unit);
}

function minus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const scaled = (value: Decimal) => value.digits * 10n ** BigInt(scale - value.scale);
  return { digits: scaled(a) - scaled(b), scale };
}
