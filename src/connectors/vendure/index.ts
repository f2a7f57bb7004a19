/** Vendure (vendure.io): open-source headless shops on the merchant's own server, GraphQL Admin API. */

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
import { FORM_FIELDS, RIGHTS, SETTINGS_FIELDS, SETUP_STEPS } from "./meta.ts";
import { orders } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { shopOf } from "./shop.ts";
import { stock } from "./stock.ts";
import { catalog, english } from "./words.ts";

const requests = sparing({
  rate: 5,
  burst: 10,
  most: 20,
  concurrency: 4,
  source: "our own choice for shops on servers of their own: Vendure has no limit and publishes none",
});

export const connector: Connector = defineConnector({
  meta: {
    ...ownServerShop,
    id: "vendure",
    name: "Vendure",
    icon: "vendure",
    color: "#17c1ff",
    setupFormFields: FORM_FIELDS,
    setupSteps: SETUP_STEPS,
    settingsFields: SETTINGS_FIELDS,
    limits: [requests],
    orderPrefix: "VE",
    api: { version: "3.7" },
    scopes: RIGHTS.map(({ scope, enables }) => ({ scope, enables })),
    orderHistory: { days: "all" },
    notes: [
      english("note.newProductTextsChannelLanguage"),
      english("note.newVariantsGetShopDefault"),
      english("note.productsGetCollectionsShopOwn"),
    ],
    docs: "docs/providers/vendure.md",
    facts: {
      name: english("fact.name"),
      channel: english("fact.channel"),
      currency: english("fact.currency"),
      language: english("fact.language"),
    },
  },
  auth,
  classify,
  connect,
  ...portsBy(shopOf, { products, prices, stock, orders, categories, customers, discounts }),
  ...catalog,
});
