/** What a store asks for an item: exact arithmetic from our price to the store's, one explained step after the other. */
import {
  compareDecimal,
  type Decimal,
  type DecimalText,
  decimalText,
  parseDecimal,
  plusDecimal,
  roundToUnits,
  timesDecimal,
} from "./decimal.ts";
import { type Message, type MessageRef, message } from "./message.ts";
import { currencyExponent, formatDecimal, type Money } from "./money.ts";

/** Prices end `endingMinor` above a multiple of `stepMinor`: 100 and 99 is .99 of a currency with two decimals. */
export interface PriceRounding {
  readonly stepMinor: bigint;
  /** From 0, below the step. */
  readonly endingMinor: bigint;
  /** nearest: upwards from the middle on. */
  readonly direction: "up" | "down" | "nearest";
}

/** How a store's price follows from ours. Amounts are minor units of the store's currency. */
export interface PriceRule {
  /** compare_at: the price where an item has none. */
  readonly base: "price" | "cost" | "compare_at";
  /** Above -100. */
  readonly markupPercent: DecimalText;
  readonly fixedMinor: bigint;
  readonly rounding: PriceRounding | null;
  /** The price is never below the cost plus this many percent: it is raised to that. */
  readonly floorPercent: DecimalText | null;
  /** The compare-at price: ours taken through the same steps; our plain price; or none. */
  readonly compareAt: "rule" | "price" | "none";
}

/** Without a rule a store asks our price, in its own currency. */
export const plainPrice: PriceRule = {
  base: "price",
  markupPercent: "0",
  fixedMinor: 0n,
  rounding: null,
  floorPercent: null,
  compareAt: "rule",
};

/** Units of `quote` for one of `base`. */
export interface ExchangeRate {
  readonly base: string;
  readonly quote: string;
  readonly rate: DecimalText;
  readonly validFrom: Date;
  readonly source: "manual" | "import";
}

export interface PriceInput {
  readonly price: Money | null;
  readonly compareAt: Money | null;
  readonly cost: Money | null;
  /** What the store sells in. */
  readonly currency: string;
  /** Null: the plain price. */
  readonly rule: PriceRule | null;
  readonly override: { readonly price: Money; readonly compareAt: Money | null } | null;
  /** The store's prices are without tax, and another store sells the item with it: the plain price fits one of them. */
  readonly isOtherTax?: boolean | undefined;
  /** The rate in force. */
  readonly rateOf: (base: string, quote: string) => ExchangeRate | null;
}

export interface PriceStep {
  readonly label: string;
  /** The label's code and gaps, for other languages. */
  readonly said: MessageRef;
  /** Decimal text in `currency`. */
  readonly value: DecimalText;
  readonly currency: string;
}

/** Why there is no price to show. The code is stored; one alert a store and code. */
export interface PriceHold {
  readonly code: string;
  readonly said: Message;
}

function stepOf({ text, code, gaps }: Message, value: DecimalText, currency: string): PriceStep {
  return { label: text, said: { code, gaps }, value, currency };
}

export interface StorePrice {
  readonly currency: string;
  /** Null when held. Never negative. */
  readonly priceMinor: bigint | null;
  readonly compareAtMinor: bigint | null;
  readonly origin: "override" | "rule" | "variant";
  readonly rate: ExchangeRate | null;
  readonly held: PriceHold | null;
  /** The arithmetic to the price, and the one to the compare-at price. */
  readonly steps: readonly PriceStep[];
  readonly compareAtSteps: readonly PriceStep[];
}

/** Ends the arithmetic: there is no price to show. */
class Held extends Error {
  readonly hold: PriceHold;

  constructor(code: string, text: Message) {
    super(text.text);
    this.hold = { code, said: text };
  }
}

/** The price a store asks, or why it has none. */
export function priceForStore(input: PriceInput): StorePrice {
  const { currency, override } = input;
  if (override) return overridden(input, override);
  const rule = input.rule ?? plainPrice;
  const steps: PriceStep[] = [];
  const used: { rate: ExchangeRate | null } = { rate: null };
  const common = { currency, origin: input.rule ? ("rule" as const) : ("variant" as const), steps };
  try {
    const base = baseOf(input, rule, steps);
    const path = { input, rule, steps, used };
    const priceMinor = atLeastFloor(path, ruled(path, base));
    const compareAtSteps: PriceStep[] = [];
    const compareAtMinor = compareAtOf({ ...path, steps: compareAtSteps }, priceMinor);
    return { ...common, priceMinor, compareAtMinor, compareAtSteps, rate: used.rate, held: null };
  } catch (error) {
    if (!(error instanceof Held)) throw error;
    return { ...common, priceMinor: null, compareAtMinor: null, compareAtSteps: [], rate: used.rate, held: error.hold };
  }
}

