/** Shopee's marketplaces, Open Platform API v2. README.md in this folder is the map; docs/providers/shopee.md the seller's guide. */

import type { ConnectionInfo, Ports } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { auth } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { fees } from "./fees.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { appWebhooks, webhooksOf } from "./webhooks.ts";
import { speech } from "./words.ts";

/** The app's type decides which families of calls it may make; what was refused at connecting has no port. */
function open(connection: ConnectionInfo): Ports {
  const { missing } = connection.facts;
  const may = (family: string) => !Array.isArray(missing) || !missing.includes(family);
  return {
    ...(may("products") ? { products, prices, stock, categories } : {}),
    ...(may("orders") ? { orders } : {}),
    ...(may("fees") ? { fees } : {}),
    webhooks: webhooksOf(connection),
    subscriptions,
  };
}

export const connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  maximum: ["products", "prices", "stock", "orders", "categories", "fees", "webhooks", "subscriptions"],
  open,
  appWebhooks,
  ...speech,
});
