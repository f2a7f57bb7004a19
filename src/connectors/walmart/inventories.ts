/** What Walmart shows at the seller's own fulfillment centers: `inputQty`, open orders included (sheet section 5.2). */
import type { ChannelLevel } from "../../commerce/product.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { rowId } from "../kit/pull/read-each.ts";
import { readOrNull } from "./client.ts";
import { type Inventory, inventoryPageSchema, inventorySchema } from "./schemas.ts";
import { nodesOf } from "./settings.ts";

const LIMIT = 50;

/** Of these SKUs, by SKU, in as few calls as their number and the seller's allow; unknown ones are left out. */
export async function inventoriesOf(skus: readonly string[], ctx: Context): Promise<ReadonlyMap<string, Inventory>> {
  const requested = new Set(skus);
  const found = new Map<string, Inventory>();
  if (requested.size > 1) await walkList(requested, found, ctx);
  // Rows may have moved over a page's edge meanwhile.
  for (const sku of requested) {
    if (found.has(sku)) continue;
    const one = await inventoryOf(sku, ctx);
    if (one) found.set(sku, one);
  }
  return found;
}

async function walkList(requested: ReadonlySet<string>, found: Map<string, Inventory>, ctx: Context): Promise<void> {
  let met = 0;
  for (let next = ""; found.size < requested.size; ) {
    const query = [["limit", String(LIMIT)] as const, ...(next === "" ? [] : [["nextCursor", next] as const])];
    const body = await readOrNull(ctx, { url: "/inventories", query, operation: "stock.list" });
    if (body === null) return;
    const { meta, elements } = parseResponse(inventoryPageSchema, body, { ctx, what: "the list of inventories" });
    const rows = elements?.inventories ?? [];
    for (const row of rows) {
      const sku = rowId(row, "sku");
      if (sku !== undefined && requested.has(sku))
        found.set(sku, parseResponse(inventorySchema, row, { ctx, what: `inventory ${sku}` }));
    }
    met += rows.length;
    const isEnd = !meta?.nextCursor || meta.nextCursor === next;
    // From here on, asking for each by name takes fewer calls.
    const pagesLeft = Math.ceil(((meta?.totalCount ?? 0) - met) / LIMIT);
    if (isEnd || pagesLeft > requested.size - found.size) return;
    next = meta.nextCursor ?? "";
  }
}

async function inventoryOf(sku: string, ctx: Context): Promise<Inventory | null> {
  const body = await readOrNull(ctx, { url: `/inventories/${encodeURIComponent(sku)}`, operation: "stock.get" });
  return body === null ? null : parseResponse(inventorySchema, body, { ctx, what: `inventory ${sku}` });
}

/** With one center, or none that is known, the account has one number. */
export const hasSeveral = (connection: Pick<ConnectionInfo, "facts">): boolean => nodesOf(connection).length > 1;

/** The number at a place; "" is the account's one center. Undefined where it has none yet. */
export function shownAt(
  one: Inventory | undefined,
  location: string,
  connection: Pick<ConnectionInfo, "facts">,
): number | undefined {
  const [only] = nodesOf(connection);
  const node = location || only || one?.nodes[0]?.shipNode;
  return one?.nodes.find(({ shipNode, errors }) => shipNode === node && errors.length === 0)?.inputQty?.amount;
}

/** Centers of partners and Walmart's own count by themselves and are left out. */
export function levelsOf(
  one: Inventory | undefined,
  connection: Pick<ConnectionInfo, "facts">,
): readonly ChannelLevel[] {
  if (one === undefined) return [];
  const nodes = nodesOf(connection);
  // An account's only center has its key too: the hub maps it like one of several, and reads back by it.
  const locations = nodes.length > 0 ? nodes : [""];
  return locations.flatMap((location): ChannelLevel[] => {
    const available = shownAt(one, location, connection);
    if (available === undefined) return locations.length === 1 ? [{ location, available: 0 }] : [];
    const committed = one.nodes.find(({ shipNode }) => location === "" || shipNode === location)?.reservedQty?.amount;
    return [{ location, available, ...(committed === undefined ? {} : { committed }) }];
  });
}
