/**
 * Stock: `available` per location, written absolutely with compare-and-set and an idempotency key. A call is
 * all or nothing on Shopify's side; rows it refuses are answered one by one and the others go again.
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { ChannelLevel, Json } from "../../commerce/product.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import type { ShownStock, Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { type UserError, userErrors, userErrorText } from "../kit/graphql/refusals.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { graphql } from "./graphql.ts";
import { gid, numberOf } from "./ids.ts";
import { itemNode } from "./nodes.ts";
import { mapLevels, readExt } from "./product-mapping.ts";
import { levelCount } from "./product-read.ts";
import { STOCK_ACTIVATE, STOCK_READ, STOCK_SET } from "./queries.ts";
import { message } from "./words.ts";

/** Input arrays hold at most 250 rows (docs: limits). */
const MAX_ROWS = 250;
const COST_GOAL = 900;

export function stockPort(info: ConnectionInfo): Stock {
  return {
    basis: "available",
    compareAndSet: "native",
    takesAt: "when the order is placed (given back by a cancellation or refund with restocking)",
    push: { maxItems: MAX_ROWS, send: sendStock },
    read: readStock,
    multiLocation: levelCount(info) > 1,
  };
}

/** A row on its way: which inventory item, at which location, from which number. */
interface Row {
  readonly item: StockItem;
  readonly itemId: string;
  readonly locationId: string;
  readonly from: number | null;
}

async function sendStock(items: readonly StockItem[], ctx: Context): Promise<StockResult[]> {
  const results: StockResult[] = [];
  const rows = await prepareRows(items, results, ctx);
  // Each round settles at least one row, so it ends.
  for (let left: Row[] = rows, round = 0; left.length > 0; round += 1) {
    const errors = await setRows(left, round, ctx);
    if (errors.length === 0) {
      for (const row of left) results.push(applied(row.item, row.item.want));
      break;
    }
    const refused = pickRefused(left, errors);
    if (refused.size === 0) {
      for (const row of left) results.push(wholeCallRefused(row.item, errors));
      break;
    }
    results.push(...(await settleRefused(refused, ctx)));
    left = left.filter((row) => !refused.has(row));
  }
  return results;
}

/** Reads what is not known before it is overwritten; a number that is right already needs no write. */
async function prepareRows(items: readonly StockItem[], results: StockResult[], ctx: Context): Promise<Row[]> {
  const unknown = items.filter((item) => item.expected === null && readExt(item.ext) !== null);
  const seen = new Map((await readStock(unknown, ctx)).map((read) => [read.key, read.levels]));
  const rows: Row[] = [];
  for (const item of items) {
    const ext = readExt(item.ext);
    if (!ext || item.location === "") {
      results.push(rejected(item, "NOT_LINKED", message("refused.listingWithoutItem")));
      continue;
    }
    const shown = seen.get(item.key)?.find((level) => level.location === item.location)?.available;
    if (item.expected === null && shown === item.want) results.push(applied(item, shown));
    else
      rows.push({
        item,
        itemId: gid("InventoryItem", ext.inventoryItemId),
        locationId: gid("Location", item.location),
        from: item.expected ?? shown ?? null,
      });
  }
  return rows;
}

async function setRows(rows: readonly Row[], round: number, ctx: Context): Promise<readonly UserError[]> {
  const quantities: Json = rows.map((row) => ({
    inventoryItemId: row.itemId,
    locationId: row.locationId,
    quantity: row.item.want,
    // Must be present in every row, also as null (required since 2026-04; nozzlegear/ShopifySharp #1253).
    changeFromQuantity: row.from,
  }));
  const schema = z.object({ inventorySetQuantities: z.object({ userErrors }) });
  const call = async (key: string) => {
    // Shown in the history the seller sees on Shopify beside each change.
    const referenceDocumentUri = `gid://argosy/StockPush/${key}`;
    const variables = { input: { name: "available", reason: "correction", referenceDocumentUri, quantities }, key };
    return (await graphql(ctx, STOCK_SET, { variables, schema, what: "the stock levels" })).inventorySetQuantities
      .userErrors;
  };
  const key = keyOf(rows, `round ${round}`);
  const errors = await call(key);
  // An earlier try under this key broke off inside Shopify: it never took effect, a new key is a new try.
  if (errors.some((error) => error.code === "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"))
    return call(keyOf(rows, `again ${round}`));
  return errors;
}

