/** Where the walks of orders and of returns stand, and what they need not tell again. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { isSeen, MAX_SEEN, nextSeen, type SeenMarks, seenFrom, seenSchema, seenText } from "../kit/pull/overlap.ts";
import { read } from "./client.ts";
import { pageSchema } from "./transactions.ts";

/** Rows saved late, and clocks that differ. Mirakl goes back a while by itself, and does not say how far. */
const OVERLAP_MS = 5 * 60_000;

const marksSchema = z.array(z.string());

/** Of one list: where the next run begins, what it knows by then, and where a walk stands that is not at its end. */
const listSchema = z.object({
  from: z.string().nullable(),
  known: seenSchema,
  walk: z.object({ beganMs: z.number(), at: z.string(), total: z.number(), met: marksSchema }).nullable(),
});

type ListCursor = z.output<typeof listSchema>;

const cursorSchema = z.object({
  orders: listSchema,
  returns: listSchema,
  /** When returns were walked last, on the platform's clock. */
  returnsMs: z.number(),
});

export type Cursor = z.output<typeof cursorSchema>;

/** Of a list that is walked by itself. */
const readList = (cursor: string | null, since: string | undefined): ListCursor =>
  cursor === null ? { from: since ?? null, known: {}, walk: null } : listSchema.parse(JSON.parse(cursor));

export function readCursor(cursor: string | null, since: string | undefined): Cursor {
  if (cursor !== null) return cursorSchema.parse(JSON.parse(cursor));
  const list = { from: since ?? null, known: {}, walk: null };
  return { orders: list, returns: list, returnsMs: 0 };
}

/** What the next page of a walk begins with. */
export const walkOf = (list: ListCursor, ctx: Context): NonNullable<ListCursor["walk"]> =>
  list.walk ?? { beganMs: ctx.shopNow(), at: "", total: 0, met: [] };

/** Rows that were told neither by this walk nor, in this version, by two before it. */
export function freshRows(rows: readonly Json[], list: ListCursor, markOf: (row: Json) => string) {
  const existing: SeenMarks = seenFrom(list.known);
  const met = new Set(list.walk?.met);
  return rows.filter((row) => !met.has(markOf(row)) && !isSeen(existing, markOf(row)));
}

/** The walk is at its end: the next begins an overlap before this one did. */
export const ended = (list: ListCursor, { beganMs, met }: NonNullable<ListCursor["walk"]>): ListCursor => ({
  from: new Date(beganMs - OVERLAP_MS).toISOString(),
  known: seenText(nextSeen(seenFrom(list.known), met)),
  walk: null,
});

export const moreMet = (met: readonly string[], rows: readonly Json[], markOf: (row: Json) => string): string[] =>
  [...new Set([...met, ...rows.map(markOf)])].slice(-MAX_SEEN);

interface SeekList {
  readonly url: string;
  readonly operation: string;
  readonly what: string;
  /** What is asked for beside the page, where a walk begins. */
  first(from: string | null): readonly (readonly [string, string])[];
  /** What is asked for with each page. */
  readonly each: readonly (readonly [string, string])[];
  markOf(row: Json): string;
}

/** Pages of a list by token: rows that were not told before, and where the list stands after them. */
export async function* seekPages(
  { cursor, since }: { readonly cursor: string | null; readonly since?: string | undefined },
  { url, operation, what, first, each, markOf }: SeekList,
  ctx: Context,
): AsyncGenerator<{ readonly rows: readonly Json[]; readonly cursor: string }> {
  let list = readList(cursor, since);
  for (let isLast = false; !isLast; ) {
    const walk = walkOf(list, ctx);
    const query = [...each, ...(walk.at === "" ? first(list.from) : [["page_token", walk.at] as const])];
    const body = await read(ctx, url, operation, query);
    const { data, next_page_token: token } = parseResponse(pageSchema, body, { ctx, what });
    const rows = freshRows(data, list, markOf);
    isLast = token === undefined || data.length === 0;
    const goesOn = { ...walk, at: token ?? "", met: moreMet(walk.met, data, markOf) };
    list = isLast ? ended(list, goesOn) : { ...list, walk: goesOn };
    yield { rows, cursor: JSON.stringify(list) };
  }
}
