/** Wix: hosted sites. Orders and money are the same everywhere; products and stock come in two catalogs, one to a site. */

import type { ConnectionInfo, Connector, Ports } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { auth, isApp } from "./auth.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { customers } from "./customers.ts";
import { discounts } from "./discounts.ts";
import { giftCards } from "./gift-cards.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { catalogOf, may, readsMerchantData } from "./shop.ts";
import { categories as categoriesV1 } from "./v1/categories.ts";
import { prices as pricesV1 } from "./v1/prices.ts";
import { products as productsV1 } from "./v1/products.ts";
import { stock as stockV1 } from "./v1/stock.ts";
import { categories as categoriesV3 } from "./v3/categories.ts";
import { prices as pricesV3 } from "./v3/prices.ts";
import { productsOf } from "./v3/products.ts";
import { stock as stockV3 } from "./v3/stock.ts";
import { appWebhooks, webhooksOf } from "./webhooks.ts";
import { catalog } from "./words.ts";

/** The site's own catalog, and of it what the key or app may. Webhooks belong to apps alone. */
function open(connection: ConnectionInfo): Ports {
  return {
    ...catalogPorts(connection),
    ...(may(connection, "orders", "payments", "fulfillments") ? { orders } : {}),
    ...(may(connection, "contacts") ? { customers } : {}),
    ...(may(connection, "coupons") ? { discounts } : {}),
    ...(may(connection, "giftCards") ? { giftCards } : {}),
    ...(isApp(connection) || catalogOf(connection) === null ? { webhooks: webhooksOf(connection) } : {}),
  };
}

function catalogPorts(connection: ConnectionInfo): Ports {
  const catalog = catalogOf(connection);
  if (catalog === null) return {};
  const writes = readsMerchantData(connection);
  const [products, prices, stock, categories] =
    catalog === "V1"
      ? [productsV1, pricesV1, stockV1, categoriesV1]
      : [productsOf(writes), writes ? pricesV3 : undefined, stockV3, categoriesV3];
  return {
    ...(may(connection, "products") ? { products, prices } : {}),
    ...(may(connection, "inventory") ? { stock } : {}),
    ...(may(connection, "categories") ? { categories } : {}),
  };
}

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  maximum: ["products", "prices", "stock", "orders", "categories", "customers", "discounts", "giftCards", "webhooks"],
  open,
  appWebhooks,
  ...catalog,
});
