/** What the catalog, the set-up form and the limiter know of WooCommerce. */

import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { webshop } from "../kit/contract/descriptors.ts";
import { PRICE_TAX_STORED } from "../kit/parse/net-prices.ts";
import { catalog, english } from "./words.ts";

export const meta: ConnectorMeta = {
  ...webshop,
  id: "woocommerce",
  name: "WooCommerce",
  icon: "woocommerce",
  color: "#7f54b3",
  connectType: "api_key",
  setupFormFields: fieldsOf(catalog.messages, [
    {
      id: "siteUrl",
      type: "url",
      required: true,
      placeholder: "https://shop.example",
      pattern: "^(https?://)?[^\\s/]+\\.?[^\\s]*$",
    },
    {
      id: "consumerKey",
      type: "secret",
      pattern: "^ck_[0-9a-f]{40}$",
    },
    {
      id: "consumerSecret",
      type: "secret",
      pattern: "^cs_[0-9a-f]{40}$",
    },
    { id: "queryStringAuth", type: "boolean", defaultValue: "false" },
    { id: "trackingMode", type: "select", defaultValue: "auto", options: ["auto", "core", "plugin", "note"] },
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields: fieldsOf(catalog.messages, [
    PRICE_TAX_STORED,
    { id: "trackingMode", type: "select", defaultValue: "auto", options: ["auto", "core", "plugin", "note"] },
  ]),
  topics: [{ id: "", label: english("topic.ordersProducts"), secret: { madeBy: "ours" }, automatic: true }],
  limits: [
    {
      id: "shop",
      scope: "connection",
      rate: 10,
      burst: 20,
      pace: { least: 1, most: 10 },
      concurrency: 4,
      source:
        "wc/v3 has no limit of its own (class-wc-rest-*); shared hosts and firewalls have. Start 2, at most 4 at a time: sheet section 3, read 2026-11.",
    },
  ],
  orderPrefix: "WC",
  api: { version: "wc/v3" },
  orderHistory: { days: "all" },
  docs: "docs/providers/woocommerce.md",
  facts: {
    name: english("fact.name"),
    siteUrl: english("fact.siteUrl"),
    email: english("fact.email"),
    country: english("fact.country"),
    currency: english("fact.currency"),
    timeZone: english("fact.timeZone"),
    weightUnit: english("fact.weightUnit"),
    dimensionUnit: english("fact.dimensionUnit"),
    version: english("fact.version"),
    wordpress: english("fact.wordpress"),
  },
};
