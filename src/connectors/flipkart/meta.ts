/** What the catalogue shows of Flipkart, what the connect form asks, and the pace of calls. */
import { setupStepsOf } from "../kit/connect/words.ts";
import type { Bucket, ConnectionInfo, ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { DEFAULT_REQUESTS_PER_HOUR, requestsPerHour } from "./settings.ts";
import { english, speech } from "./words.ts";

const NO_FIGURES = "Flipkart publishes no rate limits (seller.flipkart.com/api-docs, read 2026-11)";

/** Calls one after the other, two a second: our own manners. */
const pace: Bucket = { id: "pace", scope: "connection", rate: 2, burst: 2, concurrency: 1, source: NO_FIGURES };

/** Burst and refill together stay below the budget in any hour. */
function budget(perHour: number): Bucket {
  const burst = Math.ceil(perHour / 20);
  return {
    id: `budget-${perHour}`,
    scope: "connection",
    rate: (perHour - burst) / 3600,
    burst,
    source: `${NO_FIGURES}; the budget is a setting of the store`,
  };
}

/** The store's own budget in place of the usual one. */
export const limitsOf = ({ settings }: ConnectionInfo): readonly Bucket[] => [pace, budget(requestsPerHour(settings))];

const setupFormFields: readonly Field[] = [
  {
    id: "environment",
    label: english("field.environment"),
    type: "select",
    required: false,
    defaultValue: "production",
    options: [
      { value: "production", label: english("option.production") },
      { value: "sandbox", label: english("option.sandbox") },
    ],
  },
  {
    id: "authMode",
    label: english("field.authMode"),
    type: "select",
    required: false,
    options: [
      { value: "self_access", label: english("option.self_access") },
      { value: "partner_oauth", label: english("option.partner_oauth") },
    ],
    help: english("field.authMode.help"),
  },
  {
    id: "appId",
    label: english("field.appId"),
    type: "text",
    required: false,
    help: english("field.appId.help"),
  },
  {
    id: "appSecret",
    label: english("field.appSecret"),
    type: "secret",
    required: false,
    help: english("field.appSecret.help"),
  },
  {
    id: "sellerId",
    label: english("field.sellerId"),
    type: "text",
    required: false,
    help: english("field.sellerId.help"),
  },
  {
    id: "gstin",
    label: english("field.gstin"),
    type: "text",
    required: false,
    pattern: "^[0-9A-Za-z]+$",
    patternHint: english("field.gstin.patternHint"),
    help: english("field.gstin.help"),
  },
  {
    id: "locationIds",
    label: english("field.locationIds"),
    type: "text",
    required: false,
    placeholder: "LOC1a2b3c, LOC4d5e6f",
    pattern: "^\\s*LOC[A-Za-z0-9]+([\\s,;]+LOC[A-Za-z0-9]+)*\\s*$",
    patternHint: english("field.locationIds.patternHint"),
    help: english("field.locationIds.help"),
  },
];

const settingsFields: readonly Field[] = [
  {
    id: "requestsPerHour",
    label: english("field.requestsPerHour"),
    type: "number",
    required: false,
    defaultValue: String(DEFAULT_REQUESTS_PER_HOUR),
    help: english("field.requestsPerHour.help"),
  },
  {
    id: "serviceProfiles",
    label: english("field.serviceProfiles"),
    type: "select",
    required: false,
    defaultValue: "seller",
    options: [
      { value: "seller", label: english("option.seller") },
      { value: "seller_and_lite", label: english("option.seller_and_lite") },
      { value: "all", label: english("option.all") },
    ],
  },
  {
    id: "notificationUrl",
    label: english("field.notificationUrl"),
    type: "url",
    required: false,
    help: english("field.notificationUrl.help"),
  },
  {
    id: "packing",
    label: english("field.packing"),
    type: "boolean",
    required: false,
    defaultValue: "false",
    help: english("field.packing.help"),
  },
  {
    id: "invoicePrefix",
    label: english("field.invoicePrefix"),
    type: "text",
    required: false,
    help: english("field.invoicePrefix.help"),
  },
  { id: "packageLength", label: english("field.packageLength"), type: "number", required: false },
  { id: "packageBreadth", label: english("field.packageBreadth"), type: "number", required: false },
  { id: "packageHeight", label: english("field.packageHeight"), type: "number", required: false },
  { id: "packageWeight", label: english("field.packageWeight"), type: "number", required: false },
  {
    id: "taxRate",
    label: english("field.taxRate"),
    type: "number",
    required: false,
    help: english("field.taxRate.help"),
  },
  {
    id: "selfShipDays",
    label: english("field.selfShipDays"),
    type: "number",
    required: false,
    defaultValue: "5",
    help: english("field.selfShipDays.help"),
  },
];

export const meta: ConnectorMeta = {
  id: "flipkart",
  kind: "commerce",
  name: "Flipkart",
  section: "marketplaces",
  icon: "flipkart",
  color: "#2874F0",
  connectType: "api_key",
  setupFormFields,
  setupSteps: setupStepsOf(speech.sentences),
  settingsFields,
  topics: [
    {
      id: "",
      label: english("topic.shipmentsReturns"),
      secret: { madeBy: "platform", field: "appSecret" },
      automatic: false,
    },
  ],
  topicRouting: "request",
  limits: [pace, budget(DEFAULT_REQUESTS_PER_HOUR)],
  orderPrefix: "FK",
  api: { version: "shipments v3, listings v3, returns v2" },
  appEnvironment: {
    clientId: "FLIPKART_APP_ID",
    clientSecret: "FLIPKART_APP_SECRET",
    redirectUri: "FLIPKART_REDIRECT_URI",
  },
  baseUrlEnvironment: "FLIPKART_API_BASE_URL",
  scopes: [{ scope: "Seller_Api", enables: english("scope.ordersListingsStock") }],
  orderHistory: {
    days: "all",
    note: english("history"),
  },
  docs: "docs/providers/flipkart.md",
  // The settlement report's sheet Orders, saved as CSV. Names from public parsers, seen on no real account: what is taken
  // is negative there, what is given back positive. Sums of other columns (Marketplace Fee, Taxes) are not read; what the
  // columns here do not explain of the bank's value is a line of its own.
  settlementFile: {
    order: "Order ID",
    reference: "NEFT ID",
    paidAt: "Payment Date",
    decimal: "point",
    days: "dmy",
    net: "Bank Settlement Value (Rs.)",
    columns: [
      { column: "Sale Amount (Rs.)", kind: "sale", sign: "as_is" },
      { column: "Refund (Rs.)", kind: "refund", sign: "as_is" },
      { column: "Commission (Rs.)", kind: "commission", sign: "as_is" },
      { column: "Fixed Fee (Rs.)", kind: "service_fee", sign: "as_is" },
      { column: "Franchise Fee (Rs.)", kind: "service_fee", sign: "as_is" },
      { column: "Collection Fee (Rs.)", kind: "payment_fee", sign: "as_is" },
      { column: "Pick And Pack Fee (Rs.)", kind: "packaging", sign: "as_is" },
      { column: "Shipping Fee (Rs.)", kind: "shipping_forward", sign: "as_is" },
      { column: "Reverse Shipping Fee (Rs.)", kind: "shipping_return", sign: "as_is" },
      { column: "Product Cancellation Fee (Rs.)", kind: "adjustment", sign: "as_is" },
      { column: "GST on MP Fees (Rs.)", kind: "other", sign: "as_is" },
      { column: "TCS (Rs.)", kind: "withheld_tax", sign: "as_is" },
      { column: "TDS (Rs.)", kind: "withheld_tax", sign: "as_is" },
    ],
  },
  facts: {
    country: english("fact.country"),
    currency: english("fact.currency"),
    timeZone: english("fact.timeZone"),
    gstin: english("field.gstin"),
  },
};
