/** An order with all that was read of it, and how its fields are read. */
import type { Json } from "../../commerce/product.ts";
import type { Meta, ShopFulfilment, ShopOrder, ShopRefund } from "./schemas.ts";

export interface OrderSource {
  readonly order: ShopOrder;
  readonly raw: Json;
  /** The order's refunds in full; null when only the summary inside the order is known. */
  readonly refunds: readonly ShopRefund[] | null;
  readonly fulfilments: readonly ShopFulfilment[];
  /** SKUs of products whose variations the order names, by the product's id. */
  readonly parentSkus: ReadonlyMap<string, string>;
  /** False when the shop's stock management is off. */
  readonly managesStock: boolean;
  /** How long the shop keeps units of unpaid checkouts aside; 0: it does not. */
  readonly holdMinutes: number;
}

/** The fact that holds it. */
export const HOLD_MINUTES = "holdStockMinutes";

/** Meta key of our order id: WooCommerce has no idempotency keys. */
export const ID_META = "_argosy_id";

export function metaOf(list: readonly Meta[], key: string): Json | undefined {
  return list.find((entry) => entry.key === key)?.value;
}

/** RFC 3339 of a `*_gmt` field; the epoch when a shop tells none. */
export function instant(gmt: string | null | undefined): string {
  return gmt ? `${gmt.replace(/(Z|[+-]\d{2}:?\d{2})$/, "")}Z` : "1970-01-01T00:00:00Z";
}
