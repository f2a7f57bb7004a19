/** The lines of an invoice from an order's figures: they add up to its total, and no tax is made up. */

import { message } from "../../commerce/message.ts";
import { allocateMoney, currencyExponent, money } from "../../commerce/money.ts";
import { HubError } from "../errors.ts";
import type { OrderDetail } from "../orders/order-fields/order-schema.ts";
import type { DocumentLine, DocumentNote, TaxRow } from "./document.ts";
import { isLawful, ratesOf, taxAt } from "./rates.ts";

export interface InvoicedOrder
  extends Pick<
    OrderDetail,
    "currency" | "taxIncluded" | "discountMinor" | "taxMinor" | "shippingMinor" | "feesMinor" | "totalMinor"
  > {
  readonly lines: readonly InvoicedLine[];
}

export interface InvoicedLine {
  readonly key: string;
  readonly title: string;
  readonly sku: string | null;
  readonly hsn: string | null;
  /** What the seller says the product's rate is, percent; it decides only where the channel tells no tax of lines. */
  readonly rate: string | null;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly discountMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

export interface TaxedLines {
  readonly lines: readonly DocumentLine[];
  readonly taxes: readonly TaxRow[];
  readonly netMinor: bigint | null;
  readonly taxMinor: bigint | null;
  readonly totalMinor: bigint;
  readonly notes: readonly DocumentNote[];
}

/** An amount on its way to a line; `tax` null: not known. */
interface Entry {
  readonly kind: DocumentLine["kind"];
  readonly line: InvoicedLine | null;
  readonly amount: bigint;
  /** Of the order's discount. */
  readonly off: bigint;
  readonly tax: bigint | null;
}

/** Throws HubError INVOICE_TOTAL_HIDDEN where the channel withholds what was paid. */
export function taxedLines(order: InvoicedOrder, usesProductRates: boolean): TaxedLines {
  if (order.totalMinor === null)
    throw new HubError("INVOICE_TOTAL_HIDDEN", "validation", message("refused.invoiceTotalHidden"));
  const sums = sumsOf(order, order.totalMinor);
  const reported = isReportedOnOneLine(order, sums) ? undefined : reportedTaxes(order, sums);
  const found = reported ?? productTaxes(order, sums, usesProductRates);
  const entries = found?.entries ?? untaxed(order, sums);
  const lines = linesOf(entries, order.taxIncluded);
  const taxMinor = found ? sum(entries.map((entry) => entry.tax ?? 0n)) : order.taxMinor;
  const net = taxMinor === null ? null : order.totalMinor - taxMinor;
  return {
    lines,
    taxes: taxRows(lines),
    netMinor: net,
    taxMinor,
    totalMinor: order.totalMinor,
    notes: found?.notes ?? [taxMinor === null ? "tax_unknown" : "tax_per_line_unknown"],
  };
}

interface Sums {
  readonly shipping: bigint;
  readonly fees: bigint;
  /** A discount that is not in the lines. */
  readonly discount: bigint;
  /** What the other figures leave of the total. */
  readonly rest: bigint;
}

function sumsOf(order: InvoicedOrder, total: bigint): Sums {
  const shipping = order.shippingMinor ?? 0n;
  const fees = order.feesMinor ?? 0n;
  const onTop = order.taxIncluded ? 0n : (order.taxMinor ?? 0n);
  const gap = total - sum(order.lines.map((line) => line.totalMinor)) - shipping - fees - onTop;
  const reported = (order.discountMinor ?? 0n) - sum(order.lines.map((line) => line.discountMinor));
  // A discount told beside those of the lines counts only as far as the sum lacks it: some are in the lines already.
  const lacking = gap < 0n ? -gap : 0n;
  const discount = reported <= 0n ? 0n : reported < lacking ? reported : lacking;
  return { shipping, fees, discount, rest: gap + discount };
}

interface Found {
  readonly entries: readonly Entry[];
  readonly notes: readonly DocumentNote[];
}

/** The taxes as the channel tells them; undefined where those of the lines cannot be the order's. */
function reportedTaxes(order: InvoicedOrder, sums: Sums): Found | undefined {
  const { taxMinor } = order;
  if (taxMinor === null) return undefined;
  const ofLines = sum(order.lines.map((line) => line.taxMinor));
  // A tax told of the order alone: which line has how much of it is not known.
  if (ofLines === 0n && taxMinor !== 0n) return undefined;
  const left = taxMinor - ofLines;
  const beside = sums.shipping + sums.fees;
  const reported = order.lines.map((line) => line.taxMinor);
  if (left > 0n && isPlausible(order, left, beside))
    return whole(entriesOf(order, sums, { goods: reported, beside: left, rounding: 0n }), order.taxIncluded);
  if (size(left) <= BigInt(order.lines.length))
    return whole(entriesOf(order, sums, { goods: reported, beside: 0n, rounding: left }), order.taxIncluded);
  // Lines taxed before the order's discount: the discount takes its tax along.
  if (left < 0n && isPlausible(order, -left, sums.discount))
    return whole(
      entriesOf(order, sums, { goods: reported, beside: 0n, rounding: 0n, discount: left }),
      order.taxIncluded,
    );
  return undefined;
}

/**
 * A channel that tells on one line the tax of others too: more than the line's own rate makes of it, while one that is
 * taxed as well is told with none. Where nobody knows the line's rate, what no law takes: 14.28 of 100.00 are three times
 * the 5 % of three lines, and 16.66 % of one.
 */
function isReportedOnOneLine(order: InvoicedOrder, sums: Sums): boolean {
  const parts = discountParts(order, sums.discount);
  const others = order.lines.filter(({ taxMinor, totalMinor }) => taxMinor === 0n && totalMinor > 0n);
  const isRated = others.some(({ rate }) => Number(rate ?? 0) > 0);
  const isUnrated = others.some(({ rate }) => rate === null);
  const most = order.currency === "INR" ? MOST_GST : MOST_VAT;
  return order.lines.some((line, index) => {
    if (line.taxMinor === 0n || !(isRated || isUnrated)) return false;
    const amount = line.totalMinor - (parts[index] ?? 0n);
    const isMoreThan = (rate: string) =>
      line.taxMinor - taxAt(amount, rate, order.taxIncluded) > BigInt(order.lines.length);
    if (line.rate !== null) return isRated && isMoreThan(line.rate);
    return isMoreThan(most) || ![amount, line.totalMinor].some((each) => isLawfulTax(order, line, each));
  });
}

/** After the order's discount or before it: not every shop takes it off first. */
const isLawfulTax = ({ currency, taxIncluded }: InvoicedOrder, line: InvoicedLine, amount: bigint): boolean =>
  isLawful(
    {
      netMinor: taxIncluded ? amount - line.taxMinor : amount,
      taxMinor: line.taxMinor,
      units: line.quantity,
    },
    { currency, isWithin: taxIncluded },
  );

/** The highest rates of value added and sales taxes (Hungary: 27), and of India's GST (from September 2025: 40). */
const MOST_VAT = "27";
const MOST_GST = "40";

/** Nothing is taxed with more than itself. */
function whole(entries: readonly Entry[], taxIncluded: boolean): Found | undefined {
  const isOdd = entries.some(
    ({ kind, amount, tax }) => kind === "goods" && tax !== null && (tax < 0n || (taxIncluded && tax > amount)),
  );
  return isOdd ? undefined : { entries, notes: [] };
}

/** Whether so much tax can be that of an amount: at no higher rate than the highest of the lines. */
function isPlausible(order: InvoicedOrder, tax: bigint, amount: bigint): boolean {
  if (amount <= 0n) return false;
  const net = order.taxIncluded ? amount - tax : amount;
  const slack = BigInt(order.lines.length + 2);
  return order.lines.some((line) => {
    const lineNet = order.taxIncluded ? line.totalMinor - line.taxMinor : line.totalMinor;
    return lineNet > 0n && (tax - slack) * lineNet <= net * line.taxMinor;
  });
}

/**
 * The taxes by the products' own rates, where the channel tells none of lines. Shipping and fees have what is left of a
 * tax that is told, if that can be theirs; beside a tax nobody tells nothing else may be charged.
 */
function productTaxes(order: InvoicedOrder, sums: Sums, isRequested: boolean): Found | undefined {
  const apart = sums.shipping + sums.fees;
  if (!isRequested || order.lines.some((line) => line.rate === null)) return undefined;
  if (order.taxMinor === null && (!order.taxIncluded || apart !== 0n)) return undefined;
  const parts = discountParts(order, sums.discount);
  const items = order.lines.map((line, index) =>
    taxAt(line.totalMinor - (parts[index] ?? 0n), line.rate ?? "0", order.taxIncluded),
  );
  const left = order.taxMinor === null ? 0n : order.taxMinor - sum(items);
  const slack = BigInt(order.lines.length);
  const notes = ["tax_by_product_rate"] as const;
  if (size(left) <= slack)
    return { entries: entriesOf(order, sums, { goods: items, beside: 0n, rounding: left }), notes };
  const rates = order.lines.map((line) => line.rate ?? "0");
  const isTheirs = apart > 0n && rates.some((rate) => size(left - taxAt(apart, rate, order.taxIncluded)) <= slack);
  return isTheirs
    ? { entries: entriesOf(order, sums, { goods: items, beside: left, rounding: 0n }), notes }
    : undefined;
}

function untaxed(order: InvoicedOrder, sums: Sums): Entry[] {
  return entriesOf(order, sums, null);
}

interface Taxes {
  readonly goods: readonly bigint[];
  /** Of shipping and fees. */
  readonly beside: bigint;
  readonly rounding: bigint;
  /** Below zero: the discount stands as a line of its own. */
  readonly discount?: bigint;
}

function entriesOf(order: InvoicedOrder, sums: Sums, taxes: Taxes | null): Entry[] {
  const isApart = taxes?.discount !== undefined;
  const parts = discountParts(order, isApart ? 0n : sums.discount);
  const items = order.lines.map((line, index): Entry => {
    const off = parts[index] ?? 0n;
    return { kind: "goods", line, off, amount: line.totalMinor - off, tax: taxes ? (taxes.goods[index] ?? 0n) : null };
  });
  const [shippingTax, feesTax] = besideTaxes(order, sums, taxes);
  const entry = (kind: Entry["kind"], amount: bigint, tax: bigint | null): Entry[] =>
    amount === 0n && (tax ?? 0n) === 0n ? [] : [{ kind, line: null, off: 0n, amount, tax }];
  return [
    ...items,
    ...(isApart ? entry("discount", -sums.discount, taxes.discount ?? 0n) : []),
    ...entry("shipping", sums.shipping, shippingTax),
    ...entry("fees", sums.fees, feesTax),
    ...entry(restKind(order, sums.rest), sums.rest, taxes ? taxes.rounding : null),
  ];
}

function besideTaxes(order: InvoicedOrder, sums: Sums, taxes: Taxes | null): readonly [bigint | null, bigint | null] {
  if (!taxes) return [null, null];
  const [shipping, fees] = allocateMoney(money(taxes.beside, order.currency), [
    sums.shipping > 0n ? sums.shipping : 0n,
    sums.fees > 0n ? sums.fees : 0n,
  ]);
  return [shipping?.minor ?? 0n, fees?.minor ?? 0n];
}

/** Less than one unit of the currency is rounding; more is something the channel does not name. */
function restKind(order: InvoicedOrder, rest: bigint): "rounding" | "other" {
  const one = 10n ** BigInt(currencyExponent(order.currency));
  const most = one > BigInt(order.lines.length + 2) ? one : BigInt(order.lines.length + 2);
  return size(rest) < most ? "rounding" : "other";
}

/** An order's discount over its lines, by their amounts. */
function discountParts(order: InvoicedOrder, discount: bigint): bigint[] {
  const weights = order.lines.map((line) => (line.totalMinor > 0n ? line.totalMinor : 0n));
  return allocateMoney(money(discount, order.currency), weights).map((part) => part.minor);
}

function linesOf(entries: readonly Entry[], taxIncluded: boolean): DocumentLine[] {
  const nets = entries.map(({ amount, tax }) => (tax === null ? null : taxIncluded ? amount - tax : amount));
  const rates = ratesOf(
    entries.map(({ line, tax }, index) => ({
      netMinor: nets[index] ?? 0n,
      taxMinor: tax ?? 0n,
      units: line?.quantity ?? 1,
      rate: line?.rate ?? null,
    })),
  );
  return entries.map(({ kind, line, amount, off, tax }, index) => ({
    kind,
    key: line?.key ?? null,
    title: line?.title ?? "",
    sku: line?.sku ?? null,
    hsn: line?.hsn ?? null,
    quantity: line?.quantity ?? null,
    unitPrice: line?.unitPrice ?? null,
    discountMinor: (line?.discountMinor ?? 0n) + off,
    amountMinor: amount,
    netMinor: nets[index] ?? null,
    taxMinor: tax,
    rate: tax === null || kind === "rounding" ? null : (rates[index] ?? null),
    split: null,
    of: null,
  }));
}

/** What was taxed at each rate, the highest first; rounding is no supply and stands below the sum. */
export function taxRows(lines: readonly DocumentLine[]): TaxRow[] {
  const rows = new Map<string | null, { netMinor: bigint; taxMinor: bigint; split: TaxRow["split"] }>();
  for (const { kind, rate, netMinor, taxMinor, split } of lines) {
    if (netMinor === null || taxMinor === null) continue;
    const net = kind === "rounding" ? 0n : netMinor;
    if (net === 0n && taxMinor === 0n) continue;
    const row = rows.get(rate) ?? { netMinor: 0n, taxMinor: 0n, split: null };
    rows.set(rate, {
      netMinor: row.netMinor + net,
      taxMinor: row.taxMinor + taxMinor,
      split: split && {
        cgstMinor: split.cgstMinor + (row.split?.cgstMinor ?? 0n),
        sgstMinor: split.sgstMinor + (row.split?.sgstMinor ?? 0n),
        igstMinor: split.igstMinor + (row.split?.igstMinor ?? 0n),
      },
    });
  }
  return [...rows].map(([rate, row]) => ({ rate, ...row })).sort((a, b) => Number(b.rate ?? -1) - Number(a.rate ?? -1));
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function size(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}
