import { type DecimalText, formatDecimal } from "../../commerce/money.ts";

/** What a cell holds. Text is what people and platforms wrote; everything else is ours and means what it says. */
export type Cell = string | number | bigint | boolean | Date | Decimal | null | undefined;

/** A decimal number as text, such as an amount of money; never taken for a formula, never a floating-point number. */
export interface Decimal {
  readonly decimal: DecimalText;
}

/** An amount in its currency's units ("12.50", "-3", "0.125"); null stays null. Its currency belongs into a column beside it. */
export function amount(minor: bigint | null, currency: string): Decimal | null {
  return minor === null ? null : { decimal: formatDecimal({ minor, currency }) };
}

// What Excel, LibreOffice and Google Sheets take for a formula, full-width signs too, and what they skip before one
// (OWASP, CSV Injection). Apostrophes in front belong to it, so that taking the guard away gives the text back.
const SIGNS = "[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20]";
// A spreadsheet may take another sign than the comma to stand between cells: where Excel is German it is the semicolon,
// and a file read as text is split at tabs. What stands behind one begins a cell as well.
const FORMULA = new RegExp(`(^(?='*[\\t\\r\\n])|^(?='*${SIGNS})|(?<=[\\t\\r\\n;|])(?='*${SIGNS}))`, "g");
const GUARDED = new RegExp(`^'(?='*[\\t\\r\\n])|^'(?='*${SIGNS})|(?<=[\\t\\r\\n;|])'(?='*${SIGNS})`, "g");

/** Text no spreadsheet runs: an apostrophe goes before what would be a formula. `unguarded` takes it away again. */
export function guarded(text: string): string {
  return text.replace(FORMULA, "'");
}

/** The text `guarded` was given; for reading back files this program wrote. */
export function unguarded(text: string): string {
  return text.replace(GUARDED, "");
}

/** A cell's text in a CSV file: numbers plain, times ISO 8601 in UTC, flags true and false, absent values empty. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "string") return guarded(cell);
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === "object" ? cell.decimal : String(cell);
}

/** A cell's value in JSON: amounts as exact decimal text, other numbers as numbers, absent values null. */
export function cellJson(cell: Cell): string | number | boolean | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === "bigint") return Number(cell);
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === "object" ? cell.decimal : cell;
}
