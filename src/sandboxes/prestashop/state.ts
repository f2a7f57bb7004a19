/** The emulated shop's books: rows of text by resource, as its database holds them. */
import type { Clock } from "../../commerce/clock.ts";
import { divideRounded, parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { currencyExponent } from "../../commerce/money.ts";
import { localTime, zoneOffset } from "../../connectors/kit/parse/local-time.ts";
import type { Field } from "./tables.ts";
import { tableOf } from "./tables.ts";

/** One text a language, by the language's id. */
export type Texts = Readonly<Record<string, string>>;
export type Value = string | null | Texts;
export type Link = Readonly<Record<string, string>>;

export interface Row {
  readonly id: number;
  readonly values: Record<string, Value>;
  /** Stored associations; others are worked out (views.ts). */
  readonly links: Record<string, readonly Link[]>;
}

export interface Key {
  readonly isActive: boolean;
  /** Methods by resource; null: everything is ticked. */
  readonly permissions: Readonly<Record<string, readonly string[]>> | null;
  readonly hasShop: boolean;
}

export interface StoredImage {
  readonly product: number;
  readonly bytes: Buffer;
  readonly type: string;
}

export interface State {
  version: string;
  isWebserviceOn: boolean;
  /** The web server drops the Authorization header before PHP sees it. */
  stripsAuthorization: boolean;
  /** Debug mode: PHP notices stand before the answer. */
  printsNotices: boolean;
  readonly keys: Map<string, Key>;
  currency: string;
  timeZone: string;
  /** Rate of tax group 1. */
  vatPercent: number;
  readonly clock: Clock;
  readonly tables: Map<string, Map<number, Row>>;
  readonly nextId: Map<string, number>;
  readonly images: Map<number, StoredImage>;
  /** Subjects of mails sent, oldest first. */
  readonly mails: string[];
  /** Orders whose units the shop has subtracted. */
  readonly taken: Set<number>;
  /** Orders with a payment that stands on their invoice. */
  readonly invoiced: Set<number>;
  /** Of several shops: prices of the key's default one, which is not the first, by resource and id; null: there is one. */
  defaultPrices: Map<string, string> | null;
  /** PS_ROUND_TYPE: "1" each piece, "2" each row, "3" the total alone. */
  roundType: "1" | "2" | "3";
  /** Fields a module of the shop adds to its records, by resource: nothing outside has heard of them. */
  readonly moduleFields: Map<string, readonly string[]>;
  /** What a module of the shop adds to the total of carts, in millionths. */
  cartFee: bigint;
  readonly random: () => number;
}

const ZERO_FORMATS = /^(Bool|UnsignedId|NullOrUnsignedId|UnsignedInt|Int|PositiveInt)$/;
const DECIMAL_FORMATS = /^(Price|NegativePrice|Float|UnsignedFloat)$/;

/** What an untouched field holds. */
export function emptyValue(field: Field, state: State): Value {
  if (field.isPerLanguage) return textsOf(state, "");
  if (field.name === "low_stock_threshold" || field.name === "new") return null;
  if (ZERO_FORMATS.test(field.format)) return "0";
  if (field.name === "unit_price_ratio") return "0.000000";
  if (field.format === "Percentage") return "0.00";
  if (DECIMAL_FORMATS.test(field.format)) return "0.000000";
  if (field.format === "Date") return "0000-00-00 00:00:00";
  if (field.format === "DateFormat") return "0000-00-00";
  return "";
}

/** Every value of a table, untouched. */
function emptyValues(resource: string, state: State): Record<string, Value> {
  return Object.fromEntries(
    [...tableOf(resource).fields.values()].map((field) => [field.name, emptyValue(field, state)] as const),
  );
}

export function rowsOf(state: State, resource: string): Map<number, Row> {
  const rows = state.tables.get(resource) ?? new Map<number, Row>();
  state.tables.set(resource, rows);
  return rows;
}

export function newId(state: State, resource: string): number {
  const id = state.nextId.get(resource) ?? 1;
  state.nextId.set(resource, id + 1);
  return id;
}

/** A new row with these values on top of the untouched ones. */
export function insert(
  state: State,
  resource: string,
  values: Readonly<Record<string, Value>>,
  links: Readonly<Record<string, readonly Link[]>> = {},
): Row {
  const now = localNow(state);
  const times = { date_add: now, date_upd: now };
  const existing = tableOf(resource).fields;
  const stamps = Object.fromEntries(Object.entries(times).filter(([name]) => existing.has(name)));
  const all = { ...emptyValues(resource, state), ...stamps, ...values };
  const row: Row = { id: newId(state, resource), values: all, links: { ...links } };
  rowsOf(state, resource).set(row.id, row);
  return row;
}

export function touch(state: State, row: Row): void {
  row.values.date_upd = localNow(state);
}

export function find(state: State, resource: string, id: number | string): Row | undefined {
  return rowsOf(state, resource).get(Number(id));
}

export function where(state: State, resource: string, match: Readonly<Record<string, string | number>>): Row[] {
  const requested = Object.entries(match);
  return [...rowsOf(state, resource).values()].filter((row) =>
    requested.every(([name, value]) => row.values[name] === String(value)),
  );
}

/** A plain value; "" for texts and null. */
export function text(row: Row | undefined, name: string): string {
  const value = row?.values[name];
  return typeof value === "string" ? value : "";
}

export function num(row: Row | undefined, name: string): number {
  return Number(text(row, name)) || 0;
}

export function languageIds(state: State): string[] {
  return [...rowsOf(state, "languages").keys()].map(String);
}

/** The same text in every language. */
export function textsOf(state: State, same: string): Texts {
  return Object.fromEntries(languageIds(state).map((id) => [id, same]));
}

/** The text in the shop's first language. */
export function firstText(state: State, row: Row | undefined, name: string): string {
  const value = row?.values[name];
  const [first = ""] = languageIds(state);
  return value !== null && typeof value === "object" ? (value[first] ?? "") : "";
}

export function localNow(state: State): string {
  return localTime((utcMs) => zoneOffset(state.timeZone, utcMs)).toLocal(state.clock.now());
}

/** Millionths, as the shop's columns hold money. */
export function micro(amount: string): bigint {
  return amount === "" ? 0n : roundToUnits(parseDecimal(amount), 6);
}

export function sixDecimals(amount: bigint): string {
  const size = (amount < 0n ? -amount : amount).toString().padStart(7, "0");
  return `${amount < 0n ? "-" : ""}${size.slice(0, -6)}.${size.slice(-6)}`;
}

/** Rounded to the currency's own places, still in millionths. */
export function rounded(state: State, amount: bigint): bigint {
  const step = 10n ** BigInt(6 - currencyExponent(state.currency));
  return divideRounded(amount, step) * step;
}

export function withTax(state: State, net: bigint, taxGroup: string): bigint {
  const rate = taxGroup === "1" ? BigInt(Math.round(state.vatPercent * 1000)) : 0n;
  return net + divideRounded(net * rate, 100_000n);
}

export const isEight = (state: State): boolean => !state.version.startsWith("9.");
