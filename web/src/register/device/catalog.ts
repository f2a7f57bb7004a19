/** The catalog on the device: read whole once, then what changed. */
import type { CatalogPage as WirePage } from "../../../../src/commerce/till/catalog.ts";
import type { CatalogItem } from "./catalog-item.ts";
import type { SearchIndex } from "./search-index.ts";
import { type DeviceStore, fact, saveFact } from "./store.ts";

export type CatalogPage = WirePage<number>;

export interface CatalogRead {
  readonly store: DeviceStore;
  readonly index: SearchIndex<CatalogItem>;
  page(cursor: string | null): Promise<CatalogPage>;
  /** After each page: how many are there by now. */
  onProgress(count: number): void;
}

const CURSOR = "catalogCursor";

/**
 * Reads on from where the device stands to the end. Pages are kept with their cursor, so that a cut or a reload goes on
 * in the middle. Answers whether anything changed.
 */
export async function followCatalog({ store, index, page, onProgress }: CatalogRead): Promise<boolean> {
  let cursor = (await fact<string>(store, CURSOR)) ?? null;
  let hasChanged = false;
  for (;;) {
    const read = await page(cursor);
    await cachePage(store, read);
    if (read.restart)
      index.change(
        [],
        [...index.items()].map(({ variantId }) => variantId),
      );
    index.change(read.items, read.gone);
    hasChanged ||= read.restart || read.items.length > 0 || read.gone.length > 0;
    if (read.items.length > 0) onProgress(index.size);
    cursor = read.cursor;
    if (!read.more) break;
  }
  index.settle();
  await saveFact(store, "catalogAt", new Date().toISOString());
  return hasChanged;
}

async function cachePage(store: DeviceStore, page: CatalogPage): Promise<void> {
  const work = store.transaction(["items", "facts"], "readwrite");
  const items = work.objectStore("items");
  if (page.restart) await items.clear();
  await Promise.all([
    ...page.items.map((item) => items.put(item)),
    ...page.gone.map((variantId) => items.delete(variantId)),
    work.objectStore("facts").put(page.cursor, CURSOR),
    work.done,
  ]);
}