function overridden(input: PriceInput, { price, compareAt }: NonNullable<PriceInput["override"]>): StorePrice {
  const { currency } = input;
  const common = { currency, origin: "override" as const, rate: null, compareAtSteps: [] };
  const steps = [stepOf(message("price.set"), formatDecimal(price), price.currency)];
  if (price.currency !== currency)
    return {
      ...common,
      steps,
      priceMinor: null,
      compareAtMinor: null,
      held: {
        code: "override_currency",
        said: message("price.held.otherCurrency", { given: price.currency, currency }),
      },
    };
  return { ...common, steps, priceMinor: price.minor, compareAtMinor: compareAt?.minor ?? null, held: null };
}

interface Path {
  readonly input: PriceInput;
  readonly rule: PriceRule;
  readonly steps: PriceStep[];
  readonly used: { rate: ExchangeRate | null };
}

function baseOf(input: PriceInput, rule: PriceRule, steps: PriceStep[]): Money {
  const from = (label: Message, amount: Money) => {
    steps.push(stepOf(label, formatDecimal(amount), amount.currency));
    return amount;
  };
  if (rule.base === "cost") {
    if (!input.cost) throw new Held("no_cost", message("price.held.noCost"));
    return from(message("price.cost"), input.cost);
  }
  if (rule.base === "compare_at" && input.compareAt) return from(message("price.compareAt"), input.compareAt);
  if (!input.price) throw new Held("no_price", message("price.held.noPrice"));
  if (input.isOtherTax && !input.rule) throw new Held("other_tax", message("price.held.otherTax"));
  return from(message(rule.base === "price" ? "price.price" : "price.noCompareAt"), input.price);
}

/** An amount taken through conversion, markup and rounding. What is free stays free. */
function ruled(path: Path, amount: Money): bigint {
  const { rule, input, steps } = path;
  const now = (label: Message, value: Decimal) => {
    steps.push(stepOf(label, decimalText(value), input.currency));
    return value;
  };
  let value = converted(path, amount);
  if (amount.minor === 0n) return 0n;
  const percent = parseDecimal(rule.markupPercent);
  if (percent.digits !== 0n) {
    const code = percent.digits > 0n ? "price.plusPercent" : "price.minusPercent";
    value = now(message(code, { percent: sizeOf(percent) }), withPercent(value, percent));
  }
  if (rule.fixedMinor !== 0n) {
    const fixed = { digits: rule.fixedMinor, scale: currencyExponent(input.currency) };
    const code = rule.fixedMinor > 0n ? "price.plus" : "price.minus";
    value = now(message(code, { amount: sizeOf(fixed, fixed.scale) }), plusDecimal(value, fixed));
  }
  if (value.digits <= 0n) throw new Held("nothing_left", message("price.held.nothingLeft"));
  return rounded(value, rule.rounding, path);
}

function sizeOf(value: Decimal, decimals = 0): DecimalText {
  return decimalText({ ...value, digits: value.digits < 0n ? -value.digits : value.digits }, decimals);
}

function withPercent(value: Decimal, percent: Decimal): Decimal {
  const factor = plusDecimal({ digits: 100n, scale: 0 }, percent);
  return timesDecimal(value, { digits: factor.digits, scale: factor.scale + 2 });
}

function converted({ input, steps, used }: Path, amount: Money): Decimal {
  const value = { digits: amount.minor, scale: currencyExponent(amount.currency) };
  if (amount.currency === input.currency) return value;
  const rate = input.rateOf(amount.currency, input.currency);
  if (!rate)
    throw new Held(
      `no_rate:${amount.currency}:${input.currency}`,
      message("price.held.noRate", { from: amount.currency, to: input.currency }),
    );
  used.rate = rate;
  const result = timesDecimal(value, parseDecimal(rate.rate));
  const day = rate.validFrom.toISOString().slice(0, 10);
  const reported = { rate: decimalText(parseDecimal(rate.rate)), quote: rate.quote, base: rate.base, day };
  steps.push(stepOf(message("price.rate", reported), decimalText(result), input.currency));
  return result;
}

