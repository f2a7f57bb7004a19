/** Reading EasyOrders' lists: their envelope is not documented, so a bare array and `{data: []}` are both read. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { answerJson } from "../kit/http/answer-json.ts";
import { jsonOrNull } from "../kit/parse/json.ts";
import { named, readSingly, rowId } from "../kit/pull/read-each.ts";
import { message } from "./words.ts";

/** Items per page; third parties use 50 to 100, a maximum is not published. */
export const PAGE_SIZE = 100;

/** Without it a product comes without variants. */
export const JOIN: readonly [string, string] = ["join", "Variations.Props,Variants.VariationProps"];

export type Query = readonly (readonly [string, string])[];

/** One page of a list. Throws ConnectorError drift when the answer is no list. */
export async function readList(path: string, query: Query, operation: string, ctx: Context): Promise<readonly Json[]> {
  const { body } = await ctx.http.json({ method: "GET", url: path, query, operation });
  const items = Array.isArray(body) ? body : field(body, "data");
  if (Array.isArray(items)) return items;
  ctx.drift({ path: "(whole)", problem: `${operation}: neither a list nor {data: []}` });
  throw new ConnectorError({ kind: "drift", path: "(whole)" }, message("error.answerListRequestNotList"));
}

/**
 * True when a page is the last: empty or shorter than asked. A round number of items may be a cap of the
 * platform below our page size, so it is followed up rather than believed.
 */
export function isLastPage(items: readonly Json[]): boolean {
  return items.length === 0 || (items.length < PAGE_SIZE && items.length % 10 !== 0);
}

/** What a sweep's page tells of records, one of which may be unreadable. */
export async function pageOf<T>(
  records: readonly Json[],
  read: (record: Json) => T | null,
): Promise<Pick<SweepPage<T>, "items" | "unread" | "unreadKeys">> {
  const { items, unread } = await readSingly(records, read);
  return { items, ...named(unread, (record) => rowId(record)) };
}

/** A value for `filter=field||operator||value`; `$` belongs to `$in` only. */
export function filter(name: string, operator: "eq" | "gte" | "$in", value: string): readonly [string, string] {
  return ["filter", `${name}||${operator}||${value}`];
}

/** The object a write answered with; null when the answer holds none (its shape is not documented). */
export function answeredObject(response: Pick<PlatformResponse, "text">): Json | null {
  return objectIn(answerJson(response));
}

/** An object with an id, bare or under `data`; null when there is none. */
export function objectIn(body: Json): Json | null {
  if (field(body, "id") !== undefined) return body;
  const inner = field(body, "data");
  return inner !== undefined && field(inner, "id") !== undefined ? inner : null;
}

/** A field of a JSON object; undefined on anything else. */
export function field(value: Json | undefined, name: string): Json | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

/** Text of a cursor's JSON; null when it is not ours. */
export function readCursor(cursor: string | null): Json {
  return cursor === null ? null : jsonOrNull(cursor);
}
