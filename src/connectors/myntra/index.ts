/** Myntra (India), marketplace API V4: beta, after what sellers' programs are known to use. README.md is the map. */

import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth, connect } from "./auth.ts";
import { classify } from "./classify.ts";
import { meta } from "./meta.ts";
import { ordersPort } from "./orders.ts";
import { stockPort } from "./stock.ts";
import { webhooks } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  ...portsForAll({ stock: stockPort, orders: ordersPort, webhooks }),
  ...catalog,
});
