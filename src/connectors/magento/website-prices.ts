/**
 * Prices of one website among several. Where the shop's price scope is "website" each has rows of its own, at its store
 * views; the row of store 0 is what websites without one show.
 */
import type { Context } from "../kit/contract/contract.ts";
import type { MagentoProduct } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { sameSku } from "./source-items.ts";
import { pricesAsStored } from "./stored-prices.ts";

/** True: the row of store 0 is not what this website sells at. */
export const hasOwnPrices = ({ priceStoreIds }: ShopFacts): boolean => !priceStoreIds.includes(0);

/** Products with the prices of this website in place of those for all. */
export async function withOwnPrices<Row extends { readonly product: MagentoProduct }>(
  rows: readonly Row[],
  shop: ShopFacts,
  ctx: Context,
): Promise<Row[]> {
  if (!hasOwnPrices(shop) || rows.length === 0) return [...rows];
  const [view] = shop.priceStoreIds;
  const stored = await pricesAsStored(
    ctx,
    rows.map(({ product }) => product.sku),
  );
  return rows.map((row) => {
    const prices = stored.get(sameSku(row.product.sku));
    const base = prices?.bases.get(view ?? 0) ?? row.product.price;
    const special = prices?.specials.get(view ?? 0);
    const attributes = special
      ? [
          ...row.product.custom_attributes.filter(({ attribute_code }) => !SPECIAL.has(attribute_code)),
          { attribute_code: "special_price", value: special.price },
          { attribute_code: "special_from_date", value: special.price_from ?? null },
          { attribute_code: "special_to_date", value: special.price_to ?? null },
        ]
      : row.product.custom_attributes;
    return { ...row, product: { ...row.product, price: base, custom_attributes: attributes } };
  });
}

const SPECIAL = new Set(["special_price", "special_from_date", "special_to_date"]);
