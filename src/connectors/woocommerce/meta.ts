/** What the catalog, the set-up form and the limiter know of WooCommerce. */
import { setupStepsOf } from "../kit/connect/words.ts";
import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { PRICE_TAX_KEPT } from "../kit/parse/net-prices.ts";
import { english, speech } from "./words.ts";

export const meta: ConnectorMeta = {
  id: "woocommerce",
  kind: "commerce",
  name: "WooCommerce",
  section: "stores",
  icon: "woocommerce",
  color: "#7f54b3",
  connectType: "api_key",
  setupFormFields: [
    {
      id: "siteUrl",
      label: english("field.siteUrl"),
      type: "url",
      required: true,
      placeholder: "https://shop.example",
      help: english("field.siteUrl.help"),
      pattern: "^(https?://)?[^\\s/]+\\.?[^\\s]*$",
      patternHint: english("field.siteUrl.patternHint"),
    },
    {
      id: "consumerKey",
      label: english("field.consumerKey"),
      type: "secret",
      required: false,
      pattern: "^ck_[0-9a-f]{40}$",
      patternHint: english("field.consumerKey.patternHint"),
      help: english("field.consumerKey.help"),
    },
    {
      id: "consumerSecret",
      label: english("field.consumerSecret"),
      type: "secret",
      required: false,
      pattern: "^cs_[0-9a-f]{40}$",
      patternHint: english("field.consumerSecret.patternHint"),
    },
    {
      id: "queryStringAuth",
      label: english("field.queryStringAuth"),
      type: "boolean",
      required: false,
      defaultValue: "false",
      help: english("field.queryStringAuth.help"),
    },
    {
      id: "trackingMode",
      label: english("field.trackingMode"),
      type: "select",
      required: false,
      defaultValue: "auto",
      options: [
        { value: "auto", label: english("option.auto") },
        { value: "core", label: english("option.core") },
        { value: "plugin", label: english("option.plugin") },
        { value: "note", label: english("option.note") },
      ],
    },
  ],
  setupSteps: setupStepsOf(speech.sentences),
  settingsFields: [
    PRICE_TAX_KEPT,
    {
      id: "trackingMode",
      label: english("field.trackingMode"),
      type: "select",
      required: false,
      defaultValue: "auto",
      options: [
        { value: "auto", label: english("option.auto") },
        { value: "core", label: english("option.core") },
        { value: "plugin", label: english("option.plugin") },
        { value: "note", label: english("option.note") },
      ],
    },
  ],
  topics: [{ id: "", label: english("topic.ordersProducts"), secret: { madeBy: "ours" }, automatic: true }],
  topicRouting: "request",
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
