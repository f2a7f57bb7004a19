/** What the catalog shows of Squarespace and what the connect form asks. */

import { fieldsOf } from "../kit/connect/messages.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { webshop } from "../kit/contract/descriptors.ts";
import { PERMISSIONS } from "./scopes.ts";
import { catalog, english } from "./words.ts";

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
  ...webshop,
  id: "squarespace",
  name: "Squarespace",
  icon: "squarespace",
  color: "#000000",
  connectType: "api_key",
  setupFormFields: fieldsOf(catalog.messages, [
    { id: "authMode", type: "select", options: ["api_key", "oauth"] },
    {
      id: "apiKey",
      type: "secret",
      pattern: "^[A-Za-z0-9-]{16,100}$",
    },
  ]),
  setupSteps: [
    {
      title: english("step.1.title"),
      text: `In Squarespace open Settings, Advanced, Developer API Keys and generate a key named Argosy with these permissions: ${PERMISSIONS.map(
        ({ panel }) => panel,
      ).join(", ")}.`,
    },
    { title: english("step.2.title"), text: english("step.2.text") },
    { title: english("step.3.title"), text: english("step.3.text") },
  ],
  settingsFields: fieldsOf(catalog.messages, [
    {
      id: "storePageId",
      type: "text",
      pattern: "^[0-9a-f]{24}$",
    },
    { id: "offlinePaymentMeans", type: "select", defaultValue: "pending", options: ["pending", "cod"] },
    { id: "restocksOnCancel", type: "boolean", defaultValue: "true" },
  ]),
  topics: [{ id: "", label: english("topic.ordersUninstall"), secret: { madeBy: "ours" }, automatic: true }],
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
  facts: { name: "Name", url: english("fact.url"), currency: english("fact.currency") },
};
