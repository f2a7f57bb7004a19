/** Pushes go item by item, up to fifty models a call. Items of one push share the reads, and five are written side by side. */

import type { HubText } from "../../commerce/message.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { chunks, sideBySide } from "../kit/parse/chunks.ts";
import type { ItemExt } from "./product-mapping.ts";
import { readExt } from "./product-mapping.ts";
import { message } from "./words.ts";

/** Most models of update_stock and update_price. */
const MODELS_PER_CALL = 50;
/** Ours: Shopee publishes no limit of calls at once. */
const SIDE_BY_SIDE = 5;
/** Rows of one push: two reads of fifty items. */
export const MAX_ITEMS = 100;

export interface Addressed<V> {
  readonly item: PushItem<V>;
  readonly ext: ItemExt;
}

export function rejected<V>(
  item: PushItem<V>,
  refusal: { readonly code: string; readonly field: string; readonly text: HubText },
): PushResult<V> {
  return { ...echo(item), outcome: "rejected", ...refusal };
}

/** The items with their addresses, and answers for those that have lost it. */
export function addressed<V>(items: readonly PushItem<V>[], field: string) {
  const existing: Addressed<V>[] = [];
  const lost: PushResult<V>[] = [];
  for (const item of items) {
    const ext = readExt(item.key, item.ext);
    if (ext) existing.push({ item, ext });
    else
      lost.push(
        rejected(item, {
          code: "unknown_item",
          field,
          text: message("refused.listingLostAddressReadProducts"),
        }),
      );
  }
  return { known: existing, lost };
}

/** Runs `write` for every item of Shopee, with all the rows that belong to it. */
export async function byItem<V>(
  rows: readonly Addressed<V>[],
  write: (itemId: string, rows: readonly Addressed<V>[]) => Promise<readonly PushResult<V>[]>,
): Promise<readonly PushResult<V>[]> {
  const groups = [...Map.groupBy(rows, ({ ext }) => ext.itemId)].flatMap(([itemId, own]) =>
    modelBatches(own).map((batch) => ({ itemId, batch })),
  );
  return (await sideBySide(groups, SIDE_BY_SIDE, ({ itemId, batch }) => write(itemId, batch))).flat();
}

/** At most fifty models, each with all of its locations. */
function modelBatches<V>(rows: readonly Addressed<V>[]): Addressed<V>[][] {
  const models = [...Map.groupBy(rows, ({ ext }) => ext.modelId).values()];
  return chunks(models, MODELS_PER_CALL).map((batch) => batch.flat());
}
