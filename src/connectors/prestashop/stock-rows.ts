/** Stock rows as the shop has them: one a product and shop, and one more a combination. */
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { remembering } from "../kit/http/remembering.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { listAll, listByIds } from "./client.ts";
import type { StockRow } from "./schemas.ts";
import { shopGroupSchema, shopSchema, stockSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

/** The rows of these products by "product-combination"; "7-0" of a product with combinations is their sum. */
export async function stockRows(
  productIds: Iterable<string>,
  shop: ShopFacts,
  ctx: Context,
): Promise<ReadonlyMap<string, StockRow>> {
  const request = { resource: "stock_availables", operation: "stock.list", field: "id_product" } as const;
  const rows = (await listByIds(ctx, request, productIds)).map((raw) =>
    parseResponse(stockSchema, raw, { ctx, what: "stock row" }),
  );
  const stockGroup = isContested(rows, shop) ? await sharingNow(shop, ctx) : shop.stockGroup;
  const found = new Map<string, StockRow>();
  for (const row of rows) {
    const key = `${row.id_product}-${row.id_product_attribute}`;
    const cached = found.get(key);
    if (!cached || rank(row, { ...shop, stockGroup }) < rank(cached, { ...shop, stockGroup })) found.set(key, row);
  }
  return found;
}

const isOfGroup = (row: StockRow): boolean => row.id_shop === "0" && (row.id_shop_group ?? "0") !== "0";

/** Rows of our shop and of a group stand side by side: which of them is sold from is a switch of the group's. */
const isContested = (rows: readonly StockRow[], shop: ShopFacts): boolean =>
  rows.some(isOfGroup) && rows.some((row) => row.id_shop === shop.stockShop);

/** A merchant may share quantities, or stop, at any time: asked for again after ten minutes. */
const SHARING_KEPT_MS = 10 * 60_000;

/** The group our shop shares its quantities with now; what was known at connecting where the key may not ask. */
const sharingNow = remembering(SHARING_KEPT_MS, async (shop: ShopFacts, ctx: Context): Promise<string> => {
  try {
    const shops = await listAll(ctx, { resource: "shops", operation: "shops.list" });
    const groups = await listAll(ctx, { resource: "shop_groups", operation: "shop_groups.list" });
    const own = shops.map((raw) => parseResponse(shopSchema, raw, { ctx, what: "shops" }));
    const ours = own.find(({ id }) => id === shop.stockShop)?.id_shop_group;
    const shared = groups.map((raw) => parseResponse(shopGroupSchema, raw, { ctx, what: "shop_groups" }));
    return shared.find(({ id, share_stock }) => share_stock && id === ours)?.id ?? "";
  } catch (error) {
    if (isConnectorError(error) && error.kind === "forbidden") return shop.stockGroup;
    throw error;
  }
});

/**
 * The row of the group that shares its quantities, where ours does: shops keep theirs from before. Else our shop's own row;
 * then one a group of shops shares (shop 0); then any.
 */
function rank(row: StockRow, shop: Pick<ShopFacts, "stockGroup" | "stockShop">): number {
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
