/** Sylius (sylius.com): open-source Symfony shops on the merchant's own server, API v2 with JSON-LD. */

import type { Bucket, Connector, Ports } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import ar from "./ar.json" with { type: "json" };
import { auth } from "./auth.ts";
import { categoriesPort } from "./categories.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { customers } from "./customers.ts";
import { discountsPort } from "./discounts.ts";
import { FORM_FIELDS, SETTINGS_FIELDS, SETUP_STEPS } from "./form.ts";
import { ordersPort } from "./orders.ts";
import { pricesPort } from "./prices.ts";
import { productsPort } from "./products.ts";
import { shopOf } from "./shop.ts";
import { stock } from "./stock.ts";

/** Nothing is published: the merchant's own server is spared. */
const requests: Bucket = {
  id: "requests",
  scope: "connection",
  rate: 5,
  burst: 10,
  pace: { least: 1, most: 10 },
  concurrency: 4,
  source: "our own choice for shops on small servers: Sylius has no limit and publishes none",
};

export const connector: Connector = defineConnector({
  meta: {
    id: "sylius",
    kind: "commerce",
    name: "Sylius",
    section: "stores",
    icon: "sylius",
    color: "#1abb9c",
    connectType: "api_key",
    setupFormFields: FORM_FIELDS,
    setupSteps: SETUP_STEPS,
    settingsFields: SETTINGS_FIELDS,
    topics: [],
    topicRouting: "path",
    limits: [requests],
    orderPrefix: "SY",
    api: { version: "v2 (2.1)" },
    scopes: [{ scope: "ROLE_API_ACCESS", enables: "every call of the API; there are no finer rights" }],
    orderHistory: {
      days: "all",
      note: "One to two orders a second are read, because the shop tells an order's payments, parcels, taxes and customer one by one.",
    },
    notes: [
      "A new product gets the same title and text in every locale of the channel. Translate the others in the shop; a translation of its own stays when the title changes here.",
      "A new variant gets the tax category of its siblings, else the one entered for the channel. Without either it is sold without tax.",
    ],
    docs: "docs/providers/sylius.md",
    facts: {
      name: "Name",
      channel: "Channel",
      currency: "Currency",
      locale: "Locale",
      hostname: "Domain",
      email: "E-mail",
    },
  },
  auth,
  classify,
  connect,
  maximum: ["products", "prices", "stock", "orders", "categories", "customers", "discounts"],
  open(connection): Ports {
    const shop = shopOf(connection);
    return {
      products: productsPort(shop),
      prices: pricesPort(shop),
      stock,
      orders: ordersPort(shop),
      categories: categoriesPort(shop),
      customers,
      discounts: discountsPort(shop),
    };
  },
  words: { ar },
});
