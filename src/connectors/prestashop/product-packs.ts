/**
 * Packs: products made of others. What a sale takes is the pack's own setting (classes/Pack.php, and updatePackQuantity of
 * src/Core/Stock/StockManager.php, 8.2.1): the pack alone, its contents alone, both, or as the shop is set to.
 */
import type { Pack } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import { remembering } from "../kit/http/remembering.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { idOf, listAll } from "./client.ts";
import type { Product } from "./schemas.ts";
import { productSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantKey } from "./shop.ts";

const PACK_ONLY = "0";
const CONTENTS_ONLY = "1";
const AS_THE_SHOP = "3";

/** What the shop takes for one; undefined for what is no pack, and for packs that are counted by themselves. */
export function packOf(product: Product, { packStockType }: Pick<ShopFacts, "packStockType">): Pack | undefined {
  const own = product.pack_stock_type ?? AS_THE_SHOP;
  const type = own === AS_THE_SHOP ? packStockType : own;
  const parts = product.associations.product_bundle;
  if (!product.cache_is_pack || parts.length === 0 || type === PACK_ONLY) return undefined;
  return {
    parts: parts.map(({ id, id_product_attribute: combination, quantity }) => ({
      variantKey: variantKey(id, combination ?? "0"),
      quantity,
    })),
    takesOwn: type !== CONTENTS_ONLY,
  };
}

/** A merchant may make one, or set it otherwise: asked for again after ten minutes. */
const RETENTION_MS = 10 * 60_000;

/** The shop's packs by product, as they are now: an order keeps no copy of what was in one. */
export const readPacks = remembering(RETENTION_MS, async (shop: ShopFacts, ctx: Context) => {
  const rows = await listAll(ctx, {
    resource: "products",
    operation: "products.packs",
    filters: [["cache_is_pack", "[1]"]],
  });
  const products = rows.map((row) => parseResponse(productSchema, row, { ctx, what: `product ${idOf(row)}` }));
  return new Map(
    products.flatMap((product) => {
      const pack = packOf(product, shop);
      return pack ? [[product.id, pack] as const] : [];
    }),
  );
});
