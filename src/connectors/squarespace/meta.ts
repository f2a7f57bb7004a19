/** What the catalogue shows of Squarespace and what the connect form asks. */
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { PERMISSIONS } from "./scopes.ts";

const API_SOURCE = "developers.squarespace.com, rate limits (read 2026-08): 300 requests a minute for each site";

/** 10 + 4.8 x 60 stays below 300 in any minute: going over costs a whole minute. */
const requests: Bucket = {
  id: "requests",
  scope: "account",
  rate: 4.8,
  burst: 10,
  publishedRate: 5,
  source: API_SOURCE,
};

/** Published for API keys alone; with OAuth it is merely more than needed. */
const imports: Bucket = {
  id: "imports",
  scope: "account",
  operations: ["orders.create"],
  rate: 90 / 3600,
  burst: 10,
  publishedRate: 100 / 3600,
  source: "developers.squarespace.com, rate limits (read 2026-08): 100 created orders an hour with an API key",
};

export const meta: ConnectorMeta = {
  id: "squarespace",
  kind: "commerce",
  name: "Squarespace",
  section: "stores",
  icon: "squarespace",
  color: "#000000",
  connectType: "api_key",
  setupFormFields: [
    {
      id: "authMode",
      label: "How to connect",
      type: "select",
      required: false,
      options: [
        { value: "api_key", label: "API key (orders are asked for every few minutes)" },
        { value: "oauth", label: "This hub's Squarespace app (orders arrive by webhook)" },
      ],
      help: "Left open, an API key decides. The app works only where this hub's operator has registered one with Squarespace.",
    },
    {
      id: "apiKey",
      label: "API key",
      type: "secret",
      required: false,
      pattern: "^[A-Za-z0-9-]{16,100}$",
      patternHint: "An API key has letters, digits and hyphens only. Copy it whole, without spaces.",
      help: "Settings, Advanced, Developer API Keys, Generate key. Its permissions cannot be changed later.",
    },
  ],
  setupSteps: [
    {
      title: "Make an API key",
      text: `In Squarespace open Settings, Advanced, Developer API Keys and generate a key named Argosy with these permissions: ${PERMISSIONS.map(
        ({ panel }) => panel,
      ).join(", ")}.`,
    },
    { title: "Paste it", text: "Copy the key at once and paste it into this form. Orders are asked for from then on." },
    {
      title: "Or install the app",
      text: "If this hub has its own Squarespace app, choose it instead: you approve it on Squarespace's page, and webhooks are registered for you. Its redirect address is {callbackUrl}.",
    },
  ],
  settingsFields: [
    {
      id: "storePageId",
      label: "Store page for new products (id)",
      type: "text",
      required: false,
      pattern: "^[0-9a-f]{24}$",
      patternHint: "A store page's id has 24 characters of 0-9 and a-f.",
      help: "Left open, new products go to the first store page that is open.",
    },
    {
      id: "offlinePaymentMeans",
      label: "An order that was not charged is",
      type: "select",
      required: false,
      defaultValue: "pending",
      options: [
        { value: "pending", label: "not paid yet" },
        { value: "cod", label: "cash on delivery" },
      ],
      help: "Squarespace tells only that nothing was charged. Choose cash on delivery if that is what your offline payment means.",
    },
    {
      id: "restocksOnCancel",
      label: "A cancelled order's units go back into Squarespace's own stock",
      type: "boolean",
      required: false,
      defaultValue: "true",
      help: "Squarespace does not publish this. To be sure, note an item's quantity, cancel a test order, look again.",
    },
  ],
  topics: [{ id: "", label: "Orders and uninstall", secret: { madeBy: "ours" }, automatic: true }],
  topicRouting: "request",
  limits: [requests, imports],
  orderPrefix: "SQ",
  api: { version: "products v2, orders and inventory 1.0, contacts and discounts v1" },
  appEnvironment: {
    clientId: "SQUARESPACE_CLIENT_ID",
    clientSecret: "SQUARESPACE_CLIENT_SECRET",
    redirectUri: "SQUARESPACE_REDIRECT_URI",
  },
  scopes: PERMISSIONS.map(({ scope, disables, features }) => ({ scope, enables: disables, features })),
  orderHistory: { days: "all" },
  docs: "docs/providers/squarespace.md",
  facts: { name: "Name", url: "Address", currency: "Currency" },
};
