/** The scopes asked for, what each opens, and which operations stand on it. */
import { english } from "./words.ts";

export interface Scope {
  readonly scope: string;
  readonly disables: string;
  /** Prefixes of the operations that need it. */
  readonly operations: readonly string[];
}

export const SCOPES: readonly Scope[] = [
  { scope: "seller.authorization.info", disables: english("missing.connecting"), operations: ["shops."] },
  { scope: "seller.order.info", disables: english("missing.orders"), operations: ["orders."] },
  {
    scope: "seller.product.basic",
    disables: english("missing.productsStockPrices"),
    operations: ["products.search", "products.get", "categories.", "brands.", "stock.read"],
  },
  {
    scope: "seller.product.write",
    disables: english("missing.writingProductsStockPrices"),
    operations: ["products.", "stock.", "prices.", "images."],
  },
  { scope: "seller.product.delete", disables: english("missing.deletingProducts"), operations: ["products.delete"] },
  {
    scope: "seller.fulfillment.basic",
    disables: english("missing.parcelsLabels"),
    operations: ["packages.get", "packages.label", "packages.slots"],
  },
  { scope: "seller.fulfillment.package.write", disables: english("missing.shippingOrders"), operations: ["packages."] },
  { scope: "seller.logistics", disables: english("missing.warehousesCarriers"), operations: ["logistics."] },
  {
    scope: "seller.return_refund.basic",
    disables: english("missing.cancellingReturnsRefunds"),
    operations: ["cancellations.", "returns."],
  },
  { scope: "seller.promotion.info", disables: english("missing.readingCoupons"), operations: ["coupons."] },
  { scope: "seller.finance.info", disables: english("missing.fees"), operations: ["finance."] },
];

/** The scope an operation needs: the one with the longest fitting prefix. */
export function scopeOf(operation: string): string {
  const fitting = SCOPES.flatMap(({ scope, operations }) =>
    operations.filter((prefix) => operation.startsWith(prefix)).map((prefix) => ({ scope, length: prefix.length })),
  );
  return fitting.toSorted((a, b) => b.length - a.length)[0]?.scope ?? operation;
}
