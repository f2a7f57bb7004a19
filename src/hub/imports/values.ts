/** What cells mean. Each reader answers the value, or throws `CellError` saying what to write instead. */

import { isStoredImage } from "../../commerce/image-address.ts";
import { MOST_UNITS } from "../../commerce/inventory.ts";
import { type Message, message } from "../../commerce/message.ts";
import { currencyExponent, isExactMoney, parseMoney } from "../../commerce/money.ts";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import type { Json } from "../../commerce/product.ts";
import type { ImportOptions } from "./options.ts";

/** What is wrong with a cell; the message tells what to do. */
export class CellError extends Error {
  override name = "CellError";
  readonly code: ProblemCode;
  readonly userMessage: string | Message;

  constructor(code: ProblemCode, text: string | Message) {
    super(typeof text === "string" ? text : text.text);
    this.code = code;
    this.userMessage = text;
  }
}

const MOST_TEXT = 500_000;

/** Text as it stands; refuses what cannot be kept and numbers that a spreadsheet has shortened. */
export function readText(cell: string): string {
  if (cell.includes("\0"))
    throw new CellError("CELL_NUL", "The cell holds a NUL character (U+0000), which cannot be stored. Remove it.");
  if (cell.length > MOST_TEXT)
    throw new CellError("CELL_TOO_LONG", `The cell has ${cell.length} characters; ${MOST_TEXT} is the most.`);
  return cell;
}

/** A code: a SKU, a barcode, an HSN. */
export function readCode(cell: string): string {
  const text = readText(cell).trim();
  if (/^\d(?:[.,]\d+)?E\+\d+$/i.test(text))
    throw new CellError(
      "CELL_SHORTENED",
      `"${text}" is a long number that a spreadsheet has shortened; its digits are lost. Format the column as text and enter the whole number.`,
    );
  return text;
}

/** As most programs write it. */
const PLAIN = /^-?\d{1,20}(?:\.\d{1,18})?$/;

/** Plain decimal text of a number as people write it: "1,234.50" or "1.234,50" by the option. */
export function readDecimal(cell: string, options: Pick<ImportOptions, "decimal">): string {
  if (options.decimal === "point" && PLAIN.test(cell)) return cell;
  const [point, group] = options.decimal === "point" ? [".", ","] : [",", "."];
  const text = readCode(withLatinDigits(cell, { point, group })).replace(/^'/, "").trim();
  if (/\p{Nd}/u.test(text.replace(/[0-9]/g, "")))
    throw new CellError(
      "CELL_DIGITS",
      `"${text.slice(0, 40)}" is written with other digits than 0 to 9. Write it with those.`,
    );
  const shape = new RegExp(`^-?(?:\\d{1,3}(?:\\${group}\\d{3})+|\\d+)?(?:\\${point}\\d*)?$`);
  if (text.length > 40 || !/\d/.test(text) || !shape.test(text))
    throw new CellError(
      "CELL_NUMBER",
      message(options.decimal === "point" ? "cell.numberPoint" : "cell.numberComma", { value: text.slice(0, 40) }),
    );
  return text.replaceAll(group, "").replace(point, ".");
}

/** Arabic and Persian digits, with their decimal and group signs, say the same numbers. */
function withLatinDigits(cell: string, { point, group }: { readonly point: string; readonly group: string }): string {
  return cell
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replaceAll("\u066b", point)
    .replaceAll("\u066c", group);
}

/** Minor units of an amount of money. */
export function readAmount(cell: string, currency: string, options: Pick<ImportOptions, "decimal">): bigint {
  const text = readDecimal(cell, options);
  if (!isExactMoney(text, currency))
    throw new CellError(
      "CELL_AMOUNT",
      message("cell.places", { currency, places: currencyExponent(currency), value: text }),
    );
  const { minor } = parseMoney(text, currency);
  if (minor < 0n) throw new CellError("CELL_AMOUNT", message("cell.negative"));
  if (minor > 2n ** 53n) throw new CellError("CELL_AMOUNT", message("cell.tooLarge"));
  return minor;
}

export function readCurrency(cell: string): string {
  const text = readText(cell).trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(text))
    throw new CellError("CELL_CURRENCY", `"${text.slice(0, 20)}" is not a currency code like USD.`);
  return text;
}