/** Same desired values and same expectations give the same key, so a repeat after a lost answer is replayed, not done twice. */
function keyOf(rows: readonly Row[], salt: string): string {
  const hash = createHash("sha256").update(salt);
  for (const { item, from } of rows)
    hash.update(`\n${item.key}|${item.location}|${item.idempotencyKey}|${item.seq}|${item.want}|${from}`);
  const hex = hash.digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

function pickRefused(rows: readonly Row[], errors: readonly UserError[]): Map<Row, UserError> {
  const refused = new Map<Row, UserError>();
  for (const error of errors) {
    const at = error.field?.indexOf("quantities") ?? -1;
    const row = at === -1 ? undefined : rows[Number(error.field?.[at + 1])];
    if (row && !refused.has(row)) refused.set(row, error);
  }
  return refused;
}

const BAD_NUMBER = new Set(["INVALID_QUANTITY_NEGATIVE", "INVALID_QUANTITY_TOO_HIGH", "INVALID_QUANTITY_TOO_LOW"]);

/** Answers refused rows from what Shopify shows now: stale numbers are conflicts, missing levels are opened. */
async function settleRefused(refused: ReadonlyMap<Row, UserError>, ctx: Context): Promise<StockResult[]> {
  const results: StockResult[] = [];
  const look = [...refused].filter(([, error]) => !BAD_NUMBER.has(error.code ?? ""));
  const now = new Map(
    (
      await readStock(
        look.map(([row]) => row.item),
        ctx,
      )
    ).map((read) => [read.key, read]),
  );
  for (const [row, error] of refused) {
    const { item } = row;
    const read = now.get(item.key);
    const shown = read?.levels.find((level) => level.location === item.location)?.available;
    if (BAD_NUMBER.has(error.code ?? ""))
      results.push(
        rejected(item, error.code ?? "", message("refused.refusedNumber", { number: item.want, words: error.message })),
      );
    else if (shown !== undefined && /STALE/.test(error.code ?? ""))
      results.push({ ...echo(item), outcome: "conflict", observed: shown });
    else if (read && shown === undefined) results.push(await activate(row, ctx));
    else if (!read) results.push(rejected(item, "NOT_FOUND", message("refused.itemNoLongerExists")));
    else
      results.push(
        rejected(item, error.code ?? "USER_ERROR", message("refused.refusedStockLevel", { words: error.message })),
      );
  }
  return results;
}

/** The item is not stocked at this location yet: opens the level with the number in it. */
async function activate(row: Row, ctx: Context): Promise<StockResult> {
  const schema = z.object({ inventoryActivate: z.object({ userErrors }) });
  const variables = {
    item: row.itemId,
    location: row.locationId,
    available: row.item.want,
    key: keyOf([row], "activate"),
  };
  const { inventoryActivate } = await graphql(ctx, STOCK_ACTIVATE, { variables, schema, what: "a stock level" });
  if (inventoryActivate.userErrors.length === 0) return applied(row.item, row.item.want);
  return rejected(
    row.item,
    "NOT_STOCKED",
    message("refused.cannotStockItemLocationCheck", { words: userErrorText(inventoryActivate.userErrors) }),
  );
}

function wholeCallRefused(item: StockItem, errors: readonly UserError[]): StockResult {
  const busy = errors.some((error) => error.code === "IDEMPOTENCY_CONCURRENT_REQUEST");
  const text = message("refused.stockUpdate", { words: userErrorText(errors) });
  if (busy) return { ...echo(item), outcome: "retry", error: { kind: "transient" }, text };
  return rejected(item, errors[0]?.code ?? "USER_ERROR", text);
}

function applied(item: StockItem, observed: number): StockResult {
  return { ...echo(item), outcome: "applied", observed };
}

function rejected(item: StockItem, code: string, text: HubText): StockResult {
  return { ...echo(item), outcome: "rejected", code, field: "stock", text };
}

/** `available` per location now. Items that no longer exist or do not count stock are left out. */
async function readStock(
  items: readonly { readonly key: string; readonly ext: Json }[],
  ctx: Context,
): Promise<ShownStock[]> {
  const levels = levelCount(ctx.connection);
  const perCall = Math.max(1, Math.min(MAX_ROWS, Math.floor(COST_GOAL / (1 + 3 * levels))));
  const desired = new Map<string, string[]>();
  for (const { key, ext } of items) {
    const id = readExt(ext)?.inventoryItemId;
    if (id !== undefined) desired.set(id, [...(desired.get(id) ?? []), key]);
  }
  const found: ShownStock[] = [];
  for (const page of chunks([...desired.keys()], perCall)) {
    const { nodes } = await graphql(ctx, STOCK_READ, {
      variables: { ids: page.map((id) => gid("InventoryItem", id)), levels },
      schema: z.object({ nodes: z.array(anyJson) }),
      what: "the stock levels",
      cost: page.length * (1 + 3 * levels) + 1,
    });
    for (const node of nodes) {
      if (node === null) continue;
      const read = parseResponse(itemNode, node, { ctx, what: "an inventory item" });
      for (const key of desired.get(numberOf(read.id)) ?? [])
        found.push({
          key,
          levels: mapLevels(read.inventoryLevels.nodes),
          ...(read.inventoryLevels.pageInfo?.hasNextPage && { levelsInPart: true as const }),
        });
    }
  }
  return found;
}

/** Levels of one inventory item by its number; empty when it is gone. */
export async function readStockByItem(inventoryItemId: string, ctx: Context): Promise<readonly ChannelLevel[]> {
  const [read] = await readStock([{ key: inventoryItemId, ext: { productId: "", inventoryItemId } }], ctx);
  return read?.levels ?? [];
}
