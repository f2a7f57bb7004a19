/** Walmart Marketplace in the United States: seller-fulfilled orders, stock and prices. README.md in this folder is the map. */
import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth } from "./auth.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { fees } from "./fees.ts";
import { listings } from "./listing-port.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { stockOf } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { webhooks } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector: Connector = defineConnector({
  meta,
  auth,
  connect,
  classify,
  ...portsForAll({ fees, listings, orders, prices, products, stock: stockOf, subscriptions, webhooks }),
  ...catalog,
});
