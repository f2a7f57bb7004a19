/** What the demo's other shops sell. SKUs overlap, so that the first sync has something to link, create and leave alone. */
import { SHELF, type ShelfItem } from "../src/engine/explore/sample-catalog.ts";

/**
 * WooCommerce's numbers are wrong on purpose: the hub puts them right. EasyOrders takes 40 calls a minute, so it
 * sells less and starts with the right numbers, which leaves its calls for what happens.
 */
export const OTHERS: Readonly<Record<string, readonly ShelfItem[]>> = {
  woocommerce: SHELF.slice(0, 7).map((product) => ({ ...product, stock: product.stock + 3 })),
  easyorders: SHELF.filter((product) => ["LS-M", "SOAP-OL", "POT-S"].includes(product.sku)),
};
