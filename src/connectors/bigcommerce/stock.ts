/** Stock: read, compared, and set in absolute adjustments; a refused batch names the items at fault. */

import type { HubText } from "../../commerce/message.ts";
import type { ChannelLevel, Json } from "../../commerce/product.ts";
import { compared, writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { MOST_INT32 } from "../kit/parse/int32.ts";
import { isId, storeCall } from "./client.ts";
import type { ItemExt } from "./product-mapping.ts";
import { readExt } from "./product-mapping.ts";
import { readLevels } from "./product-read.ts";
import { message } from "./words.ts";

/** Published most of an adjustment. */
const ADJUSTMENTS_PER_CALL = 2000;
/** Ids in one address: more than about 5 KB of query is refused by servers on the way. */
const IDS_PER_READ = 500;
const ROUNDS = 4;

interface Due {
  readonly item: StockItem;
  readonly ext: ItemExt;
  /** Which id the inventory wants for it. */
  readonly by: "product_id" | "variant_id";
}

function rejected(item: StockItem, code: string, text: HubText): StockResult {
  return { ...echo(item), outcome: "rejected", code, field: "stock", text };
}

async function levelsOf(keys: readonly string[], ctx: Context): Promise<ReadonlyMap<string, readonly ChannelLevel[]>> {
  const found = new Map<string, readonly ChannelLevel[]>();
  for (const part of chunks([...new Set(keys)].filter(isId), IDS_PER_READ))
    for (const [key, levels] of await readLevels("variant_id:in", part, ctx)) found.set(key, levels);
  return found;
}

/** What to do with an item given what the store shows: a final result, or what to write. */
function decide(item: StockItem, levels: readonly ChannelLevel[] | undefined): StockResult | Due {
  const ext = readExt(item.ext);
  if (ext === null) return rejected(item, "unknown_item", message("refused.listingLostAddressReadProducts"));
  if (ext.tracking === "none") return rejected(item, "not_counted", message("refused.notCountItemSwitchTrack"));
  if (ext.tracking === "product" && !ext.base)
    return rejected(item, "product_counts", message("refused.countsVariantProductSetProduct"));
  if (!isId(item.location)) return rejected(item, "location", message("refused.stockBelongsLocationMapLocation"));
  if (levels === undefined) return rejected(item, "gone", message("refused.itemNoLongerExists"));
  // int32: the Inventory API refuses more.
  if (!Number.isSafeInteger(item.want) || item.want < 0 || item.want > MOST_INT32)
    return rejected(item, "quantity", message("refused.takes0", { most: MOST_INT32 }));
  const shown = levels.find(({ location }) => location === item.location)?.available;
  return compared(item, shown) ?? { item, ext, by: ext.tracking === "product" ? "product_id" : "variant_id" };
}

function adjustment({ item, ext, by }: Due): Json {
  const id = by === "product_id" ? ext.productId : item.key;
  return { location_id: Number(item.location), [by]: Number(id), quantity: item.want };
}

/** Items an error's words name: "[StockItem with variant_id 106 is tracked by product, …]", "identity: [product_id 113]". */
export function namedItems(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/(variant_id|product_id)\D{1,3}(\d+)/g)].map(([, kind, id]) => `${kind} ${id}`));
}

function nameOf({ item, ext, by }: Due): string {
  return `${by} ${by === "product_id" ? ext.productId : item.key}`;
}

/** The same item under the other id, when BigCommerce says it is counted there. */
function turned(due: Due, text: string): Due | null {
  if (/tracked by product/.test(text) && due.by === "variant_id" && due.ext.base) return { ...due, by: "product_id" };
  if (/tracked by variant/.test(text) && due.by === "product_id") return { ...due, by: "variant_id" };
  return null;
}

async function adjust(due: readonly Due[], ctx: Context): Promise<void> {
  await storeCall(ctx, {
    method: "PUT",
    path: "v3/inventory/adjustments/absolute",
    json: { reason: "Argosy", items: due.map(adjustment) },
    operation: "stock.set",
    // Not repeated after a lost answer: a sale between the two would be overwritten. The next push reads first.
    safe: false,
  });
}

/** Sets what is due. A refusal counts for the whole call: items it names are taken out or turned, the rest goes again. */
async function set(due: readonly Due[], ctx: Context, round = 1): Promise<readonly StockResult[]> {
  if (due.length === 0) return [];
  try {
    await adjust(due, ctx);
    return due.map(({ item }) => ({ ...echo(item), outcome: "applied", observed: item.want }));
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
    const refusal = (one: Due) =>
      rejected(one.item, "refused", message("refused.notTakeNumber", { words: error.message }));
    const named = namedItems(error.message);
    const atFault = due.filter((one) => named.has(nameOf(one)));
    const again = atFault.flatMap((one) => turned(one, error.message) ?? []);
    const [only] = due;
    if (due.length === 1 && only && again.length === 0) return [refusal(only)];
    // The words name nobody: the engine sends fewer, until the one at fault stands alone.
    if (atFault.length === 0 || round >= ROUNDS) throw error;
    const lost = atFault.filter((one) => turned(one, error.message) === null);
    const rest = due.filter((one) => !named.has(nameOf(one)));
    return [...lost.map(refusal), ...(await set([...rest, ...again], ctx, round + 1))];
  }
}

export const stock: Stock = {
  ...readsFirst,
  takesAt: "order placed, or completed and shipped: as the store's inventory settings say",
  multiLocation: true,
  push: {
    maxItems: ADJUSTMENTS_PER_CALL,
    async send(items, ctx) {
      const shown = await levelsOf(
        items.map(({ key }) => key),
        ctx,
      );
      return writeRest(
        items.map((item) => decide(item, shown.get(item.key))),
        (due) => set(due, ctx),
      );
    },
  },
  async read(items, ctx) {
    const shown = await levelsOf(
      items.map(({ key }) => key),
      ctx,
    );
    return items.map(({ key }) => ({ key, levels: shown.get(key) ?? [] }));
  },
};
