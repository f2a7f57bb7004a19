/** TikTok Shop: the marketplace inside TikTok, Partner API 202309 and later. */

import type { ConnectionInfo, Connector, Ports } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { auth, connect } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { discounts } from "./discounts.ts";
import { fees } from "./fees.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { webhooksOf } from "./webhooks.ts";
import { speech } from "./words.ts";

/** What the shop's owner granted. */
function open(connection: ConnectionInfo): Ports {
  const { missing } = connection.facts;
  const may = (scope: string) => !Array.isArray(missing) || !missing.includes(scope);
  return {
    ...(may("seller.product.basic") ? { products, categories } : {}),
    ...(may("seller.product.basic") && may("seller.product.write") ? { prices, stock } : {}),
    ...(may("seller.order.info") ? { orders } : {}),
    ...(may("seller.promotion.info") ? { discounts } : {}),
    ...(may("seller.finance.info") ? { fees } : {}),
    webhooks: webhooksOf(connection),
    subscriptions,
  };
}

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  maximum: ["products", "prices", "stock", "orders", "categories", "discounts", "fees", "webhooks", "subscriptions"],
  open,
  ...speech,
});
