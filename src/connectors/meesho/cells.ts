/** Cells of Meesho's files as values (sheet section 8): money with commas and the rupee sign, dates in three orders, long ids. */
import type { DecimalText } from "../../commerce/money.ts";
import { type DateSystem, workbookDate } from "../../commerce/workbook-date.ts";

/** India has one zone and no summer time. */
const IST = "+05:30";

export type DateFormat = "ISO" | "M/D/YYYY" | "D-M-YYYY";
export const DATE_FORMATS: readonly DateFormat[] = ["ISO", "M/D/YYYY", "D-M-YYYY"];

/** Decimal text of an amount; null when the cell is empty; undefined when it is no amount. */
export function amountOf(cell: string): DecimalText | null | undefined {
  const text = cell
    .trim()
    .replace(/^(-?)\s*(?:₹|Rs\.?|INR)\s*/i, "$1")
    .replaceAll(",", "");
  if (text === "" || text === "-") return null;
  return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
}

/** A whole number above zero, also as a spreadsheet stores it ("2.0"); undefined otherwise. */
export function quantityOf(cell: string): number | undefined {
  const match = /^(\d{1,6})(?:\.0+)?$/.exec(cell.trim());
  const value = match ? Number(match[1]) : 0;
  return value > 0 ? value : undefined;
}

/** Excel has made a number of it, and its last digits are lost. */
export const isScientific = (cell: string) => /^\d(\.\d+)?E\+?\d+$/i.test(cell.trim());

/** Year, month and day of a date in one format; undefined where it is none. */
export function dayOf(cell: string, format: DateFormat): string | undefined {
  const text = cell.trim().split(/[ T]/)[0] ?? "";
  const found = PATTERNS[format].exec(text)?.groups;
  if (!found) return undefined;
  const day = [found["y"], found["m"]?.padStart(2, "0"), found["d"]?.padStart(2, "0")].join("-");
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day ? undefined : day;
}

const PATTERNS: Readonly<Record<DateFormat, RegExp>> = {
  ISO: /^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})$/,
  "M/D/YYYY": /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/,
  "D-M-YYYY": /^(?<d>\d{1,2})[-/](?<m>\d{1,2})[-/](?<y>\d{4})$/,
};

/** The formats in which every one of these dates is a date. */
export function formatsOf(cells: Iterable<string>): readonly DateFormat[] {
  let possible = DATE_FORMATS;
  for (const cell of cells) {
    if (cell.trim() === "") continue;
    possible = possible.filter((format) => dayOf(cell, format) !== undefined);
    if (possible.length === 0) break;
  }
  return possible;
}

/** The days of these cells are the same in all formats, or only one fits. */
export function isCertain(cells: readonly string[], formats: readonly DateFormat[]): boolean {
  return cells.every((cell) => new Set(formats.map((format) => dayOf(cell, format))).size <= 1);
}

/** ISO 8601 UTC of midnight in India. */
export const instantOf = (day: string) => new Date(`${day}T00:00:00${IST}`).toISOString();

/**
 * ISO 8601 UTC of the last moment an order of this day can have been placed that a report of `receivedAt` tells: orders of
 * the day a store is connected reserve stock, rather too many than too few.
 */
export function placedBy(day: string, receivedAt: string): string {
  const end = new Date(`${day}T23:59:59${IST}`).toISOString();
  return end < receivedAt ? end : receivedAt;
}

/** A date of a workbook: text, or the number of a day as its workbook counts. */
export function workbookDay(cell: string, system: DateSystem): string | undefined {
  if (/^\d{5}(\.\d+)?$/.test(cell.trim())) return workbookDate(Number(cell), system);
  return dayOf(cell, "ISO") ?? dayOf(cell, "D-M-YYYY");
}
