/** What the demo's other shops sell. SKUs overlap, so that the first sync has something to link, create and leave alone. */
import { SAMPLE_ITEMS, type SampleItem } from "../src/engine/explore/sample-catalog.ts";

/**
 * WooCommerce's numbers are wrong on purpose: the hub puts them right. EasyOrders takes 40 calls a minute, so it
 * sells less and starts with the right numbers, which leaves its calls for what happens.
 */
export const OTHERS: Readonly<Record<string, readonly SampleItem[]>> = {
  woocommerce: SAMPLE_ITEMS.slice(0, 7).map((product) => ({ ...product, stock: product.stock + 3 })),
  easyorders: SAMPLE_ITEMS.filter((product) => ["LS-M", "SOAP-OL", "POT-S"].includes(product.sku)),
};
