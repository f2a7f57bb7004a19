/** Reading orders: the search as a sweep, one order by its id (API version 2026-01-01: no wrapper, no restricted token). */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { anyJson, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { named, readSingly, rowId } from "../kit/pull/read-each.ts";
import { toOrderPart } from "./order-mapping.ts";
import { orderMarketplaces } from "./settings.ts";

const ORDERS = "/orders/2026-01-01/orders";
const ORDER_ID = /^\d{3}-\d{7}-\d{7}$/;

/** What an order cannot be understood without, and the rest: a data set that fails takes the whole call with it. */
const NEEDED = ["BUYER", "RECIPIENT", "PROCEEDS", "PAYMENT", "FULFILLMENT"];
const REQUESTED = [...NEEDED, "PROMOTION", "CANCELLATION", "PACKAGES"];

/** New orders take minutes to appear in the search. */
const OVERLAP_MS = 10 * 60_000;
/** Older orders are not told. */
const HISTORY_MS = 2 * 365 * 86_400_000;

const pageSchema = z.object({
  orders: z.array(anyJson),
  pagination: z.object({ nextToken: optionalText }).nullish(),
  lastUpdatedBefore: optionalText,
});
type Page = z.output<typeof pageSchema>;
type Query = readonly (readonly [string, string])[];

/** Null: Amazon does not know the order. */
export async function fetchOrder(key: string, ctx: Context): Promise<OrderPart | null> {
  try {
    const body = await withData(
      (included) => [["includedData", included]],
      `${ORDERS}/${encodeURIComponent(key)}`,
      ctx,
    );
    const { order } = parseResponse(z.object({ order: anyJson }), body, { ctx, what: "order" });
    return toOrderPart(order, ctx);
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    // A text that is no order id is refused, not unknown.
    if (error.kind === "not_found" || (error.kind === "rejected" && !ORDER_ID.test(key))) return null;
    throw error;
  }
}

/** Asks for everything; when Amazon refuses that, for what an order cannot do without (one data set failed for a day in 2026). */
async function withData(query: (included: string) => Query, url: string, ctx: Context): Promise<Json> {
  const operation = url === ORDERS ? "orders.search" : "orders.get";
  const ask = async (data: readonly string[]) =>
    (await ctx.http.json({ method: "GET", url, query: query(data.join(",")), operation })).body;
  try {
    return await ask(REQUESTED);
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "rejected") throw error;
    ctx.log.warn("orders are asked for with less data", { reason: error.message });
    return ask(NEEDED);
  }
}

/** Where a walk stands: the window's beginning, its end as Amazon told it with the first page, and the page. */
interface PagePosition {
  readonly after: string;
  readonly end: string;
  readonly token: string;
}

const write = ({ after, end, token }: PagePosition): string => [after, end, token].join("|");

function read(cursor: string | null, since: string | undefined, now: number): PagePosition {
  const [after = "", end = "", ...token] = (cursor ?? "").split("|");
  const beginning = since === undefined ? now - HISTORY_MS : Math.max(Date.parse(since), now - HISTORY_MS);
  return { after: after || new Date(beginning).toISOString(), end, token: token.join("|") };
}

async function fetchPage({ after, token }: PagePosition, ctx: Context): Promise<Page> {
  const marketplaces = orderMarketplaces(ctx.connection).join(",");
  // Every parameter of the first page goes with every other one: without them the token is refused.
  const query = (included: string): Query => [
    ["lastUpdatedAfter", after],
    ["marketplaceIds", marketplaces],
    ["includedData", included],
    ...(token === "" ? [] : [["paginationToken", token] as const]),
  ];
  const body = await withData(query, ORDERS, ctx);
  return parseResponse(pageSchema, body, { ctx, what: "orders" });
}

/**
 * What changed since the cursor. The window has no end of ours (one within the last two minutes is refused): Amazon
 * tells the one it used, and the next run begins a little before it.
 */
async function* changes(
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<OrderPart>> {
  let place = read(input.cursor, input.since, ctx.shopNow());
  for (let first = true; ; first = false) {
    const page = await fetchPage(place, ctx).catch((error: unknown) => {
      // A token lives a day: the window is walked anew.
      if (first && place.token !== "" && isConnectorError(error) && error.kind === "rejected") return null;
      throw error;
    });
    if (page === null) {
      place = { ...place, token: "", end: "" };
      continue;
    }
    const { items, unread } = await readSingly(page.orders, (row) => toOrderPart(row, ctx));
    const end = place.end || (page.lastUpdatedBefore ?? "");
    const token = page.pagination?.nextToken ?? "";
    const next = token === "" ? rest(nextStart(place.after, end)) : { ...place, end, token };
    yield { items, cursor: write(next), safeToSave: true, ...named(unread, (row) => rowId(row, "orderId")) };
    if (token === "") return;
    place = next;
  }
}

const rest = (after: string): PagePosition => ({ after, end: "", token: "" });

/** Amazon's own end of the window less the overlap, and never before its beginning. */
function nextStart(after: string, end: string): string {
  const reported = Date.parse(end);
  return Number.isNaN(reported) ? after : new Date(Math.max(Date.parse(after), reported - OVERLAP_MS)).toISOString();
}

/** One page in three minutes is what the plan refills: notifications bring the news, this finds what they missed. */
export const changed: Sweep<OrderPart> = { id: "changed", mode: "changed", everyMs: 15 * 60_000, run: changes };
