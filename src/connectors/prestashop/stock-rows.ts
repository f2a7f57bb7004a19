/** Stock rows as the shop has them: one a product and shop, and one more a combination. */
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { listByIds } from "./client.ts";
import type { StockRow } from "./schemas.ts";
import { stockSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

/** The rows of these products by "product-combination"; "7-0" of a product with combinations is their sum. */
export async function stockRows(
  productIds: Iterable<string>,
  shop: ShopFacts,
  ctx: Context,
): Promise<ReadonlyMap<string, StockRow>> {
  const request = { resource: "stock_availables", operation: "stock.list", field: "id_product" } as const;
  const found = new Map<string, StockRow>();
  for (const raw of await listByIds(ctx, request, productIds)) {
    const row = parseResponse(stockSchema, raw, { ctx, what: "stock row" });
    const key = `${row.id_product}-${row.id_product_attribute}`;
    const known = found.get(key);
    if (!known || rank(row, shop) < rank(known, shop)) found.set(key, row);
  }
  return found;
}

/**
 * The row of the group that shares its quantities, where ours does: shops keep theirs from before. Else our shop's own row;
 * then one a group of shops shares (shop 0); then any.
 */
function rank(row: StockRow, shop: ShopFacts): number {
  if (shop.stockGroup !== "" && row.id_shop_group === shop.stockGroup && row.id_shop === "0") return -1;
  if (row.id_shop === shop.stockShop) return 0;
  return row.id_shop === undefined || row.id_shop === "0" ? 1 : 2;
}

/** True for the row the shop works out from the combinations' rows; a number written there is wrong until the next. */
export function isSum(key: string, rows: ReadonlyMap<string, StockRow>): boolean {
  const [product = "", combination] = key.split("-");
  if (combination !== "0") return false;
  return [...rows.values()].some((row) => row.id_product === product && row.id_product_attribute !== "0");
}
