import type { Json } from "../../commerce/product.ts";
import type { MissingScope } from "../kit/contract/contract.ts";
import { type Feature, isUsed } from "../kit/contract/features.ts";
import { english } from "./words.ts";

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
    enables: english("scope.readingPushingProductsPricesCollections"),
    features: ["products", "prices"],
  },
  { scope: "write_inventory", enables: english("scope.readingPushingStock"), features: ["stock"] },
  { scope: "read_locations", enables: english("scope.namesLocations") },
  { scope: "write_orders", enables: english("scope.importingOrdersCancellingRefundingNotes"), features: ["orders"] },
  {
    scope: "write_merchant_managed_fulfillment_orders",
    enables: english("scope.markingOrdersShippedTrackingHolding"),
    features: ["orders"],
  },
  { scope: "read_customers", enables: english("scope.customerNamesContactsOrders"), features: ["orders"] },
  {
    scope: "write_publications",
    enables: english("scope.publishingNewProductsOnlineStore"),
    optional: true,
    features: ["products"],
  },
  {
    scope: "write_third_party_fulfillment_orders",
    enables: english("scope.shippingOrdersAssignedFulfilmentService"),
    optional: true,
    features: ["orders"],
  },
  {
    scope: "read_returns",
    enables: english("scope.returnsCustomersAsk"),
    optional: true,
    features: ["orders"],
  },
  {
    // The name is from memory: the sheet says "payouts scope".
    scope: "read_shopify_payments_payouts",
    enables: english("scope.payoutsShopifyPayments"),
    optional: true,
    features: ["orders"],
  },
  {
    scope: "read_all_orders",
    enables: english("scope.ordersOlder60DaysApproves"),
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
