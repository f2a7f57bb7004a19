/** EasyOrders (easy-orders.net): hosted shops of Egypt and the Gulf, cash on delivery first. */

import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth, connect, PERMISSIONS } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { requests } from "./limits.ts";
import { FORM_FIELDS, SETUP_STEPS } from "./meta.ts";
import { ordersPort } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { SETTINGS_FIELDS } from "./settings.ts";
import { stock } from "./stock.ts";
import { TOPICS, webhooks } from "./webhooks.ts";
import { catalog, english } from "./words.ts";

export const connector: Connector = defineConnector({
  meta: {
    id: "easyorders",
    kind: "commerce",
    name: "EasyOrders",
    section: "stores",
    icon: "easyorders",
    color: "#5b2be0",
    connectType: "api_key",
    setupFormFields: FORM_FIELDS,
    setupSteps: SETUP_STEPS,
    settingsFields: SETTINGS_FIELDS,
    topics: [
      {
        id: TOPICS.order,
        label: english("topic.newOrder"),
        secret: { madeBy: "platform", field: "orderWebhookSecret" },
        automatic: false,
      },
      {
        id: TOPICS.status,
        label: english("topic.orderStatusChange"),
        secret: { madeBy: "platform", field: "statusWebhookSecret" },
        automatic: false,
      },
    ],
    topicRouting: "path",
    limits: [requests],
    orderPrefix: "EO",
    api: { version: "external-apps v1" },
    scopes: PERMISSIONS,
    orderHistory: {
      days: "all",
      note: english("note.noListOrdersHistoryRead"),
    },
    docs: "docs/providers/easyorders.md",
    facts: { currency: english("fact.currency"), storeId: english("field.storeId") },
  },
  auth,
  classify,
  connect,
  ...portsForAll({ products, prices, stock, orders: ordersPort, categories, webhooks }),
  ...catalog,
});
