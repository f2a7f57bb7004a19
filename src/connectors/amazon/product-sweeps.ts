/**
 * Walking the listings. A search tells 1,000 of them and no more, so the walk moves its window along instead: sorted by
 * a date, each next page begins at the date of the last row. Pages are only turned inside one and the same moment.
 */
import { z } from "zod";
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { optionalText } from "../kit/parse/parse.ts";
import { restartMs } from "../kit/pull/overlap.ts";
import { named, type ReadRows, readSingly, rowId } from "../kit/pull/read-each.ts";
import { childrenOf, getListing, readItem, searchListings } from "./listings.ts";
import { isParent, parentOf, toProduct } from "./product-mapping.ts";
import { homeOf } from "./settings.ts";

type DateField = "createdDate" | "lastUpdatedDate";

/** Changes told late: how long a listing may take to appear in the search is not published. */
const OVERLAP_MS = 10 * 60_000;

const FILTER: Readonly<Record<DateField, string>> = {
  createdDate: "createdAfter",
  lastUpdatedDate: "lastUpdatedAfter",
};

/** Where a walk stands: rows from `after` on, of which `seen` are known, `token` turns pages inside that moment. */
interface PagePosition {
  readonly after: string;
  readonly seen: readonly string[];
  readonly token: string;
}

interface Row {
  readonly raw: Json;
  readonly sku: string;
  readonly at: string;
}

/** Where and when a walk began, which a walk of several turns has to remember. */
interface Beginning {
  readonly start: string;
  readonly beganAt: string;
}

const cursorSchema = z.object({
  after: z.string(),
  token: z.string(),
  seen: z.array(z.string()),
  walk: z.object({ start: z.string(), beganAt: z.string() }).optional(),
});

const write = (position: PagePosition, walk?: Beginning): string => JSON.stringify({ ...position, walk });

function read(cursor: string | null, since: string | undefined): { place: PagePosition; walk: Beginning | undefined } {
  const nothing = { place: { after: since ?? "", seen: [], token: "" }, walk: undefined };
  if (!cursor) return nothing;
  try {
    const { walk, ...place } = cursorSchema.parse(JSON.parse(cursor));
    return { place, walk };
  } catch {
    // A cursor of an older form: the walk begins anew.
    return nothing;
  }
}

/** What the walk goes by; whether the rest can be read is found out row by row. */
const stampSchema = z.object({
  summaries: z.array(z.object({ marketplaceId: z.string(), createdDate: optionalText, lastUpdatedDate: optionalText })),
});

async function fetchRows(
  field: DateField,
  position: PagePosition,
  ctx: Context,
): Promise<{ rows: Row[]; next: string }> {
  const query: (readonly [string, string])[] = [
    ["sortBy", field],
    ["sortOrder", "ASC"],
    ...(position.after === "" ? [] : [[FILTER[field], position.after] as const]),
    ...(position.token === "" ? [] : [["pageToken", position.token] as const]),
  ];
  const { rows, next } = await searchListings(query, ctx);
  const home = homeOf(ctx.connection).id;
  return {
    rows: rows.map((raw) => {
      const { summaries } = stampSchema.safeParse(raw).data ?? {};
      const summary = summaries?.find(({ marketplaceId }) => marketplaceId === home);
      return { raw, sku: rowId(raw, "sku") ?? "", at: summary?.[field] ?? "" };
    }),
    next,
  };
}

/** The next place after a page; null when the page was the last one. */
export function nextPosition(
  position: PagePosition,
  rows: readonly Pick<Row, "sku" | "at">[],
  next: string,
): PagePosition | null {
  if (next === "") return null;
  const last = rows.at(-1)?.at ?? "";
  const atLast = rows.filter(({ at }) => at === last).map(({ sku }) => sku);
  if (last !== "" && Date.parse(last) > (Date.parse(position.after) || 0))
    return { after: last, seen: atLast, token: "" };
  return { ...position, token: next, seen: [...new Set([...position.seen, ...atLast])] };
}

