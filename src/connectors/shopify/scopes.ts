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

const GIFT_CARD_SCOPE = "write_gift_cards";

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
    scope: "read_discounts",
    enables: english("scope.discountCodes"),
    optional: true,
    features: ["orders"],
  },
  {
    // Granted on request, by Shopify's support (sheet section 2.7).
    scope: GIFT_CARD_SCOPE,
    enables: english("scope.giftCards"),
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

/** Asked for at the hosted app's install; what Shopify has to grant first would be refused outright. */
export function requestedScopes(settings: Readonly<Record<string, Json>>): string[] {
  return SCOPES.flatMap(({ scope, features }) =>
    !ON_REQUEST.includes(scope) && isUsed(settings, features) ? [scope] : [],
  );
}

export const HISTORY_SCOPE = "read_all_orders";
const ON_REQUEST: readonly string[] = [HISTORY_SCOPE, GIFT_CARD_SCOPE];

/**
 * What opens the ports of codes and gift cards, and whether orders may be asked how they are delivered. Channels not
 * detected anew since then have none of it.
 */
export function grantedFacts(granted: readonly string[]): Readonly<Record<string, boolean>> {
  const reads = (what: string) => granted.includes(`read_${what}`) || granted.includes(`write_${what}`);
  return {
    readsDiscounts: reads("discounts"),
    writesGiftCards: granted.includes(GIFT_CARD_SCOPE),
    readsDeliveryMethods: reads("merchant_managed_fulfillment_orders"),
  };
}

/** Scopes that are needed and not granted, each with what has to be in use for it to matter. */
export function missingScopes(granted: readonly string[]): MissingScope[] {
  const has = new Set(granted.flatMap((scope) => [scope, scope.replace(/^write_/, "read_")]));
  return SCOPES.filter((use) => !use.optional && !has.has(use.scope)).map((use) => ({
    scope: use.scope,
    disables: use.enables,
    features: use.features,
  }));
}