function rounded(value: Decimal, rounding: PriceRounding | null, path: Path): bigint {
  const { currency } = path.input;
  const exponent = currencyExponent(currency);
  const minor = rounding === null ? atLeastOne(roundToUnits(value, exponent)) : roundPrice(value, rounding, exponent);
  if (minor > MOST_MINOR) throw new Held("too_large", message("price.held.tooLarge"));
  if (compareDecimal(value, { digits: minor, scale: exponent }) !== 0)
    path.steps.push(stepOf(roundingText(rounding, currency), formatDecimal({ minor, currency }), currency));
  return minor;
}

// What the database holds of an amount, with room for sums.
const MOST_MINOR = 2n ** 62n;
const atLeastOne = (minor: bigint) => (minor > 0n ? minor : 1n);

function roundingText(rounding: PriceRounding | null, currency: string): Message {
  if (rounding === null) return message("price.rounded.unit", { currency });
  const { direction, stepMinor, endingMinor } = rounding;
  const step = formatDecimal({ minor: stepMinor, currency });
  if (endingMinor === 0n) return message(`price.rounded.${direction}.step`, { step });
  return message(`price.rounded.${direction}.ending`, {
    step,
    ending: formatDecimal({ minor: endingMinor, currency }),
  });
}

/** Minor units with the wanted ending. More than nothing never becomes nothing: the lowest price is above zero. */
export function roundPrice(value: Decimal, rounding: PriceRounding, exponent: number): bigint {
  const { stepMinor: step, endingMinor: ending, direction } = rounding;
  // In minor units: numerator / denominator.
  const shift = value.scale - exponent;
  const numerator = shift >= 0 ? value.digits : value.digits * 10n ** BigInt(-shift);
  const denominator = shift >= 0 ? 10n ** BigInt(shift) : 1n;
  // Of a value below the ending the quotient is 0: the lowest price is the ending itself.
  const below = ((numerator - ending * denominator) / (step * denominator)) * step + ending;
  const over = numerator - below * denominator;
  const goesUp = direction === "up" ? over > 0n : direction === "nearest" && over * 2n >= step * denominator;
  const price = goesUp ? below + step : below;
  return price > 0n ? price : step;
}

/** Raised to the floor, upwards to the rule's ending, where it is below. What is free stays free. */
function atLeastFloor(path: Path, priceMinor: bigint): bigint {
  const { rule, input, steps } = path;
  if (rule.floorPercent === null || priceMinor === 0n) return priceMinor;
  if (!input.cost) throw new Held("no_cost", message("price.held.noCostFloor"));
  const exponent = currencyExponent(input.currency);
  const floor = withPercent(converted({ ...path, steps: [] }, input.cost), parseDecimal(rule.floorPercent));
  if (compareDecimal({ digits: priceMinor, scale: exponent }, floor) >= 0) return priceMinor;
  const up = { stepMinor: 1n, endingMinor: 0n, ...rule.rounding, direction: "up" as const };
  const minor = roundPrice(floor, up, exponent);
  if (minor > MOST_MINOR) throw new Held("too_large", message("price.held.costTooLarge"));
  const raised = { percent: decimalText(parseDecimal(rule.floorPercent)), floor: decimalText(floor) };
  const { currency } = input;
  steps.push(stepOf(message("price.floor", raised), formatDecimal({ minor, currency }), currency));
  return minor;
}

/** With a rule a compare-at price that is not above the price is none: it would promise a discount that is not there. */
function compareAtOf(path: Path, priceMinor: bigint): bigint | null {
  const { input, rule, steps } = path;
  const { currency } = input;
  const from = rule.compareAt === "rule" ? input.compareAt : rule.compareAt === "price" ? input.price : null;
  if (!from) return null;
  const label = message(rule.compareAt === "rule" ? "price.compareAt" : "price.price");
  steps.push(stepOf(label, formatDecimal(from), from.currency));
  const plain = rule.compareAt === "price" ? { ...path, rule: plainPrice } : path;
  const minor = ruled(plain, from);
  if (input.rule === null || minor > priceMinor) return minor;
  steps.push(stepOf(message("price.leftOut"), formatDecimal({ minor, currency }), currency));
  return null;
}
