/** A credit note from its invoice: what is given back, line by line, never more than the invoice had. */

import { divideRounded } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import { allocateMoney, money } from "../../commerce/money.ts";
import { HubError } from "../errors.ts";
import { splitSum } from "./compose-invoice.ts";
import type { DocumentDraft, DocumentLine, DocumentNote, GstSplit, InvoiceDocument } from "./document.ts";
import { taxRows } from "./taxed-lines.ts";

export interface CreditInput {
  /** What is given back, with tax; absent: all that is left, which cancels the invoice. */
  readonly amountMinor?: bigint | undefined;
  /** Units that come back, by the invoice's line. */
  readonly units: readonly { readonly line: number; readonly quantity: number }[];
  readonly reason: string | null;
}

/** One line of the invoice and how much of it earlier notes have given back. */
interface Status {
  readonly line: DocumentLine;
  readonly index: number;
  readonly gross: bigint;
  readonly net: bigint;
  readonly tax: bigint;
  readonly credited: { readonly gross: bigint; readonly tax: bigint; readonly cgst: bigint; readonly sgst: bigint };
  readonly rest: bigint;
}

/** What of an invoice no credit note has given back yet. */
export function uncredited(invoice: InvoiceDocument, earlier: readonly InvoiceDocument[]): bigint {
  return invoice.totalMinor - earlier.reduce((sum, note) => sum + note.totalMinor, 0n);
}

/** Throws HubError CREDIT_TOO_MUCH, CREDIT_NOTHING_LEFT. */
export function composeCreditNote(
  invoice: InvoiceDocument,
  earlier: readonly InvoiceDocument[],
  input: CreditInput,
): DocumentDraft {
  const left = uncredited(invoice, earlier);
  const amount = input.amountMinor ?? left;
  if (left <= 0n && !(input.amountMinor === undefined && earlier.length === 0 && left === 0n))
    throw new HubError("CREDIT_NOTHING_LEFT", "conflict", message("refused.creditNothingLeft"));
  if (amount > left || (amount <= 0n && input.amountMinor !== undefined))
    throw new HubError("CREDIT_TOO_MUCH", "conflict", message("refused.creditTooMuch"), "amountMinor");
  const isWhole = amount === left;
  const exists = invoice.lines.every((line) => line.taxMinor !== null);
  if (!exists) return unknownTaxes(invoice, { amount, isWhole: isWhole && earlier.length === 0, input });
  const statuses = standingsOf(invoice, earlier);
  const given = isWhole ? statuses.map(({ rest }) => rest) : shares(invoice, statuses, { ...input, amount });
  const lines = statuses.flatMap((status, index) => {
    const gross = given[index] ?? 0n;
    const isMirror = isWhole && earlier.length === 0;
    return gross === 0n && !isMirror ? [] : [creditLine(invoice, status, { gross, input, isMirror })];
  });
  return noteOf(invoice, lines, {
    amount,
    input,
    taxMinor: lines.reduce((sum, line) => sum + (line.taxMinor ?? 0n), 0n),
  });
}

function standingsOf(invoice: InvoiceDocument, earlier: readonly InvoiceDocument[]): Status[] {
  const notes = earlier.flatMap((note) => note.lines);
  return invoice.lines.map((line, index) => {
    const before = notes.filter(({ of }) => of === index);
    const sum = (amount: (line: DocumentLine) => bigint) => before.reduce((total, each) => total + amount(each), 0n);
    const net = line.netMinor ?? 0n;
    const tax = line.taxMinor ?? 0n;
    const credited = {
      gross: sum((each) => (each.netMinor ?? 0n) + (each.taxMinor ?? 0n)),
      tax: sum((each) => each.taxMinor ?? 0n),
      cgst: sum((each) => each.split?.cgstMinor ?? 0n),
      sgst: sum((each) => each.split?.sgstMinor ?? 0n),
    };
    return { line, index, net, tax, gross: net + tax, credited, rest: net + tax - credited.gross };
  });
}

/** How the amount lies over the lines: units that come back first, then shipping and fees, then everything by its size. */
function shares(
  invoice: InvoiceDocument,
  statuses: readonly Status[],
  { amount, units }: CreditInput & { readonly amount: bigint },
): bigint[] {
  const requested = statuses.map((status) => {
    const quantity = units
      .filter(({ line }) => line === status.index)
      .reduce((total, unit) => total + unit.quantity, 0);
    return worthOf(status, quantity);
  });
  const given = spread(invoice, amount, requested);
  for (const kinds of [["shipping"], ["fees"], ["goods", "other"]]) {
    const open = amount - given.reduce((sum, part) => sum + part, 0n);
    const caps = statuses.map(({ line, rest }, index) => {
      const more = rest - (given[index] ?? 0n);
      // An amount without units lowers the price of all that was bought.
      const takes =
        units.length === 0 ? line.kind !== "discount" && line.kind !== "rounding" : kinds.includes(line.kind);
      return takes && more > 0n ? more : 0n;
    });
    const more = spread(invoice, open, caps);
    for (const [index, part] of more.entries()) given[index] = (given[index] ?? 0n) + part;
  }
  return given;
}