/** Whole units; may be negative, for stock that is. */
function readUnits(cell: string, options: Pick<ImportOptions, "decimal">): number {
  const text = readDecimal(cell, options).replace(/\.0*$/, "");
  const units = Number(text);
  if (!/^-?\d+$/.test(text) || Math.abs(units) > MOST_UNITS)
    throw new CellError("CELL_UNITS", `"${text}" is not a whole number of units up to 1,000,000,000.`);
  return units === 0 ? 0 : units;
}

/** Units on hand of goods that are counted in fractions too: the whole ones, as of every channel (decision 520). */
export function readStock(cell: string, options: Pick<ImportOptions, "decimal">): { units: number; isCut: boolean } {
  const exact = readDecimal(cell, options);
  const [whole = "", part = ""] = exact.split(".");
  if (!/[1-9]/.test(part)) return { units: readUnits(cell, options), isCut: false };
  const units = readUnits(whole, { decimal: "point" });
  return { units: exact.startsWith("-") ? units - 1 : units, isCut: true };
}

const GRAMS: Readonly<Record<string, number>> = { g: 1, kg: 1_000, lb: 453.592_37, oz: 28.349_523_125 };
const MILLIMETRES: Readonly<Record<string, number>> = { mm: 1, cm: 10, m: 1_000, in: 25.4 };

export function readGrams(cell: string, unit: string, options: Pick<ImportOptions, "decimal">): number {
  const grams = Math.round(Number(readDecimal(cell, options)) * (GRAMS[unit] ?? 1));
  if (grams < 0 || grams > 2_147_483_647) throw new CellError("CELL_NUMBER", message("cell.weight"));
  return grams;
}

/** A length to a thousandth of a millimetre. */
export function readMillimetres(cell: string, unit: string, options: Pick<ImportOptions, "decimal">): number {
  const text = readDecimal(cell, options);
  const length = unit === "mm" ? Number(text) : Math.round(Number(text) * (MILLIMETRES[unit] ?? 1) * 1_000) / 1_000;
  if (length < 0 || length > 1e9) throw new CellError("CELL_NUMBER", message("cell.length"));
  return length;
}

export function readCoordinate(cell: string, options: Pick<ImportOptions, "decimal">): number {
  const index = readUnits(cell, options);
  if (index < 0) throw new CellError("CELL_NUMBER", message("cell.place"));
  return index;
}

const YES = /^(1|true|t|yes|y|on|active|published|enabled|visible)$/i;
const NO = /^(0|-1|false|f|no|n|off|inactive|draft|archived|private|unpublished|disabled|hidden|unlisted)$/i;

export function readFlag(cell: string): boolean {
  const text = readText(cell).trim();
  if (YES.test(text)) return true;
  if (NO.test(text)) return false;
  throw new CellError("CELL_FLAG", `"${text.slice(0, 40)}" is neither yes nor no. Write true or false.`);
}

/** Percent with at most two places: "18", "2.5". */
export function readRate(cell: string, options: Pick<ImportOptions, "decimal">): string {
  const text = readDecimal(cell.replace(/%\s*$/, ""), options).replace(/^0+(?=\d)/, "");
  const short = text.includes(".") ? text.replace(/(?:(?=\.)|(?<!0))\.?0+$/, "") : text;
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(short) || Number(short) > 100)
    throw new CellError("CELL_RATE", "A rate is a percentage from 0 to 100 with at most two places.");
  return short;
}

export function readCountry(cell: string): string {
  const text = readText(cell).trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(text))
    throw new CellError("CELL_COUNTRY", `"${text.slice(0, 40)}" is not a country code of two letters, like IN or DE.`);
  return text;
}

export function readObject(cell: string): Readonly<Record<string, Json>> {
  const parsed = parsedJson(readText(cell));
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new CellError("CELL_JSON", 'The cell is not a JSON object like {"material": "cotton"}.');
  return parsed as Readonly<Record<string, Json>>;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) => {
      if (typeof value === "number" && !Number.isFinite(value))
        throw new CellError("CELL_NUMBER", message("cell.jsonNumber"));
      return value;
    });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** An http or https address. */
export function readAddress(cell: string): string {
  const text = readText(cell).trim();
  if (isStoredImage(text)) return text;
  if (text.length > 4_000 || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new CellError(
      "CELL_ADDRESS",
      `"${text.slice(0, 100)}" is not an address that begins with http:// or https://.`,
    );
  return text;
}
