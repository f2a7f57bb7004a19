/** Amazon, by the Selling Partner API: one seller account in one store of a region. */

import type { ConnectionInfo, Connector, Ports } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { auth, connect } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { fees } from "./fees.ts";
import { meta } from "./meta.ts";
import { webhooks } from "./notifications.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { hasQueue, queue } from "./queue.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { speech } from "./words.ts";

/** What the app's roles open, and the queue for those who have one. */
function open(connection: ConnectionInfo): Ports {
  const { missing } = connection.facts;
  const may = (role: string) => !Array.isArray(missing) || !missing.includes(role);
  return {
    ...(may("Product Listing") ? { products, prices, stock, categories } : {}),
    ...(may("Inventory and Order Tracking") ? { orders } : {}),
    ...(may("Finance and Accounting") ? { fees } : {}),
    ...(hasQueue(connection) && may("Inventory and Order Tracking") ? { webhooks, queue, subscriptions } : {}),
  };
}

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  maximum: ["products", "prices", "stock", "orders", "categories", "fees", "webhooks", "queue", "subscriptions"],
  open,
  ...speech,
});
