/** What the catalog, the set-up form and the limiter know of BigCommerce. */
import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { catalog, english } from "./words.ts";

const SCOPES: ConnectorMeta["scopes"] = [
  { scope: "store_v2_products", enables: english("scope.productsCategoriesPrices") },
  { scope: "store_inventory", enables: english("scope.stock") },
  { scope: "store_locations_read_only", enables: english("scope.stockLocations") },
  { scope: "store_v2_orders", enables: english("scope.ordersShipmentsStatus") },
  { scope: "store_v2_transactions", enables: english("scope.refunds") },
  { scope: "store_v2_customers_read_only", enables: english("scope.customers"), optional: true },
  { scope: "store_v2_marketing", enables: english("scope.discountCodesGiftCertificates"), optional: true },
  { scope: "store_v2_information_read_only", enables: english("scope.storeFactsCurrencyUnitsInventory") },
];

/** The store tells after every call what is left of the window; other apps of the store take from it too. */
const learn: Bucket["learn"] = (response) => {
  const read = (name: string) => {
    const text = response.headers[`x-rate-limit-${name}`];
    const value = text === undefined ? Number.NaN : Number(text);
    return Number.isFinite(value) && value >= 0 ? value : null;
  };
  const [left, quota, reset] = [read("requests-left"), read("requests-quota"), read("time-reset-ms")];
  if (left === null || quota === null || quota === 0) return null;
  const window = Math.max(250, reset ?? read("time-window-ms") ?? 30_000);
  return { available: left, burst: quota, rate: (Math.max(1, left) * 1000) / window };
};

const SOURCE =
  "Standard and Plus: 150 requests in 30 s per store, all apps together (API rate limits, checked 09/2026)";

const STOCK_FIELDS = fieldsOf(catalog.messages, [
  {
    id: "stockTakenAt",
    type: "select",
    defaultValue: "auto",
    options: ["auto", "order_placed", "order_completed_or_shipped"],
  },
  { id: "stockReturned", type: "select", defaultValue: "auto", options: ["auto", "yes", "no"] },
]);

export const meta: ConnectorMeta = {
  id: "bigcommerce",
  kind: "commerce",
  name: "BigCommerce",
  section: "stores",
  icon: "bigcommerce",
  color: "#121118",
  connectType: "api_key",
  setupFormFields: fieldsOf(catalog.messages, [
    {
      id: "storeHash",
      type: "text",
      required: true,
      placeholder: "https://api.bigcommerce.com/stores/abc123xyz/v3/",
      pattern:
        "^([A-Za-z0-9]{3,20}|.*/stores/[A-Za-z0-9]+(/.*)?|(https?://)?store-[A-Za-z0-9]+\\.mybigcommerce\\.com.*)$",
    },
    { id: "accessToken", type: "secret", required: true },
    { id: "clientSecret", type: "secret" },
    {
      id: "channelId",
      type: "text",
      pattern: "^[1-9][0-9]{0,9}$",
    },
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields: STOCK_FIELDS,
  topics: [
    {
      id: "signed",
      label: english("topic.signed"),
      secret: { madeBy: "platform", field: "clientSecret" },
      automatic: true,
    },
    { id: "", label: english("topic.ourSecretHeader"), secret: { madeBy: "ours" }, automatic: true },
  ],
  topicRouting: "path",
  limits: [
    { id: "store", scope: "account", rate: 5, burst: 150, learn, source: SOURCE },
    {
      id: "inventory",
      scope: "account",
      operations: ["stock.*"],
      rate: 5,
      burst: 150,
      concurrency: 1,
      source: "Inventory calls of one store one after the other: concurrent absolute adjustments have no order",
    },
  ],
  orderPrefix: "BC",
  api: { version: "V2 and V3 (no dates)" },
  scopes: SCOPES,
  orderHistory: {
    days: "all",
    note: english("note.allOrdersStoreUnfinishedCheckouts"),
  },
  docs: "docs/providers/bigcommerce.md",
  facts: {
    name: english("fact.name"),
    email: english("fact.email"),
    country: english("fact.country"),
    currency: english("fact.currency"),
    domain: english("fact.domain"),
    timeZone: english("fact.timeZone"),
    weightUnit: english("fact.weightUnit"),
    dimensionUnit: english("fact.dimensionUnit"),
    plan: english("fact.plan"),
  },
};
