/** Reading rows so that one that cannot be read holds up no other (decision 61): the one way every sweep does it. */
import { z } from "zod";
import type { Json } from "../../../commerce/product.ts";
import { createSlices } from "../../../commerce/slices.ts";
import { isConnectorError } from "../contract/errors.ts";
import { isOfValue } from "../contract/unreadable.ts";
import { inHalves } from "../parse/halving.ts";

/** What became of rows: items in their order, and the rows that cannot be read. */
export interface ReadRows<R, T> {
  readonly items: readonly T[];
  readonly unread: readonly R[];
}

/** When none of so many rows can be read, it is not the rows: the platform has changed. */
const ALL_UNREAD = 3;

/**
 * Reads rows together; when that fails by a row, in halves, until what cannot be read stands alone and holds up no other.
 * When none of several can be read, the platform has changed: it throws.
 */
export async function readEach<R, T>(
  rows: readonly R[],
  read: (rows: readonly R[]) => Promise<readonly T[]>,
): Promise<ReadRows<R, T>> {
  const outcomes = await inHalves<R, Outcome<R, readonly T[]>, Error>(rows, {
    work: async (some) => [{ isRead: true, item: await read(some) }],
    isItems: isOfRow,
    alone: (row, error) => [{ row, isRead: false, error }],
  });
  const { items, unread } = gathered(outcomes);
  return { items: items.flat(), unread };
}

/** Reads rows that take a reading of their own each, one after the other, in slices of the thread; null is left out. */
export async function readSingly<R, T>(
  rows: readonly R[],
  read: (row: R) => T | null | Promise<T | null>,
): Promise<ReadRows<R, T>> {
  const outcomes: Outcome<R, T>[] = [];
  const slice = createSlices();
  for (const row of rows) {
    await slice();
    outcomes.push(await outcomeOf(row, read));
  }
  return gathered(outcomes);
}

/** One row's reading, or what kept it from being read. */
export type Outcome<R, T> =
  | { readonly isRead: true; readonly item: T | null }
  | { readonly row: R; readonly isRead: false; readonly error: unknown };

/** Reads one row. Throws what concerns the connection and not the row. */
export async function outcomeOf<R, T>(row: R, read: (row: R) => T | null | Promise<T | null>): Promise<Outcome<R, T>> {
  try {
    return { isRead: true, item: await read(row) };
  } catch (error) {
    if (!isOfRow(error)) throw error;
    return { row, isRead: false, error };
  }
}

/** Outcomes of a page, taken together. Throws when none of several could be read. */
export function gathered<R, T>(outcomes: readonly Outcome<R, T>[]): ReadRows<R, T> {
  const failed = outcomes.filter((one) => !one.isRead);
  if (failed.length === outcomes.length && failed.length >= ALL_UNREAD) throw failed[0]?.error;
  const items = outcomes.flatMap((one) => (one.isRead && one.item !== null ? [one.item] : []));
  return { items, unread: failed.map(({ row }) => row) };
}

const OF_ROW = new Set(["drift", "not_found", "rejected", "conflict", "unsupported", "facts_stale", "forbidden"]);

/** Whether a failure may be one record's own, whatever went wrong with it; all others concern the connection. */
export function isOfRow(error: unknown): error is Error {
  if (isConnectorError(error)) return OF_ROW.has(error.kind);
  return error instanceof TypeError || error instanceof z.ZodError || isOfValue(error);
}

/** For a sweep's page: unreadable rows by the key `get` takes, and how many tell none. */
export function named<R>(
  unread: readonly R[],
  keyOf: (row: R) => string | undefined,
): { readonly unreadKeys: readonly string[]; readonly unread: number } {
  const unreadKeys = unread.flatMap((row) => keyOf(row) || []);
  return { unreadKeys, unread: unread.length - unreadKeys.length };
}

/** A record's own id, under the name the platform gives it; undefined where it is none. */
export function rowId(row: Json, name = "id"): string | undefined {
  const reported = row !== null && typeof row === "object" && !Array.isArray(row) ? Object.entries(row) : [];
  const value = reported.find(([key]) => key === name)?.[1];
  return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;
}
