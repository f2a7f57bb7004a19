/** Stock: read, compared, and set absolutely, item by item. Only the seller's own stock is written. */

import type { HubText } from "../../commerce/message.ts";
import type { ChannelLevel, Json } from "../../commerce/product.ts";
import { compared, writeRest } from "../kit/contract/compared.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { MOST_INT32 } from "../kit/parse/int32.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { call, idNumber } from "./client.ts";
import type { Addressed } from "./item-groups.ts";
import { addressed, byItem, MAX_ITEMS, rejected } from "./item-groups.ts";
import { hasLocations, isKit, mapProduct } from "./product-mapping.ts";
import { readItems } from "./product-read.ts";
import { refusalOf, refusalText } from "./refusals.ts";
import { rowsSchema } from "./schemas.ts";
import { message } from "./words.ts";

type Row = Addressed<number>;

const refuse = (item: StockItem, code: string, text: HubText): StockResult =>
  rejected(item, { code, field: "stock", text });

interface Shown {
  readonly levels: readonly ChannelLevel[];
  readonly isKit: boolean;
}

/** What the shop shows, by variant key; absent: the variant is gone. */
async function shownLevels(itemIds: readonly string[], ctx: Context): Promise<ReadonlyMap<string, Shown>> {
  const reported = await readItems([...new Set(itemIds)], ctx);
  const shown = reported.flatMap((one) =>
    mapProduct(one, ctx.connection).variants.map(
      ({ key, levels = [] }) => [key, { levels, isKit: isKit(one.item) }] as const,
    ),
  );
  return new Map(shown);
}

/** A final answer for a row given what the shop shows, or the row to write. */
function decide(row: Row, shown: Shown | undefined, connection: ConnectionInfo): StockResult | Row {
  const { item, ext } = row;
  const { want, location } = item;
  // Above it Shopee's int32 answers could not tell the number back.
  if (!Number.isSafeInteger(want) || want < 0 || want > MOST_INT32)
    return refuse(item, "quantity", message("refused.takes0", { most: MOST_INT32 }));
  if (shown === undefined) return refuse(item, "gone", message("refused.itemNoLongerExists"));
  if (shown.isKit) return refuse(item, "kit", message("refused.kitStock"));
  if (ext.byShopee) return refuse(item, "by_shopee", refusalText("stock", "error_auth_product_is_pff", ""));
  if (hasLocations(connection) && location === "")
    return refuse(item, "location", message("refused.shopStocksGoodsSeveralPlaces"));
  return compared(item, shown.levels.find((level) => level.location === location)?.available) ?? row;
}

function stockList(rows: readonly Row[]): Json {
  return [...Map.groupBy(rows, ({ ext }) => ext.modelId)].map(([modelId, own]) => ({
    model_id: idNumber(modelId),
    seller_stock: own.map(({ item }) => ({
      ...(item.location === "" ? {} : { location_id: item.location }),
      stock: item.want,
    })),
  }));
}

async function write(itemId: string, rows: readonly Row[], ctx: Context): Promise<readonly StockResult[]> {
  try {
    const body = await call(ctx, {
      path: "product/update_stock",
      operation: "stock.set",
      json: { item_id: idNumber(itemId), stock_list: stockList(rows) },
      // Not repeated after a lost answer: a sale between the two would be overwritten. The next push reads first.
      safe: false,
    });
    return answers(body, rows, ctx);
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    const { code, reason } = refusalOf(error);
    if (error.kind === "rejected" || error.kind === "unsupported")
      return rows.map(({ item }) => refuse(item, code, refusalText("stock", code, reason)));
    if (error.kind === "not_found")
      return rows.map(({ item }) => refuse(item, "gone", message("refused.itemNoLongerExists")));
    // The other items of this push are not held up by one whose outcome is unknown.
    if (error.kind !== "ambiguous" && error.kind !== "transient") throw error;
    return rows.map(({ item }) => ({ ...echo(item), outcome: "retry", error: error.info, text: error.userMessage }));
  }
}

function answers(body: Json, rows: readonly Row[], ctx: Context): readonly StockResult[] {
  const { failure_list: failures } = parseResponse(rowsSchema, body, { ctx, what: "the change of stock" });
  return rows.map(({ item, ext }) => {
    const failed = failures.find(({ model_id: model }) => model === ext.modelId);
    if (!failed) return { ...echo(item), outcome: "applied", observed: item.want };
    return refuse(item, "refused", refusalText("stock", "", failed.failed_reason ?? ""));
  });
}

export const stock: Stock = {
  ...readsFirst,
  takesAt: "order placed; given back when it is cancelled",
  multiLocation: true,
  push: {
    maxItems: MAX_ITEMS,
    async send(items, ctx) {
      const { known, lost } = addressed(items, "stock");
      const shown = await shownLevels(
        known.map(({ ext }) => ext.itemId),
        ctx,
      );
      const decisions = known.map((row) => decide(row, shown.get(row.item.key), ctx.connection));
      return writeRest([...lost, ...decisions], (due) => byItem(due, (itemId, rows) => write(itemId, rows, ctx)));
    },
  },
  async read(items, ctx) {
    const { known } = addressed(
      items.map(({ key, ext }) => ({ key, ext, location: "", seq: 0n, want: 0, expected: null, idempotencyKey: "" })),
      "stock",
    );
    const shown = await shownLevels(
      known.map(({ ext }) => ext.itemId),
      ctx,
    );
    return items.map(({ key }) => ({ key, levels: shown.get(key)?.levels ?? [] }));
  },
};
