/** What a receipt says, as blocks from top to bottom: one description for the PDF, the printer and the e-mail. Pure. */
import { currencyExponent, formatDecimal } from "../money.ts";
import { type ReceiptLanguage, receiptLabels } from "./receipt-labels.ts";
import type { TaxAmount, TillPayment, TillSale } from "./types.ts";
import type { ZReport } from "./z-report.ts";

export type ReceiptBlock =
  | { readonly kind: "logo" }
  | {
      readonly kind: "text";
      readonly text: string;
      readonly align: "start" | "center";
      readonly isLarge?: boolean;
      readonly isBold?: boolean;
    }
  /** What stands at both ends of a line. */
  | { readonly kind: "pair"; readonly start: string; readonly end: string; readonly isBold?: boolean }
  | { readonly kind: "rule" }
  | { readonly kind: "qr"; readonly data: string };

export interface Seller {
  readonly name: string;
  readonly taxId: string | null;
  readonly address: readonly string[];
  readonly hasLogo: boolean;
}

export interface ReceiptInput {
  readonly seller: Seller;
  readonly registerName: string;
  readonly header: string;
  readonly footer: string;
  readonly staffName: string;
  readonly language: ReceiptLanguage;
  /** IANA name of where the register stands. */
  readonly timezone: string;
}

interface ReceiptTotals {
  readonly discount: bigint;
  readonly taxes: readonly TaxAmount[];
  readonly total: bigint;
  readonly rounding: bigint;
}

export interface ReceiptFacts extends ReceiptInput {
  readonly sale: TillSale;
  /** As the server counted it. */
  readonly totals: ReceiptTotals;
  readonly orderNumber: string | null;
  readonly isVoided: boolean;
}

/** 1234.50 as "1,234.50", below zero with a minus. */
function amountOf(minor: bigint, currency: string): string {
  const decimals = currencyExponent(currency);
  const format = new Intl.NumberFormat(currency === "INR" ? "en-IN" : "en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return format.format(formatDecimal({ minor, currency }) as Intl.StringNumericLiteral);
}

function momentOf(iso: string, { language, timezone }: ReceiptInput): string {
  return new Intl.DateTimeFormat(language === "ar" ? "ar-EG-u-nu-latn" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: timezone,
  }).format(new Date(iso));
}

const center = (text: string, more: { readonly isLarge?: boolean; readonly isBold?: boolean } = {}): ReceiptBlock[] =>
  text === "" ? [] : [{ kind: "text", text, align: "center", ...more }];
const plain = (text: string): ReceiptBlock => ({ kind: "text", text, align: "start" });
const pair = (start: string, end: string, isBold = false): ReceiptBlock => ({ kind: "pair", start, end, isBold });
const RULE: ReceiptBlock = { kind: "rule" };

function heading({ seller, header, language }: ReceiptInput): ReceiptBlock[] {
  const labels = receiptLabels[language];
  return [
    ...(seller.hasLogo ? [{ kind: "logo" } as const] : []),
    ...center(seller.name, { isLarge: true, isBold: true }),
    ...center(header),
    ...seller.address.flatMap((line) => center(line)),
    ...(seller.taxId === null ? [] : center(labels.taxId(seller.taxId))),
    RULE,
  ];
}

/** A sale's receipt. Amounts are written in the sale's currency, times in the register's time zone. */
export function receiptOf(facts: ReceiptFacts): ReceiptBlock[] {
  const { sale, totals, language, orderNumber, footer } = facts;
  const labels = receiptLabels[language];
  const amount = (minor: bigint) => amountOf(minor, sale.currency);
  const due = totals.total + totals.rounding;
  const isReturn = sale.lines.every(({ quantity }) => quantity < 0);
  return [
    ...heading(facts),
    ...center(isReturn ? labels.returned : labels.receipt, { isBold: true }),
    ...(facts.isVoided ? center(labels.voided, { isBold: true }) : []),
    pair(labels.number, sale.number),
    ...(orderNumber === null ? [] : [pair(labels.order, orderNumber)]),
    pair(labels.date, momentOf(sale.soldAt, facts)),
    pair(facts.registerName, facts.staffName),
    ...(sale.customer?.name ? [pair(labels.customer, sale.customer.name)] : []),
    RULE,
    ...sale.lines.flatMap((line) => lineBlocks(line, amount, language)),
    RULE,
    ...(totals.discount === 0n ? [] : [pair(labels.discount, amount(-totals.discount))]),
    ...taxBlocks(totals.taxes, amount, sale.pricesIncludeTax ? labels.within : labels.plus),
    ...(totals.rounding === 0n ? [] : [pair(labels.rounding, amount(totals.rounding))]),
    pair(`${labels.total} ${sale.currency}`, amount(due), true),
    ...sale.payments.flatMap((payment) => paymentBlocks(payment, amount, language)),
    RULE,
    ...center(footer === "" ? labels.thanks : footer),
    { kind: "qr", data: sale.number },
  ];
}

type Write = (minor: bigint) => string;

function lineBlocks(line: TillSale["lines"][number], amount: Write, language: ReceiptLanguage): ReceiptBlock[] {
  const labels = receiptLabels[language];
  const { quantity, unitPrice, title, discounts, serials, batch } = line;
  const each = quantity === 1 ? title : `${quantity} × ${title}`;
  return [
    pair(each, amount(unitPrice * BigInt(quantity))),
    ...(quantity === 1 || quantity === -1 ? [] : [plain(labels.each(amount(unitPrice)))]),
    ...discounts.map((discount) => pair(discount.title, amount(-discount.amount))),
    ...(serials ?? []).map((serial) => plain(labels.serial(serial))),
    ...(batch === undefined ? [] : [plain(labels.batch(batch))]),
  ];
}

