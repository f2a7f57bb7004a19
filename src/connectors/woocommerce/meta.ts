/** What the catalog, the set-up form and the limiter know of WooCommerce. */
import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { PRICE_TAX_KEPT } from "../kit/parse/net-prices.ts";

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
      label: "Store address",
      type: "url",
      required: true,
      placeholder: "https://shop.example",
      help: "The address of the shop as the browser shows it, with its folder if it has one. Settings > General > WordPress Address.",
      pattern: "^(https?://)?[^\\s/]+\\.?[^\\s]*$",
      patternHint: "Enter an address like https://shop.example.",
    },
    {
      id: "consumerKey",
      label: "Consumer key",
      type: "secret",
      required: false,
      pattern: "^ck_[0-9a-f]{40}$",
      patternHint: "A consumer key is ck_ followed by 40 characters.",
      help: "Leave key and secret empty to connect with one click in the shop's admin.",
    },
    {
      id: "consumerSecret",
      label: "Consumer secret",
      type: "secret",
      required: false,
      pattern: "^cs_[0-9a-f]{40}$",
      patternHint: "A consumer secret is cs_ followed by 40 characters.",
    },
    {
      id: "queryStringAuth",
      label: "Send keys in the URL",
      type: "boolean",
      required: false,
      defaultValue: "false",
      help: "Only when the host strips the Authorization header: the test then says that the key is unknown although it is right.",
    },
    {
      id: "trackingMode",
      label: "How to publish tracking",
      type: "select",
      required: false,
      defaultValue: "auto",
      options: [
        { value: "auto", label: "Whatever the shop has" },
        { value: "core", label: "WooCommerce order fulfilments" },
        { value: "plugin", label: "Shipment Tracking plugin" },
        { value: "note", label: "Note on the order" },
      ],
    },
  ],
  setupSteps: [
    {
      title: "Enter the shop's address",
      text: "Without keys you are taken to the shop, sign in as Administrator or Shop manager and choose Approve. That is all.",
    },
    {
      title: "Or make a key by hand",
      text: "WooCommerce > Settings > Advanced > REST API > Add key. Choose a user with the role Shop manager or Administrator and the permission Read/Write, then paste both values here; they are shown once.",
    },
    { title: "Check the permalinks", text: "Settings > Permalinks must not be Plain, or the shop has no API." },
    {
      title: "Webhooks",
      text: "Nothing to do: the hub registers them at {webhookUrl:} by itself. The shop must be able to reach that address on port 443, 80 or 8080.",
    },
  ],
  settingsFields: [
    PRICE_TAX_KEPT,
    {
      id: "trackingMode",
      label: "How to publish tracking",
      type: "select",
      required: false,
      defaultValue: "auto",
      options: [
        { value: "auto", label: "Whatever the shop has" },
        { value: "core", label: "WooCommerce order fulfilments" },
        { value: "plugin", label: "Shipment Tracking plugin" },
        { value: "note", label: "Note on the order" },
      ],
    },
  ],
  topics: [{ id: "", label: "Orders and products", secret: { madeBy: "ours" }, automatic: true }],
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
    name: "Name",
    siteUrl: "Address",
    email: "E-mail",
    country: "Country",
    currency: "Currency",
    timeZone: "Time zone",
    weightUnit: "Weight unit",
    dimensionUnit: "Unit of length",
    version: "WooCommerce version",
    wordpress: "WordPress version",
  },
};
