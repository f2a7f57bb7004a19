/** Which tax rate amounts tell of: shops tell a line's tax, seldom its rate. */

/** Thousandths of a percent: fine enough for rates like 8.875 %. */
const PER_PERCENT = 1_000n;
const WHOLE = 100n * PER_PERCENT;
/** Rates are tried from the roundest on: whole percents, halves, quarters, eighths, tenths, hundredths. */
const STEPS = [1_000n, 500n, 250n, 125n, 100n, 10n] as const;

export interface Taxed {
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  /** Units, each of which a shop may have rounded by itself. */
  readonly units: number;
  /** What the seller says the product's rate is, percent. */
  readonly rate: string | null;
}

/**
 * The rate of each, percent: the product's own where the amounts fit it, else the roundest that explains them. Small
 * amounts fit several; those take one another line is sure of, or none.
 */
export function ratesOf(lines: readonly Taxed[]): (string | null)[] {
  const sure = lines.map((line) => ownRate(line) ?? onlyRate(line));
  const existing = [...new Set(sure.flatMap((rate) => rate ?? []))];
  return lines.map((line, index) => {
    const rate = sure[index] ?? existing.find((each) => fits(line, each, looseness(line)));
    return rate === undefined ? null : percentText(rate);
  });
}

function ownRate(line: Taxed): bigint | undefined {
  if (line.taxMinor === 0n) return 0n;
  const rate = line.rate === null ? undefined : percentOf(line.rate);
  return rate !== undefined && fits(line, rate, looseness(line)) ? rate : undefined;
}

function onlyRate({ netMinor, taxMinor }: Taxed): bigint | undefined {
  const [net, tax] = positive(netMinor, taxMinor);
  if (net <= 0n || tax <= 0n) return undefined;
  const least = ceilDiv((2n * tax - 1n) * WHOLE, 2n * net);
  const most = ((2n * tax + 1n) * WHOLE) / (2n * net);
  for (const step of STEPS) {
    const first = ceilDiv(least, step);
    const last = most / step;
    if (first === last) return first * step;
    if (last > first) return undefined;
  }
  return undefined;
}

function fits({ netMinor, taxMinor }: Taxed, rate: bigint, loose: bigint): boolean {
  const [net, tax] = positive(netMinor, taxMinor);
  if (net < 0n || tax < 0n) return false;
  const apart = 2n * (net * rate - tax * WHOLE);
  return (apart < 0n ? -apart : apart) <= (1n + 2n * loose) * WHOLE;
}

/** Rates of India's GST, with those of stones, gold and small makers. */
const GST = ["0.25", "1", "1.5", "3", "5", "6", "7.5", "12", "18", "28", "40"];
/** Rates of value added taxes beside whole and half percents: France, Switzerland, Ireland. */
const ODD_VAT = ["2.1", "2.6", "3.7", "3.8", "4.8", "7.7", "8.1"];

/**
 * Whether a law has a rate that makes so much tax of so much; sales taxes upon prices have any. What a shop rounds by the
 * unit may lie between two.
 */
export function isLawful(
  line: Pick<Taxed, "netMinor" | "taxMinor" | "units">,
  { currency, isWithin }: { readonly currency: string; readonly isWithin: boolean },
): boolean {
  if (currency !== "INR" && !isWithin) return true;
  const halves = Array.from({ length: 54 }, (_, n) => String((n + 1) / 2));
  const rates = currency === "INR" ? GST : [...halves, ...ODD_VAT];
  return rates.some((rate) => fits({ ...line, rate }, percentOf(rate) ?? 0n, looseness({ ...line, rate })));
}

/** Half a minor unit for each unit that was rounded. */
function looseness({ units }: Taxed): bigint {
  return BigInt(Math.ceil(Math.max(1, units) / 2));
}

/** What is taken off has both amounts below zero: its rate is the same. */
function positive(net: bigint, tax: bigint): readonly [bigint, bigint] {
  return net < 0n ? [-net, -tax] : [net, tax];
}

function ceilDiv(a: bigint, b: bigint): bigint {
  return a <= 0n ? a / b : (a + b - 1n) / b;
}

/** Thousandths of a percent of "18" or "0.25"; undefined where the text is no rate from 0 to 100. */
function percentOf(text: string): bigint | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,3})0*)?$/.exec(text.trim());
  if (!match) return undefined;
  const rate = BigInt(match[1] ?? "0") * PER_PERCENT + BigInt((match[2] ?? "").padEnd(3, "0"));
  return rate <= WHOLE ? rate : undefined;
}

function percentText(rate: bigint): string {
  const fraction = (rate % PER_PERCENT)
    .toString()
    .padStart(3, "0")
    .replace(/(?<!0)0+$/, "");
  return `${rate / PER_PERCENT}${fraction === "" ? "" : `.${fraction}`}`;
}

/** The tax within an amount, or upon it, at a rate in percent; half away from zero. */
export function taxAt(amountMinor: bigint, rate: string, isWithin: boolean): bigint {
  const thousandths = percentOf(rate) ?? 0n;
  const dividend = amountMinor * thousandths;
  const divisor = isWithin ? WHOLE + thousandths : WHOLE;
  const size = dividend < 0n ? -dividend : dividend;
  const rounded = (size * 2n + divisor) / (divisor * 2n);
  return dividend < 0n ? -rounded : rounded;
}
