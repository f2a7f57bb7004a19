/** PrestaShop (prestashop.com): open-source shops on the merchant's own server, by their Webservice. */

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
import { NEEDS } from "./permissions.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { shopOf } from "./shop.ts";
import { stock } from "./stock.ts";
import { catalog, english } from "./words.ts";

const requests = sparing({
  rate: 3,
  burst: 6,
  most: 10,
  concurrency: 2,
  source: "our own choice for shops on small servers: PrestaShop has no limit and publishes none",
});

export const connector: Connector = defineConnector({
  meta: {
    ...ownServerShop,
    id: "prestashop",
    name: "PrestaShop",
    icon: "prestashop",
    color: "#df0067",
    setupFormFields: FORM_FIELDS,
    setupSteps: SETUP_STEPS,
    settingsFields: SETTINGS_FIELDS,
    limits: [requests],
    orderPrefix: "PS",
    api: { version: "Webservice (1.7, 8, 9)" },
    scopes: NEEDS.map(({ resource, methods, enables, optional }) => ({
      scope: `${resource} (${methods.join(", ")})`,
      enables,
      optional,
    })),
    orderHistory: {
      days: "all",
      note: english("note.someTwelveOrdersSecondRead"),
    },
    docs: "docs/providers/prestashop.md",
    facts: {
      name: english("fact.name"),
      email: english("fact.email"),
      country: english("fact.country"),
      version: english("fact.version"),
      currency: english("fact.currency"),
      timeZone: english("fact.timeZone"),
      weightUnit: english("fact.weightUnit"),
      dimensionUnit: english("fact.dimensionUnit"),
    },
  },
  auth,
  classify,
  connect,
  ...portsBy(shopOf, { products, prices, stock, orders, categories, customers, discounts }),
  ...catalog,
});
