/** What the catalog shows of eBay and what the connect form asks. */
import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { marketplace } from "../kit/contract/descriptors.ts";
import { limits } from "./limits.ts";
import { SCOPES } from "./scopes.ts";
import { SITES } from "./sites.ts";
import { catalog, english } from "./words.ts";

export const meta: ConnectorMeta = {
  ...marketplace,
  id: "ebay",
  name: "eBay",
  icon: "ebay",
  color: "#E53238",
  connectType: "oauth",
  setupFormFields: fieldsOf(catalog.messages, [
    {
      id: "marketplaceId",
      type: "select",
      options: SITES.map(({ id, name }) => ({ value: id, label: name })),
    },
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields: fieldsOf(catalog.messages, [
    { id: "orderSites", type: "text", placeholder: "EBAY_FR, EBAY_IT" },
    { id: "siteListings", type: "select", defaultValue: "manage", options: ["manage", "ignore"] },
    { id: "carrierCodes", type: "text", placeholder: "Royal Mail = RoyalMail, DHL Paket = DHL" },
    { id: "stockTakenAt", type: "select", defaultValue: "purchase", options: ["purchase", "payment"] },
    { id: "restocksOnCancel", type: "boolean", defaultValue: "true" },
  ]),
  topics: [],
  limits,
  orderPrefix: "EB",
  api: { version: "Fulfillment 1.20.7, Inventory 1.18.4, Finances 1.17.2, Message 1.0.0, Post-Order v2, Trading 1423" },
  appEnvironment: {
    clientId: "EBAY_CLIENT_ID",
    clientSecret: "EBAY_CLIENT_SECRET",
    redirectUri: "EBAY_RU_NAME",
    environment: "EBAY_ENVIRONMENT",
    signingKey: "EBAY_SIGNING_KEY",
    signingJwe: "EBAY_SIGNING_JWE",
    verificationToken: "EBAY_VERIFICATION_TOKEN",
    inboxScopes: "EBAY_INBOX_SCOPES",
  },
  scopes: SCOPES.map(({ scope, enables, optional }) => ({ scope, enables, optional })),
  orderHistory: { days: 730, note: english("note.twoYears") },
  docs: "docs/providers/ebay.md",
  facts: {
    name: english("fact.name"),
    site: english("fact.site"),
    country: english("fact.country"),
    currency: english("fact.currency"),
  },
};
