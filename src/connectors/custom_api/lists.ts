/** One page of a list the manifest declares: asked for, read, its details beside it, mapped. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { inBornePortions, numberedPage, type Portion } from "../kit/pull/page-size.ts";
import { call, jsonObject, type Seen } from "./client.ts";
import { evaluateAll, mapRecords } from "./expressions.ts";
import type { Lookup, Pagination, Read } from "./manifest-parts.ts";
import { askFor, nextPosition, type PagePosition, pageParameters } from "./paging.ts";
import { type BadRecord, type KindName, type Kinds, readRecords } from "./records.ts";
import { baseUrlOf, defaultsOf, manifestOf, scopeOf } from "./settings.ts";
import { parseTime } from "./time.ts";
import { message } from "./words.ts";

/** The list's part of the manifest. Throws when there is none: the port would not be open. */
export function readOf(kind: KindName, ctx: Pick<Context, "connection">): Read {
  const read = manifestOf(ctx).reads[kind];
  if (read) return read;
  throw new ConnectorError({ kind: "unsupported" }, message("error.shopDescriptionDeclaresNoList", { kind }));
}

export interface ListPage<T> {
  readonly items: readonly T[];
  readonly records: readonly Json[];
  readonly bad: readonly BadRecord[];
  /** Milliseconds of the changes on the page; null without a cursor or records. */
  readonly changed: { readonly oldest: number; readonly newest: number } | null;
  readonly next: PagePosition | null;
}

/** One page, read and mapped; what is bad is handed back, not reported. */
export async function fetchPage<K extends KindName>(
  kind: K,
  at: { readonly place: PagePosition; readonly state: Readonly<Record<string, string>> },
  ctx: Context,
): Promise<ListPage<Kinds[K]>> {
  const read = readOf(kind, ctx);
  const name = `reads.${kind}`;
  const { listed, next } = await rowsOf({ read, name, ...at }, ctx);
  const records = await withDetails(read, listed, name, ctx);
  const { items, bad } = await readRecords(kind, read.map, records, ctx);
  return {
    items: items.flatMap((item) => (item === null ? [] : [item])),
    records,
    bad,
    changed: await changedOf(read, records, name, ctx),
    next,
  };
}

interface ListRequest {
  readonly read: Read;
  readonly name: string;
  readonly place: PagePosition;
  readonly state: Readonly<Record<string, string>>;
}

interface Rows {
  readonly listed: readonly Json[];
  readonly next: PagePosition | null;
}

/** The rows of a page; a shop that takes too long with it is asked for smaller ones, where it takes a size. */
async function rowsOf(input: ListRequest, ctx: Context): Promise<Rows> {
  const { read, name, place } = input;
  const pages = read.pagination;
  if (pages.kind === "none" || pages.sizeParam === undefined || askFor(pages, place).alone)
    return partOf(input, pages, false, ctx);
  const { size } = pages;
  if (pages.kind !== "page")
    return inBornePortions({ name, size }, (by) => partOf(input, { ...pages, size: by.size }, by.halves, ctx), ctx);
  const number = Number(place || pages.start);
  const ask = ({ page, ...by }: { readonly page: number } & Portion) =>
    partOf({ ...input, place: String(pages.start + page - 1) }, { ...pages, size: by.size }, by.halves, ctx);
  const isLast = ({ next }: Rows) => next === null;
  const parts = await numberedPage({ name, size, ask, isLast }, number - pages.start + 1, ctx);
  const isEnd = parts.some(isLast);
  return { listed: parts.flatMap(({ listed }) => listed), next: isEnd ? null : String(number + 1) };
}

async function partOf(
  { read, name, place, state }: ListRequest,
  pages: Pagination,
  halves: boolean,
  ctx: Context,
): Promise<Rows> {
  const ask = askFor(pages, place);
  const operation = ask.alone && ask.url === undefined ? { ...read, request: { ...read.request, query: {} } } : read;
  const seen = await call(operation, { name, state, query: ask.query, page: ask.page, url: ask.url, halves }, ctx);
  const [list, reported] = await evaluateAll(
    [read.records, ...pageParameters(pages)],
    jsonObject({ ...seen }),
    scopeOf(ctx, state),
    `${name}.records`,
  );
  const listed = listOf(list, name, ctx);
  const base = baseUrlOf(ctx);
  const url = ask.url ?? `${base}${read.request.path}`;
  return { listed, next: nextPosition(pages, { place, count: listed.length, seen, told: reported, base, url }) };
}

/** JSONata hands a list of one out as its one element; null is what many shops say for an empty one. */
function listOf(value: Json | undefined, name: string, ctx: Context): readonly Json[] {
  if (Array.isArray(value)) return value;
  if (value === null) return [];
  if (typeof value === "object") return [value];
  const problem = value === undefined ? "finds nothing" : `is no list but ${typeof value}`;
  ctx.drift({ path: `${name}.records`, problem });
  throw new ConnectorError(
    { kind: "drift", path: `${name}.records` },
    message("error.expressionFindsNoList", { name, problem }),
  );
}

/** Beside each record's own fields what further calls tell of it. */
export async function withDetails(
  { details }: Pick<Read | Lookup, "details">,
  records: readonly Json[],
  name: string,
  ctx: Context,
): Promise<readonly Json[]> {
  if (details.length === 0) return records;
  const whole: Json[] = [];
  for (const record of records) {
    const more: Record<string, Json> = {};
    for (const detail of details) {
      const seen = await call({ ...detail, errors: [] }, { name: `${name}.details.${detail.as}`, record }, ctx);
      const [value] = await evaluateAll([detail.value], seenJson(seen), scopeOf(ctx), `${name}.details.${detail.as}`);
      more[detail.as] = value ?? null;
    }
    whole.push(
      record !== null && typeof record === "object" && !Array.isArray(record) ? { ...record, ...more } : record,
    );
  }
  return whole;
}

const seenJson = (seen: Seen): Json => jsonObject({ ...seen });

async function changedOf(
  { cursor }: Read,
  records: readonly Json[],
  name: string,
  ctx: Context,
): Promise<ListPage<unknown>["changed"]> {
  if (!cursor) return null;
  const answers = await mapRecords(cursor.field, records, scopeOf(ctx));
  const zone = cursor.timeZone ?? defaultsOf(ctx).timeZone;
  const times = answers.map((answer) => timeOf("value" in answer ? answer.value : undefined, cursor.format, zone));
  const wrong = times.indexOf(null);
  if (wrong !== -1)
    ctx.drift({ path: `${name}.cursor.field`, problem: `no time of the form ${cursor.format}`, value: records[wrong] });
  const reported = times.filter((time) => time !== null);
  return reported.length === 0 ? null : { oldest: Math.min(...reported), newest: Math.max(...reported) };
}

function timeOf(reported: Json | undefined, format: string, zone: string): number | null {
  if (typeof reported !== "string" && typeof reported !== "number") return null;
  try {
    return parseTime(String(reported), format, zone);
  } catch {
    // The record is reported with the form it should have.
    return null;
  }
}
