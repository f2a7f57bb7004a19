/** TikTok Shop: the marketplace inside TikTok, Partner API 202309 and later. */

import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsGranted } from "../kit/contract/ports-by.ts";
import { auth, connect } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { discounts } from "./discounts.ts";
import { fees } from "./fees.ts";
import { listings } from "./listing-port.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { webhooksOf } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  ...portsGranted(
    { needs: ["seller.product.basic"], ports: { products, categories } },
    { needs: ["seller.product.basic", "seller.product.write"], ports: { prices, stock, listings } },
    { needs: ["seller.order.info"], ports: { orders } },
    { needs: ["seller.promotion.info"], ports: { discounts } },
    { needs: ["seller.finance.info"], ports: { fees } },
    { ports: { webhooks: webhooksOf, subscriptions } },
  ),
  ...catalog,
});
