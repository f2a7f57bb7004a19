/**
 * Quantities: what lies at each of the seller's fulfillment centers, units of Walmart's open orders among it. One by one,
 * or many as a feed; nodes that are not meant are never named (sheet section 5.2).
 */
import { compared, writeRest } from "../kit/contract/compared.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { isRefusal } from "../kit/contract/errors.ts";
import type { MarketplaceStock, Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { applied, rejectedItem } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readOrNull, write } from "./client.ts";
import { type FeedKind, keyOf, pollFeed, sendFeed, USUALLY_MS } from "./feeds.ts";
import { hasSeveral, inventoriesOf, levelsOf, shownAt } from "./inventories.ts";
import { type Inventory, wfsPageSchema } from "./schemas.ts";
import { lowersWhenShipped, nodesOf } from "./settings.ts";
import { message } from "./words.ts";

/** The size the description of feeds recommends. */
const MAX_ITEMS = 1_000;
/** More at once go as a feed, of which ten an hour are taken; fewer are faster one by one. */
const MOST_SINGLE = 50;
const MOST_UNITS = 2_147_483_647;

const units = (items: readonly StockItem[]) => items.map(({ key }) => key);

const stockFeed: FeedKind<number> = {
  operation: "stock.feed",
  async shown(items, ctx) {
    const found = await inventoriesOf(units(items), ctx);
    return new Map(
      items.flatMap((item) => {
        const now = shownAt(found.get(item.key), item.location, ctx.connection);
        return now === undefined ? [] : [[keyOf(item), now] as const];
      }),
    );
  },
  isSame: (shown, desired) => shown === desired,
};

interface Due {
  readonly item: StockItem;
}

function decide(item: StockItem, shown: Inventory | undefined, { connection }: Context): StockResult | Due {
  if (shown === undefined) return rejectedItem(item, "not_found", message("refused.noItem", { sku: item.key }));
  if (item.location !== "" && !nodesOf(connection).includes(item.location))
    return rejectedItem(item, "location", message("refused.otherNode"), "stock");
  if (item.location === "" && hasSeveral(connection))
    return rejectedItem(item, "location", message("refused.mapNodes"), "stock");
  if (!Number.isSafeInteger(item.want) || item.want < 0 || item.want > MOST_UNITS)
    return rejectedItem(item, "quantity", message("refused.quantity"), "stock");
  return compared(item, shownAt(shown, item.location, connection)) ?? { item };
}

/** The center of an account that has one is its default: it need not be named. */
const nodeQuery = (location: string): (readonly [string, string])[] =>
  location === "" ? [] : [["shipNode", location]];

async function setOne({ item }: Due, ctx: Context): Promise<StockResult> {
  try {
    await write(ctx, {
      method: "PUT",
      url: "/inventory",
      query: [["sku", item.key], ...nodeQuery(item.location)],
      operation: "stock.set",
      json: { sku: item.key, quantity: { unit: "EACH", amount: item.want } },
    });
    return applied([item])[0] as StockResult;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return rejectedItem(item, error.info.kind, error.userMessage, "stock");
  }
}

async function send(items: readonly StockItem[], ctx: Context): Promise<readonly StockResult[]> {
  const shown = await inventoriesOf(units(items), ctx);
  return writeRest(
    items.map((item) => decide(item, shown.get(item.key), ctx)),
    async (due) => {
      if (due.length > MOST_SINGLE) return sendAll(due, ctx);
      const results: StockResult[] = [];
      for (const one of due) results.push(await setOne(one, ctx));
      return results;
    },
  );
}

/** One feed for each center. */
async function sendAll(due: readonly Due[], ctx: Context): Promise<readonly StockResult[]> {
  const results: StockResult[] = [];
  for (const [location, some] of Map.groupBy(due, ({ item }) => item.location)) {
    const items = some.map(({ item }) => item);
    const content = {
      InventoryHeader: { version: "1.4" },
      Inventory: items.map(({ key, want }) => ({ sku: key, quantity: { unit: "EACH", amount: want } })),
    };
    const query = [["feedType", "inventory"] as const, ...nodeQuery(location)];
    results.push(...(await sendFeed(stockFeed, items, { query, content }, ctx)));
  }
  return results;
}

const WFS_LIMIT = 300;

/** Walmart's own warehouses (WFS): read, never written. */
const atMarketplace: MarketplaceStock = {
  async read(items, ctx) {
    const desired = new Set(items.map(({ key }) => key));
    const found = new Map<string, number>();
    for (let offset = 0; desired.size > 0; ) {
      const query = [
        ["limit", String(WFS_LIMIT)],
        ["offset", String(offset)],
      ] as const;
      const body = await readOrNull(ctx, { url: "/fulfillment/inventory", query, operation: "wfs.list" });
      const what = "the stock at Walmart's warehouses";
      const page = body === null ? null : parseResponse(wfsPageSchema, body, { ctx, what });
      const rows = page?.payload?.inventory ?? [];
      for (const { sku, shipNodes } of rows)
        if (desired.has(sku))
          found.set(
            sku,
            shipNodes.reduce((sum, one) => sum + (one.availToSellQty ?? 0), 0),
          );
      offset += rows.length;
      if (rows.length === 0 || offset >= (page?.headers?.totalCount ?? 0)) break;
    }
    return [...found].map(([key, free]) => ({ key, units: free }));
  },
};

export const stockOf = (connection: ConnectionInfo): Stock => ({
  basis: "available_plus_open_orders",
  compareAndSet: "read",
  takesAt: lowersWhenShipped(connection.settings)
    ? "when units ship (a setting of this channel)"
    : "never: the hub writes what is left after each shipment (assumed; Walmart's guides differ)",
  multiLocation: hasSeveral(connection),
  push: {
    maxItems: MAX_ITEMS,
    usuallyMs: USUALLY_MS,
    send,
    poll: (handle, ctx, sent = []) => pollFeed(stockFeed, handle, sent, ctx),
  },
  async read(items, ctx) {
    const shown = await inventoriesOf(
      items.map(({ key }) => key),
      ctx,
    );
    return items.map(({ key }) => ({ key, levels: levelsOf(shown.get(key), ctx.connection) }));
  },
  atMarketplace,
});
