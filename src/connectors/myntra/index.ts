/** Myntra (India), marketplace API V4: beta, after what sellers' programs are known to use. README.md is the map. */

import type { ConnectionInfo, Connector, Ports } from "../kit/contract.ts";
import { defineConnector } from "../kit/contract.ts";
import ar from "./ar.json" with { type: "json" };
import { auth, connect } from "./auth.ts";
import { classify } from "./classify.ts";
import { meta } from "./meta.ts";
import { ordersPort } from "./orders.ts";
import { stockPort } from "./stock.ts";
import { door } from "./webhooks.ts";

function open(connection: ConnectionInfo): Ports {
  return { stock: stockPort(connection), orders: ordersPort(connection), door };
}

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  maximum: ["stock", "orders", "door"],
  open,
  words: { ar },
});
