/** What the catalogue shows of Flipkart, what the connect form asks, and the pace of calls. */
import type { Bucket, ConnectionInfo, ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { DEFAULT_REQUESTS_PER_HOUR, requestsPerHour } from "./settings.ts";

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
    label: "Environment",
    type: "select",
    required: false,
    defaultValue: "production",
    options: [
      { value: "production", label: "Production" },
      { value: "sandbox", label: "Flipkart's sandbox" },
    ],
  },
  {
    id: "authMode",
    label: "How to connect",
    type: "select",
    required: false,
    options: [
      { value: "self_access", label: "An application of my own (self access)" },
      { value: "partner_oauth", label: "This hub's Flipkart partner application" },
    ],
    help: "Flipkart allows self access only for a seller's own installation; it may switch off keys that were handed to a service for many sellers.",
  },
  {
    id: "appId",
    label: "Application id",
    type: "text",
    required: false,
    help: "Seller portal, Manage Profile, Developer Access. Only for an application of your own.",
  },
  {
    id: "appSecret",
    label: "Application secret",
    type: "secret",
    required: false,
    help: "Stands beside the application id. It also signs the notifications.",
  },
  {
    id: "sellerId",
    label: "Seller id",
    type: "text",
    required: false,
    help: "Tells two Flipkart accounts apart, and is needed to change the tracking of self-ship parcels.",
  },
  {
    id: "gstin",
    label: "GSTIN",
    type: "text",
    required: false,
    pattern: "^[0-9A-Za-z]+$",
    patternHint: "A GSTIN has letters and digits only.",
    help: "Kept with the store for your documents; Flipkart's API does not tell it.",
  },
  {
    id: "locationIds",
    label: "Flipkart location ids",
    type: "text",
    required: false,
    placeholder: "LOC1a2b3c, LOC4d5e6f",
    pattern: "^\\s*LOC[A-Za-z0-9]+([\\s,;]+LOC[A-Za-z0-9]+)*\\s*$",
    patternHint: "Location ids begin with LOC; separate several with commas.",
    help: "Seller portal, pickup locations. Left open, Argosy collects them from your listings. The first one counts for listings that show no location.",
  },
];

const settingsFields: readonly Field[] = [
  {
    id: "requestsPerHour",
    label: "Calls an hour",
    type: "number",
    required: false,
    defaultValue: String(DEFAULT_REQUESTS_PER_HOUR),
    help: "Flipkart publishes no limit. Lower it when Flipkart answers that there are too many calls.",
  },
  {
    id: "serviceProfiles",
    label: "Orders to import",
    type: "select",
    required: false,
    defaultValue: "seller",
    options: [
      { value: "seller", label: "those I fulfil (NON_FBF)" },
      { value: "seller_and_lite", label: "also FBF Lite" },
      { value: "all", label: "also those Flipkart fulfils (FBF)" },
    ],
  },
  {
    id: "notificationUrl",
    label: "Notification URL as registered with Flipkart",
    type: "url",
    required: false,
    help: "Only when Flipkart registered another address than the one shown here. It is part of the signature: letter by letter.",
  },
  {
    id: "packing",
    label: "Pack shipments from here",
    type: "boolean",
    required: false,
    defaultValue: "false",
    help: "On: shipping an order makes Flipkart's label and invoice, then marks it ready. Off: pack in the seller portal, shipping here marks it ready.",
  },
  {
    id: "invoicePrefix",
    label: "Prefix of invoice numbers",
    type: "text",
    required: false,
    help: "The number is the prefix and the order item's id. Left open, Flipkart numbers the invoice when it packs.",
  },
  { id: "packageLength", label: "Usual parcel: length (cm)", type: "number", required: false },
  { id: "packageBreadth", label: "Usual parcel: breadth (cm)", type: "number", required: false },
  { id: "packageHeight", label: "Usual parcel: height (cm)", type: "number", required: false },
  { id: "packageWeight", label: "Usual parcel: weight (kg)", type: "number", required: false },
  {
    id: "taxRate",
    label: "Tax rate of items without a single one (%)",
    type: "number",
    required: false,
    help: "For listings whose tax code names no rate (GST_APPAREL, GST_Footwear) or that have none.",
  },
  {
    id: "selfShipDays",
    label: "Self-ship: days until delivery",
    type: "number",
    required: false,
    defaultValue: "5",
    help: "Flipkart wants a promised date with every parcel you ship yourself.",
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
  setupSteps: [
    {
      title: "Make an application",
      text: "In the Flipkart seller portal open Manage Profile, Developer Access and create a new access. Copy the application id and its secret into this form.",
    },
    {
      title: "Or approve this hub's application",
      text: "If this hub has a Flipkart partner application, choose it instead: you sign in at Flipkart and approve. Its redirect address is {callbackUrl}.",
    },
    {
      title: "Ask for notifications",
      text: "Flipkart registers them by mail: write to seller-api-queries@flipkart.com with your seller id, your location ids and this address, for shipments and returns: {webhookUrl:}. Until they arrive, orders are asked for every five minutes.",
    },
  ],
  settingsFields,
  topics: [
    {
      id: "",
      label: "Shipments and returns",
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
  scopes: [{ scope: "Seller_Api", enables: "orders, listings and stock" }],
  orderHistory: {
    days: "all",
    note: "Flipkart does not publish how far back its search of shipments reaches; what it answers is imported.",
  },
  docs: "docs/providers/flipkart.md",
  facts: { country: "Country", currency: "Currency", timeZone: "Time zone", gstin: "GSTIN" },
};
