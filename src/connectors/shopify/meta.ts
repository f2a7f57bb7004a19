/** What the catalog shows of Shopify and what the connect form asks. */

import { fieldsOf } from "../kit/connect/messages.ts";
import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { LATE_FEE_DAYS } from "./fees.ts";
import { API_VERSION } from "./graphql.ts";
import { SCOPES } from "./scopes.ts";
import { catalog, english } from "./words.ts";

export const meta: Omit<ConnectorMeta, "limits"> = {
  id: "shopify",
  kind: "commerce",
  name: "Shopify",
  section: "stores",
  icon: "shopify",
  color: "#5E8E3E",
  connectType: "oauth",
  setupFormFields: fieldsOf(catalog.messages, [
    { id: "mode", type: "select", options: ["app", "hosted", "token"] },
    {
      id: "shopDomain",
      type: "text",
      required: true,
      placeholder: "my-store.myshopify.com",
      pattern:
        "^(https?://)?([A-Za-z0-9][A-Za-z0-9_-]*(\\.myshopify\\.com)?|admin\\.shopify\\.com/store/[A-Za-z0-9][A-Za-z0-9_-]*)([/?#].*)?$",
    },
    { id: "clientId", type: "text" },
    { id: "clientSecret", type: "secret" },
    { id: "previousClientSecret", type: "secret" },
    { id: "accessToken", type: "secret" },
    { id: "webhookSecret", type: "secret" },
  ]),
  setupSteps: [
    { title: english("step.1.title"), text: english("step.1.text") },
    {
      title: english("step.2.title"),
      text: `Release a version with these access scopes: ${SCOPES.filter((use) => !use.optional)
        .map((use) => use.scope)
        .join(", ")}. Optional: ${SCOPES.filter((use) => use.optional)
        .map((use) => use.scope)
        .join(", ")}.`,
    },
    { title: english("step.3.title"), text: english("step.3.text") },
    { title: english("step.4.title"), text: english("step.4.text") },
  ],
  settingsFields: fieldsOf(catalog.messages, [
    { id: "publishNewProducts", type: "boolean", defaultValue: "true" },
    { id: "lateFeeDays", type: "number", defaultValue: String(LATE_FEE_DAYS), pattern: "^([0-9]|[1-8][0-9]|90)$" },
  ]),
  topics: [
    {
      id: "",
      label: english("topic.allEvents"),
      secret: { madeBy: "platform", field: "clientSecret" },
      automatic: true,
    },
  ],
  topicRouting: "request",
  orderPrefix: "SH",
  api: { version: API_VERSION, endsOn: "2027-10-01" },
  appEnvironment: {
    clientId: "SHOPIFY_API_KEY",
    clientSecret: "SHOPIFY_API_SECRET",
    redirectUri: "SHOPIFY_REDIRECT_URI",
    previousAppSecret: "SHOPIFY_API_SECRET_PREVIOUS",
  },
  oauthInstallQueryKey: "shop",
  scopes: SCOPES,
  orderHistory: { days: 60, note: english("note.60DaysUnlessGrantedApp") },
  docs: "docs/providers/shopify.md",
  facts: {
    shopName: english("fact.shopName"),
    email: english("fact.email"),
    sellerName: english("fact.sellerName"),
    country: english("fact.country"),
    currency: english("fact.currency"),
    timeZone: english("fact.timeZone"),
    plan: english("fact.plan"),
    apiVersion: english("fact.apiVersion"),
    locationCount: english("fact.locationCount"),
  },
};
