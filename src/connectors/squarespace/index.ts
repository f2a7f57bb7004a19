/** Squarespace Commerce: hosted shops; products v2, orders and inventory 1.0, contacts and discounts v1. */

import type { ConnectionInfo, Connector, Ports } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { auth, connect, isOauth } from "./auth.ts";
import { classify } from "./classify.ts";
import { customers } from "./customers.ts";
import { discounts } from "./discounts.ts";
import { fees } from "./fees.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { webhooks } from "./webhooks.ts";
import { speech } from "./words.ts";

/** What the key or token may, and webhooks for those who connected by the app: an API key cannot register any. */
function open(connection: ConnectionInfo): Ports {
  const { missing } = connection.facts;
  const may = (subject: string) => !Array.isArray(missing) || !missing.includes(subject);
  return {
    ...(may("products") ? { products, prices } : {}),
    ...(may("inventory") ? { stock } : {}),
    ...(may("orders") ? { orders } : {}),
    ...(may("contacts") ? { customers } : {}),
    ...(may("discounts") ? { discounts } : {}),
    ...(may("transactions") ? { fees } : {}),
    ...(isOauth(connection) && may("orders") ? { webhooks, subscriptions } : {}),
  };
}

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  maximum: ["products", "prices", "stock", "orders", "customers", "discounts", "fees", "webhooks", "subscriptions"],
  open,
  ...speech,
});
