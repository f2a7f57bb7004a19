/** One number a variant. Fifty absolute numbers a call, all or nothing; read before written, because nothing compares. */

import { randomUUID } from "node:crypto";
import type { Told } from "../../commerce/sentence.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Push, PushItem, PushResult, Stock } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { inventorySchema } from "./schemas.ts";
import { say } from "./words.ts";

/** Operations in one adjustment and ids in one read (official page on limits, read 2026-08). */
const MAX_ITEMS = 50;
const INVENTORY = "/1.0/commerce/inventory";

/** What the shop shows: a number, or `unlimited` where it does not count. Unknown variants are absent. */
type Shown = Map<string, number | "unlimited">;

const push: Push<number> = {
  maxItems: MAX_ITEMS,
  async send(items, ctx) {
    const shown = await readShown([...new Set(items.map(({ key }) => key))], ctx);
    const decisions = items.map((item) => ({ item, result: decide(item, shown.get(item.key)) }));
    const due = decisions.flatMap(({ item, result }) => (result === null ? [item] : []));
    const refusals = await write(due, ctx);
    return decisions.map(({ item, result }) => result ?? refusals.get(item) ?? applied(item));
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

/** One id that is gone fails the whole read: it is halved until the rest is told. */
async function readShown(keys: readonly string[], ctx: Context): Promise<Shown> {
  if (keys.length === 0) return new Map();
  try {
    const url = `${INVENTORY}/${keys.map(encodeURIComponent).join(",")}`;
    const { body } = await ctx.http.json({ method: "GET", url, operation: "inventory.get" });
    const { inventory } = parseResponse(inventorySchema, body, { ctx, what: "stock" });
    return new Map(
      inventory.map((row) => [row.variantId, row.isUnlimited === true ? "unlimited" : (row.quantity ?? 0)]),
    );
  } catch (error) {
    if (!isConnectorError(error) || (error.kind !== "not_found" && error.kind !== "rejected")) throw error;
    if (keys.length === 1) return new Map();
    const middle = Math.ceil(keys.length / 2);
    const halves = [keys.slice(0, middle), keys.slice(middle)];
    const told = [await readShown(halves[0] ?? [], ctx), await readShown(halves[1] ?? [], ctx)];
    return new Map(told.flatMap((half) => [...half]));
  }
}

const wanted = ({ want }: PushItem<number>): number => Math.max(0, Math.trunc(want));
const applied = (item: PushItem<number>): PushResult<number> => ({
  ...echo(item),
  outcome: "applied",
  observed: wanted(item),
});
const refused = (item: PushItem<number>, code: string, text: Told): PushResult<number> => ({
  ...echo(item),
  outcome: "rejected",
  code,
  field: "quantity",
  text,
});

/** What is settled without a write; null: it has to be written. */
function decide(item: PushItem<number>, shown: number | "unlimited" | undefined): PushResult<number> | null {
  if (shown === undefined) return refused(item, "not_found", say("refused.noLongerItemDeletedReplaced"));
  if (shown === "unlimited") return refused(item, "stock_not_tracked", say("refused.sellsItemWithoutCountingSwitch"));
  if (shown === wanted(item)) return applied(item);
  if (item.expected !== null && item.expected !== shown) return { ...echo(item), outcome: "conflict", observed: shown };
  return null;
}

/** Writes them together; where Squarespace refuses the whole, halves tell the good ones from the bad. */
async function write(
  items: readonly PushItem<number>[],
  ctx: Context,
): Promise<Map<PushItem<number>, PushResult<number>>> {
  if (items.length === 0) return new Map();
  try {
    await ctx.http.request({
      method: "POST",
      url: `${INVENTORY}/adjustments`,
      // One key a call: its repeats count once, and the same number wished later is not taken for a repeat.
      headers: { "idempotency-key": randomUUID() },
      json: { setFiniteOperations: items.map((item) => ({ variantId: item.key, quantity: wanted(item) })) },
      operation: "inventory.set",
      safe: true,
    });
    return new Map();
  } catch (error) {
    if (!isConnectorError(error) || (error.kind !== "rejected" && error.kind !== "not_found")) throw error;
    const [only] = items;
    if (items.length === 1 && only) {
      const code = error.info.kind === "rejected" ? (error.info.code ?? "rejected") : "not_found";
      return new Map([[only, refused(only, code || "rejected", error.message)]]);
    }
    const middle = Math.ceil(items.length / 2);
    const first = await write(items.slice(0, middle), ctx);
    return new Map([...first, ...(await write(items.slice(middle), ctx))]);
  }
}
