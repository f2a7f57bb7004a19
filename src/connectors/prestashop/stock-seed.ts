/** First numbers of what was just made; later ones come by the stock push. */

import { chunks } from "../kit/parse/chunks.ts";
import type { Putting } from "./product-work.ts";
import type { Combination } from "./schemas.ts";
import { variantKey } from "./shop.ts";
import { stock } from "./stock.ts";

/** `own`: the combination's id ("0": none) by our variant's id. What stood in the shop before keeps its number. */
export async function seedStock(
  productId: string,
  own: ReadonlyMap<string, string>,
  before: readonly Combination[],
  existed: boolean,
  { product, shop, ctx }: Putting,
): Promise<void> {
  const items = product.variants.flatMap((variant, index) => {
    const combination = own.get(variant.id) ?? "0";
    const isNew = combination === "0" ? !existed : !before.some((one) => one.id === combination);
    const desired = variant.levels.reduce((sum, level) => sum + Math.max(0, Math.trunc(level.available)), 0);
    if (!isNew || desired === 0) return [];
    const key = variantKey(productId, combination);
    return [{ key, location: "", seq: BigInt(index), want: desired, expected: null, ext: null, idempotencyKey: key }];
  });
  const { push } = stock(shop);
  for (const some of chunks(items, push.maxItems)) await push.send(some, ctx);
}
