/** Squarespace Commerce: hosted shops; products v2, orders and inventory 1.0, contacts and discounts v1. */

import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsGranted } from "../kit/contract/ports-by.ts";
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
import { catalog } from "./words.ts";

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  ...portsGranted(
    { needs: ["products"], ports: { products, prices } },
    { needs: ["inventory"], ports: { stock } },
    { needs: ["orders"], ports: { orders } },
    { needs: ["contacts"], ports: { customers } },
    { needs: ["discounts"], ports: { discounts } },
    { needs: ["transactions"], ports: { fees } },
    { needs: ["orders"], where: isOauth, ports: { webhooks, subscriptions } },
  ),
  ...catalog,
});
