/** What the catalog shows of Shopee and what the connect form asks. */

import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { marketplace } from "../kit/contract/descriptors.ts";
import { catalog, english } from "./words.ts";

/** Shopee publishes no figures (rate_limit is empty in every endpoint document). */
const requests: Bucket = {
  id: "requests",
  scope: "account",
  rate: 10,
  burst: 10,
  concurrency: 5,
  source: "none published; ours: 10 calls a second for each shop, corrected by error_rate_limit",
};

export const meta: ConnectorMeta = {
  ...marketplace,
  id: "shopee",
  name: "Shopee",
  icon: "shopee",
  color: "#EE4D2D",
  connectType: "oauth",
  setupFormFields: fieldsOf(catalog.messages, [
    {
      id: "shopId",
      type: "text",
      pattern: "^\\d{1,19}$",
    },
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields: fieldsOf(catalog.messages, [
    { id: "handOver", type: "select", defaultValue: "pickup", options: ["pickup", "dropoff"] },
    { id: "senderName", type: "text" },
    {
      id: "defaultCategoryId",
      type: "text",
      pattern: "^\\d{1,10}$",
    },
    { id: "defaultWeightGrams", type: "number" },
    { id: "stockTakenAt", type: "select", defaultValue: "placed", options: ["placed", "paid"] },
  ]),
  topics: [{ id: "", label: english("topic.ordersProductsConsent"), secret: { madeBy: "ours" }, automatic: true }],
  limits: [requests],
  orderPrefix: "SP",
  api: { version: "Open Platform v2" },
  appEnvironment: {
    partnerId: "SHOPEE_PARTNER_ID",
    partnerKey: "SHOPEE_PARTNER_KEY",
    pushPartnerKey: "SHOPEE_PUSH_PARTNER_KEY",
    apiHost: "SHOPEE_API_HOST",
    consentLink: "SHOPEE_CONSENT_LINK",
  },
  scopes: [
    { scope: "product", enables: english("scope.productsPricesStockCategories") },
    { scope: "order, logistics, returns", enables: english("scope.ordersShippingCancellationsReturns") },
    { scope: "payment", enables: english("word.fees"), optional: true },
  ],
  orderHistory: { days: 365, note: english("note.askedWindows15DaysHow") },
  docs: "docs/providers/shopee.md",
  facts: {
    name: english("fact.name"),
    region: english("fact.region"),
    currency: english("fact.currency"),
    authorizedUntil: english("fact.authorizedUntil"),
  },
};
