/** Feeds: taken at once, carried out later, and told row by row. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { writePrice, writeUnits } from "./items.ts";
import { notFound, ok, problem, use } from "./replies.ts";
import { faultsOf } from "./specs.ts";
import type { FeedRow, State, StoredFeed } from "./state.ts";

export function handleFeeds(request: SandboxRequest, state: State): SandboxReply | null {
  const [, , subject, id] = request.path.split("/");
  if (subject !== "feeds") return null;
  if (request.method === "POST" && id === undefined) return take(request, state);
  const feed = state.feeds.get(decodeURIComponent(id ?? ""));
  return request.method === "GET" && feed ? report(request, feed) : notFound;
}

/** Whoever looks next. */
export function settleFeeds(state: State): void {
  const now = state.clock.now();
  for (const feed of state.feeds.values()) {
    if (feed.status !== "INPROGRESS" || feed.readyAt > now) continue;
    for (const row of feed.rows) {
      row.reasons = row.carryOut() ?? [];
      row.status = row.reasons.length === 0 ? "SUCCESS" : "DATA_ERROR";
    }
    feed.status = "PROCESSED";
  }
}

type Group = "stock" | "prices" | "items";
const GROUPS: Readonly<Record<string, Group>> = {
  inventory: "stock",
  price: "prices",
  PRICE_AND_PROMOTION: "prices",
  MP_ITEM: "items",
};

function take(request: SandboxRequest, state: State): SandboxReply {
  const type = request.query.get("feedType") ?? "";
  const group = GROUPS[type];
  if (group === undefined) return problem(400, "INVALID_REQUEST_PARAM", "The feed type is invalid");
  use(state, `${group} feed`, 10);
  const file = fileOf(request);
  const now = state.clock.now();
  const rows = file === null ? [] : rowsOf(type, file, request.query.get("shipNode"), state);
  const feed: StoredFeed = {
    id: `F${String(state.id()).padStart(31, "0")}@AUoBAQA`,
    ...{ type, sentAt: now, readyAt: now + state.platform.feedMs, rows },
    status: rows.length === 0 ? "ERROR" : "INPROGRESS",
  };
  state.feeds.set(feed.id, feed);
  return ok({ feedId: feed.id });
}

/** The JSON of the part named `file`; null where there is none. */
function fileOf({ headers, text }: SandboxRequest): Record<string, unknown> | null {
  const boundary = /boundary=(\S+)/.exec(headers["content-type"] ?? "")?.[1] ?? "";
  const part = text.split(`--${boundary}`).find((one) => one.includes('name="file"'));
  const begin = part?.indexOf("\r\n\r\n") ?? -1;
  if (part === undefined || begin < 0) return null;
  try {
    return JSON.parse(part.slice(begin + 4));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Names are exact: a lower-case `inventory` is no stock of one center. */
function rowsOf(type: string, file: Record<string, unknown>, node: string | null, state: State): FeedRow[] {
  const rows = (file[{ inventory: "Inventory", price: "Price" }[type] ?? "MPItem"] ?? []) as Record<string, unknown>[];
  const row = (sku: string, execute: () => string | undefined): FeedRow => ({
    ...{ sku, status: "INPROGRESS" },
    carryOut() {
      const texts = execute();
      return texts === undefined ? [] : [{ words: texts }];
    },
  });
  return rows.map((one) => {
    if (type === "MP_ITEM") return itemRow(one as Json, state);
    const sku = String(one.sku ?? "");
    if (type === "inventory") {
      const { amount } = (one.quantity ?? {}) as { amount?: unknown };
      return row(sku, () => writeUnits(state, sku, amount, node));
    }
    if (type === "price") return row(sku, () => writePrice(state, one));
    const offer = (one["Promo&Discount"] ?? {}) as { sku?: string; price?: number };
    const pricing = [{ currentPriceType: "BASE", currentPrice: { currency: "USD", amount: offer.price ?? 0 } }];
    return row(offer.sku ?? "", () => writePrice(state, { sku: offer.sku ?? "", pricing }));
  });
}

interface SentItem {
  readonly Orderable?: {
    readonly sku?: string;
    readonly price?: number;
    readonly productIdentifiers?: { readonly productId?: string };
  };
  readonly Visible?: Readonly<Record<string, { readonly productName?: string; readonly variantGroupId?: string }>>;
}

/** An item is set up, or set up anew, as a whole; what is there of it stays. */
function itemRow(sent: Json, state: State): FeedRow {
  const item = sent as unknown as SentItem;
  const { sku = "", price = 0, productIdentifiers } = item.Orderable ?? {};
  return {
    ...{ sku, status: "INPROGRESS" },
    carryOut() {
      const faults = faultsOf(sent, state.productTypes);
      if (faults.length > 0) return faults;
      const [[productType = "", visible] = []] = Object.entries(item.Visible ?? {});
      const own = state.nodes.filter(({ type }) => type !== "3PL").map(({ id }) => [id, 0] as const);
      state.items.set(sku, {
        ...{
          sku,
          productType,
          title: visible?.productName ?? "",
          group: visible?.variantGroupId,
          upc: productIdentifiers?.productId,
        },
        ...{ price: price.toFixed(2), publishedStatus: "PUBLISHED", reasons: [] },
        units: state.items.get(sku)?.units ?? new Map(own),
      });
      return [];
    },
  };
}

function report({ query }: SandboxRequest, feed: StoredFeed): SandboxReply {
  const [offset, limit] = [Number(query.get("offset") ?? 0), Math.min(50, Number(query.get("limit") ?? 50))];
  const isDone = feed.status === "PROCESSED";
  const count = (status: string) => feed.rows.filter((row) => row.status === status).length;
  const page = query.get("includeDetails") === "true" ? feed.rows.slice(offset, offset + limit) : [];
  return ok({
    feedId: feed.id,
    feedStatus: feed.status,
    itemsReceived: feed.rows.length,
    itemsSucceeded: count("SUCCESS"),
    itemsFailed: count("DATA_ERROR"),
    itemsProcessing: isDone ? 0 : feed.rows.length,
    offset,
    limit,
    itemDetails: {
      itemIngestionStatus: page.map(({ sku, status, reasons = [] }, index) => ({
        martId: 0,
        sku,
        index: offset + index,
        ingestionStatus: status,
        ...(reasons.length === 0
          ? {}
          : {
              ingestionErrors: {
                ingestionError: reasons.map(({ field, words }) => ({
                  type: "DATA_ERROR",
                  code: words.includes("required") ? "ERR_PDI_0034" : "ERR_EXT_DATA",
                  ...(field === undefined ? {} : { field }),
                  description: words,
                })),
              },
            }),
      })),
    },
  });
}
