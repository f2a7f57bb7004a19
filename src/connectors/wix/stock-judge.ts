/** What becomes of a stock item given what Wix shows, in either catalog. */
import { compared } from "../kit/contract/compared.ts";
import type { StockItem, StockResult } from "../kit/contract/ports.ts";
import { refusedItem } from "./push-results.ts";
import { message } from "./words.ts";

/** The API refuses more (specs: VariantStock.quantity, InventoryItem.quantity). */
export const MOST = 99_999;

/** Null: Wix would take the number. */
export function refusedQuantity(item: StockItem): StockResult | null {
  if (Number.isSafeInteger(item.want) && Math.abs(item.want) <= MOST) return null;
  return refusedItem(item, "stock", "quantity", message("refused.takesQuantities", { least: MOST, most: MOST }));
}

/** A final result, or null where the number has to be written. */
export function comparedCount(
  item: StockItem,
  { isTracked, quantity }: { readonly isTracked: boolean; readonly quantity: number | null },
): StockResult | null {
  if (!isTracked || quantity === null)
    return refusedItem(item, "stock", "not_counted", message("refused.sellsItemWithoutCountingSwitch"));
  return compared(item, quantity);
}
