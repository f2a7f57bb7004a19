import type { ChannelLevel } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { countedOf } from "./counting.ts";
import { loadStockInputs, unitsToShowByLocation } from "./units-to-show.ts";

/** No listing: rules of an item of its own cannot exist before the item. */
const UNLISTED = "00000000-0000-0000-0000-000000000000";

/**
 * What a channel shows of variants from the moment they are created there: created without a number, an item may sell
 * without limit. Those that are not counted have none.
 */
export async function firstLevels(
  tx: Tx,
  connectionId: string,
  variantIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ChannelLevel[]>> {
  const counted = await countedOf(tx, variantIds);
  if (counted.length === 0) return new Map();
  const targets = counted.map((variantId) => ({ listingId: UNLISTED, connectionId, variantId }));
  const inputs = await loadStockInputs(tx, targets);
  return new Map(
    targets.map((target) => [
      target.variantId,
      unitsToShowByLocation(inputs, target).map(({ location, quantity }) => ({ location, available: quantity })),
    ]),
  );
}
