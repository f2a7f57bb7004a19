/** What a basket comes to: the same on the device and on the server. */
import { allocate } from "../money.ts";
import { ratesFor, taxesOf } from "./tax.ts";
import type {
  LineTax,
  TaxAmount,
  TaxLocation,
  TaxRate,
  TaxRounding,
  TillLine,
  TillLineTotals,
  TillTotals,
} from "./types.ts";

export interface TaxRules {
  readonly rates: readonly TaxRate[];
  /** Where the goods are handed over or sent. */
  readonly place: TaxLocation;
  readonly pricesIncludeTax: boolean;
  readonly rounding: TaxRounding;
}

interface Priced {
  readonly line: TillLine;
  readonly gross: bigint;
  readonly discount: bigint;
  readonly amount: bigint;
  readonly rates: readonly LineTax[];
}

/** The taxes a line bears: those it was sold with, else those of its class. */
export const taxesOfLine = (line: TillLine, { rates, place }: Pick<TaxRules, "rates" | "place">): readonly LineTax[] =>
  line.taxes ?? ratesFor(rates, line.taxClass, place).map(({ tax, rate, isCompound }) => ({ tax, rate, isCompound }));

/** Totals of a basket in minor units. Lines that come back have negative figures, and so may the whole. */
export function totalsOf(lines: readonly TillLine[], rules: TaxRules): TillTotals {
  const priced = lines.map((line): Priced => {
    const gross = line.unitPrice * BigInt(line.quantity);
    const discount = sum(line.discounts.map(({ amount }) => amount));
    return { line, gross, discount, amount: gross - discount, rates: taxesOfLine(line, rules) };
  });
  const taxes = rules.rounding.per === "line" ? taxedLines(priced, rules) : taxedReceipt(priced, rules);
  const done = priced.map((each, n) => lineTotals(each, taxes[n] ?? [], rules.pricesIncludeTax));
  const of = (figure: (line: TillLineTotals) => bigint) => sum(done.map(figure));
  return {
    lines: done,
    subtotal: of((line) => line.gross),
    discount: of((line) => line.discount),
    net: of((line) => line.net),
    tax: of((line) => line.tax),
    taxes: byRate(done.flatMap((line) => line.taxes)),
    total: of((line) => line.total),
  };
}

function taxedLines(priced: readonly Priced[], { pricesIncludeTax, rounding }: TaxRules): bigint[][] {
  return priced.map(({ amount, rates }) => taxesOf(amount, rates, { isWithin: pricesIncludeTax, mode: rounding.mode }));
}

/** The tax of all goods of the same rates at once; what is sold and what comes back apart. */
function taxedReceipt(priced: readonly Priced[], { pricesIncludeTax, rounding }: TaxRules): bigint[][] {
  const taxes: bigint[][] = priced.map(() => []);
  const groups = Map.groupBy(
    priced.map((each, n) => ({ ...each, n })),
    ({ amount, rates }) => JSON.stringify([amount < 0n, rates]),
  );
  for (const group of groups.values()) {
    const rates = group[0]?.rates ?? [];
    const amounts = group.map(({ amount }) => amount);
    const whole = taxesOf(sum(amounts), rates, { isWithin: pricesIncludeTax, mode: rounding.mode });
    for (const tax of whole)
      for (const [at, part] of allocate(tax, amounts.map(size)).entries()) taxes[group[at]?.n ?? 0]?.push(part);
  }
  return taxes;
}

function lineTotals(priced: Priced, taxes: readonly bigint[], isWithin: boolean): TillLineTotals {
  const { line, gross, discount, amount, rates } = priced;
  const tax = sum(taxes);
  const net = isWithin ? amount - tax : amount;
  return {
    key: line.key,
    ...{ gross, discount, amount, net, tax, total: net + tax },
    taxes: rates.map((rate, n) => ({ tax: rate.tax, rate: rate.rate, base: net, amount: taxes[n] ?? 0n })),
  };
}

function byRate(amounts: readonly TaxAmount[]): TaxAmount[] {
  const rows = Map.groupBy(amounts, ({ tax, rate }) => `${tax}|${rate}`);
  return [...rows.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    return { ...first, base: sum(same.map(({ base }) => base)), amount: sum(same.map(({ amount }) => amount)) };
  });
}

/**
 * A discount on the whole basket shared over its lines by what they cost: none of what comes back, never more than a
 * line costs. Returns what each line loses, in minor units.
 */
export function sharedOver(amounts: readonly bigint[], discount: bigint): bigint[] {
  const weights = amounts.map((amount) => (amount > 0n ? amount : 0n));
  const most = sum(weights);
  if (most === 0n) return amounts.map(() => 0n);
  return allocate(discount > most ? most : discount, weights);
}

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
export const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
