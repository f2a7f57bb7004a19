/** BigCommerce stores: catalog, inventory, customers and promotions by V3, orders and gift certificates by V2. */

import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { customers } from "./customers.ts";
import { discounts } from "./discounts.ts";
import { giftCards } from "./gift-cards.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { webhooks } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  // Every store has all of these; a missing scope is told by the calls that need it.
  ...portsForAll({
    products,
    prices,
    stock,
    orders,
    categories,
    customers,
    webhooks,
    subscriptions,
    discounts,
    giftCards,
  }),
  ...catalog,
} satisfies Connector);
