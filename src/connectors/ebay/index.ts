/** eBay, by the Sell APIs: one seller account on one of its sites. */
import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth } from "./auth.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { conversationsOf } from "./conversations.ts";
import { fees } from "./fees.ts";
import { listings } from "./listing-port.ts";
import { meta } from "./meta.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { stock } from "./stock.ts";
import { appWebhooks } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  ...portsForAll({ products, prices, stock, orders, fees, listings, conversations: conversationsOf }),
  appWebhooks,
  ...catalog,
});
