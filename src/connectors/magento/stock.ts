/**
 * Stock: what lies at the shop's sources. An order lowers nothing there; it books a reservation until it is shipped.
 * So the number written is what is free plus what the shop's own open orders wait for.
 */

import type { HubText } from "../../commerce/message.ts";
import type { ChannelLevel } from "../../commerce/product.ts";
import { compared, writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { PushItem, PushResult, Stock } from "../kit/contract/ports.ts";
import { skusById } from "./listed.ts";
import type { SourceItem } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import type { SourceItems } from "./source-items.ts";
import { ROWS_A_WRITE, salableUnits, sameSku, sourceItemsOf, unitsOf } from "./source-items.ts";
import { MOST_QUEUED, pollQueue, QUEUE_USUALLY_MS, queueRows } from "./stock-queue.ts";
import type { Planned } from "./stock-write.ts";
import { setRows } from "./stock-write.ts";
import { message } from "./words.ts";

/** A larger number is cut by the shop without a word. */
const MOST_UNITS = 99_999_999;

export function stock(shop: ShopFacts): Stock {
  return {
    basis: "available_plus_open_orders",
    compareAndSet: "read",
    takesAt:
      "when it is shipped (an order only reserves); a refund that returns shipped units to stock gives them back",
    multiLocation: true,
    push: shop.usesQueue
      ? {
          maxItems: MOST_QUEUED,
          send: (items, ctx) => send(items, shop, ctx, queueRows),
          usuallyMs: QUEUE_USUALLY_MS,
          poll: pollQueue,
        }
      : { maxItems: ROWS_A_WRITE, send: (items, ctx) => send(items, shop, ctx, setRows) },
    async read(items, ctx) {
      const existing = await skusById(ctx, keysOf(items));
      const skus = [...existing.values()];
      const rows = await sourceItemsOf(ctx, skus, shop);
      const salable = await reservedFrom(skus, shop, ctx);
      return items.map(({ key }) => ({ key, levels: withCommitted(levelsOf(existing.get(key), rows, shop), key) }));

      function withCommitted(levels: readonly ChannelLevel[], key: string): readonly ChannelLevel[] {
        const sku = sameSku(existing.get(key) ?? "");
        const left = salable.get(sku);
        const units = (rows.get(sku) ?? []).map((row) => (row.status === 1 ? Math.max(0, unitsOf(row)) : 0));
        const onSale = units.reduce((sum, each) => sum + each, 0);
        return left === undefined ? levels : levels.map((one) => ({ ...one, committed: Math.max(0, onSale - left) }));
      }
    },
  };
}

const NOTHING_REPORTED: ReadonlyMap<string, number> = new Map();

/**
 * What is left to sell, where it says how much of a source's number orders reserved: a reservation names no source, so
 * that of several sources none can tell. A key without the right to read it misses this alone.
 */
async function reservedFrom(
  skus: readonly string[],
  shop: ShopFacts,
  ctx: Context,
): Promise<ReadonlyMap<string, number>> {
  if (shop.sources.length !== 1 || skus.length === 0) return NOTHING_REPORTED;
  try {
    return await salableUnits(ctx, skus, shop);
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "forbidden") throw error;
    return NOTHING_REPORTED;
  }
}

/**
 * A variant's units at each source it is assigned to. One that is assigned to none (saved with 0, or renamed) has 0 at
 * each of the website's sources: a write assigns it.
 */
export function levelsOf(sku: string | undefined, rows: SourceItems, { sources }: ShopFacts) {
  if (sku === undefined) return [];
  const own = rows.get(sameSku(sku)) ?? [];
  if (own.length === 0) return sources.map((location) => ({ location, available: 0 }));
  return own.map((row) => ({ location: row.source_code, available: unitsOf(row) }));
}

const keysOf = (items: readonly { readonly key: string }[]) => [...new Set(items.map((item) => item.key))];

type Write = (planned: readonly Planned[], ctx: Context) => Promise<readonly PushResult<number>[]>;

async function send(
  items: readonly PushItem<number>[],
  shop: ShopFacts,
  ctx: Context,
  write: Write,
): Promise<readonly PushResult<number>[]> {
  // The shop takes rows of SKUs nobody has any more, and a SKU may change or go at any time: ids alone are certain.
  const existing = await skusById(ctx, keysOf(items));
  const rows = await sourceItemsOf(ctx, [...existing.values()], shop);
  return writeRest(
    items.map((item) => decide(item, existing.get(item.key), rows, shop)),
    (planned) => write(planned, ctx),
  );
}

/** What to do with an item: a row to write, or the answer at once. */
function decide(
  item: PushItem<number>,
  sku: string | undefined,
  rows: SourceItems,
  shop: ShopFacts,
): Planned | PushResult<number> {
  const base = { key: item.key, location: item.location, seq: item.seq };
  const refuse = (code: string, text: HubText) => ({ ...base, outcome: "rejected" as const, code, text });
  if (sku === undefined) return refuse("unknown", message("refused.shopNoLongerProduct"));
  if (!shop.sources.includes(item.location))
    return refuse(
      "unknown_source",
      message("refused.websiteNotSellSourceLink", { website: shop.website, source: item.location }),
    );
  if (item.want > MOST_UNITS) return refuse("too_large", message("refused.shopHoldsMostUnits", { most: MOST_UNITS }));
  const row = rows.get(sameSku(sku))?.find((one) => one.source_code === item.location);
  const shown = row ? unitsOf(row) : 0;
  // Also where 0 is wanted a row that is missing is written: it assigns the variant to the source.
  const settled = compared(item, shown);
  if (settled !== null && (row !== undefined || settled.outcome === "conflict")) return settled;
  return {
    item,
    row: { sku: sku.trim(), source: item.location, quantity: item.want, status: statusOf(item.want, row) },
  };
}

/**
 * In stock or not is a switch of its own, which the shop requires and never derives. A row the merchant switched off
 * while it held goods stays off; one that was off for lack of goods is switched on by goods.
 */
function statusOf(desired: number, row: SourceItem | undefined): number {
  if (row === undefined) return desired > 0 ? 1 : 0;
  const wasSwitchedOff = row.status === 0 && unitsOf(row) > 0;
  return desired > 0 && !wasSwitchedOff ? 1 : row.status;
}
