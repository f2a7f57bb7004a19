/** Numbers of papers: a pattern, and the financial year they begin anew with. */

/** How a number is made: text with {year} or {yy}, and {number} or {number:4} (at least so many digits). */
export type NumberPattern = string;

export interface FinancialYear {
  /** First day, YYYY-MM-DD. */
  readonly startsOn: string;
  /** "2026", or "2026-27" where it is not the calendar's. */
  readonly label: string;
  readonly shortLabel: string;
}

/** The year a day falls in; `startMonth` from 1 (January). */
export function financialYear(day: string, startMonth: number): FinancialYear {
  const [year = 0, month = 0] = day.split("-").map(Number);
  const start = month >= startMonth ? year : year - 1;
  const two = (value: number) => String(value % 100).padStart(2, "0");
  const isCalendar = startMonth === 1;
  return {
    startsOn: `${start}-${String(startMonth).padStart(2, "0")}-01`,
    label: isCalendar ? String(start) : `${start}-${two(start + 1)}`,
    shortLabel: isCalendar ? two(start) : `${two(start)}-${two(start + 1)}`,
  };
}

const PIECE = /\{(\w+)(?::(\d))?\}/g;
/** Rule 46(b) of India's CGST rules: at most sixteen signs, letters, digits, dash and slash. */
export const GST_LENGTH = 16;
const GST_SIGNS = /^[A-Za-z0-9/-]+$/;

export type PatternFault = "no_number" | "no_year" | "unknown_piece" | "too_long" | "signs";

/** What is wrong with a pattern; undefined when nothing is. */
export function patternFault(pattern: NumberPattern, isGst: boolean): PatternFault | undefined {
  const pieces = [...pattern.matchAll(PIECE)].map(([, name]) => name);
  const rest = pattern.replace(PIECE, "");
  if (rest.includes("{") || rest.includes("}") || pieces.some((name) => !KNOWN.has(name ?? ""))) return "unknown_piece";
  if (pieces.filter((name) => name === "number").length !== 1) return "no_number";
  // Numbers begin anew each year: without the year the same number would come twice.
  if (!pieces.includes("year") && !pieces.includes("yy")) return "no_year";
  const longest = fillPattern(pattern, { startsOn: "2026-04-01", label: "2026-27", shortLabel: "26-27" }, 99_999);
  if (longest.length > (isGst ? GST_LENGTH : 40)) return "too_long";
  return isGst && !GST_SIGNS.test(longest) ? "signs" : undefined;
}

const KNOWN: ReadonlySet<string> = new Set(["number", "year", "yy"]);

/** The number as it is printed. */
export function fillPattern(pattern: NumberPattern, year: FinancialYear, number: number | bigint): string {
  return pattern.replace(PIECE, (_all, name: string, digits: string | undefined) => {
    if (name === "year") return year.label;
    if (name === "yy") return year.shortLabel;
    return String(number).padStart(Number(digits ?? 1), "0");
  });
}

/** The day of a moment in a time zone, YYYY-MM-DD. */
export function dayIn(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" })
    .formatToParts(at)
    .map(({ type, value }) => [type, value] as const);
  const of = Object.fromEntries(parts);
  return `${of["year"]}-${of["month"]}-${of["day"]}`;
}
