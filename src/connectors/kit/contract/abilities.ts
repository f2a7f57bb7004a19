/** The one place that says what an open connection can do: its ports tell. */
import type { Abilities } from "../../../commerce/abilities.ts";
import type { Ports } from "./contract.ts";

export function abilitiesOf({ products, stock, prices, categories, customers, orders, files }: Ports): Abilities {
  return {
    readProducts: products !== undefined,
    putProducts: products?.put !== undefined,
    changeImages: products?.put !== undefined && products.changesImages === true,
    takeOffSale: products?.put !== undefined && products.alwaysOnSale !== true,
    // A stock file that a person carries over counts.
    stock: stock !== undefined || files?.stock !== undefined,
    marketplaceStock: stock?.atMarketplace !== undefined,
    prices: prices !== undefined,
    readCategories: categories !== undefined,
    putCategories: categories?.put !== undefined,
    putCustomers: customers?.update !== undefined,
    readOrders: orders !== undefined,
    createOrders: orders?.create !== undefined,
  };
}
