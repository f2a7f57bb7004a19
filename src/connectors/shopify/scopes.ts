/** Access scopes (sheet section 2.7), each with what it enables. `write_x` implies `read_x`. */
export interface ScopeUse {
  readonly scope: string;
  readonly enables: string;
  readonly optional?: boolean | undefined;
}

export const SCOPES: readonly ScopeUse[] = [
  { scope: "write_products", enables: "reading and pushing products, prices and collections" },
  { scope: "write_inventory", enables: "reading and pushing stock" },
  { scope: "read_locations", enables: "the names of your locations" },
  { scope: "write_orders", enables: "importing orders, cancelling, refunding, notes" },
  {
    scope: "write_merchant_managed_fulfillment_orders",
    enables: "marking orders as shipped with tracking, holding and releasing them",
  },
  { scope: "read_customers", enables: "customer names and contacts on orders" },
  { scope: "write_publications", enables: "publishing new products to your online store", optional: true },
  {
    scope: "write_third_party_fulfillment_orders",
    enables: "shipping orders assigned to a fulfilment service",
    optional: true,
  },
  { scope: "read_all_orders", enables: "orders older than 60 days (Shopify approves it per app)", optional: true },
];

/** Asked for at the hosted app's install; read_all_orders would be refused outright without approval. */
export const REQUESTED_SCOPES: readonly string[] = SCOPES.filter((use) => use.scope !== "read_all_orders").map(
  (use) => use.scope,
);

export const HISTORY_SCOPE = "read_all_orders";

/** Scopes that are needed and not granted. */
export function missingScopes(granted: readonly string[]): { scope: string; disables: string }[] {
  const has = new Set(granted.flatMap((scope) => [scope, scope.replace(/^write_/, "read_")]));
  return SCOPES.filter((use) => !use.optional && !has.has(use.scope)).map((use) => ({
    scope: use.scope,
    disables: use.enables,
  }));
}
