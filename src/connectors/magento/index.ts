/** Magento 2 (Open Source, Mage-OS, Adobe Commerce): shops on the merchant's own server or Adobe's cloud, REST API V1. */

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
import { giftCards } from "./gift-cards.ts";
import { listings } from "./listing-port.ts";
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
  concurrency: 2,
  source: "our own choice: Magento has no quota and publishes none; two calls at once, as a shop's PHP workers allow",
});

export const connector: Connector = defineConnector({
  meta: {
    ...ownServerShop,
    id: "magento",
    name: "Magento",
    icon: "magento",
    color: "#ee672f",
    setupFormFields: FORM_FIELDS,
    setupSteps: SETUP_STEPS,
    settingsFields: SETTINGS_FIELDS,
    limits: [requests],
    orderPrefix: "MG",
    api: { version: "V1 (2.4)" },
    scopes: [
      { scope: "Magento_Sales::sales", enables: english("scope.ordersInvoicesShipmentsCreditMemos") },
      { scope: "Magento_Catalog::products", enables: english("missing.productsPrices") },
      { scope: "Magento_Catalog::categories", enables: english("word.categories") },
      { scope: "Magento_Catalog::attributes_attributes", enables: english("scope.optionsProductsVariants") },
      { scope: "Magento_Catalog::sets", enables: english("missing.newProducts") },
      { scope: "Magento_InventoryApi::source", enables: english("scope.stockShopSources") },
      { scope: "Magento_InventoryApi::stock", enables: english("scope.whichSourcesWebsiteSells") },
      { scope: "Magento_InventorySalesApi::stock", enables: english("scope.whichSourcesWebsiteSells") },
      { scope: "Magento_Customer::customer", enables: english("missing.customers"), optional: true },
      { scope: "Magento_SalesRule::quote", enables: english("missing.discountCodes"), optional: true },
      {
        scope: "Magento_Logging::system_magento_logging_bulk_operations",
        enables: english("scope.stockThroughShopQueue"),
        optional: true,
      },
      { scope: "Magento_Backend::store", enables: english("scope.shopWebsitesCurrencyTimeZone") },
    ],
    orderHistory: {
      days: "all",
      note: english("note.fiftyOrdersCallUpThree"),
    },
    notes: [
      english("note.productSeveralVariantsBecomesConfigurable"),
      english("note.optionsBecomeAttributesShopOption"),
    ],
    docs: "docs/providers/magento.md",
    facts: {
      name: english("fact.name"),
      website: english("field.websiteCode"),
      currency: english("fact.currency"),
      timeZone: english("fact.timeZone"),
      weightUnit: english("fact.weightUnit"),
      edition: english("fact.edition"),
    },
  },
  auth,
  classify,
  connect,
  ...portsBy(shopOf, {
    ...{ products, prices },
    stock: (shop) => (shop.hasSources ? stock(shop) : undefined),
    ...{ orders, categories, listings, customers, discounts },
    giftCards: (shop) => (shop.hasGiftCards ? giftCards(shop) : undefined),
  }),
  ...catalog,
});
