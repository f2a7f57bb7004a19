/** What the catalog shows of Flipkart, what the connect form asks, and the pace of calls. */

import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import { amountColumns } from "../kit/contract/amount-columns.ts";
import type { Bucket, ConnectionInfo, ConnectorMeta } from "../kit/contract/contract.ts";
import { marketplace } from "../kit/contract/descriptors.ts";
import { DEFAULT_REQUESTS_PER_HOUR, requestsPerHour } from "./settings.ts";
import { catalog, english } from "./words.ts";

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

const setupFormFields = fieldsOf(catalog.messages, [
  { id: "environment", type: "select", defaultValue: "production", options: ["production", "sandbox"] },
  { id: "authMode", type: "select", options: ["self_access", "partner_oauth"] },
  { id: "appId", type: "text" },
  { id: "appSecret", type: "secret" },
  { id: "sellerId", type: "text" },
  { id: "gstin", type: "text", pattern: "^[0-9A-Za-z]+$" },
  {
    id: "locationIds",
    type: "text",
    placeholder: "LOC1a2b3c, LOC4d5e6f",
    pattern: "^\\s*LOC[A-Za-z0-9]+([\\s,;]+LOC[A-Za-z0-9]+)*\\s*$",
  },
]);

const settingsFields = fieldsOf(catalog.messages, [
  { id: "requestsPerHour", type: "number", defaultValue: String(DEFAULT_REQUESTS_PER_HOUR) },
  { id: "serviceProfiles", type: "select", defaultValue: "seller", options: ["seller", "seller_and_lite", "all"] },
  { id: "notificationUrl", type: "url" },
  { id: "packing", type: "boolean", defaultValue: "false" },
  { id: "invoicePrefix", type: "text" },
  { id: "packageLength", type: "number" },
  { id: "packageBreadth", type: "number" },
  { id: "packageHeight", type: "number" },
  { id: "packageWeight", type: "number" },
  { id: "taxRate", type: "number" },
  { id: "selfShipDays", type: "number", defaultValue: "5" },
]);

export const meta: ConnectorMeta = {
  ...marketplace,
  id: "flipkart",
  name: "Flipkart",
  icon: "flipkart",
  color: "#2874F0",
  connectType: "api_key",
  setupFormFields,
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields,
  topics: [
    {
      id: "",
      label: english("topic.shipmentsReturns"),
      secret: { madeBy: "platform", field: "appSecret" },
      automatic: false,
    },
  ],
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
  // Label and tracking number of each order are its own.
  mergesOrders: "forbidden",
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
    columns: amountColumns({
      as_is: {
        "Sale Amount (Rs.)": "sale",
        "Refund (Rs.)": "refund",
        "Commission (Rs.)": "commission",
        "Fixed Fee (Rs.)": "service_fee",
        "Franchise Fee (Rs.)": "service_fee",
        "Collection Fee (Rs.)": "payment_fee",
        "Pick And Pack Fee (Rs.)": "packaging",
        "Shipping Fee (Rs.)": "shipping_forward",
        "Reverse Shipping Fee (Rs.)": "shipping_return",
        "Product Cancellation Fee (Rs.)": "adjustment",
        "GST on MP Fees (Rs.)": "other",
        "TCS (Rs.)": "withheld_tax",
        "TDS (Rs.)": "withheld_tax",
      },
    }),
  },
  facts: {
    country: english("fact.country"),
    currency: english("fact.currency"),
    timeZone: english("fact.timeZone"),
    gstin: english("field.gstin"),
  },
};
