/** Amazon, by the Selling Partner API: one seller account in one store of a region. */

import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsGranted } from "../kit/contract/ports-by.ts";
import { auth, connect } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { fees } from "./fees.ts";
import { listings } from "./listing-port.ts";
import { meta } from "./meta.ts";
import { webhooks } from "./notifications.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { hasQueue, queue } from "./queue.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { catalog } from "./words.ts";

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  ...portsGranted(
    { needs: ["Product Listing"], ports: { products, prices, stock, categories, listings } },
    { needs: ["Inventory and Order Tracking"], ports: { orders } },
    { needs: ["Finance and Accounting"], ports: { fees } },
    { needs: ["Inventory and Order Tracking"], where: hasQueue, ports: { webhooks, queue, subscriptions } },
  ),
  ...catalog,
});
