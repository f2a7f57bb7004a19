/** Flipkart Marketplace (India): shipments v3, listings v3, returns v2. README.md in this folder is the map. */

import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth, connect } from "./auth.ts";
import { classify } from "./classify.ts";
import { listings } from "./listing-port.ts";
import { products } from "./listings.ts";
import { limitsOf, meta } from "./meta.ts";
import { ordersPort } from "./orders.ts";
import { prices } from "./prices.ts";
import { stockPort } from "./stock.ts";
import { webhooksOf } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  limits: limitsOf,
  ...portsForAll({ products, listings, prices, stock: stockPort, orders: ordersPort, webhooks: webhooksOf }),
  ...catalog,
});
