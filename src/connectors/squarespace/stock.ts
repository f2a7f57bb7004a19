/** One number a variant. Fifty absolute numbers a call, all or nothing; read before written, because nothing compares. */

import { randomUUID } from "node:crypto";
import type { HubText } from "../../commerce/message.ts";
import { compared, writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isRefusal, refusalCode } from "../kit/contract/errors.ts";
import type { Push, Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { inHalves } from "../kit/parse/halving.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { inventorySchema } from "./schemas.ts";
import { message } from "./words.ts";

/** Operations in one adjustment and ids in one read (official page on limits, read 2026-08). */
const MAX_ITEMS = 50;
const INVENTORY = "/1.0/commerce/inventory";

/** What the shop shows: a number, or `unlimited` where it does not count. Unknown variants are absent. */
type Shown = Map<string, number | "unlimited">;

const push: Push<number> = {
  maxItems: MAX_ITEMS,
  async send(items, ctx) {
    const shown = await readShown([...new Set(items.map(({ key }) => key))], ctx);
    return writeRest(
      items.map((item) => decide(item, shown.get(item.key)) ?? item),
      (due) => write(due, ctx),
    );
  },
};

export const stock: Stock = {
  ...readsFirst,
  takesAt: "when the order is placed (assumed; Squarespace does not publish it)",
  multiLocation: false,
  push,
  async read(items, ctx) {
    const shown: Shown = new Map();
    const keys = [...new Set(items.map(({ key }) => key))];
    for (const some of chunks(keys, MAX_ITEMS))
      for (const [key, value] of await readShown(some, ctx)) shown.set(key, value);
    return items.map(({ key }) => {
      const available = shown.get(key);
      return { key, levels: typeof available === "number" ? [{ location: "", available }] : [] };
    });
  },
};

/** One id that is gone fails the whole read. */
async function readShown(keys: readonly string[], ctx: Context): Promise<Shown> {
  const rows = await inHalves(keys, {
    async work(some) {
      const url = `${INVENTORY}/${some.map(encodeURIComponent).join(",")}`;
      const { body } = await ctx.http.json({ method: "GET", url, operation: "inventory.get" });
      return parseResponse(inventorySchema, body, { ctx, what: "stock" }).inventory;
    },
    isItems: isRefusal,
    alone: () => [],
  });
  return new Map(rows.map((row) => [row.variantId, row.isUnlimited === true ? "unlimited" : (row.quantity ?? 0)]));
}

const wanted = ({ want }: StockItem): number => Math.max(0, Math.trunc(want));
const applied = (item: StockItem): StockResult => ({ ...echo(item), outcome: "applied", observed: wanted(item) });
const refused = (item: StockItem, code: string, text: HubText): StockResult => ({
  ...echo(item),
  outcome: "rejected",
  code,
  field: "quantity",
  text,
});

/** What is settled without a write; null: it has to be written. */
function decide(item: StockItem, shown: number | "unlimited" | undefined): StockResult | null {
  if (shown === undefined) return refused(item, "not_found", message("refused.noLongerItemDeletedReplaced"));
  if (shown === "unlimited")
    return refused(item, "stock_not_tracked", message("refused.sellsItemWithoutCountingSwitch"));
  return compared(item, shown, wanted(item));
}

/** All or none: a refusal names nobody. */
const write = (items: readonly StockItem[], ctx: Context) =>
  inHalves<StockItem, StockResult, ConnectorError>(items, {
    async work(some) {
      await ctx.http.request({
        method: "POST",
        url: `${INVENTORY}/adjustments`,
        // One key a call: its repeats count once, and the same number requested later is not taken for a repeat.
        headers: { "idempotency-key": randomUUID() },
        json: { setFiniteOperations: some.map((item) => ({ variantId: item.key, quantity: wanted(item) })) },
        operation: "inventory.set",
        safe: true,
      });
      return some.map(applied);
    },
    isItems: isRefusal,
    alone: (item, error) => [refused(item, refusalCode(error), error.userMessage)],
  });
