/**
 * Absolute numbers by warehouse, one call a product. Read before written, because nothing compares; of a SKU that is
 * written every assigned warehouse is listed, the others with what was just read (sheet section 5).
 */
import { compared } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Push, PushItem, PushResult, Stock } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { severalAtOnce } from "./client.ts";
import { productIdOf, UNLINKED } from "./linked.ts";
import { MAX_PRODUCTS, readShown, type Shown, type Units, warehouseOf } from "./stock-read.ts";
import { type Outcome, refusedStock, writeProduct } from "./stock-write.ts";
import { message } from "./words.ts";

/** The range TikTok documents for a warehouse ends here. */
const MAX_QUANTITY = 99_999;

const push: Push<number> = {
  // As many products as one reading takes. Items of one product may meet in several batches: each is whole.
  maxItems: MAX_PRODUCTS,
  async send(items, ctx) {
    const products = Map.groupBy(items, ({ ext }) => productIdOf(ext) ?? "");
    const shown = await readShown(
      [...products.keys()].filter((id) => id !== ""),
      ctx,
    );
    const outcomes = await severalAtOnce([...products], ([id, own]) => settle(own, { id, shown: shown.get(id) }, ctx));
    return answers(outcomes);
  },
};

export const stock: Stock = {
  ...readsFirst,
  takesAt: "when the order is placed, before it is paid (the units move from available to committed)",
  multiLocation: true,
  push,
  async read(items, ctx) {
    const ids = items.flatMap(({ ext }) => productIdOf(ext) ?? []);
    const products = await readShown(ids, ctx);
    return items.map(({ key, ext }) => {
      const levels = products.get(productIdOf(ext) ?? "")?.get(key) ?? new Map<string, Units>();
      return { key, levels: [...levels].map(([location, units]) => ({ location, ...units })) };
    });
  },
};

interface ProductStock {
  readonly id: string;
  readonly shown: Shown | undefined;
}

/** All of one product's items; what concerns the connection comes back as the error, beside what is settled. */
async function settle(items: readonly PushItem<number>[], product: ProductStock, ctx: Context): Promise<Outcome> {
  const decisions = items.map((item) => ({ item, result: decide(item, product) }));
  const due = decisions.flatMap(({ item, result }) => (result === null ? [item] : []));
  const settled = decisions.flatMap(({ result }) => result ?? []);
  if (due.length === 0 || !product.shown) return { results: settled };
  try {
    const written = await writeProduct(due, { id: product.id, shown: product.shown }, ctx);
    return { results: [...settled, ...written] };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return { results: settled, left: { items: due, error } };
  }
}

/** What is settled without a write; null: it has to be written. */
function decide(item: PushItem<number>, { id, shown }: ProductStock): PushResult<number> | null {
  if (id === "") return refusedStock(item, "unlinked", UNLINKED);
  const levels = shown?.get(item.key);
  if (!levels) return refusedStock(item, "not_found", message("refused.itemGone"));
  const current = levels.get(warehouseOf(item, levels))?.available;
  if (current === undefined) return refusedStock(item, "warehouse", message("refused.notInWarehouse"));
  if (item.want > MAX_QUANTITY)
    return refusedStock(item, "too_many", message("refused.tooMany", { most: MAX_QUANTITY }));
  return compared(item, current, Math.max(0, item.want));
}

/** Trouble with the connection is thrown while nothing is done; afterwards what is done stays reported. */
function answers(outcomes: readonly Outcome[]): PushResult<number>[] {
  const results = outcomes.flatMap((outcome) => outcome.results);
  const left = outcomes.flatMap((outcome) => outcome.left ?? []);
  const [first] = left;
  if (first && results.length === 0) throw first.error;
  return [
    ...results,
    ...left.flatMap(({ items, error }) =>
      items.map(({ key, location, seq }) => ({
        key,
        location,
        seq,
        outcome: "retry" as const,
        error: error.info,
        text: error.userMessage,
      })),
    ),
  ];
}
