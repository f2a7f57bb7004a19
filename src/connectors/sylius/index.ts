/** Sylius (sylius.com): open-source Symfony shops on the merchant's own server, API v2 with JSON-LD. */

import type { Connector } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { ownServerShop, sparing } from "../kit/contract/own-server.ts";
import { portsBy } from "../kit/contract/ports-by.ts";
import { auth } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { customers } from "./customers.ts";
import { discounts } from "./discounts.ts";
import { FORM_FIELDS, SETTINGS_FIELDS, SETUP_STEPS } from "./meta.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { shopOf } from "./shop.ts";
import { stock } from "./stock.ts";
import { catalog, english } from "./words.ts";

const requests = sparing({
  rate: 5,
  burst: 10,
  most: 10,
  concurrency: 4,
  source: "our own choice for shops on small servers: Sylius has no limit and publishes none",
});

export const connector: Connector = defineConnector({
  meta: {
    ...ownServerShop,
    id: "sylius",
    name: "Sylius",
    icon: "sylius",
    color: "#1abb9c",
    setupFormFields: FORM_FIELDS,
    setupSteps: SETUP_STEPS,
    settingsFields: SETTINGS_FIELDS,
    limits: [requests],
    orderPrefix: "SY",
    api: { version: "v2 (2.1)" },
    scopes: [{ scope: "ROLE_API_ACCESS", enables: english("scope.everyCallApiNoFiner") }],
    orderHistory: {
      days: "all",
      note: english("note.twoOrdersSecondReadBecause"),
    },
    notes: [english("note.newProductGetsSameTitle"), english("note.newVariantGetsTaxCategory")],
    docs: "docs/providers/sylius.md",
    facts: {
      name: english("fact.name"),
      channel: english("field.channelCode"),
      currency: english("fact.currency"),
      locale: english("fact.locale"),
      hostname: english("fact.hostname"),
      email: english("fact.email"),
    },
  },
  auth,
  classify,
  connect,
  ...portsBy(shopOf, { products, prices, stock, orders, categories, customers, discounts }),
  ...catalog,
});
