/** Magento 2 (Open Source, Mage-OS, Adobe Commerce): shops on the merchant's own server or Adobe's cloud, REST API V1. */

import type { Bucket, Connector, Ports } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import ar from "./ar.json" with { type: "json" };
import { auth } from "./auth.ts";
import { categoriesPort } from "./categories.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { customersPort } from "./customers.ts";
import { discountsPort } from "./discounts.ts";
import { FORM_FIELDS, SETTINGS_FIELDS, SETUP_STEPS } from "./form.ts";
import { giftCardsPort } from "./gift-cards.ts";
import { ordersPort } from "./orders.ts";
import { pricesPort } from "./prices.ts";
import { productsPort } from "./products.ts";
import { shopOf } from "./shop.ts";
import { stockPort } from "./stock.ts";

/** Nothing is published: the merchant's own server is spared. */
const requests: Bucket = {
  id: "requests",
  scope: "connection",
  rate: 5,
  burst: 10,
  pace: { least: 1, most: 10 },
  concurrency: 2,
  source: "our own choice: Magento has no quota and publishes none; two calls at once, as a shop's PHP workers allow",
};

export const connector: Connector = defineConnector({
  meta: {
    id: "magento",
    kind: "commerce",
    name: "Magento",
    section: "stores",
    icon: "magento",
    color: "#ee672f",
    connectType: "api_key",
    setupFormFields: FORM_FIELDS,
    setupSteps: SETUP_STEPS,
    settingsFields: SETTINGS_FIELDS,
    topics: [],
    topicRouting: "path",
    limits: [requests],
    orderPrefix: "MG",
    api: { version: "V1 (2.4)" },
    scopes: [
      { scope: "Magento_Sales::sales", enables: "orders, invoices, shipments, credit memos" },
      { scope: "Magento_Catalog::products", enables: "products and prices" },
      { scope: "Magento_Catalog::categories", enables: "categories" },
      { scope: "Magento_Catalog::attributes_attributes", enables: "options of products with variants" },
      { scope: "Magento_Catalog::sets", enables: "new products" },
      { scope: "Magento_InventoryApi::source", enables: "stock at the shop's sources" },
      { scope: "Magento_InventoryApi::stock", enables: "which sources the website sells from" },
      { scope: "Magento_InventorySalesApi::stock", enables: "which sources the website sells from" },
      { scope: "Magento_Customer::customer", enables: "customers", optional: true },
      { scope: "Magento_SalesRule::quote", enables: "discount codes", optional: true },
      {
        scope: "Magento_Logging::system_magento_logging_bulk_operations",
        enables: "stock through the shop's queue",
        optional: true,
      },
      { scope: "Magento_Backend::store", enables: "the shop's websites, currency and time zone" },
    ],
    orderHistory: {
      days: "all",
      note: "Fifty orders a call, with up to three further calls for their parcels, invoices and refunds.",
    },
    notes: [
      "A product with several variants becomes a configurable product. It needs an SKU of its own, which buyers may see: the first variant's SKU with -family behind it.",
      "Options become attributes of the shop. One with the option's name is used and added to the products' attribute set; otherwise a new one is made.",
    ],
    docs: "docs/providers/magento.md",
    facts: {
      name: "Name",
      website: "Website",
      currency: "Currency",
      timeZone: "Time zone",
      weightUnit: "Weight unit",
      edition: "Edition",
    },
  },
  auth,
  classify,
  connect,
  maximum: ["products", "prices", "stock", "orders", "categories", "customers", "discounts", "giftCards"],
  open(connection): Ports {
    const shop = shopOf(connection);
    return {
      products: productsPort(shop),
      prices: pricesPort(shop),
      ...(shop.hasSources ? { stock: stockPort(shop) } : {}),
      orders: ordersPort(shop),
      categories: categoriesPort(shop),
      customers: customersPort(shop),
      discounts: discountsPort(shop),
      ...(shop.hasGiftCards ? { giftCards: giftCardsPort(shop) } : {}),
    };
  },
  words: { ar },
});
