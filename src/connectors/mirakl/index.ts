/** Mirakl: the seller APIs of hundreds of marketplaces that run on the same software. README.md in this folder is the map. */
import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth } from "./auth.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { conversations } from "./conversations.ts";
import { fees } from "./fees.ts";
import { limitsOf } from "./limits.ts";
import { listings } from "./listing-port.ts";
import { meta } from "./meta.ts";
import { ordersOf } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { stockOf } from "./stock.ts";
import { catalog } from "./words.ts";

export const connector: Connector = defineConnector({
  meta,
  auth,
  connect,
  classify,
  limits: limitsOf,
  ...portsForAll({ conversations, fees, listings, orders: ordersOf, prices, products, stock: stockOf }),
  ...catalog,
});
