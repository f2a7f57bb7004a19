/** Reads a statement's rows by a mapping: entries in minor units, exactly what the file says. Pure but for the CSV. */
import { hash } from "node:crypto";
import type { SettlementKind } from "../../commerce/cost-kinds.ts";
import { type Decimal, parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import { currencyExponent, MoneyError, parseMoney, requireCurrency } from "../../commerce/money.ts";
import type { AmountColumn, SettlementMapping } from "../../commerce/settlement-mapping.ts";
import { kindOfWord } from "../../commerce/settlement-terms.ts";
import { type DecimalSign, plainNumber, shownSign } from "../../commerce/written-number.ts";
import { HubError } from "../errors.ts";
import { type Cells, inSlices } from "../imports/small-table.ts";
import { CellError, readCode, readDecimal } from "../imports/values.ts";
import { dayOf } from "./days.ts";
import { plainHead } from "./mapping.ts";

export interface StatementTable {
  readonly heads: readonly string[];
  /** With their place in the file, from 1. */
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
}

export interface StatementEntry {
  readonly row: number;
  readonly key: string;
  /** '': none is named. */
  readonly reference: string;
  readonly orderKey: string;
  readonly kind: SettlementKind;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** A day, or a moment in UTC; null: none is told. */
  readonly at: string | null;
  readonly paidAt: string | null;
  readonly text: string;
  readonly raw: Readonly<Record<string, string>>;
}

export interface StatementReading {
  readonly entries: readonly StatementEntry[];
  readonly problems: readonly { readonly row: number; readonly text: string }[];
  /** Words whose kind nobody said, with how many rows each. */
  readonly words: readonly { readonly word: string; readonly kind: SettlementKind; readonly rows: number }[];
}

/** Heads stand below a preamble in some files; so many lines are looked through for them. */
export const MOST_PREAMBLE = 15;

/** The whole file as a table; `known` are heads it has to have, so that a preamble is not taken for them. */
export function tableOf(all: Cells, existing: readonly string[]): StatementTable {
  const at = headAt(all, existing);
  const heads = (all[at] ?? []).map((head) => head.trim());
  return { heads, rows: all.slice(at + 1).map((cells, index) => ({ row: at + index + 2, cells })) };
}

/** The line that has all the known heads; without such a line the first of the widest. */
function headAt(all: readonly (readonly string[])[], existing: readonly string[]): number {
  const first = all.slice(0, MOST_PREAMBLE);
  const exact = first.findIndex((cells) => existing.length > 0 && existing.every((head) => indexOf(cells, head) >= 0));
  if (exact >= 0) return exact;
  const filled = first.map((cells) => cells.filter((cell) => cell.trim() !== "").length);
  return Math.max(0, filled.indexOf(Math.max(...filled)));
}

const indexOf = (heads: readonly string[], head: string) =>
  heads.findIndex((one) => plainHead(one) === plainHead(head));

/** Heads a mapping needs. */
export function headsOf(mapping: SettlementMapping): readonly string[] {
  const { order, reference, paidAt, occurredAt, currency, lineId, net, columns, rows } = mapping;
  return [
    ...[order, reference, paidAt, occurredAt, currency, lineId, net].flatMap((head) => head ?? []),
    ...(columns ?? []).map(({ column }) => column),
    ...(rows ? [rows.amount, ...rows.words] : []),
  ];
}

/**
 * The entries of a statement. Rows that cannot be read are told and left out. Throws HubError SETTLEMENT_MAPPING when the
 * file lacks a column, or the mapping names no amount.
 */
export async function readStatement(
  table: StatementTable,
  mapping: SettlementMapping,
  currency: string,
): Promise<StatementReading> {
  for (const head of headsOf(mapping))
    if (indexOf(table.heads, head) < 0)
      throw new HubError(
        "SETTLEMENT_MAPPING",
        "validation",
        message("refused.settlementColumn", { column: head }),
        "mapping",
      );
  if (!mapping.rows && !mapping.net && (mapping.columns ?? []).length === 0)
    throw new HubError("SETTLEMENT_MAPPING", "validation", message("refused.settlementAmounts"), "mapping");
  const { heads } = table;
  const headings = new Map<string, { word: string; kind: SettlementKind; rows: number }>();
  const seen = new Map<string, number>();
  const entries: StatementEntry[] = [];
  const problems: { row: number; text: string }[] = [];
  const sign = await signOf(table, mapping);
  const columns = new Map(headsOf(mapping).map((head) => [head, indexOf(heads, head)]));
  for await (const [, { row, cells }] of inSlices(table.rows))
    try {
      entries.push(...entriesOf({ row, cells, heads, columns, mapping, sign, currency, words: headings, seen }));
    } catch (error) {
      if (!(error instanceof CellError) && !(error instanceof MoneyError)) throw error;
      problems.push({ row, text: error.message });
    }
  return { entries, problems, words: [...headings.values()] };
}

/** The decimal sign of what shows none by itself; null: the file has both, and such an amount is a person's to read. */
async function signOf({ heads, rows }: StatementTable, mapping: SettlementMapping): Promise<DecimalSign | null> {
  const received = [...(mapping.columns ?? []).map(({ column }) => column), mapping.net, mapping.rows?.amount];
  const indexes = received.flatMap((head) => (head === undefined ? [] : [indexOf(heads, head)]));
  const shown = new Set<DecimalSign>();
  for await (const [, { cells }] of inSlices(rows))
    for (const at of indexes) {
      const sign = shownSign(bareOf(cells[at] ?? ""));
      if (sign !== null) shown.add(sign);
    }
  const [only, other] = shown;
  return other === undefined ? (only ?? mapping.decimal) : null;
}

interface RowReading {
  readonly row: number;
  readonly cells: readonly string[];
  readonly heads: readonly string[];
  /** Where a head of the mapping stands. */
  readonly columns: ReadonlyMap<string, number>;
  readonly mapping: SettlementMapping;
  readonly sign: DecimalSign | null;
  readonly currency: string;
  readonly words: Map<string, { word: string; kind: SettlementKind; rows: number }>;
  /** How often a row of the same text came before: a row that stands twice is two. */
  readonly seen: Map<string, number>;
}

function entriesOf(reading: RowReading): StatementEntry[] {
  const { row, cells, heads, columns, mapping } = reading;
  if (cells.every((cell) => cell.trim() === "")) return [];
  const cell = (head: string | undefined) => (head === undefined ? "" : (cells[columns.get(head) ?? -1] ?? "").trim());
  const reported = cell(mapping.currency).toUpperCase() || reading.currency;
  requireCurrency(reported);
  const amounts = mapping.rows ? wordAmount(reading, cell, reported) : columnAmounts(reading, cell, reported);
  if (amounts.length === 0) return [];
  for (const { name, minor } of amounts) requireSize(name, minor);
  const identity = identityOf(reading, cell(mapping.lineId));
  const at = dayOf(cell(mapping.occurredAt), mapping.days);
  const paidAt = dayOf(cell(mapping.paidAt), mapping.days);
  const raw = Object.fromEntries(heads.map((head, index) => [head, cells[index] ?? ""]));
  return amounts.map(({ name, kind, minor }) => ({
    row,
    key: `${identity}:${name}`,
    reference: readCode(cell(mapping.reference)).replace(/^'/, ""),
    orderKey: readCode(cell(mapping.order)).replace(/^'/, ""),
    kind,
    amountMinor: minor,
    currency: reported,
    at: at ?? paidAt,
    paidAt,
    text: name,
    raw,
  }));
}

interface Named {
  readonly name: string;
  readonly kind: SettlementKind;
  readonly minor: bigint;
}

type CellOf = (head: string | undefined) => string;

function wordAmount({ mapping, sign, words }: RowReading, cell: CellOf, currency: string): Named[] {
  const { rows } = mapping;
  if (!rows || cell(rows.amount) === "") return [];
  const { minor } = parseMoney(decimalOf(cell(rows.amount), sign), currency);
  const word = rows.words
    .map((head) => cell(head))
    .filter((part) => part !== "")
    .join(" / ");
  const key = word.toLowerCase();
  const sameWord = words.get(key);
  const kind = sameWord?.kind ?? rows.kinds[key] ?? kindOfWord(word);
  if (sameWord) sameWord.rows += 1;
  else words.set(key, { word, kind, rows: 1 });
  return minor === 0n ? [] : [{ name: word || rows.amount, kind, minor }];
}

/** A column an amount, and what the row's own sum says beside them. */
function columnAmounts({ mapping, sign }: RowReading, cell: CellOf, currency: string): Named[] {
  const named = (mapping.columns ?? []).flatMap((column) => {
    const text = cell(column.column);
    return text === "" || text === "-" ? [] : [{ column, value: signed(decimalOf(text, sign), column) }];
  });
  const reported = named.map(
    ({ column: { column, kind }, value }): Named => ({
      name: column,
      kind,
      minor: roundToUnits(value, currencyExponent(currency)),
    }),
  );
  const net =
    mapping.net !== undefined && cell(mapping.net) !== ""
      ? parseMoney(decimalOf(cell(mapping.net), sign), currency).minor
      : null;
  const amounts = net === null ? reported : directed(reported, net);
  if (net !== null && mapping.net !== undefined) {
    const rest = net - amounts.reduce((sum, { minor }) => sum + minor, 0n);
    // Without columns the net is all that is told: it is the sale. Beside them it is what no column explains.
    if (named.length === 0) amounts.push({ name: mapping.net, kind: net < 0n ? "refund" : "sale", minor: net });
    else if (rest !== 0n) amounts.push({ name: `${mapping.net} (rest)`, kind: "other", minor: rest });
  }
  return amounts.filter(({ minor }) => minor !== 0n);
}

/** Rows that take a sale back write the same sizes: what the row comes to says which way they go. */
function directed(reported: readonly Named[], net: bigint): Named[] {
  const sum = reported.reduce((all, { minor }) => all + minor, 0n);
  const size = (minor: bigint) => (minor < 0n ? -minor : minor);
  if (net >= 0n || sum <= 0n || size(net + sum) >= size(net - sum)) return [...reported];
  return reported.map(({ name, kind, minor }) => ({ name, kind: kind === "sale" ? "refund" : kind, minor: -minor }));
}

const MONEY_SIGN = /^([-+(]?)\s*(?:₹|rs\.?|inr|[$€£¥]|usd|eur|gbp|egp|aed|sar)\s*/i;

/** As most programs write it: there is nothing to take away. */
const BARE = /^-?[\d.,]+$/;

/** Without the money's sign and the brackets accountants write for less than nothing. */
const bareOf = (text: string): string => (BARE.test(text) ? text : withoutSigns(text));

const withoutSigns = (text: string): string =>
  text
    .normalize("NFKC")
    .replaceAll("\u2212", "-")
    .trim()
    .replace(MONEY_SIGN, "$1")
    .replace(/(%|円)$/, "")
    .trim()
    .replace(/^\((.*)\)$/, "$1");

/** Plain decimal text; accountants write (12.50) for less than nothing. */
function decimalOf(text: string, usual: DecimalSign | null): string {
  const bare = bareOf(text);
  const decimal = shownSign(bare) ?? usual;
  if (decimal === null && /[.,]/.test(bare))
    throw new CellError("CELL_NUMBER", message("cell.numberEither", { value: text.trim().slice(0, 40) }));
  const sign = decimal ?? "point";
  const number = plainNumber(bare, sign);
  const plain = readDecimal(number ?? bare, { decimal: number ? "point" : sign });
  return /^\(.*\)$/.test(text.trim().replace(MONEY_SIGN, "$1")) ? `-${plain}` : plain;
}

/** Rows of an amount no bank moves would keep the whole file out of the books. */
function requireSize(name: string, minor: bigint): void {
  if (minor > MOST_MINOR || minor < -MOST_MINOR)
    throw new CellError("CELL_AMOUNT", message("cell.tooLargeIn", { column: name.slice(0, 40) }));
}
const MOST_MINOR = 2n ** 53n;

function signed(text: string, { sign }: AmountColumn): Decimal {
  const value = parseDecimal(text);
  const size = value.digits < 0n ? -value.digits : value.digits;
  if (sign === "as_is") return value;
  return { ...value, digits: sign === "taken" ? -size : size };
}

/** The same row of two files is one line; a row that stands twice in one file is two. */
function identityOf({ cells, seen }: RowReading, lineId: string): string {
  const text = lineId === "" ? cells.map((cell) => cell.trim()).join("\0") : `id ${lineId}`;
  const digest = hash("sha256", text, "hex").slice(0, 24);
  const count = (seen.get(digest) ?? 0) + 1;
  seen.set(digest, count);
  return count === 1 ? digest : `${digest}:${count}`;
}
