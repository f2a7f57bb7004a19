/** What becomes of a stock item given what Wix shows, in either catalog. */
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { refusedItem } from "./push-results.ts";
import { say } from "./words.ts";

/** The API refuses more (specs: VariantStock.quantity, InventoryItem.quantity). */
export const MOST = 99_999;

/** Null: Wix would take the number. */
export function refusedQuantity(item: PushItem<number>): PushResult<number> | null {
  if (Number.isSafeInteger(item.want) && Math.abs(item.want) <= MOST) return null;
  return refusedItem(item, "stock", "quantity", say("refused.takesQuantities", { least: MOST, most: MOST }));
}

/** A final result, or null where the number has to be written. */
export function compared(
  item: PushItem<number>,
  shown: { readonly isTracked: boolean; readonly quantity: number | null },
): PushResult<number> | null {
  const { isTracked, quantity } = shown;
  if (!isTracked || quantity === null)
    return refusedItem(item, "stock", "not_counted", say("refused.sellsItemWithoutCountingSwitch"));
  if (quantity === item.want) return { ...echo(item), outcome: "applied", observed: quantity };
  if (item.expected !== null && quantity !== item.expected)
    return { ...echo(item), outcome: "conflict", observed: quantity };
  return null;
}
