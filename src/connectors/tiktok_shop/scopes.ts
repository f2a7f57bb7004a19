/** The scopes asked for, what each opens, and which operations stand on it. */

export interface Scope {
  readonly scope: string;
  readonly disables: string;
  /** Prefixes of the operations that need it. */
  readonly operations: readonly string[];
}

export const SCOPES: readonly Scope[] = [
  { scope: "seller.authorization.info", disables: "connecting", operations: ["shops."] },
  { scope: "seller.order.info", disables: "orders", operations: ["orders."] },
  {
    scope: "seller.product.basic",
    disables: "products, stock and prices",
    operations: ["products.search", "products.get", "categories.", "brands.", "stock.read"],
  },
  {
    scope: "seller.product.write",
    disables: "writing products, stock and prices",
    operations: ["products.", "stock.", "prices.", "images."],
  },
  { scope: "seller.product.delete", disables: "deleting products", operations: ["products.delete"] },
  {
    scope: "seller.fulfillment.basic",
    disables: "parcels and labels",
    operations: ["packages.get", "packages.label", "packages.slots"],
  },
  { scope: "seller.fulfillment.package.write", disables: "shipping orders", operations: ["packages."] },
  { scope: "seller.logistics", disables: "warehouses and carriers", operations: ["logistics."] },
  {
    scope: "seller.return_refund.basic",
    disables: "cancelling, returns and refunds",
    operations: ["cancellations.", "returns."],
  },
  { scope: "seller.promotion.info", disables: "reading coupons", operations: ["coupons."] },
  { scope: "seller.finance.info", disables: "TikTok's fees", operations: ["finance."] },
];

/** The scope an operation needs: the one with the longest fitting prefix. */
export function scopeOf(operation: string): string {
  const fitting = SCOPES.flatMap(({ scope, operations }) =>
    operations.filter((prefix) => operation.startsWith(prefix)).map((prefix) => ({ scope, length: prefix.length })),
  );
  return fitting.toSorted((a, b) => b.length - a.length)[0]?.scope ?? operation;
}
