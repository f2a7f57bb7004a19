/** Myntra (India), marketplace API V4: beta, after what sellers' programs are known to use. README.md is the map. */

import type { ConnectionInfo, Connector, Ports } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { auth, connect } from "./auth.ts";
import { classify } from "./classify.ts";
import { meta } from "./meta.ts";
import { ordersPort } from "./orders.ts";
import { stockPort } from "./stock.ts";
import { webhooks } from "./webhooks.ts";
import { speech } from "./words.ts";

function open(connection: ConnectionInfo): Ports {
  return { stock: stockPort(connection), orders: ordersPort(connection), webhooks };
}

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  maximum: ["stock", "orders", "webhooks"],
  open,
  ...speech,
});
