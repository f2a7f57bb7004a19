/** Shopify: GraphQL Admin API 2026-10. README.md in this folder is the map; docs/providers/shopify.md the seller's guide. */

import type { ConnectionInfo, Ports } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { SHOP_PORTS } from "../kit/contract/ports-by.ts";
import { auth, connect } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { customers } from "./customers.ts";
import { discounts } from "./discounts.ts";
import { fees } from "./fees.ts";
import { giftCards } from "./gift-cards.ts";
import { COST_BUCKET } from "./graphql.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { pricesPort } from "./prices.ts";
import { products } from "./products.ts";
import { stockPort } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { appWebhooks, webhooksOf } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector = defineConnector({
  meta: { ...meta, limits: [COST_BUCKET] },
  auth,
  classify,
  connect,
  maximum: [...SHOP_PORTS, "discounts", "giftCards", "fees", "webhooks", "subscriptions"],
  open,
  appWebhooks,
  ...catalog,
});

function open(connection: ConnectionInfo): Ports {
  return {
    products,
    prices: pricesPort(connection),
    stock: stockPort(connection),
    orders,
    categories,
    customers,
    ...(connection.facts["readsDiscounts"] === true ? { discounts } : {}),
    ...(connection.facts["writesGiftCards"] === true ? { giftCards } : {}),
    fees,
    webhooks: webhooksOf(connection),
    subscriptions,
  };
}
