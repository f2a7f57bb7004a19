/** Medusa 2 (medusajs.com): open-source headless shops on the merchant's own server or the vendor's cloud, REST Admin API. */

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
  most: 20,
  concurrency: 4,
  source: "our own choice for shops on servers of their own: Medusa has no limit, and answers a small read in 65 ms",
});

export const connector: Connector = defineConnector({
  meta: {
    ...ownServerShop,
    id: "medusa",
    name: "Medusa",
    icon: "medusa",
    color: "#8b5cf6",
    setupFormFields: FORM_FIELDS,
    setupSteps: SETUP_STEPS,
    settingsFields: SETTINGS_FIELDS,
    limits: [requests],
    orderPrefix: "MD",
    api: { version: "2" },
    orderHistory: { days: "all" },
    notes: [
      english("note.newProductSoldConnectedAlone"),
      english("note.productWithoutOptionsGetsCalled"),
      english("note.salePricesPriceListsStay"),
    ],
    docs: "docs/providers/medusa.md",
    facts: {
      name: "Name",
      channel: english("field.salesChannelId"),
      currency: english("fact.currency"),
      region: english("field.regionId"),
    },
  },
  auth,
  classify,
  connect,
  ...portsBy(shopOf, { products, prices, stock, orders, categories, customers, discounts }),
  ...catalog,
});
