/** Shopee's marketplaces, Open Platform API v2. README.md in this folder is the map; docs/providers/shopee.md the seller's guide. */

import { defineConnector } from "../kit/contract/contract.ts";
import { portsGranted } from "../kit/contract/ports-by.ts";
import { auth } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { fees } from "./fees.ts";
import { listings } from "./listing-port.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { appWebhooks, webhooksOf } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  // The app's type decides which families of calls it may make; what was refused at connecting has no port.
  ...portsGranted(
    { needs: ["products"], ports: { products, prices, stock, categories, listings } },
    { needs: ["orders"], ports: { orders } },
    { needs: ["fees"], ports: { fees } },
    { ports: { webhooks: webhooksOf, subscriptions } },
  ),
  appWebhooks,
  ...catalog,
});