/** As much of the amount as the caps hold, by their sizes. */
function spread(invoice: InvoiceDocument, amount: bigint, caps: readonly bigint[]): bigint[] {
  const most = caps.reduce((sum, cap) => sum + cap, 0n);
  if (most <= amount) return [...caps];
  return allocateMoney(money(amount, invoice.currency), caps).map((part) => part.minor);
}

function worthOf({ line, gross, rest }: Status, quantity: number): bigint {
  if (quantity <= 0 || !line.quantity || gross <= 0n) return 0n;
  const value = divideRounded(gross * BigInt(Math.min(quantity, line.quantity)), BigInt(line.quantity));
  return value < rest ? value : rest > 0n ? rest : 0n;
}

interface Given {
  readonly gross: bigint;
  readonly input: CreditInput;
  /** The invoice as it is, given back as a whole. */
  readonly isMirror: boolean;
}

function creditLine(invoice: InvoiceDocument, status: Status, { gross, input, isMirror }: Given): DocumentLine {
  const { line, credited, index } = status;
  const isLast = gross === status.rest;
  const tax = isLast
    ? status.tax - credited.tax
    : divideRounded(status.tax * (credited.gross + gross), status.gross) - credited.tax;
  const net = gross - tax;
  const quantity = input.units.filter((unit) => unit.line === index).reduce((sum, unit) => sum + unit.quantity, 0);
  const isUnits = quantity > 0 && worthOf(status, quantity) === gross;
  return {
    ...line,
    of: index,
    quantity: isMirror ? line.quantity : isUnits ? quantity : null,
    unitPrice: isMirror || isUnits ? line.unitPrice : null,
    discountMinor: isMirror ? line.discountMinor : 0n,
    netMinor: net,
    taxMinor: tax,
    amountMinor: invoice.taxIncluded ? gross : net,
    split: line.split && splitOf(status, line.split, { gross, tax, isLast }),
  };
}

/** Halves by what has been given back altogether: they never exceed the invoice's, and end at them. */
function splitOf(
  { credited, gross: whole }: Status,
  split: GstSplit,
  { gross, tax, isLast }: { readonly gross: bigint; readonly tax: bigint; readonly isLast: boolean },
): GstSplit {
  if (split.cgstMinor === 0n && split.sgstMinor === 0n) return { cgstMinor: 0n, sgstMinor: 0n, igstMinor: tax };
  const most = split.cgstMinor - credited.cgst;
  const least = tax - (split.sgstMinor - credited.sgst);
  const requested = isLast ? most : divideRounded(split.cgstMinor * (credited.gross + gross), whole) - credited.cgst;
  const cgstMinor = isLast ? most : clamp(requested, least > 0n ? least : 0n, most < tax ? most : tax);
  return { cgstMinor, sgstMinor: tax - cgstMinor, igstMinor: 0n };
}

function clamp(value: bigint, least: bigint, most: bigint): bigint {
  return value < least ? least : value > most ? most : value;
}

/** Of an invoice whose tax by line nobody knows: mirrored as a whole, else one line with the amount. */
function unknownTaxes(
  invoice: InvoiceDocument,
  { amount, isWhole, input }: { readonly amount: bigint; readonly isWhole: boolean; readonly input: CreditInput },
): DocumentDraft {
  if (isWhole) {
    const lines = invoice.lines.map((line, of) => ({ ...line, of }));
    return {
      ...noteOf(invoice, lines, { amount, input, taxMinor: invoice.taxMinor }),
      notes: [...invoice.notes, ...ends(input)],
    };
  }
  const line: DocumentLine = {
    kind: "other",
    key: null,
    title: "",
    sku: null,
    hsn: null,
    quantity: null,
    unitPrice: null,
    discountMinor: 0n,
    amountMinor: amount,
    netMinor: null,
    taxMinor: null,
    rate: null,
    split: null,
    of: null,
  };
  return {
    ...noteOf(invoice, [line], { amount, input, taxMinor: null }),
    notes: ["tax_unknown", ...ends(input)],
  };
}

function noteOf(
  invoice: InvoiceDocument,
  lines: readonly DocumentLine[],
  {
    amount,
    input,
    taxMinor,
  }: { readonly amount: bigint; readonly input: CreditInput; readonly taxMinor: bigint | null },
): DocumentDraft {
  const { number, issuedOn, ...rest } = invoice;
  const retained = invoice.notes.filter((note) => note === "reverse_charge" || note === "export");
  const isReduction = lines.some((line) => line.kind === "goods" && line.quantity === null);
  return {
    ...rest,
    kind: "credit_note",
    corrects: { number, issuedOn },
    reason: input.reason,
    lines,
    taxes: taxRows(lines),
    netMinor: taxMinor === null ? null : amount - taxMinor,
    taxMinor,
    split: invoice.split && splitSum(lines),
    totalMinor: amount,
    notes: [...retained, ...(isReduction ? (["price_reduction"] as const) : []), ...ends(input)],
  };
}

function ends(input: CreditInput): DocumentNote[] {
  return input.amountMinor === undefined ? ["cancels"] : [];
}