async function* walk(
  field: DateField,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<ChannelProduct>> {
  const started = read(input.cursor, field === "createdDate" ? undefined : input.since);
  let { place } = started;
  const beginning = started.walk ?? { start: place.after, beganAt: new Date(ctx.shopNow()).toISOString() };
  let newest = place.after;
  for (let first = true; ; first = false) {
    const page = await fetchRows(field, place, ctx).catch((error: unknown) => {
      // A page token that is no longer known: the moment is read from its beginning.
      if (first && place.token !== "" && isConnectorError(error) && error.kind === "rejected") return null;
      throw error;
    });
    if (page === null) {
      place = { ...place, token: "", seen: [] };
      continue;
    }
    const existing = new Set(place.seen);
    const { items, unread } = await readFamilies(
      page.rows.filter(({ sku }) => !existing.has(sku)),
      ctx,
    );
    for (const { at } of page.rows) if (at > newest) newest = at;
    const next = nextPosition(place, page.rows, page.next);
    yield {
      items,
      cursor: next === null ? ended(field, beginning, { newest, nowMs: ctx.shopNow() }) : write(next, beginning),
      safeToSave: true,
      ...named(unread, ({ sku }) => sku),
    };
    if (next === null) return;
    place = next;
  }
}

/** A full walk begins anew; changes go on a little before the newest one seen, and before the walk's beginning. */
function ended(
  field: DateField,
  { start, beganAt }: Beginning,
  { newest, nowMs }: { readonly newest: string; readonly nowMs: number },
): string {
  if (field === "createdDate") return "";
  const reported = Date.parse(newest);
  if (Number.isNaN(reported)) return write({ after: start, seen: [], token: "" });
  const backMs = restartMs(reported, OVERLAP_MS, nowMs, Date.parse(beganAt));
  const after = new Date(Math.max(Date.parse(start) || 0, backMs)).toISOString();
  return write({ after, seen: [], token: "" });
}

type Listed = Pick<Row, "raw" | "sku">;

interface Head {
  readonly head: string;
  readonly row: Listed;
}

function headOf(row: Listed, ctx: Context): Head {
  const item = readItem(row.raw, ctx);
  return { head: isParent(item) ? row.sku : (parentOf(item) ?? row.sku), row };
}

/** A child brings its whole family, once a page. */
const families = (heads: readonly Head[]): readonly Head[] =>
  [...Map.groupBy(heads, ({ head }) => head).values()].flatMap((same) => same.slice(0, 1));

/** Rows of a sweep as products; one that cannot be read holds up no other. */
async function readFamilies(rows: readonly Listed[], ctx: Context): Promise<ReadRows<Listed, ChannelProduct>> {
  const heads = await readSingly(rows, (row) => headOf(row, ctx));
  const read = await readSingly(families(heads.items), ({ head, row }) => familyOf(head, row, ctx));
  return { items: read.items, unread: [...heads.unread, ...read.unread.map(({ row }) => row)] };
}

/** Rows as products, where somebody waits for just these. */
export async function productsOf(rows: readonly Listed[], ctx: Context): Promise<ChannelProduct[]> {
  const products: ChannelProduct[] = [];
  for (const { head, row } of families(rows.map((one) => headOf(one, ctx))))
    products.push(await familyOf(head, row, ctx));
  return products;
}

/** The product under a head SKU; a child whose parent is not the seller's own stands alone. */
async function familyOf(head: string, row: Listed, ctx: Context): Promise<ChannelProduct> {
  if (head === row.sku && !isParent(readItem(row.raw, ctx))) return toProduct(row.raw, [], ctx);
  const parent = head === row.sku ? row.raw : await getListing(head, ctx);
  return parent === null ? toProduct(row.raw, [], ctx) : toProduct(parent, await childrenOf(head, ctx), ctx);
}

/** A product whole, by its SKU (a child's SKU leads to its family's); null when there is none. */
export async function fetchProduct(sku: string, ctx: Context): Promise<ChannelProduct | null> {
  const raw = await getListing(sku, ctx);
  return raw === null ? null : withFamily(sku, raw, ctx);
}

/** The product of this listing: itself, or a parent with all its variations. */
export async function withFamily(sku: string, raw: Json, ctx: Context): Promise<ChannelProduct> {
  return toProduct(raw, isParent(readItem(raw, ctx)) ? await childrenOf(sku, ctx) : [], ctx);
}

export const sweeps: readonly Sweep<ChannelProduct>[] = [
  {
    id: "changed",
    mode: "changed",
    everyMs: 15 * 60_000,
    run: (input, ctx) => walk("lastUpdatedDate", input, ctx),
  },
  {
    id: "full",
    mode: "full",
    everyMs: 12 * 3_600_000,
    run: (input, ctx) => walk("createdDate", input, ctx),
  },
];
