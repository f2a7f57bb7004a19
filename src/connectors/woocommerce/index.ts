/** WooCommerce shops (WordPress), REST API wc/v3. */

import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth } from "./auth.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { discounts } from "./discounts.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { categories, customers } from "./people.ts";
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
  // Every shop has all of these; plugins change only how tracking is published.
  ...portsForAll({ products, prices, stock, orders, categories, customers, discounts, webhooks, subscriptions }),
  ...catalog,
} satisfies Connector);
