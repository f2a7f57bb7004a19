/** Lists that are read whole each time, page after page; after the last page the cursor begins anew. */
import type { ChannelProduct } from "../../../commerce/product.ts";
import type { Products, Sweep, SweepPage } from "../contract/ports.ts";

const DAY_MS = 24 * 3_600_000;

/** A list that tells no changes: read whole, once a day. */
export const readDaily = <T>(id: string, run: Sweep<T>["run"]): Sweep<T> => ({
  id,
  mode: "full",
  everyMs: DAY_MS,
  run,
});

/** `bySku` of a platform whose products are its items, by their SKU. */
export const singlyBySku =
  (get: Products["get"]): NonNullable<Products["bySku"]> =>
  async (skus, ctx) => {
    const found: ChannelProduct[] = [];
    for (const sku of new Set(skus)) {
      const one = await get(sku, ctx);
      if (one) found.push(one);
    }
    return found;
  };

/** What a connector makes of one page. */
type Page<T> = Omit<SweepPage<T>, "cursor" | "safeToSave">;

/** `told`: how many records the platform sent, readable or not; `total`: how many it has. */
export interface OffsetPage<T> extends Page<T> {
  readonly told: number;
  readonly total: number;
}

/** Pages asked for by how many records to leave out. */
export async function* byOffset<T>(
  cursor: string | null,
  ask: (offset: number) => Promise<OffsetPage<T>>,
): AsyncIterable<SweepPage<T>> {
  for (let offset = Number(cursor ?? "0") || 0; ; ) {
    const { told, total, ...page } = await ask(offset);
    offset += told;
    const isLast = told === 0 || offset >= total;
    yield { ...page, cursor: isLast ? "0" : String(offset), safeToSave: true };
    if (isLast) return;
  }
}

/** Pages asked for by their number; the first is 1. */
export async function* byNumber<T>(
  cursor: string | null,
  ask: (page: number) => Promise<Page<T> & { readonly isLast: boolean }>,
): AsyncIterable<SweepPage<T>> {
  for (let number = Number(cursor ?? "1") || 1; ; number += 1) {
    const { isLast, ...page } = await ask(number);
    yield { ...page, cursor: isLast ? "1" : String(number + 1), safeToSave: true };
    if (isLast) return;
  }
}