const percentOf = (rate: string) => `${rate.includes(".") ? rate.replace(/(?:(?=\.)|(?<!0))\.?0+$/, "") : rate}%`;

const taxBlocks = (taxes: readonly TaxAmount[], amount: Write, labels: (tax: string) => string): ReceiptBlock[] =>
  taxes.map((tax) => pair(labels(`${tax.tax} ${percentOf(tax.rate)}`), amount(tax.amount)));

function paymentBlocks(payment: TillPayment, amount: Write, language: ReceiptLanguage): ReceiptBlock[] {
  const labels = receiptLabels[language];
  const { kind, given, change, tip, reference, giftCard } = payment;
  const by = giftCard === undefined ? labels.kinds[kind] : `${labels.kinds[kind]} …${giftCard.codeEnd}`;
  return [
    pair(by, amount(given ?? payment.amount)),
    ...(change !== undefined && change > 0n ? [pair(labels.change, amount(change))] : []),
    ...(tip !== undefined && tip > 0n ? [pair(labels.tip, amount(tip))] : []),
    ...(reference === undefined ? [] : [plain(labels.slip(reference))]),
  ];
}

export interface BasketFacts extends ReceiptInput {
  readonly number: string;
  readonly kind: "parked" | "quote" | "layaway";
  readonly name: string;
  readonly currency: string;
  readonly lines: TillSale["lines"];
  readonly total: bigint;
  readonly deposit: bigint;
  readonly madeAt: string;
  readonly validUntil: string | null;
}

/** What is offered, or put aside for a customer, and what is left to pay. */
export function basketBlocks(facts: BasketFacts): ReceiptBlock[] {
  const { language, currency, total, deposit, validUntil } = facts;
  const labels = receiptLabels[language];
  const amount = (minor: bigint) => amountOf(minor, currency);
  return [
    ...heading(facts),
    ...center(facts.kind === "layaway" ? labels.layaway : labels.quote, { isBold: true }),
    pair(labels.number, facts.number),
    pair(labels.date, momentOf(facts.madeAt, facts)),
    ...(validUntil === null ? [] : [pair(labels.validUntil, momentOf(validUntil, facts))]),
    ...(facts.name === "" ? [] : [pair(labels.customer, facts.name)]),
    pair(facts.registerName, facts.staffName),
    RULE,
    ...facts.lines.flatMap((line) => lineBlocks(line, amount, language)),
    RULE,
    pair(`${labels.total} ${currency}`, amount(total), true),
    ...(deposit === 0n
      ? []
      : [pair(labels.kinds.deposit, amount(-deposit)), pair(labels.left, amount(total - deposit), true)]),
    RULE,
    ...center(facts.footer === "" ? labels.thanks : facts.footer),
    { kind: "qr", data: facts.number },
  ];
}

export interface ZFacts extends ReceiptInput {
  readonly zNumber: number | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly currency: string;
  readonly report: ZReport;
  readonly moves: readonly { readonly direction: "in" | "out"; readonly amount: bigint; readonly reason: string }[];
}

/** What a session took, by tax and payment, and whether the drawer has it. */
export function zReportBlocks(facts: ZFacts): ReceiptBlock[] {
  const { report, currency, language } = facts;
  const labels = receiptLabels[language];
  const amount = (minor: bigint) => amountOf(minor, currency);
  return [
    ...heading({ ...facts, header: "" }),
    ...center(facts.zNumber === null ? labels.running : labels.zReport(facts.zNumber), { isBold: true }),
    pair(facts.registerName, facts.staffName),
    pair(labels.opened, momentOf(facts.openedAt, facts)),
    ...(facts.closedAt === null ? [] : [pair(labels.closed, momentOf(facts.closedAt, facts))]),
    RULE,
    pair(`${labels.sales} (${report.salesCount})`, amount(report.sales)),
    pair(`${labels.returns} (${report.returnsCount})`, amount(report.returns)),
    pair(labels.discount, amount(-report.discount)),
    pair(labels.rounding, amount(report.rounding)),
    pair(`${labels.total} ${currency}`, amount(report.sales + report.returns + report.rounding), true),
    ...(report.collected === 0n ? [] : [pair(labels.collected, amount(report.collected))]),
    RULE,
    ...report.taxes.flatMap((tax) => [
      pair(labels.taxed(`${tax.tax} ${percentOf(tax.rate)}`), amount(tax.base)),
      pair(`${tax.tax} ${percentOf(tax.rate)}`, amount(tax.amount)),
    ]),
    RULE,
    ...report.payments.flatMap((sums) => [
      pair(`${labels.kinds[sums.kind]} (${sums.count})`, amount(sums.taken + sums.returned)),
      ...(sums.tips === 0n ? [] : [pair(labels.tip, amount(sums.tips))]),
    ]),
    ...(report.tips.length < 2 ? [] : report.tips.map((tip) => pair(labels.tipsOf(tip.staffName), amount(tip.amount)))),
    RULE,
    pair(labels.float, amount(report.float)),
    ...facts.moves.map(({ direction, amount: moved, reason }) =>
      pair(reason, amount(direction === "in" ? moved : -moved)),
    ),
    pair(labels.expected, amount(report.expected), true),
    ...(report.counted === null ? [] : [pair(labels.counted, amount(report.counted), true)]),
    ...(report.difference === null ? [] : [pair(labels.difference, amount(report.difference), true)]),
  ];
}
