/**
 * Lists by time of change. Times have milliseconds and no second order, and only one field sorts: windows are read, not
 * offsets alone. A value without an offset would be read in the database's own zone: all are sent with Z.
 */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import type { ChangedWalk } from "../kit/pull/changed-sweep.ts";
import { list, type Query } from "./client.ts";

const PAGE_SIZE = 100;
const MINUTE_MS = 60_000;
/** Rows are committed after the time they carry. */
const OVERLAP_MS = 2 * MINUTE_MS;

const stampSchema = z.object({ id: idText, updated_at: z.string() });

export interface ChangedList<T> {
  readonly path: string;
  readonly name: string;
  readonly what: string;
  readonly fields: string;
  readonly filters?: Query | undefined;
  read(rows: readonly Json[], ctx: Context): Promise<readonly T[]>;
}

export function changedWalk<T>({ path, name, what, fields, filters = [], read }: ChangedList<T>): ChangedWalk<T> {
  return {
    what,
    pageSize: PAGE_SIZE,
    filter: "updated_at",
    takesPortions: true,
    async page(fromMs, page, ctx, { size, halves }) {
      const query: Query = [
        ["limit", String(size)],
        ["offset", String((page - 1) * size)],
        ["order", "updated_at"],
        ["fields", fields],
        ...filters,
        ...(fromMs === null ? [] : [["updated_at[$gte]", new Date(fromMs).toISOString()] as const]),
      ];
      return (await list(ctx, path, name, { operation: `${name}.list`, query, halves })).rows;
    },
    stamp(row, ctx) {
      const { id, updated_at } = parseResponse(stampSchema, row, { ctx, what });
      return { id, ms: Date.parse(updated_at) };
    },
    read,
    overlapMs: () => OVERLAP_MS,
    fromSince: (since) => Date.parse(since),
  };
}
