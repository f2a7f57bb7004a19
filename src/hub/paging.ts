import { isUuid } from "../commerce/ids.ts";
import type { BoundedCount } from "./counted.ts";
import { HubError } from "./errors.ts";
import { storableText } from "./json-column.ts";

/** One page of a list; `nextCursor` is null on the last one. Asked for its total it has that and no rows. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total?: BoundedCount | undefined;
}

/** How many rows a list has, in place of a page of it. */
export const totalOf = (total: BoundedCount): Page<never> => ({ items: [], nextCursor: null, total });

export interface PageRequest {
  /** How many rows there are, in place of the rows. */
  readonly total?: boolean | undefined;
  readonly cursor?: string | undefined;
  /** Rows per page, 1 to 200; default 50. */
  readonly limit?: number | undefined;
}

export const MAX_PAGE = 200;

/** The page's size within its bounds. */
export function pageLimit(request: PageRequest): number {
  const limit = request.limit ?? 50;
  if (!Number.isInteger(limit) || limit < 1)
    throw new HubError("PAGE_LIMIT", "validation", "The limit is a whole number from 1 to 200.", "limit");
  return Math.min(limit, MAX_PAGE);
}

/** Opaque text for the position after a row, from the row's sort columns. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** What a sort column holds: an id, a time as PostgreSQL writes it (to the microsecond), a day or "infinity", a whole number from zero on, or any text. */
export type CursorPart = "id" | "time" | "day" | "number" | "integer" | "text";

/** The sort columns of a cursor made by `encodeCursor`, or null at the start. Throws HubError PAGE_CURSOR on anything else. */
export function decodeCursor(cursor: string | undefined, kinds: readonly CursorPart[]): string[] | null {
  if (cursor === undefined || cursor === "") return null;
  const parts = readCursor(cursor);
  const isGiven = (part: unknown, index: number) => typeof part === "string" && IS[kinds[index] ?? "id"](part);
  if (!Array.isArray(parts) || parts.length !== kinds.length || !parts.every(isGiven))
    throw new HubError("PAGE_CURSOR", "validation", "The cursor is not one this list has given.", "cursor");
  return parts;
}

const IS: Readonly<Record<CursorPart, (part: string) => boolean>> = {
  id: isUuid,
  time: isTime,
  day: (part) => part === "infinity" || (/^\d{4}-\d\d-\d\d$/.test(part) && isTime(`${part} 00:00:00+00`)),
  number: (part) => /^\d{1,18}$/.test(part),
  text: (part) => part === storableText(part),
  integer: (part) => /^(?:-?\d{1,18}|-9223372036854775807)$/.test(part),
};

const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?[+-](?:0\d|1[0-5])(?::[0-5]\d)?$/;

function isTime(part: string): boolean {
  const [, day, time] = TIME.exec(part) ?? [];
  const at = new Date(`${day}T${time}Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day;
}

function readCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

/** Cuts a result that was asked for with one row too many into a page. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  shape: { readonly item: (row: Row) => T; readonly cursor: (row: Row) => readonly string[] },
): Page<T> {
  const stored = rows.slice(0, limit);
  const last = stored.at(-1);
  return {
    items: stored.map(shape.item),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(shape.cursor(last)) : null,
  };
}

/** Text for LIKE that matches `text` anywhere, its own % and _ taken literally. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
