import type { Json } from "../../commerce/product.ts";
import type { MissingScope } from "../kit/contract/contract.ts";
import { type Feature, isUsed } from "../kit/contract/features.ts";

/** Access scopes (sheet section 2.7), each with what it enables. `write_x` implies `read_x`. */
export interface ScopeUse {
  readonly scope: string;
  readonly enables: string;
  readonly optional?: boolean | undefined;
  /** What has to be in use for it to be asked for. */
  readonly features?: readonly Feature[] | undefined;
}

export const SCOPES: readonly ScopeUse[] = [
  {
    scope: "write_products",
    enables: "reading and pushing products, prices and collections",
    features: ["products", "prices"],
  },
  { scope: "write_inventory", enables: "reading and pushing stock", features: ["stock"] },
  { scope: "read_locations", enables: "the names of your locations" },
  { scope: "write_orders", enables: "importing orders, cancelling, refunding, notes", features: ["orders"] },
  {
    scope: "write_merchant_managed_fulfillment_orders",
    enables: "marking orders as shipped with tracking, holding and releasing them",
    features: ["orders"],
  },
  { scope: "read_customers", enables: "customer names and contacts on orders", features: ["orders"] },
  {
    scope: "write_publications",
    enables: "publishing new products to your online store",
    optional: true,
    features: ["products"],
  },
  {
    scope: "write_third_party_fulfillment_orders",
    enables: "shipping orders assigned to a fulfilment service",
    optional: true,
    features: ["orders"],
  },
  {
    scope: "read_returns",
    enables: "returns your customers ask for in Shopify",
    optional: true,
    features: ["orders"],
  },
  {
    scope: "read_all_orders",
    enables: "orders older than 60 days (Shopify approves it per app)",
    optional: true,
    features: ["orders"],
  },
];

/** Asked for at the hosted app's install; read_all_orders would be refused outright without approval. */
export function requestedScopes(settings: Readonly<Record<string, Json>>): string[] {
  return SCOPES.flatMap(({ scope, features }) =>
    scope !== HISTORY_SCOPE && isUsed(settings, features) ? [scope] : [],
  );
}

export const HISTORY_SCOPE = "read_all_orders";

/** Scopes that are needed and not granted, each with what has to be in use for it to matter. */
export function missingScopes(granted: readonly string[]): MissingScope[] {
  const has = new Set(granted.flatMap((scope) => [scope, scope.replace(/^write_/, "read_")]));
  return SCOPES.filter((use) => !use.optional && !has.has(use.scope)).map((use) => ({
    scope: use.scope,
    disables: use.enables,
    features: use.features,
  }));
}
