/** What rows of the order list looked like, so that only changed orders are read whole: their details take three calls. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";

/** By the beginning of the order's token. */
export const marksSchema = z.record(z.string(), z.string());
export type Marks = z.output<typeof marksSchema>;

const rowSchema = z.object({ tokenValue: z.string().min(1) });

const KEY_LENGTH = 12;
const MARK_LENGTH = 10;

/** The token of a listed order; undefined when the row has none. */
export function tokenOf(row: Json): string | undefined {
  const parsed = rowSchema.safeParse(row);
  return parsed.success ? parsed.data.tokenValue : undefined;
}

/** A row's key and mark. States that several parcels or payments share say nothing of the next one: those have no mark. */
function markOf(row: Json): readonly [key: string, mark: string] | undefined {
  const token = tokenOf(row);
  const text = JSON.stringify(row);
  if (token === undefined || /"(payment|shipping)State":"partially/.test(text)) return undefined;
  return [token.slice(0, KEY_LENGTH), createHash("sha256").update(text).digest("base64url").slice(0, MARK_LENGTH)];
}

export function isMarked(marks: Marks, row: Json): boolean {
  const own = markOf(row);
  return own !== undefined && marks[own[0]] === own[1];
}

/** The last `most` that were added. */
export const newestMarks = (marks: Marks, most: number): Marks =>
  Object.fromEntries(Object.entries(marks).slice(-most));

export function marksOf(rows: readonly Json[]): Marks {
  return Object.fromEntries(rows.flatMap((row) => [markOf(row)].filter((one) => one !== undefined)));
}
