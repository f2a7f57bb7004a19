/** Days as statements write them. */

import { message } from "../../commerce/message.ts";
import type { DAY_ORDERS } from "../../commerce/settlement-mapping.ts";
import { CellError } from "../imports/values.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * A day (YYYY-MM-DD), or a moment in UTC where the text names its offset; null for an empty cell. Times without an offset
 * are left out: whose clock they mean is not told. Throws CellError on anything else.
 */
export function dayOf(text: string, order: (typeof DAY_ORDERS)[number]): string | null {
  const plain = text.trim();
  if (plain === "" || plain === "-") return null;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(plain) && !Number.isNaN(Date.parse(plain)))
    return new Date(plain).toISOString();
  const [first = "", second = "", third = ""] = plain.split(/[T ,./-]+/).filter((part) => part !== "");
  const parts = partsOf([first, second, third], order);
  const day = parts && calendarDay(parts);
  if (day) return day;
  throw new CellError("CELL_DAY", message("cell.day", { value: plain.slice(0, 40) }));
}

type Parts = readonly [year: number, month: number, day: number];

function partsOf([a, b, c]: readonly [string, string, string], order: (typeof DAY_ORDERS)[number]): Parts | null {
  const month = (name: string) => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  const number = (digits: string) => (/^\d{1,4}$/.test(digits) ? Number(digits) : Number.NaN);
  const year = (digits: string) => (digits.length === 2 ? 2_000 + number(digits) : number(digits));
  if (/^\d{4}$/.test(a)) return [number(a), month(b) || number(b), number(c)];
  if (/^\d{8}$/.test(a)) return [Number(a.slice(0, 4)), Number(a.slice(4, 6)), Number(a.slice(6))];
  if (month(b) > 0) return [year(c), month(b), number(a)];
  if (month(a) > 0) return [year(c), month(a), number(b)];
  // Where only one order makes a month, that one is meant.
  const isMonthFirst = order === "mdy" ? number(a) <= 12 : number(b) > 12;
  return isMonthFirst ? [year(c), number(a), number(b)] : [year(c), number(b), number(a)];
}

function calendarDay([year, month, day]: Parts): string | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text && year >= 2_000 ? text : null;
}
